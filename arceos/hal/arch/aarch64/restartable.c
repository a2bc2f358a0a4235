// SPDX-License-Identifier: BSD-2-Clause

#include <ax/hal/arch/restartable.h>

/* Instructions of ax_irq_save(), with X a register that has the block and W one that counts. */
#define MRS_X  0xd53bd060u /* mrs x, tpidrro_el0: X in bits 4 to 0 */
#define LDR_WX 0xb9401000u /* ldr w, [x, #16]: W in bits 4 to 0, X in 9 to 5 */
#define ADD_WW 0x11000400u /* add w, w, #1: W in both places */
#define STR_WX 0xb9001000u /* str w, [x, #16] */

#define REGISTER 31u

static bool is_mrs(uint32_t instruction)
{
    return (instruction & ~REGISTER) == MRS_X;
}

static bool is_irq_save(const uint32_t *code)
{
    uint32_t x = code[0] & REGISTER;
    uint32_t w = code[1] & REGISTER;

    return is_mrs(code[0]) && code[1] == (LDR_WX | x << 5 | w) &&
           code[2] == (ADD_WW | w << 5 | w) && code[3] == (STR_WX | x << 5 | w);
}

uint64_t ax_restartable_pc(uint64_t pc, uint64_t code)
{
    const uint32_t *at = (const uint32_t *)pc;
    uint64_t before = pc < code ? 0 : (pc - code) / sizeof(*at);

    if (before >= 1 && is_mrs(at[-1])) {
        return pc - 4;
    }
    for (unsigned done = 2; done <= 3 && done <= before; done++) {
        if (is_irq_save(at - done)) {
            return pc - 4 * done;
        }
    }
    return pc;
}
