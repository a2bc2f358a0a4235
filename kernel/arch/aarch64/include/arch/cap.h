// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/*
 * Capabilities to AArch64's objects, packed as kernel/cap.h says. Numbers as
 * seL4_DebugCapIdentify() tells them.
 *
 * Frames, page tables and address spaces remember in w[1] where they are mapped: the ASID in bits
 * 63..48 (0: nowhere), the virtual address below. Every copy of a frame capability has a mapping
 * of its own.
 */

#include <kernel/cap.h>

/** The architecture's types of capabilities. */
enum arm_cap_type {
    CAP_FRAME = 1,
    CAP_PAGE_TABLE = 3,
    CAP_VSPACE = 9,
    CAP_ASID_CONTROL = 11,
    CAP_ASID_POOL = 13,
    CAP_SGI_SIGNAL = 27
};

#define ARM_ASID_BITS 16u

/** Address space that a frame or table is mapped in; 0 = not mapped. */
static inline word_t arm_cap_asid(struct cap c)
{
    return c.w[1] >> (WORD_BITS - ARM_ASID_BITS);
}

/** Virtual address that it is mapped at. */
static inline vptr_t arm_cap_address(struct cap c)
{
    return c.w[1] & MASK(WORD_BITS - ARM_ASID_BITS);
}

/** The capability, mapped at `address` in the address space of `asid`; 0, 0: not mapped. */
static inline struct cap arm_cap_mapped(struct cap c, word_t asid, vptr_t address)
{
    c.w[1] = asid << (WORD_BITS - ARM_ASID_BITS) | address;
    return c;
}

/* Frame: meta 0..1 size, 2..3 rights (RIGHT_WRITE, RIGHT_READ), 4 device memory. */

/** Size of a frame: levels of translation tables below the one that maps it. */
enum arm_frame_size { ARM_FRAME_SMALL = 0, ARM_FRAME_LARGE, ARM_FRAME_HUGE };

/** A frame that is not mapped. */
static inline struct cap arm_cap_frame(kptr_t base, enum arm_frame_size size, word_t rights,
                                       bool device)
{
    return cap_pack(CAP_FRAME, size | rights << 2 | (word_t)device << 4, base, 0);
}

/** log2 of the bytes of a frame: 12, 21 or 30. */
static inline word_t arm_cap_frame_bits(struct cap c)
{
    return seL4_PageBits + 9 * cap_meta(c, 0, 2);
}

/** The rights of a frame, RIGHT_*. */
static inline word_t arm_cap_frame_rights(struct cap c)
{
    return cap_meta(c, 2, 2);
}

/** The same frame with other rights. */
static inline struct cap arm_cap_frame_with_rights(struct cap c, word_t rights)
{
    return cap_set_meta(c, 2, 2, rights);
}

/** Whether the frame is device memory. */
static inline bool arm_cap_frame_is_device(struct cap c)
{
    return cap_meta(c, 4, 1) != 0;
}

/** A page table that is not mapped. */
static inline struct cap arm_cap_page_table(const void *table)
{
    return cap_pack(CAP_PAGE_TABLE, 0, (kptr_t)table, 0);
}

/** A top-level table without an ASID. */
static inline struct cap arm_cap_vspace(const void *table)
{
    return cap_pack(CAP_VSPACE, 0, (kptr_t)table, 0);
}

/** The right to make ASID pools. */
static inline struct cap arm_cap_asid_control(void)
{
    return cap_pack(CAP_ASID_CONTROL, 0, 0, 0);
}

/** A pool with the identifiers from `base` on. */
static inline struct cap arm_cap_asid_pool(const void *pool, word_t base)
{
    return arm_cap_mapped(cap_pack(CAP_ASID_POOL, 0, (kptr_t)pool, 0), base, 0);
}

/** First identifier of the pool. */
static inline word_t arm_cap_asid_pool_base(struct cap c)
{
    return arm_cap_asid(c);
}

/** Authority to send software generated interrupt `number` to the core with interface `target`. */
static inline struct cap arm_cap_sgi_signal(word_t number, word_t target)
{
    return cap_pack(CAP_SGI_SIGNAL, 0, 0, target << 8 | number);
}

/** Which software generated interrupt it sends. */
static inline word_t arm_cap_sgi_number(struct cap c)
{
    return c.w[1] & MASK(8);
}

/** To which target of the interrupt controller. */
static inline word_t arm_cap_sgi_target(struct cap c)
{
    return c.w[1] >> 8;
}

/** Rights of a mapping of `frame` that is asked for with `rights`. */
word_t arm_frame_rights_masked(struct cap frame, word_t rights);
