// SPDX-License-Identifier: BSD-2-Clause
#include <kernel/debug.h>
#include <kernel/irq.h>
#include <plat/gic.h>
#include <plat/machine.h>
#include <arch/boot.h>
#include <arch/cache.h>
#include <arch/core.h>
#include <arch/exception.h>
#include <arch/ipi.h>
#include <arch/irq.h>
#include <arch/timer.h>
#include <arch/vspace.h>
#include <arch/window.h>

/* The first ASID that can be given. */
#define ROOT_ASID 1ul

void arch_boot_core(word_t core)
{
    arm_core_init(core);
    arm_cache_init();
}

/* RAM but for the kernel's image, which has other permissions. */
static void map_ram(struct plat_range ram, paddr_t image_start, paddr_t image_end)
{
    if (image_start >= ram.end || image_end <= ram.start) {
        arm_window_map(ram.start, ram.end, ARM_WINDOW_DATA);
        return;
    }
    arm_window_map(ram.start, image_start, ARM_WINDOW_DATA);
    arm_window_map(image_end, ram.end, ARM_WINDOW_DATA);
}

void arch_boot_window(void)
{
    arm_window_map_image();
    for (word_t i = 0; i < plat_machine.ram_count; i++) {
        map_ram(plat_machine.ram[i], arch_boot_image_start(), arch_boot_image_end());
    }
    plat_map_devices();
    arm_window_activate();
}

void arch_boot_other_window(void)
{
    arm_window_activate();
}

void arch_boot_devices(void)
{
    plat_gic_init();
}

void arch_boot_core_devices(word_t core)
{
    plat_gic_init_core();
    if (K_SMP) {
        irq_set_state(arm_irq_from_number(ARM_IPI_RESCHEDULE, core), IRQ_IPI);
        irq_set_state(arm_irq_from_number(ARM_IPI_REMOTE_CALL, core), IRQ_IPI);
    }
    arm_core_init_user();
    arm_timer_init();
    irq_set_state(arm_irq_from_number(plat_machine.timer_irq, core), IRQ_TIMER);
}

paddr_t arch_boot_image_start(void)
{
    return kernel_to_phys((kptr_t)kernel_image_start);
}

paddr_t arch_boot_image_end(void)
{
    return kernel_to_phys((kptr_t)kernel_image_end);
}

/* Tables at `level` (1 to 3) that the addresses need. */
static word_t count_tables(unsigned level, vptr_t start, vptr_t end)
{
    unsigned bits = pte_bits_left(level - 1);

    return ((end - 1) >> bits) - (start >> bits) + 1;
}

word_t arch_boot_table_count(vptr_t start, vptr_t end)
{
    word_t count = 0;

    for (unsigned level = 1; level < PTE_LEVELS; level++) {
        count += count_tables(level, start, end);
    }
    return count;
}

struct cap arch_boot_asid_pool(kptr_t pool)
{
    arm_asid_pools[0] = (struct arm_asid_pool *)pool;
    return arm_cap_asid_pool((void *)pool, 0);
}

struct cap arch_boot_vspace(kptr_t table)
{
    arm_asid_pools[0]->vspace[ROOT_ASID] = (pte_t *)table;
    arm_vspace_set_mark((pte_t *)table, ROOT_ASID);
    return arm_cap_mapped(arm_cap_vspace((void *)table), ROOT_ASID, 0);
}

void arch_boot_map_tables(struct cap vspace, vptr_t start, vptr_t end, kptr_t memory,
                          struct cte *slot)
{
    for (unsigned level = 1; level < PTE_LEVELS; level++) {
        unsigned bits = pte_bits_left(level - 1);
        vptr_t address = ROUND_DOWN(start, bits);

        for (word_t i = count_tables(level, start, end); i > 0; i--) {
            arm_map_table(arm_vspace_lookup(cap_object(vspace), address), (pte_t *)memory);
            cte_insert_root(slot,
                            arm_cap_mapped(arm_cap_page_table((void *)memory), ROOT_ASID, address));
            slot++;
            memory += BIT(seL4_PageTableBits);
            address += BIT(bits);
        }
    }
}

struct cap arch_boot_map_page(struct cap vspace, paddr_t page, vptr_t address, bool execute)
{
    word_t rights = RIGHT_READ | RIGHT_WRITE;
    word_t attributes = seL4_ARM_PageCacheable | (execute ? 0 : seL4_ARM_ExecuteNever);
    struct cap frame = arm_cap_frame(phys_to_kernel(page), ARM_FRAME_SMALL, rights, false);

    arm_map_leaf(arm_vspace_lookup(cap_object(vspace), address),
                 arm_leaf_entry(page, ARM_FRAME_SMALL, rights, attributes), ROOT_ASID, address);
    return arm_cap_mapped(frame, ROOT_ASID, address);
}

struct cap arch_boot_asid_control(void)
{
    return arm_cap_asid_control();
}

void arch_boot_return(void)
{
    arm_return_current();
}
