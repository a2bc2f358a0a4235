// SPDX-License-Identifier: BSD-2-Clause
//
// Operations on threads.

#include <ktest/objects.h>
#include "op.h"
#include "random.h"
#include "share.h"

static seL4_Word pick_priority(void)
{
    return chance(30) ? 256 + weird() : draw(6) * PRIORITY_STEP;
}

static seL4_Word pick_entry(void)
{
    static const seL4_Word some[] = {
        CODE_ADDRESS + ENTRY_PARK,
        CODE_ADDRESS + ENTRY_CALL,
        CODE_ADDRESS + ENTRY_LOAD,
        CODE_ADDRESS + ENTRY_STORE,
        CODE_ADDRESS + ENTRY_CALL,
        CODE_ADDRESS + ENTRY_BREAK,
        NOWHERE,
        WINDOW_ADDRESS,
        BUFFER_ADDRESS,
        CODE_ADDRESS + 2,
        CODE_ADDRESS + ENTRY_SYSTEM,
        0xffffff8040000000ul,
    };

    return some[draw(sizeof(some) / sizeof(some[0]))];
}

static void write_registers(struct op *op)
{
    static const seL4_Word numbers[] = {
        (seL4_Word)seL4_SysSend,   (seL4_Word)seL4_SysNBSend, (seL4_Word)seL4_SysRecv,
        (seL4_Word)seL4_SysNBRecv, (seL4_Word)seL4_SysYield,
    };
    seL4_Word count = chance(3) ? draw(36) : 12;

    op_word(op, chance(3));
    op_word(op, chance(30) ? weird() : count);
    op_word(op, pick_entry());
    op_word(op, draw(1000));
    op_word(op, draw(16) << 28);
    op->word[op->length - 1] |= chance(4) ? draw(1024) : 0;
    op_word(op, chance(3) ? pick_address() : pick(K_ENDPOINT));
    for (unsigned i = 0; i < 6; i++) {
        op_word(op, draw(1000));
    }
    op_word(op, numbers[draw(sizeof(numbers) / sizeof(numbers[0]))]);
    op_word(op, 0);
    while (op->length < 38) {
        op_word(op, 0x900 + draw(64));
    }
}

static seL4_Word pick_guard(unsigned root)
{
    return root == W_NODE ? (chance(8) ? seL4_CNode_CapData_new(0, WORLD_GUARD).words[0] : 0)
                          : seL4_CNode_CapData_new(0, draw(64)).words[0];
}

static void space_words(struct op *op)
{
    unsigned root = chance(6) ? pick(K_NODE) : W_NODE;

    op_word(op, chance(5) ? weird() : pick(K_ENDPOINT));
    op_word(op, pick_guard(root));
    op_word(op, chance(12) ? weird() : 0);
    op_cap(op, root);
    op_cap(op, chance(4) ? pick(K_SPACE) : chance(2) ? W_SPACE_A : W_SPACE_B);
}

static void buffer_words(struct op *op)
{
    op_word(op, chance(8) ? weird() : BUFFER_ADDRESS + draw(4) * BUFFER_STEP);
    op_cap(op, pick(K_FRAME));
}

static void scheduling(struct op *op, seL4_Word label)
{
    if (label != TCBSetPriority) {
        op_word(op, chance(30) ? 256 + weird() : 160 + draw(96));
    }
    if (label != TCBSetMCPriority) {
        op_word(op, pick_priority());
    }
    op_cap(op, pick(K_TCB));
}

/* A thread that has, or has not, a notification bound. */
static unsigned pick_bound(bool bound)
{
    for (unsigned i = 0; i < 8; i++) {
        unsigned slot = pick(K_TCB);

        if (model_bound(model_slot(slot)->id) == bound) {
            return slot;
        }
    }
    return pick(K_TCB);
}

static void fill(struct op *op)
{
    switch (op->label) {
    case TCBReadRegisters:
        op_word(op, chance(6));
        op_word(op, chance(20) ? weird() : 1 + draw(36));
        break;
    case TCBWriteRegisters:
        write_registers(op);
        break;
    case TCBCopyRegisters:
        op_word(op, draw(16));
        op_cap(op, pick(K_TCB));
        break;
    case TCBConfigure:
        space_words(op);
        buffer_words(op);
        break;
    case TCBSetSpace:
        space_words(op);
        break;
    case TCBSetIPCBuffer:
        buffer_words(op);
        break;
    case TCBSetPriority:
    case TCBSetMCPriority:
    case TCBSetSchedParams:
        scheduling(op, op->label);
        break;
    case TCBBindNotification:
        op_cap(op, pick(K_NOTIFICATION));
        break;
#ifdef CONFIG_ENABLE_SMP_SUPPORT
    case TCBSetAffinity:
        op_word(op, chance(20) ? weird() : draw(boot_info()->numNodes));
        break;
#endif
    case TCBSetTLSBase:
        op_word(op, weird());
        break;
    case TCBSetFlags:
        op_word(op, draw(2));
        op_word(op, chance(4) ? draw(4) : 0);
        break;
    default:
        break;
    }
}

void op_thread(struct op *op)
{
    seL4_Word label = TCBReadRegisters + draw(TCBSetFlags - TCBReadRegisters + 1);

    op_invoke(op, label, pick(K_TCB));
    if (op->cap == W_TCB && !chance(10)) {
        op->cap = pick(K_TCB);
    }
    if (!chance(8) && (label == TCBBindNotification || label == TCBUnbindNotification)) {
        op->cap = pick_bound(label == TCBUnbindNotification);
    }
    fill(op);
    if (chance(12) && (label == TCBResume || label == TCBSuspend)) {
        /* As a message that nobody answers. */
        op->number = (seL4_Word)(chance(2) ? seL4_SysSend : seL4_SysNBSend);
        op->row = op->number == (seL4_Word)seL4_SysSend ? ROW_SEND : ROW_NBSEND;
    }
}
