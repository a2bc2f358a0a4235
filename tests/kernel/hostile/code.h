// SPDX-License-Identifier: BSD-2-Clause
//
// Single instructions (Arm ARM, C6.2), for code of a sandbox.
#pragma once

#define CODE_UDF         0x00000000u
#define CODE_SVC         0xd4000001u
#define CODE_NOP         0xd503201fu
#define CODE_LOOP        0x14000000u /* branches to itself */
#define CODE_BACK(words) (0x14000000u | (0x4000000u - (words)))
#define CODE_LOAD        0xf9400002u /* ldr x2, [x0] */
#define CODE_LOAD_SP     0xf94003e2u /* ldr x2, [sp] */
#define CODE_CURRENT_EL  0xd5384241u /* mrs x1, CurrentEL: not for EL0 */
