// SPDX-License-Identifier: BSD-2-Clause
#include <string.h>

#include <boot/entry.h>
#include <loader/paging.h>

#define LEVELS     4
#define LAST_LEVEL 3

#define ENTRY_VALID      (UINT64_C(1) << 0)
#define ENTRY_TABLE      (UINT64_C(1) << 1) /* levels 0 to 2 */
#define ENTRY_PAGE       (UINT64_C(1) << 1) /* level 3 */
#define ENTRY_ATTRIBUTES UINT64_C(2)        /* position of the MAIR index */
#define ENTRY_READ_ONLY  (UINT64_C(1) << 7)
#define ENTRY_INNER      (UINT64_C(3) << 8) /* inner shareable */
#define ENTRY_ACCESSED   (UINT64_C(1) << 10)
#define ENTRY_NON_GLOBAL (UINT64_C(1) << 11)
#define ENTRY_PXN        (UINT64_C(1) << 53)
#define ENTRY_UXN        (UINT64_C(1) << 54)
#define ENTRY_ADDRESS    UINT64_C(0x0000fffffffff000)

struct paging_table *paging_new_table(struct paging_pool *pool)
{
    struct paging_table *table;

    if (pool->used == pool->count) {
        return NULL;
    }
    table = &pool->table[pool->used++];
    memset(table, 0, sizeof(*table));
    return table;
}

static uint64_t leaf_attributes(enum paging_kind kind)
{
    uint64_t attributes = ENTRY_VALID | ENTRY_ACCESSED | ENTRY_NON_GLOBAL | ENTRY_UXN;
    uint64_t normal = BOOT_MAIR_NORMAL_WB << ENTRY_ATTRIBUTES | ENTRY_INNER;

    switch (kind) {
    case PAGING_DEVICE:
        return attributes | BOOT_MAIR_DEVICE_nGnRnE << ENTRY_ATTRIBUTES | ENTRY_PXN;
    case PAGING_DATA:
        return attributes | normal | ENTRY_PXN;
    case PAGING_TEXT:
        return attributes | normal | ENTRY_READ_ONLY;
    case PAGING_EVERYTHING:
        return attributes | normal;
    }
    return 0;
}

/* Bytes that one entry of a table of this level maps, as a block, a page or a whole table. */
static uint64_t entry_size(unsigned level)
{
    return PAGE_SIZE << (9 * (LAST_LEVEL - level));
}

/* Level 0 has no blocks. */
static bool fits_leaf(unsigned level, uint64_t virt, struct range range)
{
    uint64_t size = entry_size(level);

    return level > 0 && (virt | range.start) % size == 0 && range_size(range) >= size;
}

/* Maps one leaf at the start of the range, the largest that fits, and tells its size. */
static enum loader_error map_leaf(struct paging_pool *pool, struct paging_table *root,
                                  uint64_t virt, struct range range, uint64_t attributes,
                                  uint64_t *mapped)
{
    struct paging_table *table = root;

    for (unsigned level = 0; level < LEVELS; level++) {
        uint64_t *entry = &table->entry[virt / entry_size(level) % PAGING_ENTRIES];

        if (fits_leaf(level, virt, range)) {
            if (*entry != 0) {
                return LOADER_MAP_CONFLICT;
            }
            *entry = range.start | attributes | (level == LAST_LEVEL ? ENTRY_PAGE : 0);
            *mapped = entry_size(level);
            return LOADER_OK;
        }
        if (*entry == 0) {
            struct paging_table *next = paging_new_table(pool);

            if (next == NULL) {
                return LOADER_MAP_TABLES;
            }
            *entry = (uint64_t)(uintptr_t)next | ENTRY_VALID | ENTRY_TABLE;
        } else if ((*entry & ENTRY_TABLE) == 0) {
            return LOADER_MAP_CONFLICT;
        }
        table = (struct paging_table *)(uintptr_t)(*entry & ENTRY_ADDRESS);
    }
    return LOADER_MAP_UNALIGNED;
}

enum loader_error paging_map(struct paging_pool *pool, struct paging_table *root, uint64_t virt,
                             struct range range, enum paging_kind kind)
{
    uint64_t attributes = leaf_attributes(kind);

    if ((virt | range.start | range.end) % PAGE_SIZE != 0) {
        return LOADER_MAP_UNALIGNED;
    }
    while (range.start < range.end) {
        uint64_t mapped = 0;
        enum loader_error error = map_leaf(pool, root, virt, range, attributes, &mapped);

        if (error != LOADER_OK) {
            return error;
        }
        virt += mapped;
        range.start += mapped;
    }
    return LOADER_OK;
}
