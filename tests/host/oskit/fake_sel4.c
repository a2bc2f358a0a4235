// SPDX-License-Identifier: BSD-2-Clause
#include "fake_sel4.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct fake_sel4 fake;

static seL4_IPCBuffer buffer;

/* One invocation being decoded. */
struct call {
    struct fake_cap *cap;
    seL4_Word label;
    unsigned length;
    seL4_Word mr[seL4_MsgMaxLength];
    seL4_CPtr extra[seL4_MsgMaxExtraCaps];
    seL4_Word out[4];
};

void fake_start(bool two_level)
{
    memset(&fake, 0, sizeof(fake));
    fake.caps = calloc(FAKE_SLOTS, sizeof(*fake.caps));
    fake.two_level = two_level;
    fake.node[0] = true;
    fake.node[1] = !two_level;
    fake.caps[FAKE_CNODE].type = FAKE_CNODE_CAP;
    fake.caps[FAKE_VSPACE].type = FAKE_VSPACE_CAP;
    fake.caps[FAKE_IRQ].type = FAKE_IRQ_CONTROL;
    fake.caps[FAKE_ENDPOINT].type = FAKE_EP_CAP;
    fake.caps[FAKE_TCB].type = FAKE_TCB_CAP;
    memset(&buffer, 0, sizeof(buffer));
    seL4_SetIPCBuffer(&buffer);
}

void fake_stop(void)
{
    free(fake.caps);
    fake.caps = NULL;
}

void fake_untyped(seL4_CPtr slot, uint64_t paddr, unsigned bits, bool device)
{
    fake.caps[slot] = (struct fake_cap){.type = FAKE_UNTYPED,
                                        .paddr = paddr,
                                        .bits = (uint8_t)bits,
                                        .device = device,
                                        .vaddr = FAKE_UNMAPPED};
}

unsigned fake_cap_count(void)
{
    unsigned n = 0;

    for (unsigned i = FAKE_FIRST; i < FAKE_SLOTS; i++) {
        n += fake.caps[i].type != FAKE_NULL;
    }
    return n;
}

const struct fake_cap *fake_mapping(uint64_t vaddr)
{
    for (unsigned i = 0; i < FAKE_SLOTS; i++) {
        const struct fake_cap *cap = &fake.caps[i];

        if (cap->type == FAKE_FRAME && cap->vaddr != FAKE_UNMAPPED && vaddr >= cap->vaddr &&
            vaddr < cap->vaddr + (1ULL << cap->bits)) {
            return cap;
        }
    }
    return NULL;
}

static struct fake_cap *lookup(seL4_Word slot)
{
    return slot < FAKE_SLOTS && fake.node[slot >> 12] ? &fake.caps[slot] : NULL;
}

static bool has_children(uint32_t slot)
{
    for (unsigned i = 0; i < FAKE_SLOTS; i++) {
        if (fake.caps[i].type != FAKE_NULL && fake.caps[i].parent == slot) {
            return true;
        }
    }
    return false;
}

static void remove_cap(uint32_t slot)
{
    struct fake_cap *cap = &fake.caps[slot];

    if (cap->type == FAKE_IRQ_HANDLER) {
        fake.irq_taken[cap->irq] = false;
    }
    for (unsigned i = 0; i < FAKE_SLOTS; i++) {
        if (fake.caps[i].type != FAKE_NULL && fake.caps[i].parent == slot) {
            fake.caps[i].parent = cap->parent;
        }
    }
    *cap = (struct fake_cap){0};
}

static void revoke(uint32_t slot)
{
    for (unsigned i = 0; i < FAKE_SLOTS; i++) {
        if (fake.caps[i].type != FAKE_NULL && fake.caps[i].parent == slot && i != slot) {
            revoke(i);
            remove_cap(i);
        }
    }
}

struct object {
    unsigned bits;
    enum fake_type type;
};

