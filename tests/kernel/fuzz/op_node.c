// SPDX-License-Identifier: BSD-2-Clause
//
// Operations that make, copy, move and delete capabilities.

#include "driver.h"
#include "op.h"
#include "random.h"

struct size {
    seL4_Word type;
    unsigned bits;
};

static struct size pick_type(void)
{
    static const struct size some[] = {
        {seL4_EndpointObject, 0},      {seL4_NotificationObject, 0},  {seL4_TCBObject, 0},
        {seL4_CapTableObject, 2},      {seL4_CapTableObject, 4},      {seL4_CapTableObject, 1},
        {seL4_ARM_SmallPageObject, 0}, {seL4_ARM_SmallPageObject, 0}, {seL4_ARM_PageTableObject, 0},
        {seL4_ARM_VSpaceObject, 0},    {seL4_UntypedObject, 12},      {seL4_UntypedObject, 13},
        {seL4_UntypedObject, 4},       {seL4_ARM_PageTableObject, 0},
    };

    struct size wrong;

    if (chance(40)) {
        wrong.type = weird();
        wrong.bits = (unsigned)draw(70);
        return wrong;
    }
    return some[draw(sizeof(some) / sizeof(some[0]))];
}

void op_retype(struct op *op)
{
    struct size size = pick_type();
    unsigned untyped = pick(K_UNTYPED);
    seL4_Word count = chance(8) ? 1 + draw(3) : 1;

    for (unsigned i = 0; i < 4 && model_slot(untyped)->used && !chance(6); i++) {
        untyped = pick(K_UNTYPED);
    }
    if (model_slot(untyped)->bits >= 21 && chance(8)) {
        size.type = seL4_ARM_LargePageObject;
        count = 1;
    }
    if (chance(60)) {
        count = weird();
    }
    op_invoke(op, UntypedRetype, untyped);
    op_word(op, size.type);
    op_word(op, size.bits);
    /* The world's CNode itself, or reached through itself. */
    op_word(op, chance(12) ? W_NODE : 0);
    op_word(op, op->word[2] == 0 ? chance(30) ? weird() : 0 : pick_depth());
    op_word(op, pick_empty());
    op_word(op, count);
    op_cap(op, chance(30) ? pick(K_NODE) : W_NODE);
}

static seL4_Word pick_badge(unsigned source)
{
    /* Often one that there is already: what is equal, and what is related, are not the same. */
    seL4_Word badge = draw(chance(2) ? 3 : 64);
    seL4_Word guard;

    switch (model_slot(source)->kind) {
    case K_ENDPOINT:
        return ENDPOINT_BADGE | badge << 4;
    case K_NOTIFICATION:
        return NOTIFICATION_BADGE | badge << 4;
    case K_NODE:
        guard = draw(4);
        return chance(3) ? weird() : seL4_CNode_CapData_new(guard, draw(60)).words[0];
    default:
        return chance(8) ? draw(16) : 0;
    }
}

/* A capability that may get a badge or guard. */
static unsigned pick_plain(void)
{
    static const enum kind kinds[] = {K_ENDPOINT, K_NOTIFICATION, K_NODE, K_ENDPOINT};
    unsigned slot = pick_full();

    for (unsigned i = 0; i < 6; i++) {
        unsigned other = pick(kinds[draw(4)]);

        if (!model_slot(other)->badged && other != W_NODE) {
            return other;
        }
    }
    return slot;
}

static unsigned pick_copied(void)
{
    static const enum kind kinds[] = {K_ENDPOINT, K_NOTIFICATION, K_NODE,    K_TCB,  K_FRAME,
                                      K_SPACE,    K_ENDPOINT,     K_UNTYPED, K_POOL, K_IRQ_HANDLER};

    return chance(8) ? pick_full() : pick(kinds[draw(sizeof(kinds) / sizeof(kinds[0]))]);
}

