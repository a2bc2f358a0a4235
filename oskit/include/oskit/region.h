// SPDX-License-Identifier: BSD-2-Clause
//
// Contiguous large-page regions: 2 MiB pages mapped one behind the other from a base address, with
// translation in both directions by one table lookup.
#pragma once

#include <stdint.h>
#include <oskit/untyped.h>
#include <oskit/vspace.h>

#define OSKIT_LARGE_BITS 21u
#define OSKIT_LARGE_SIZE (1ULL << OSKIT_LARGE_BITS)

/* "No page of the region lies there" in the reverse table. */
#define OSKIT_NO_PAGE UINT32_MAX

/* A window of virtual addresses that frames of 2 MiB fill from its start on. */
struct oskit_region {
    struct oskit_vspace *vs;
    uint64_t vaddr;    /* of page 0; multiple of 2 MiB */
    uint32_t capacity; /* entries of frames */
    uint32_t count;    /* pages mapped */
    uint32_t *frames;  /* by page: physical address >> 21; the caller's */
    uint32_t
        *pages; /* by (physical address >> 21) - phys_first: page, or OSKIT_NO_PAGE; the caller's */
    uint32_t phys_first; /* physical address >> 21 of entry 0 of pages */
    uint32_t phys_count; /* entries of pages */
};

/*
 * An empty region at vaddr. `frames` has `capacity` entries; `pages` covers the physical range
 * [phys_base, phys_base + phys_count * 2 MiB), in which all pages must lie. ERR_ALIGNMENT,
 * ERR_ARGUMENT.
 */
enum oskit_error oskit_region_init(struct oskit_region *r, struct oskit_vspace *vs, uint64_t vaddr,
                                   uint32_t *frames, uint32_t capacity, uint64_t phys_base,
                                   uint32_t *pages, uint32_t phys_count);

/* Counts a page in that somebody else has mapped at the region's end already. ERR_FULL,
 * ERR_ARGUMENT (paddr outside), ERR_EXISTS, ERR_ALIGNMENT. */
enum oskit_error oskit_region_adopt(struct oskit_region *r, uint64_t paddr);

/*
 * Makes `count` pages from a watermark untyped and maps them read-write at the region's end. As
 * many as went well are part of the region whatever is returned; *done (if not NULL) has their
 * number.
 */
enum oskit_error oskit_region_extend(struct oskit_region *r, struct oskit_untyped *ut,
                                     unsigned count, unsigned *done);

/* Physical address of a virtual one and the other way round, O(1). ERR_UNKNOWN outside the region.
 */
enum oskit_error oskit_region_to_phys(const struct oskit_region *r, uint64_t vaddr,
                                      uint64_t *paddr);
enum oskit_error oskit_region_to_virt(const struct oskit_region *r, uint64_t paddr,
                                      uint64_t *vaddr);
