// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* Debug hardware of the Cortex-A57 (its reference manual, section 10.6.1). */

#define seL4_NumHWBreakpoints        10
#define seL4_NumExclusiveBreakpoints 6
#define seL4_NumExclusiveWatchpoints 4