/* A full slot of those that operations fill; others would soon be missing. */
static unsigned pick_free(void)
{
    for (unsigned i = 0; i < 8; i++) {
        unsigned slot = pick_full();

        if (slot >= W_RECEIVE || chance(40)) {
            return slot;
        }
    }
    return pick_full();
}

/* Preferably one that is used up. */
static unsigned pick_used(void)
{
    for (unsigned i = 0; i < 8; i++) {
        unsigned slot = pick(K_UNTYPED);

        if (model_slot(slot)->used) {
            return slot;
        }
    }
    return pick(K_UNTYPED);
}

static unsigned pick_revoked(void)
{
    switch (draw(8)) {
    case 0:
        return pick_full();
    case 1:
        return pick(K_NOTIFICATION);
    case 2:
        return pick(K_ENDPOINT);
    case 3:
        return pick(K_TCB);
    default:
        return pick_used();
    }
}

/* The badge with which somebody waits to send, or any. */
static unsigned pick_cancelled(void)
{
    int slot = driver_blocked_in(false);

    return slot < 0 || chance(4) ? pick(K_ENDPOINT) : (unsigned)slot;
}

static void from_to(struct op *op, unsigned source)
{
    op_word(op, pick_empty());
    op_word(op, pick_depth());
    op_word(op, source);
    op_word(op, pick_depth());
    op_cap(op, chance(40) ? pick(K_NODE) : W_NODE);
}

static void one_slot(struct op *op, seL4_Word label, unsigned slot)
{
    op_invoke(op, label, chance(40) ? pick(K_NODE) : W_NODE);
    op_word(op, slot);
    op_word(op, pick_depth());
}

static void rotate(struct op *op)
{
    unsigned pivot = pick_free();

    op_invoke(op, CNodeRotate, W_NODE);
    op_word(op, pick_empty());
    op_word(op, pick_depth());
    op_word(op, 0);
    op_word(op, pivot);
    op_word(op, pick_depth());
    op_word(op, chance(10) ? pick_badge(pivot) : 0);
    op_word(op, pick_free());
    op_word(op, pick_depth());
    op_cap(op, W_NODE);
    op_cap(op, W_NODE);
    if (chance(6)) {
        /* An exchange; often of capabilities that are neighbours in the derivation tree. */
        if (chance(2)) {
            op->word[6] = pick(chance(2) ? K_TCB : K_FRAME);
            op->word[3] = pick_same((unsigned)op->word[6]);
        }
        op->word[0] = op->word[6];
    }
}

static void copy(struct op *op, seL4_Word label)
{
    unsigned source = label == CNodeCopy   ? pick_copied()
                      : label == CNodeMove ? pick_free()
                                           : pick_plain();

    op_invoke(op, label, chance(40) ? pick(K_NODE) : W_NODE);
    from_to(op, source);
    if (label == CNodeCopy || label == CNodeMint) {
        op_word(op, pick_rights());
    }
    if (label == CNodeMint || label == CNodeMutate) {
        op_word(op, pick_badge(source));
    }
}

void op_node(struct op *op)
{
    switch (draw(16)) {
    case 0:
        one_slot(op, CNodeRevoke, pick_revoked());
        break;
    case 1:
    case 2:
    case 3:
    case 4:
        one_slot(op, CNodeDelete, pick_free());
        break;
    case 5:
        one_slot(op, CNodeCancelBadgedSends, pick_cancelled());
        break;
    case 6:
        one_slot(op, CNodeSaveCaller, pick_empty());
        op->worker = (unsigned)draw(WORKERS);
        if (driver_answering() >= 0) {
            op->worker = (unsigned)driver_answering();
        }
        break;
    case 7:
    case 8:
    case 9:
        copy(op, CNodeCopy);
        break;
    case 10:
    case 11:
        copy(op, CNodeMint);
        break;
    case 12:
        copy(op, CNodeMove);
        break;
    case 13:
        copy(op, CNodeMutate);
        break;
    default:
        rotate(op);
        break;
    }
}
