// SPDX-License-Identifier: BSD-2-Clause
//
// What operations that succeeded have changed in the world.

#include "op.h"

/* A slot that an operation named with the world's CNode as root; WORLD_SLOTS if it is another. */
static unsigned named(seL4_CPtr root, seL4_Word index)
{
    return root == W_NODE && index < WORLD_SLOTS ? (unsigned)index : WORLD_SLOTS;
}

static enum kind kind_of_type(seL4_Word type)
{
    switch (type) {
    case seL4_UntypedObject:
        return K_UNTYPED;
    case seL4_TCBObject:
        return K_TCB;
    case seL4_EndpointObject:
        return K_ENDPOINT;
    case seL4_NotificationObject:
        return K_NOTIFICATION;
    case seL4_CapTableObject:
        return K_NODE;
    case seL4_ARM_SmallPageObject:
        return K_FRAME;
    case seL4_ARM_LargePageObject:
        return K_LARGE_FRAME;
    case seL4_ARM_PageTableObject:
        return K_TABLE;
    case seL4_ARM_VSpaceObject:
        return K_SPACE;
    default:
        return K_UNKNOWN;
    }
}

static void retyped(const struct op *op)
{
    enum kind kind = kind_of_type(op->word[0]);

    if (op->extra[0] != W_NODE || (op->word[3] != 0 && op->word[2] != W_NODE)) {
        return;
    }
    for (seL4_Word i = 0; i < op->word[5] && op->word[4] + i < WORLD_SLOTS; i++) {
        unsigned slot = (unsigned)(op->word[4] + i);

        model_set(slot, kind, (unsigned)op->word[1]);
        if (kind == K_TCB) {
            model_set_id(slot, model_new_thread());
        } else {
            model_set_id(slot, model_new_object());
        }
    }
}

static void copied(const struct op *op)
{
    unsigned destination = named(op->cap, op->word[0]);
    unsigned source = named(op->extra[0], op->word[2]);

    if (destination == WORLD_SLOTS) {
        return;
    }
    if (source == WORLD_SLOTS) {
        model_set(destination, K_UNKNOWN, 0);
        return;
    }
    model_copy(destination, source);
    if (op->label == CNodeMint && op->word[5] != 0) {
        model_mark_badged(destination);
    }
}

static void moved(seL4_CPtr to_root, seL4_Word to, seL4_CPtr from_root, seL4_Word from, bool badged)
{
    unsigned destination = named(to_root, to);
    unsigned source = named(from_root, from);

    if (destination < WORLD_SLOTS && source < WORLD_SLOTS) {
        model_move(destination, source);
    } else if (destination < WORLD_SLOTS) {
        model_set(destination, K_UNKNOWN, 0);
    } else if (source < WORLD_SLOTS) {
        model_set(source, K_EMPTY, 0);
    }
    if (badged && destination < WORLD_SLOTS) {
        model_mark_badged(destination);
    }
}

static void rotated(const struct op *op)
{
    if (op->word[0] == op->word[6] && op->extra[0] == op->extra[1]) {
        /* An exchange: of the pivot with the slot that is both source and destination. */
        struct slot *pivot = model_slot((unsigned)op->word[3]);
        struct slot *other = model_slot((unsigned)op->word[0]);
        struct slot kept = *pivot;

        *pivot = *other;
        *other = kept;
        return;
    }
    moved(op->cap, op->word[0], op->extra[0], op->word[3], op->word[2] != 0);
    moved(op->extra[0], op->word[3], op->extra[1], op->word[6], op->word[5] != 0);
}

static void in_node(const struct op *op)
{
    switch (op->label) {
    case CNodeRevoke:
        if (named(op->cap, op->word[0]) < WORLD_SLOTS) {
            model_slot((unsigned)op->word[0])->used = false;
        }
        break;
    case CNodeDelete:
        moved(0, 0, op->cap, op->word[0], false);
        break;
    case CNodeCopy:
    case CNodeMint:
        copied(op);
        break;
    case CNodeMove:
        moved(op->cap, op->word[0], op->extra[0], op->word[2], false);
        break;
    case CNodeMutate:
        moved(op->cap, op->word[0], op->extra[0], op->word[2], op->word[4] != 0);
        break;
    case CNodeRotate:
        rotated(op);
        break;
    case CNodeSaveCaller:
        if (named(op->cap, op->word[0]) < WORLD_SLOTS) {
            model_set((unsigned)op->word[0], K_REPLY, 0);
        }
        break;
    default:
        break;
    }
}

static void in_memory(const struct op *op)
{
    struct slot *slot = model_slot((unsigned)op->cap);

    switch (op->label) {
    case ARMPageMap:
    case ARMPageTableMap:
        slot->address = op->word[0];
        slot->id = op->extra[0] == W_SPACE_A ? W_SPACE_A : W_SPACE_B;
        slot->mapped = true;
        break;
    case ARMPageTableUnmap:
    case ARMPageUnmap:
        slot->mapped = false;
        break;
    default:
        break;
    }
}

/* The driver made it, in the world's CNode. */
static void issued(const struct op *op)
{
    seL4_Word index = op->word[op->label == IRQIssueIRQHandler ? 1 : 2];

#ifndef CONFIG_ENABLE_SMP_SUPPORT
    if (op->label == ARMIRQIssueSGISignal) {
        model_set((unsigned)(index % WORLD_SLOTS), K_SGI, 0);
        return;
    }
#endif
    model_set((unsigned)(index % WORLD_SLOTS), K_IRQ_HANDLER, 0);
}

void op_applied(const struct op *op)
{
    if (op->driver) {
        issued(op);
        return;
    }
    switch (model_slot((unsigned)op->cap)->kind) {
    case K_UNTYPED:
        retyped(op);
        break;
    case K_NODE:
        in_node(op);
        break;
    case K_FRAME:
    case K_LARGE_FRAME:
    case K_TABLE:
        in_memory(op);
        break;
    case K_TCB:
        if (op->label == TCBBindNotification || op->label == TCBUnbindNotification) {
            model_bind(model_slot((unsigned)op->cap)->id, op->label == TCBBindNotification);
        }
        break;
    case K_POOL:
        model_slot((unsigned)op->extra[0])->mapped = true;
        break;
    case K_ASID_CONTROL:
        model_slot((unsigned)op->extra[0])->used = true;
        if (op->label == ARMASIDControlMakePool && named(op->extra[1], op->word[0]) < WORLD_SLOTS) {
            model_set((unsigned)op->word[0], K_POOL, 0);
        }
        break;
    default:
        break;
    }
}

void op_refused(const struct op *op, seL4_Word error)
{
    struct slot *slot = model_slot((unsigned)op->cap);

    if (slot->kind == K_UNTYPED && error == seL4_NotEnoughMemory) {
        slot->used = true;
    }
}

void op_applied_send(const struct op *op)
{
    struct slot *slot = model_slot((unsigned)op->cap);

    if (op->number == (seL4_Word)seL4_SysSend || op->number == (seL4_Word)seL4_SysNBSend) {
        if (slot->kind == K_REPLY) {
            *slot = (struct slot){0};
        }
    }
}