static struct object object_of(seL4_Word type, seL4_Word size_bits)
{
    switch (type) {
    case seL4_UntypedObject:
        return (struct object){(unsigned)size_bits, FAKE_UNTYPED};
    case seL4_TCBObject:
        return (struct object){seL4_TCBBits, FAKE_TCB_CAP};
    case seL4_EndpointObject:
        return (struct object){seL4_EndpointBits, FAKE_EP_CAP};
    case seL4_NotificationObject:
        return (struct object){seL4_NotificationBits, FAKE_NTFN_CAP};
    case seL4_CapTableObject:
        return (struct object){(unsigned)size_bits + seL4_SlotBits, FAKE_CNODE_CAP};
    case seL4_ARM_SmallPageObject:
        return (struct object){12, FAKE_FRAME};
    case seL4_ARM_LargePageObject:
        return (struct object){21, FAKE_FRAME};
    case seL4_ARM_PageTableObject:
        return (struct object){12, FAKE_TABLE};
    case seL4_ARM_VSpaceObject:
        return (struct object){12, FAKE_VSPACE_CAP};
    default:
        return (struct object){0, FAKE_NULL};
    }
}

/* First destination slot of a Retype, or UINT64_MAX: node_depth 0 names the root CNode itself. */
static uint64_t retype_place(const struct call *c)
{
    if (!fake.two_level) {
        return c->mr[3] == 0 ? c->mr[4] : UINT64_MAX;
    }
    if (c->mr[3] != 52 || c->mr[2] >= FAKE_NODES || !fake.node[c->mr[2]] ||
        c->mr[4] + c->mr[5] > 4096) {
        return UINT64_MAX;
    }
    return c->mr[2] << 12 | c->mr[4];
}

static bool names_level1(const struct call *c)
{
    return c->mr[3] == 0 || (c->mr[2] == FAKE_PART_INDEX && c->mr[3] == FAKE_PART_DEPTH);
}

static seL4_Error make_node(struct call *c)
{
    uint64_t n = c->mr[4] + (c->mr[3] != 0 ? FAKE_PART : 0);

    if (c->mr[1] != 12 || c->mr[5] != 1 || n >= FAKE_NODES || fake.node[n]) {
        return seL4_DeleteFirst;
    }
    fake.node[n] = true;
    c->cap->watermark = 1ULL << c->cap->bits;
    return seL4_NoError;
}

static seL4_Error retype(struct call *c)
{
    struct object object = object_of(c->mr[0], c->mr[1]);
    uint32_t self = (uint32_t)(c->cap - fake.caps);
    uint64_t first = retype_place(c);
    uint64_t count = c->mr[5];

    if (c->cap->type != FAKE_UNTYPED || object.bits == 0) {
        return seL4_InvalidArgument;
    }
    if (count < 1 || count > CONFIG_RETYPE_FAN_OUT_LIMIT) {
        return seL4_RangeError;
    }
    if (!has_children(self) && !(fake.two_level && c->cap->bits == 17 && c->cap->watermark != 0)) {
        c->cap->watermark = 0;
    }

    uint64_t start = (c->cap->watermark + (1ULL << object.bits) - 1) & ~((1ULL << object.bits) - 1);

    if (start + (count << object.bits) > 1ULL << c->cap->bits) {
        return seL4_NotEnoughMemory;
    }
    if (fake.two_level && names_level1(c)) {
        return make_node(c);
    }
    if (first == UINT64_MAX) {
        return seL4_FailedLookup;
    }
    for (uint64_t i = 0; i < count; i++) {
        struct fake_cap *slot = lookup(first + i);

        if (slot == NULL) {
            return seL4_RangeError;
        }
        if (slot->type != FAKE_NULL) {
            return seL4_DeleteFirst;
        }
    }
    for (uint64_t i = 0; i < count; i++) {
        fake.caps[first + i] =
            (struct fake_cap){.type = object.type,
                              .parent = self,
                              .paddr = c->cap->paddr + start + (i << object.bits),
                              .bits = (uint8_t)object.bits,
                              .device = c->cap->device,
                              .vaddr = FAKE_UNMAPPED};
    }
    c->cap->watermark = start + (count << object.bits);
    return seL4_NoError;
}

