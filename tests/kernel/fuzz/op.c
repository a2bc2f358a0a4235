// SPDX-License-Identifier: BSD-2-Clause
//
// What all operations share: their parts, disturbance and restraint.

#include "op.h"
#include "random.h"
#include "share.h"

void op_invoke(struct op *op, seL4_Word label, seL4_CPtr cap)
{
    op->row = (unsigned)label;
    op->entry = ENTRY_CALL;
    op->number = (seL4_Word)seL4_SysCall;
    op->label = label;
    op->cap = cap;
}

void op_word(struct op *op, seL4_Word word)
{
    op->word[op->length++] = word;
}

void op_cap(struct op *op, seL4_CPtr cap)
{
    op->extra[op->caps++] = cap;
}

seL4_Word weird(void)
{
    static const seL4_Word some[] = {0,
                                     1,
                                     63,
                                     64,
                                     65,
                                     255,
                                     256,
                                     257,
                                     4096,
                                     ~0ul,
                                     ~0ul - 1,
                                     1ul << 31,
                                     1ul << 32,
                                     1ul << 47,
                                     1ul << 48,
                                     1ul << 63,
                                     (1ul << 48) - 4096,
                                     0xffffff8000000000ul,
                                     NOWHERE,
                                     CODE_ADDRESS};

    if (chance(2)) {
        return draw(140);
    }
    return some[draw(sizeof(some) / sizeof(some[0]))];
}

seL4_Word pick_depth(void)
{
    return chance(30) ? draw(70) : seL4_WordBits;
}

seL4_Word pick_address(void)
{
    static const seL4_Word base[] = {WINDOW_ADDRESS, WINDOW_ADDRESS + WINDOW_STEP,
                                     WINDOW_ADDRESS + 2 * WINDOW_STEP, 0x40000000ul,
                                     0x8000000000ul};
    seL4_Word which = chance(3) ? draw(sizeof(base) / sizeof(base[0])) : 0;
    seL4_Word address = base[which] + draw(which == 0 ? 64 : 4) * 4096;

    if (chance(40)) {
        return weird();
    }
    return chance(40) ? address + 8 * draw(512) : address;
}

seL4_Word pick_rights(void)
{
    return chance(8) ? draw(16) : seL4_AllRights.words[0];
}

void op_disturb(struct op *op)
{
    seL4_Word which;
    seL4_Word wrong;

    if (!chance(5)) {
        return;
    }
    which = draw(6);
    wrong = weird();
    switch (which) {
    case 0:
        op->length = draw(op->length + 1);
        break;
    case 1:
        op->caps = draw(op->caps + 1);
        break;
    case 2:
        op->cap = op->driver || chance(3) ? op->cap : pick(K_UNKNOWN);
        break;
    case 3:
        if (op->length != 0) {
            op->word[draw(op->length < OP_WORDS ? op->length : OP_WORDS)] = wrong;
        }
        break;
    case 4:
        /* A wrong address would be a fault of the driver. */
        if (op->caps != 0 && !op->driver) {
            op->extra[draw(op->caps)] = wrong;
        }
        break;
    default:
        if (op->label != 0 && chance(4)) {
            op->label = draw(60);
        }
        break;
    }
}

/* A priority that no other thread has; 0, below the driver's, where nothing runs; or none at all.
 */
static seL4_Word safe_priority(seL4_Word wanted, const struct slot *target)
{
    if (target->kind != K_TCB || wanted < PRIORITY_STEP) {
        return wanted > 255 ? wanted : 0;
    }
    return wanted > 255 ? wanted : (wanted & ~(seL4_Word)(PRIORITY_STEP - 1)) + target->id;
}

/* WriteRegisters must not point a worker's results at the driver's memory, and what it has a worker
 * do must have documented results. */
static void restrain_registers(struct op *op, const struct slot *target)
{
    enum { FIRST = 2, X7 = FIRST + 10, X8 = FIRST + 11 };

    if (op->length <= FIRST) {
        return;
    }
    if (op->length > X8 || op->word[1] > X8 - FIRST) {
        op->word[X8] = target->kind == K_TCB && target->id < WORKERS
                           ? worker_result_address(target->id)
                           : NOWHERE;
    }
    if (op->word[X7] == (seL4_Word)seL4_SysCall || op->word[X7] == (seL4_Word)seL4_SysReplyRecv) {
        op->word[X7] = (seL4_Word)seL4_SysNBSend;
    }
}

void op_restrain(struct op *op)
{
    const struct slot *target = model_slot((unsigned)op->cap);

    if (op->number != (seL4_Word)seL4_SysCall || op->driver) {
        return;
    }
    if (op->label == TCBSetPriority) {
        op->word[0] = safe_priority(op->word[0], target);
    } else if (op->label == TCBSetSchedParams) {
        op->word[1] = safe_priority(op->word[1], target);
    } else if (op->label == TCBWriteRegisters) {
        restrain_registers(op, target);
    } else if (op->label == ARMPageMap && op->word[0] >> 16 == CODE_ADDRESS >> 16) {
        /* A frame may be mapped over another. */
        op->word[0] = NOWHERE;
    }
}

bool op_has_reply(seL4_CPtr cap)
{
    switch (model_slot((unsigned)cap)->kind) {
    case K_NOTIFICATION:
    case K_REPLY:
    case K_SGI:
    case K_UNKNOWN:
    case K_FIXED:
        return false;
    default:
        return true;
    }
}
