// SPDX-License-Identifier: BSD-2-Clause
//
// Operations on frames, tables, address spaces, their identifiers, interrupts and domains.

#include <ktest/objects.h>
#include "op.h"
#include "random.h"
#include "share.h"

static unsigned pick_space(void)
{
    return chance(8) ? pick(K_SPACE) : chance(2) ? W_SPACE_A : W_SPACE_B;
}

static unsigned pick_frame(bool mapped)
{
    for (unsigned i = 0; i < 4; i++) {
        unsigned slot = pick(chance(12) ? K_LARGE_FRAME : K_FRAME);

        if (model_slot(slot)->mapped == mapped) {
            return slot;
        }
    }
    return pick(K_FRAME);
}

static unsigned pick_table(bool mapped)
{
    for (unsigned i = 0; i < 4; i++) {
        unsigned slot = pick(K_TABLE);

        if (model_slot(slot)->mapped == mapped) {
            return slot;
        }
    }
    return pick(K_TABLE);
}

/* To where a table of the world translates: its mappings go when it is unmapped or deleted. */
static void map_through_table(struct op *op)
{
    const struct slot *slot = model_slot(pick_table(true));

    if (slot->kind == K_TABLE && slot->mapped) {
        op->word[0] = (slot->address & ~(WINDOW_STEP - 1)) + draw(4) * 4096;
        op->extra[0] = slot->id;
    }
}

static void map(struct op *op)
{
    const struct slot *frame;

    op_invoke(op, ARMPageMap, pick_frame(chance(4)));
    frame = model_slot((unsigned)op->cap);
    op_word(op, pick_address());
    op_word(op, pick_rights());
    op_word(op, chance(4) ? draw(8) : (seL4_Word)seL4_ARM_Default_VMAttributes);
    op_cap(op, pick_space());
    if (frame->kind == K_FRAME && !frame->mapped && chance(2)) {
        map_through_table(op);
    }
    if (frame->kind == K_LARGE_FRAME && !chance(8)) {
        op->word[0] &= ~(WINDOW_STEP - 1);
    } else if (frame->mapped && !chance(6)) {
        /* Other rights where it is. */
        op->word[0] = frame->address;
        op->extra[0] = frame->id;
    }
}

static void range(struct op *op, seL4_Word start)
{
    seL4_Word offset = draw(2048);

    op_word(op, start + (chance(20) ? weird() : offset));
    op_word(op, start + (chance(20) ? weird() : offset + 1 + draw(2048)));
}

static void table(struct op *op)
{
    if (chance(3)) {
        op_invoke(op, ARMPageTableUnmap, pick_table(!chance(6)));
        return;
    }
    op_invoke(op, ARMPageTableMap, pick_table(false));
    op_word(op, pick_address());
    if (op->word[0] >> 21 == WINDOW_ADDRESS >> 21 && !chance(8)) {
        /* The first window has its table already. */
        op->word[0] += WINDOW_STEP * (1 + draw(2));
    }
    op_word(op, chance(4) ? draw(8) : (seL4_Word)seL4_ARM_Default_VMAttributes);
    op_cap(op, pick_space());
}

/* An address space without identifier, or an untyped of a page from which nothing was made. */
static unsigned pick_new(enum kind kind)
{
    for (unsigned i = 0; i < 12; i++) {
        unsigned slot = pick(kind);
        const struct slot *its = model_slot(slot);

        if (kind == K_SPACE ? !its->mapped : its->bits == 12 && !its->used) {
            return slot;
        }
    }
    return pick(kind);
}

static void identifiers(struct op *op)
{
    if (chance(2)) {
        op_invoke(op, ARMASIDPoolAssign, chance(6) ? pick(K_POOL) : W_POOL);
        op_cap(op, pick_new(K_SPACE));
        return;
    }
    op_invoke(op, ARMASIDControlMakePool, W_ASID_CONTROL);
    op_word(op, pick_empty());
    op_word(op, pick_depth());
    op_cap(op, pick_new(K_UNTYPED));
    op_cap(op, W_NODE);
}

void op_memory(struct op *op)
{
    seL4_Word label;

    switch (draw(14)) {
    case 0:
    case 1:
    case 2:
        map(op);
        break;
    case 3:
    case 4:
        op_invoke(op, ARMPageUnmap, pick_frame(!chance(6)));
        break;
    case 5:
    case 6:
        label = ARMPageClean_Data + draw(4);
        op_invoke(op, label, pick_frame(!chance(8)));
        range(op, 0);
        break;
    case 7:
        op_invoke(op, ARMPageGetAddress, pick_frame(chance(2)));
        break;
    case 8:
    case 9:
        label = ARMVSpaceClean_Data + draw(4);
        op_invoke(op, label, pick_space());
        range(op, chance(2) ? pick_address() & ~0xffful : RESULT_ADDRESS);
        break;
    case 10:
    case 11:
        identifiers(op);
        break;
    default:
        table(op);
        break;
    }
}

/* IRQControl cannot be copied, so the driver keeps it and uses it itself. */
static void irq_control(struct op *op)
{
    static const seL4_Word label[] = {
        IRQIssueIRQHandler,
        ARMIRQIssueIRQHandlerTrigger,
#ifdef CONFIG_ENABLE_SMP_SUPPORT
        ARMIRQIssueIRQHandlerTriggerCore,
#else
        ARMIRQIssueSGISignal,
#endif
    };
    seL4_Word which = draw(3);
    seL4_Word irq = which == 2 ? draw(16) : 60 + draw(30);

    op_invoke(op, label[which], seL4_CapIRQControl);
    op->driver = true;
    op_word(op, chance(12) ? weird() : chance(6) ? draw(16) : irq);
    if (which != 0) {
        op_word(op, chance(20) ? weird() : draw(2));
    }
    op_word(op, pick_empty());
    op_word(op, chance(20) ? draw(70) : WORLD_BITS);
#ifdef CONFIG_ENABLE_SMP_SUPPORT
    if (which == 2) {
        op_word(op, chance(20) ? weird() : draw(boot_info()->numNodes));
    }
#endif
    op_cap(op, world_node());
}

void op_irq(struct op *op)
{
    switch (draw(8)) {
    case 0:
    case 1:
    case 2:
        irq_control(op);
        break;
    case 3:
        op_invoke(op, IRQAckIRQ, pick(K_IRQ_HANDLER));
        break;
    case 4:
        op_invoke(op, IRQClearIRQHandler, pick(K_IRQ_HANDLER));
        break;
    case 5:
        op_invoke(op, 0, pick_exact(K_SGI));
        op->row = ROW_SGI_SIGNAL;
        op->number = (seL4_Word)(chance(2) ? seL4_SysSend : seL4_SysNBSend);
        break;
    default:
        op_invoke(op, IRQSetIRQHandler, pick(K_IRQ_HANDLER));
        op_cap(op, pick(K_NOTIFICATION));
        break;
    }
}

void op_domain(struct op *op)
{
    switch (draw(3)) {
    case 0:
        op_invoke(op, DomainSetSet, W_DOMAIN);
        op_word(op, chance(6) ? weird() : 0);
        op_cap(op, pick(K_TCB));
        break;
    case 1:
        op_invoke(op, DomainScheduleConfigure, W_DOMAIN);
        op_word(op, chance(6) ? weird() : 0);
        op_word(op, chance(6) ? weird() : 0);
        op_word(op, chance(6) ? weird() : 1 + draw(1000));
        break;
    default:
        op_invoke(op, DomainScheduleSetStart, W_DOMAIN);
        op_word(op, chance(6) ? weird() : 0);
        break;
    }
}