/* Copy, Mint, Move: index, depth, source root, index, depth, rights, badge. */
static seL4_Error cnode_two(struct call *c)
{
    struct fake_cap *to = lookup(c->mr[0]);
    struct fake_cap *from = lookup(c->mr[2]);

    if (c->mr[1] != 64 || c->mr[3] != 64 || to == NULL || from == NULL ||
        c->extra[0] != FAKE_CNODE) {
        return seL4_FailedLookup;
    }
    if (to->type != FAKE_NULL) {
        return seL4_DeleteFirst;
    }
    if (from->type == FAKE_NULL) {
        return seL4_FailedLookup;
    }
    *to = *from;
    if (c->label == CNodeMove) {
        for (unsigned i = 0; i < FAKE_SLOTS; i++) {
            if (fake.caps[i].type != FAKE_NULL && fake.caps[i].parent == from - fake.caps) {
                fake.caps[i].parent = (uint32_t)(to - fake.caps);
            }
        }
        *from = (struct fake_cap){0};
        return seL4_NoError;
    }
    to->parent = (uint32_t)(from - fake.caps);
    to->vaddr = FAKE_UNMAPPED;
    to->rights = c->mr[4];
    if (c->label == CNodeMint) {
        to->badge = c->mr[5];
    }
    return seL4_NoError;
}

static seL4_Error cnode_one(struct call *c)
{
    struct fake_cap *slot = lookup(c->mr[0]);

    if (slot == NULL || c->mr[1] != 64) {
        return seL4_FailedLookup;
    }
    if (c->label == CNodeDelete) {
        remove_cap((uint32_t)c->mr[0]);
    } else if (c->label == CNodeRevoke) {
        revoke((uint32_t)c->mr[0]);
    } else if (slot->type != FAKE_NULL) {
        return seL4_DeleteFirst;
    } else {
        *slot = (struct fake_cap){.type = FAKE_REPLY};
    }
    return seL4_NoError;
}

static bool table_there(uint64_t vaddr, unsigned span)
{
    for (unsigned i = 0; i < FAKE_SLOTS; i++) {
        const struct fake_cap *cap = &fake.caps[i];

        if (cap->type == FAKE_TABLE && cap->vaddr != FAKE_UNMAPPED && cap->attributes == span &&
            cap->vaddr >> span == vaddr >> span) {
            return true;
        }
    }
    return false;
}

/* Address bits that the first missing table covers; 0 = none above pages of 2^bits is missing. */
static unsigned missing_level(uint64_t vaddr, unsigned bits)
{
    for (unsigned span = 39; span > bits; span -= 9) {
        if (!table_there(vaddr, span)) {
            return span;
        }
    }
    return 0;
}

/* Table of another's making: its capability is not in these slots. */
static void make_other_table(uint64_t vaddr)
{
    unsigned span = missing_level(vaddr, 12);

    if (span != 0) {
        fake.caps[fake.other_tables--] = (struct fake_cap){
            .type = FAKE_TABLE, .vaddr = vaddr >> span << span, .attributes = span};
    }
}

static seL4_Error table_map(struct call *c)
{
    if (fake.table_race) {
        make_other_table(c->mr[0]);
    }
    unsigned span = missing_level(c->mr[0], 12);

    if (c->cap->type != FAKE_TABLE || c->extra[0] != FAKE_VSPACE ||
        c->cap->vaddr != FAKE_UNMAPPED) {
        return seL4_InvalidCapability;
    }
    if (span == 0) {
        return seL4_DeleteFirst;
    }
    c->cap->vaddr = c->mr[0] >> span << span;
    c->cap->attributes = span;
    return seL4_NoError;
}

static seL4_Error page_map(struct call *c)
{
    const struct fake_cap *there = fake_mapping(c->mr[0]);

    if (c->cap->type != FAKE_FRAME || c->extra[0] != FAKE_VSPACE ||
        (c->cap->vaddr != FAKE_UNMAPPED && c->cap->vaddr != c->mr[0])) {
        return seL4_InvalidCapability;
    }
    if (c->mr[0] % (1ULL << c->cap->bits) != 0) {
        return seL4_AlignmentError;
    }

    unsigned span = missing_level(c->mr[0], c->cap->bits);

    if (span != 0) {
        c->out[2] = span;
        return seL4_FailedLookup;
    }
    if (there != NULL && there != c->cap) {
        return seL4_DeleteFirst;
    }
    c->cap->vaddr = c->mr[0];
    c->cap->rights = c->mr[1];
    c->cap->attributes = c->mr[2];
    return seL4_NoError;
}

