// SPDX-License-Identifier: BSD-2-Clause
/* From the first instruction of the first core to the first one of the root task. */

#include <kernel/boot.h>
#include <kernel/boot_entry.h>
#include <kernel/debug.h>
#include <kernel/syscall.h>
#include <arch/boot.h>
#include "root.h"

/* What is in use already. */
static void take_images(struct boot_memory *memory, const struct boot_arguments *arguments)
{
    struct plat_range kernel = {arch_boot_image_start(), arch_boot_image_end()};
    struct plat_range devtree = arguments->devtree;

    devtree.end = ROUND_UP(devtree.end, seL4_MinUntypedBits);
    boot_memory_take(memory, kernel);
    boot_memory_take(memory, devtree);
    boot_memory_take(memory, arguments->user);
}

void boot_first_core(paddr_t user_start, paddr_t user_end, word_t user_offset, vptr_t user_entry,
                     paddr_t devtree, word_t devtree_size)
{
    static struct boot_memory memory;
    static struct root_task root;
    struct boot_arguments arguments = {
        .user = {user_start, user_end},
        .user_offset = user_offset,
        .user_entry = user_entry,
        .devtree = {devtree, devtree + devtree_size},
    };

    arch_boot_core(0);
    /* The loader's tables map the device tree at its physical address. */
    const char *problem = plat_discover((const void *)devtree, devtree_size);
    arch_boot_window();
    plat_console_init();
    if (problem != NULL) {
        panic("device tree: %s", problem);
    }
    arch_boot_devices();
    sched_init_core(0);
    irq_set_state(arch_boot_timer_irq(0), IRQ_TIMER);

    boot_memory_init(&memory);
    take_images(&memory, &arguments);
    root_task_create(&root, &arguments, &memory);
    root_task_create_untypeds(&root, &memory);
    root_task_finish(&root);
    boot_start_thread(root.tcb);
    arch_boot_return();
}

void boot_other_core(word_t core)
{
    arch_boot_core(core);
    panic("core %lu: this kernel runs on one", core);
}
