// SPDX-License-Identifier: BSD-2-Clause
#include <kernel/debug.h>
#include "memory.h"

void boot_memory_init(struct boot_memory *memory)
{
    memory->count = 0;
    for (word_t i = 0; i < plat_machine.ram_count; i++) {
        memory->range[memory->count++] = plat_machine.ram[i];
    }
    for (word_t i = 0; i < plat_machine.reserved_count; i++) {
        boot_memory_take(memory, plat_machine.reserved[i]);
    }
}

/* Puts two ranges, either of which may be empty, in the place of range `at`. */
static void replace(struct boot_memory *memory, word_t at, struct plat_range low,
                    struct plat_range high)
{
    struct plat_range *range = memory->range;
    word_t parts = (word_t)(low.start < low.end) + (high.start < high.end);

    if (parts == 2) {
        if (memory->count == BOOT_MAX_FREE) {
            panic("memory is in too many pieces");
        }
        for (word_t i = memory->count; i > at + 1; i--) {
            range[i] = range[i - 1];
        }
        range[at] = low;
        range[at + 1] = high;
    } else if (parts == 1) {
        range[at] = low.start < low.end ? low : high;
    } else {
        for (word_t i = at + 1; i < memory->count; i++) {
            range[i - 1] = range[i];
        }
    }
    memory->count = memory->count + parts - 1;
}

void boot_memory_take(struct boot_memory *memory, struct plat_range taken)
{
    /* From the end: replace() moves only what comes behind. */
    for (word_t i = memory->count; i-- > 0;) {
        struct plat_range old = memory->range[i];

        if (taken.start < old.end && taken.end > old.start) {
            replace(memory, i, (struct plat_range){old.start, taken.start},
                    (struct plat_range){taken.end, old.end});
        }
    }
}

paddr_t boot_memory_alloc(struct boot_memory *memory, word_t size, word_t align_bits)
{
    for (word_t i = memory->count; i-- > 0;) {
        struct plat_range range = memory->range[i];

        if (range.end - range.start < size) {
            continue;
        }
        paddr_t start = ROUND_DOWN(range.end - size, align_bits);
        if (start >= range.start && start != 0) {
            boot_memory_take(memory, (struct plat_range){start, start + size});
            return start;
        }
    }
    return 0;
}