static seL4_Error irq_get(struct call *c)
{
    seL4_Word irq = c->mr[0];
    struct fake_cap *slot = lookup(c->mr[2]);

    if (c->cap->type != FAKE_IRQ_CONTROL || irq >= 64) {
        return seL4_RangeError;
    }
    if (fake.irq_taken[irq]) {
        return seL4_RevokeFirst;
    }
    if (slot == NULL || slot->type != FAKE_NULL || c->mr[3] != 64) {
        return seL4_DeleteFirst;
    }
    fake.irq_taken[irq] = true;
    *slot =
        (struct fake_cap){.type = FAKE_IRQ_HANDLER, .irq = (unsigned)irq, .attributes = c->mr[1]};
    return seL4_NoError;
}

static seL4_Error configure(struct call *c)
{
    struct fake_thread *t = &fake.thread;

    t->fault_ep = c->mr[0];
    t->guard = c->mr[1];
    t->buffer = c->mr[3];
    t->cspace = c->extra[0];
    t->vspace = c->extra[1];
    t->frame = c->extra[2];
    return seL4_NoError;
}

static seL4_Error tcb(struct call *c)
{
    struct fake_thread *t = &fake.thread;

    if (c->cap->type != FAKE_TCB_CAP) {
        return seL4_InvalidCapability;
    }
    switch (c->label) {
    case TCBConfigure:
        return configure(c);
    case TCBSetSchedParams:
        t->max_priority = c->mr[0];
        t->priority = c->mr[1];
        return seL4_NoError;
    case TCBWriteRegisters:
        assert(c->mr[1] == sizeof(t->regs) / sizeof(seL4_Word));
        memcpy(&t->regs, &c->mr[2], sizeof(t->regs));
        return seL4_NoError;
    case TCBResume:
        t->resumed = true;
        return seL4_NoError;
    default:
        t->flags = (t->flags & ~c->mr[0]) | c->mr[1];
        return seL4_NoError;
    }
}

static seL4_Error invoke(struct call *c)
{
    switch (c->label) {
    case UntypedRetype:
        return retype(c);
    case CNodeCopy:
    case CNodeMint:
    case CNodeMove:
        return cnode_two(c);
    case CNodeDelete:
    case CNodeRevoke:
    case CNodeSaveCaller:
        return cnode_one(c);
    case ARMPageTableMap:
        return table_map(c);
    case ARMPageMap:
        return page_map(c);
    case ARMPageUnmap:
        c->cap->vaddr = FAKE_UNMAPPED;
        return seL4_NoError;
    case ARMIRQIssueIRQHandlerTrigger:
        return irq_get(c);
    case IRQSetIRQHandler:
        c->cap->badge = c->extra[0];
        return seL4_NoError;
    case IRQAckIRQ:
        fake.irq_acks++;
        return seL4_NoError;
    default:
        return tcb(c);
    }
}

static void endpoint_call(struct call *c, struct fake_registers *r)
{
    memcpy(fake.message, c->mr, sizeof(fake.message));
    fake.tag = (seL4_MessageInfo_t){{r->info}};
    r->info = fake.answer_tag.words[0];
    for (unsigned i = 0; i < seL4_MessageInfo_get_length(fake.answer_tag); i++) {
        if (i < 4) {
            r->mr[i] = fake.answer[i];
        } else {
            buffer.msg[i] = fake.answer[i];
        }
    }
}

void fake_syscall(struct fake_registers *r)
{
    seL4_MessageInfo_t info = {{r->info}};
    struct call c = {.cap = lookup(r->x0),
                     .label = seL4_MessageInfo_get_label(info),
                     .length = (unsigned)seL4_MessageInfo_get_length(info)};

    assert(c.cap != NULL);
    for (unsigned i = 0; i < c.length; i++) {
        c.mr[i] = i < 4 ? r->mr[i] : buffer.msg[i];
    }
    memcpy(c.extra, buffer.caps_or_badges, sizeof(c.extra));
    fake.calls++;
    if (c.cap->type == FAKE_EP_CAP) {
        endpoint_call(&c, r);
        return;
    }

    seL4_Error error = fake.calls == fake.fail_at ? fake.fail_with : invoke(&c);

    r->info = seL4_MessageInfo_new(error, 0, 0, 0).words[0];
    memcpy(r->mr, c.out, sizeof(r->mr));
}
