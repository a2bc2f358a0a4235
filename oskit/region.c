// SPDX-License-Identifier: BSD-2-Clause

#include <stddef.h>
#include <oskit/region.h>

enum oskit_error oskit_region_init(struct oskit_region *r, struct oskit_vspace *vs, uint64_t vaddr,
                                   uint32_t *frames, uint32_t capacity, uint64_t phys_base,
                                   uint32_t *pages, uint32_t phys_count)
{
    if (((vaddr | phys_base) & (OSKIT_LARGE_SIZE - 1)) != 0) {
        return OSKIT_ERR_ALIGNMENT;
    }
    if (capacity == 0 || phys_count == 0 ||
        (phys_base >> OSKIT_LARGE_BITS) > UINT32_MAX - phys_count) {
        return OSKIT_ERR_ARGUMENT;
    }
    *r = (struct oskit_region){.vs = vs,
                               .vaddr = vaddr,
                               .capacity = capacity,
                               .frames = frames,
                               .pages = pages,
                               .phys_first = (uint32_t)(phys_base >> OSKIT_LARGE_BITS),
                               .phys_count = phys_count};
    for (uint32_t i = 0; i < phys_count; i++) {
        pages[i] = OSKIT_NO_PAGE;
    }
    return OSKIT_OK;
}

static enum oskit_error check(const struct oskit_region *r, uint64_t paddr)
{
    uint64_t frame = paddr >> OSKIT_LARGE_BITS;

    if ((paddr & (OSKIT_LARGE_SIZE - 1)) != 0) {
        return OSKIT_ERR_ALIGNMENT;
    }
    if (r->count == r->capacity) {
        return OSKIT_ERR_FULL;
    }
    if (frame < r->phys_first || frame - r->phys_first >= r->phys_count) {
        return OSKIT_ERR_ARGUMENT;
    }
    return r->pages[frame - r->phys_first] != OSKIT_NO_PAGE ? OSKIT_ERR_EXISTS : OSKIT_OK;
}

enum oskit_error oskit_region_adopt(struct oskit_region *r, uint64_t paddr)
{
    enum oskit_error error = check(r, paddr);

    if (error != OSKIT_OK) {
        return error;
    }
    r->frames[r->count] = (uint32_t)(paddr >> OSKIT_LARGE_BITS);
    r->pages[r->frames[r->count] - r->phys_first] = r->count;
    r->count++;
    return OSKIT_OK;
}

static enum oskit_error add_page(struct oskit_region *r, struct oskit_untyped *ut)
{
    struct oskit_cspace *cs = r->vs->cs;
    uint64_t paddr = ut->paddr + (1ULL << ut->bits) - oskit_untyped_left(ut, OSKIT_LARGE_BITS);
    enum oskit_error error = check(r, paddr);
    seL4_CPtr slot;

    if (oskit_untyped_left(ut, OSKIT_LARGE_BITS) == 0) {
        return OSKIT_ERR_MEMORY;
    }
    if (error != OSKIT_OK) {
        return error;
    }
    error = oskit_slot_alloc(cs, &slot);
    if (error != OSKIT_OK) {
        return error;
    }
    error = oskit_untyped_retype(ut, cs, seL4_ARM_LargePageObject, 0, 1, slot, &paddr);
    if (error != OSKIT_OK) {
        (void)oskit_slot_free(cs, slot);
        return error;
    }
    error = oskit_map(r->vs, slot, r->vaddr + r->count * OSKIT_LARGE_SIZE, OSKIT_LARGE_BITS,
                      OSKIT_MAP_READ | OSKIT_MAP_WRITE);
    if (error != OSKIT_OK) {
        (void)oskit_slot_delete(cs, slot);
        return error;
    }
    return oskit_region_adopt(r, paddr);
}

enum oskit_error oskit_region_extend(struct oskit_region *r, struct oskit_untyped *ut,
                                     unsigned count, unsigned *done)
{
    enum oskit_error error = OSKIT_OK;
    unsigned n = 0;

    while (n < count && error == OSKIT_OK) {
        error = add_page(r, ut);
        if (error == OSKIT_OK) {
            n++;
        }
    }
    if (done != NULL) {
        *done = n;
    }
    return error;
}

enum oskit_error oskit_region_to_phys(const struct oskit_region *r, uint64_t vaddr, uint64_t *paddr)
{
    uint64_t page = (vaddr - r->vaddr) >> OSKIT_LARGE_BITS;

    if (vaddr < r->vaddr || page >= r->count) {
        return OSKIT_ERR_UNKNOWN;
    }
    *paddr = ((uint64_t)r->frames[page] << OSKIT_LARGE_BITS) | (vaddr & (OSKIT_LARGE_SIZE - 1));
    return OSKIT_OK;
}

enum oskit_error oskit_region_to_virt(const struct oskit_region *r, uint64_t paddr, uint64_t *vaddr)
{
    uint64_t frame = paddr >> OSKIT_LARGE_BITS;

    if (frame < r->phys_first || frame - r->phys_first >= r->phys_count) {
        return OSKIT_ERR_UNKNOWN;
    }

    uint32_t page = r->pages[frame - r->phys_first];

    if (page == OSKIT_NO_PAGE) {
        return OSKIT_ERR_UNKNOWN;
    }
    *vaddr = r->vaddr + ((uint64_t)page << OSKIT_LARGE_BITS) + (paddr & (OSKIT_LARGE_SIZE - 1));
    return OSKIT_OK;
}
