// SPDX-License-Identifier: BSD-2-Clause
/* The untypeds of the root task: device memory first, then RAM, both by ascending address. */

#include <kernel/debug.h>
#include <arch/machine.h>
#include "root.h"

/* User level gets physical addresses below this one. */
#define DEVICE_TOP CONFIG_PADDR_USER_DEVICE_TOP

static bool add_untyped(struct root_task *root, paddr_t start, word_t bits, bool device)
{
    word_t index = root->next_slot - root->info->untyped.start;
    struct cap cap = cap_untyped(phys_to_kernel(start), bits, device, 0);

    if (index >= CONFIG_MAX_NUM_BOOTINFO_UNTYPED_CAPS || !root_task_add_cap(root, cap)) {
        return false;
    }
    root->info->untypedList[index] =
        (seL4_UntypedDesc){.paddr = start, .sizeBits = (seL4_Uint8)bits, .isDevice = device};
    return true;
}

/* Splits a range into the largest untypeds that are aligned as kernel addresses. */
static void add_range(struct root_task *root, struct plat_range range, bool device)
{
    while (range.start < range.end) {
        word_t size = WORD_BITS - 1 - (word_t)__builtin_clzl(range.end - range.start);
        word_t alignment = (word_t)__builtin_ctzl(phys_to_kernel(range.start));
        word_t bits = size < alignment ? size : alignment;

        if (bits > seL4_MaxUntypedBits) {
            bits = seL4_MaxUntypedBits;
        }
        if (bits >= seL4_MinUntypedBits && !add_untyped(root, range.start, bits, device)) {
            kprintf("kernel: no slot for memory from 0x%lx to 0x%lx\n", range.start, range.end);
            return;
        }
        range.start += BIT(bits);
    }
}

/* The range with the lowest start not below `from` among RAM and the kernel's own devices. */
static struct plat_range next_taken(paddr_t from)
{
    struct plat_range found = {DEVICE_TOP, DEVICE_TOP};
    struct plat_range device[2];
    word_t devices = plat_kernel_devices(device);

    for (word_t i = 0; i < devices + plat_machine.ram_count; i++) {
        struct plat_range range = i < devices ? device[i] : plat_machine.ram[i - devices];

        if (range.start >= from && range.start < found.start) {
            found = range;
        }
    }
    return found;
}

void root_task_create_untypeds(struct root_task *root, const struct boot_memory *memory)
{
    root->info->untyped.start = root->next_slot;
    for (paddr_t from = 0; from < DEVICE_TOP;) {
        struct plat_range taken = next_taken(from);

        add_range(root, (struct plat_range){from, taken.start}, true);
        from = taken.end;
    }
    for (word_t i = 0; i < memory->count; i++) {
        add_range(root, memory->range[i], false);
    }
    root->info->untyped.end = root->next_slot;
}
