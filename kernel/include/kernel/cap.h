// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/*
 * Capabilities: two words, packed by hand.
 *
 *   w[0]  63..20  address of the object (sign extended from bit 47, 16-byte aligned)
 *         19..5   what the type needs (below)
 *          4..0   enum cap_type
 *   w[1]          badge, guard, or whatever else the type needs
 *
 * The address is a kernel address. The kernel window maps physical addresses linearly, and
 * device memory that is not really mapped there has an address all the same.
 * Architecture types (odd numbers) are packed by arch/cap.h with the same helpers.
 */

#include <kernel/types.h>

/**
 * Types of capabilities. Generic types are even, architecture types odd. The numbers are those
 * that seL4_DebugCapIdentify() tells.
 */
enum cap_type {
    CAP_NULL = 0,
    CAP_UNTYPED = 2,
    CAP_ENDPOINT = 4,
    CAP_NOTIFICATION = 6,
    CAP_REPLY = 8,
    CAP_CNODE = 10,
    CAP_THREAD = 12,
    CAP_IRQ_CONTROL = 14,
    CAP_IRQ_HANDLER = 16,
    CAP_ZOMBIE = 18,
    CAP_DOMAIN = 20,
};

/** A capability, by value. All zero: none. */
struct cap {
    word_t w[2];
};

/* Rights, with the bit positions of seL4_CapRights_t. */
#define RIGHT_WRITE       BIT(0) /**< send */
#define RIGHT_READ        BIT(1) /**< receive */
#define RIGHT_GRANT       BIT(2)
#define RIGHT_GRANT_REPLY BIT(3)
#define RIGHTS_ALL        MASK(4)

#define CAP_TYPE_BITS  5u
#define CAP_META_BITS  15u
#define CAP_ADDR_SHIFT 16u

/** Packs a capability: type, meta bits (15), object address (16-byte aligned), second word. */
static inline struct cap cap_pack(word_t type, word_t meta, kptr_t object, word_t second)
{
    return (struct cap){{(object << CAP_ADDR_SHIFT) | (meta << CAP_TYPE_BITS) | type, second}};
}

/** enum cap_type, or the architecture's. */
static inline word_t cap_type(struct cap c)
{
    return c.w[0] & MASK(CAP_TYPE_BITS);
}

/** Architecture types are odd. */
static inline bool cap_is_arch(struct cap c)
{
    return (c.w[0] & 1u) != 0;
}

/** Address of the object as a number. */
static inline kptr_t cap_addr(struct cap c)
{
    return (kptr_t)((int64_t)(c.w[0] & ~MASK(CAP_TYPE_BITS + CAP_META_BITS)) >> CAP_ADDR_SHIFT);
}

/** Address of the object. */
static inline void *cap_object(struct cap c)
{
    return (void *)cap_addr(c);
}

/** `bits` meta bits from position `shift`. */
static inline word_t cap_meta(struct cap c, unsigned shift, unsigned bits)
{
    return (c.w[0] >> (CAP_TYPE_BITS + shift)) & MASK(bits);
}

/** The capability with `value` as the `bits` meta bits from position `shift`. */
static inline struct cap cap_set_meta(struct cap c, unsigned shift, unsigned bits, word_t value)
{
    c.w[0] &= ~(MASK(bits) << (CAP_TYPE_BITS + shift));
    c.w[0] |= (value & MASK(bits)) << (CAP_TYPE_BITS + shift);
    return c;
}

/** No capability. */
static inline struct cap cap_null(void)
{
    return (struct cap){{0, 0}};
}

/** Whether it is none. */
static inline bool cap_is_null(struct cap c)
{
    return cap_type(c) == CAP_NULL;
}

/*
 * Untyped: meta 0..5 size in bits, 6 device memory.
 * w[1]: 43..0 offset of the free part in units of 16 bytes; 63..44 how far memory behind that
 * offset is known to be zero (object/untyped.c).
 */
#define UNTYPED_OFFSET_SHIFT 4u
#define UNTYPED_OFFSET_BITS  44u

/** An untyped capability whose free part starts `offset` bytes from its beginning. */
static inline struct cap cap_untyped(kptr_t base, word_t size_bits, bool device, word_t offset)
{
    return cap_pack(CAP_UNTYPED, size_bits | (word_t)device << 6, base,
                    offset >> UNTYPED_OFFSET_SHIFT);
}

/** Size of the untyped memory, log2 of bytes. */
static inline word_t cap_untyped_size_bits(struct cap c)
{
    return cap_meta(c, 0, 6);
}

/** Whether the untyped memory is a device's. */
static inline bool cap_untyped_is_device(struct cap c)
{
    return cap_meta(c, 6, 1) != 0;
}

