// SPDX-License-Identifier: BSD-2-Clause
/* From the first instruction of the first core to the first one of the root task. */

#include <boot/entry.h>
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

/* The other core whose turn it is to come in, and the last one that has. */
static word_t core_called;
static word_t core_arrived;

/* How many cores there are: other loaders do not tell, but start as many as there can be. */
static word_t count_cores(word_t cores, word_t magic)
{
    if (magic != BOOT_ENTRY_MAGIC || cores > K_MAX_CORES) {
        return K_MAX_CORES;
    }
    return cores;
}

/*
 * One core after the other leaves the loader's tables, which are in memory that is given out later,
 * and gets ready to run threads; then it waits for the lock.
 */
static void call_other_cores(word_t cores)
{
    for (word_t core = 1; core < cores; core++) {
        __atomic_store_n(&core_called, core, __ATOMIC_RELEASE);            /* L5 */
        while (__atomic_load_n(&core_arrived, __ATOMIC_ACQUIRE) != core) { /* L5 */
            arch_wait_change(&core_arrived, core - 1);
        }
    }
}

void boot_first_core(paddr_t user_start, paddr_t user_end, word_t user_offset, vptr_t user_entry,
                     paddr_t devtree, word_t devtree_size, word_t cores, word_t magic)
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
    arch_boot_core_devices(0);
    if (K_SMP) {
        lock_take();
        call_other_cores(count_cores(cores, magic));
    }

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
    word_t called;

    while ((called = __atomic_load_n(&core_called, __ATOMIC_ACQUIRE)) != core) { /* L5 */
        arch_wait_change(&core_called, called);
    }
    arch_boot_core(core);
    arch_boot_other_window();
    sched_init_core(core);
    arch_boot_core_devices(core);
    __atomic_store_n(&core_arrived, core, __ATOMIC_RELEASE); /* L5 */
    lock_take();
    sched_schedule();
    sched_activate();
    arch_boot_return();
}