/** Bytes from the beginning of the untyped to its free part. */
static inline word_t cap_untyped_offset(struct cap c)
{
    return (c.w[1] & MASK(UNTYPED_OFFSET_BITS)) << UNTYPED_OFFSET_SHIFT;
}

/** The capability with another free offset, nothing behind it known to be zero. */
static inline struct cap cap_untyped_at(struct cap c, word_t offset)
{
    c.w[1] = offset >> UNTYPED_OFFSET_SHIFT;
    return c;
}

/* Endpoint and notification: meta 0..3 rights; w[1] badge. */

/** An endpoint; `rights` are RIGHT_*. */
static inline struct cap cap_endpoint(const void *endpoint, word_t badge, word_t rights)
{
    return cap_pack(CAP_ENDPOINT, rights, (kptr_t)endpoint, badge);
}

/** A notification; `rights` are RIGHT_READ and RIGHT_WRITE. */
static inline struct cap cap_notification(const void *notification, word_t badge, word_t rights)
{
    return cap_pack(CAP_NOTIFICATION, rights & (RIGHT_READ | RIGHT_WRITE), (kptr_t)notification,
                    badge);
}

/** Badge of an endpoint or notification. */
static inline word_t cap_badge(struct cap c)
{
    return c.w[1];
}

/** Rights of an endpoint, notification or reply capability. */
static inline word_t cap_rights(struct cap c)
{
    return cap_meta(c, 0, 4);
}

/* Reply: meta 0..3 rights (write always, grant perhaps), 4 master; object: the thread waiting. */

/** The right to reply to `tcb`; `master` = the one that all are made of. */
static inline struct cap cap_reply(const void *tcb, bool grant, bool master)
{
    word_t rights = RIGHT_WRITE | (grant * RIGHT_GRANT);
    return cap_pack(CAP_REPLY, rights | (word_t)master << 4, (kptr_t)tcb, 0);
}

/** The capability in a thread's reply slot, of which the caller capabilities are children. */
static inline bool cap_reply_is_master(struct cap c)
{
    return cap_meta(c, 4, 1) != 0;
}

/* CNode: meta 0..5 radix; w[1] as seL4_CNode_CapData: 63..6 guard, 5..0 guard size. */

/** A CNode of 2^`radix` slots. */
static inline struct cap cap_cnode(const void *slots, word_t radix, word_t guard, word_t guard_bits)
{
    return cap_pack(CAP_CNODE, radix, (kptr_t)slots, guard << 6 | guard_bits);
}

/** log2 of the number of slots. */
static inline word_t cap_cnode_radix(struct cap c)
{
    return cap_meta(c, 0, 6);
}

/** How many bits the guard has. */
static inline word_t cap_cnode_guard_bits(struct cap c)
{
    return c.w[1] & MASK(6);
}

/** The guard's value. */
static inline word_t cap_cnode_guard(struct cap c)
{
    return c.w[1] >> 6;
}

/** A thread. */
static inline struct cap cap_thread(const void *tcb)
{
    return cap_pack(CAP_THREAD, 0, (kptr_t)tcb, 0);
}

/** The right to make interrupt handlers. */
static inline struct cap cap_irq_control(void)
{
    return cap_pack(CAP_IRQ_CONTROL, 0, 0, 0);
}

/** Authority over interrupt `irq` (kernel numbering, arch/irq.h). */
static inline struct cap cap_irq_handler(word_t irq)
{
    return cap_pack(CAP_IRQ_HANDLER, 0, 0, irq);
}

/** The interrupt, in the kernel's numbering. */
static inline word_t cap_irq(struct cap c)
{
    return c.w[1];
}

/** The right to set domains. */
static inline struct cap cap_domain(void)
{
    return cap_pack(CAP_DOMAIN, 0, 0, 0);
}

/*
 * Zombie: what is left of the last capability to a CNode or TCB while its slots are emptied.
 * meta 0..5 radix of the CNode, or ZOMBIE_TCB; w[1] number of slots that may still be full.
 */
#define ZOMBIE_TCB 63u

/** What is left of an object while its slots are emptied. */
static inline struct cap cap_zombie(kptr_t object, word_t radix, word_t slots_left)
{
    return cap_pack(CAP_ZOMBIE, radix, object, slots_left);
}

/** As the CNode's, or that of a thread's slots. */
static inline word_t cap_zombie_radix(struct cap c)
{
    return cap_meta(c, 0, 6);
}

/** How many slots are still to be emptied. */
static inline word_t cap_zombie_left(struct cap c)
{
    return c.w[1];
}
