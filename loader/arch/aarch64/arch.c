// SPDX-License-Identifier: BSD-2-Clause
#include <boot/entry.h>
#include <loader/arch.h>
#include <loader/arm.h>
#include <loader/console.h>
#include <loader/image.h>
#include <loader/paging.h>
#include <loader/panic.h>
#include <loader/plat.h>

/*
 * Enough for a level 1 table each, the console, the loader's text, the kernel, and for ragged
 * edges of RAM: each edge that is not on 1 GiB costs a table, and another if it is not on 2 MiB.
 */
#define TABLES 40

#define PARANGE_MASK   0xf
#define PARANGE_48_BIT 5

/* Core 0's is the first. */
uint8_t arm_stacks[BOOT_MAX_CORES][ARM_STACK_SIZE];
uint64_t arm_entry_level;

static struct paging_table tables[TABLES];
static struct arm_core cores[BOOT_MAX_CORES];
static struct arm_entry entries[BOOT_MAX_CORES];
static volatile uint64_t core_done[BOOT_MAX_CORES];

uint64_t arch_core_affinity(void)
{
    uint64_t mpidr;

    __asm__ volatile("mrs %0, MPIDR_EL1" : "=r"(mpidr));
    return mpidr & MPIDR_AFFINITY;
}

unsigned arch_entry_level(void)
{
    return (unsigned)arm_entry_level;
}

void arch_written(struct range range)
{
    arm_cache_clean_invalidate(range.start, range.end);
}

void arch_restart_at(uint64_t base, uint64_t dtb)
{
    arm_jump(dtb, base);
}

void arch_power_off(enum psci_conduit conduit)
{
    const uint64_t system_off = 0x84000008;

    if (conduit == PSCI_HVC) {
        arm_hvc(system_off, 0, 0, 0);
    } else if (conduit == PSCI_SMC) {
        arm_smc(system_off, 0, 0, 0);
    }
    for (;;) {
        __asm__ volatile("wfi");
    }
}

void arm_exception(uint64_t syndrome, uint64_t address, uint64_t pc)
{
    static bool again;

    /* A second one means that not even the message or the power-off works. */
    if (again) {
        arch_power_off(PSCI_NONE);
    }
    again = true;
    console_print("loader: exception %x at %x, address %x\n", syndrome, pc, address);
    panic_stop();
}

void arm_wrong_level(void)
{
    console_init(plat_early_uart());
    console_print("loader: entered at EL%u; EL1 or EL2 is needed\n", arm_entry_level);
    arch_power_off(PSCI_NONE);
}

/* The identity: all RAM as data but for the loader's text, and the page of the console. */
static enum loader_error map_identity(struct paging_pool *pool, struct paging_table *root,
                                      const struct machine *machine, struct range text)
{
    enum loader_error error = paging_map(pool, root, text.start, text, PAGING_TEXT);

    for (unsigned i = 0; i < machine->ram.count && error == LOADER_OK; i++) {
        struct range area = {align_up(machine->ram.range[i].start, PAGE_SIZE),
                             align_down(machine->ram.range[i].end, PAGE_SIZE)};
        struct range below = {area.start, text.start};

        if (range_overlaps(area, text)) {
            error = paging_map(pool, root, below.start, below, PAGING_DATA);
            area.start = text.end;
        }
        if (error == LOADER_OK) {
            error = paging_map(pool, root, area.start, area, PAGING_DATA);
        }
    }
    if (error == LOADER_OK && machine->uart_base != 0) {
        uint64_t page = align_down(machine->uart_base, PAGE_SIZE);

        error = paging_map(pool, root, page, (struct range){page, page + PAGE_SIZE}, PAGING_DEVICE);
    }
    return error;
}

/* The kernel in 2 MiB blocks where its link address and RAM allow it, else in pages. */
static enum loader_error map_kernel(struct paging_pool *pool, struct paging_table *root,
                                    const struct kernel_start *start, const struct machine *machine)
{
    uint64_t offset = start->kernel_virtual - start->kernel.start;
    struct range blocks = {align_down(start->kernel.start, BLOCK_SIZE),
                           align_up(start->kernel.end, BLOCK_SIZE)};

    if (offset % BLOCK_SIZE != 0 || !range_list_contains(&machine->ram, blocks)) {
        blocks = start->kernel;
    }
    return paging_map(pool, root, blocks.start + offset, blocks, PAGING_EVERYTHING);
}

static uint64_t translation_control(void)
{
    uint64_t features;

    __asm__ volatile("mrs %0, ID_AA64MMFR0_EL1" : "=r"(features));
    features &= PARANGE_MASK;
    if (features > PARANGE_48_BIT) {
        features = PARANGE_48_BIT;
    }
    return BOOT_TCR_EL1 | features << BOOT_TCR_EL1_IPS_SHIFT;
}

enum loader_error arch_prepare(const struct kernel_start *start, const struct machine *machine,
                               struct range text)
{
    struct paging_pool pool = {tables, TABLES, 0};
    struct paging_table *lower = paging_new_table(&pool);
    struct paging_table *upper = paging_new_table(&pool);
    uint64_t control = translation_control();
    enum loader_error error = map_identity(&pool, lower, machine, text);

    if (error == LOADER_OK) {
        error = map_kernel(&pool, upper, start, machine);
    }
    for (unsigned i = 0; i < start->cores; i++) {
        entries[i] = (struct arm_entry){
            .ttbr0 = (uintptr_t)lower,
            .ttbr1 = (uintptr_t)upper,
            .tcr = control,
            .argument = {start->user.start, start->user.end, start->user_offset, start->user_entry,
                         start->dtb.start, range_size(start->dtb), start->cores, BOOT_ENTRY_MAGIC},
            .pc = start->kernel_entry,
            .logical = i,
        };
    }
    arch_written((struct range){(uintptr_t)tables, (uintptr_t)(tables + TABLES)});
    return error;
}

void arm_secondary_main(struct arm_core *core)
{
    arm_enter_kernel(&entries[core->logical], &core_done[core->logical]);
}

static void start_core(const struct machine *machine, unsigned logical)
{
    const uint64_t cpu_on_64 = 0xc4000003;
    int64_t result;

    cores[logical] = (struct arm_core){(uintptr_t)arm_stacks[logical + 1], logical};
    __asm__ volatile("dsb sy" ::: "memory");
    result = (machine->conduit == PSCI_HVC ? arm_hvc : arm_smc)(
        cpu_on_64, machine->affinity[logical], (uintptr_t)arm_secondary_start,
        (uintptr_t)&cores[logical]);
    if (result != 0) {
        console_print("loader: core %u (affinity %x) does not start: PSCI error -%u\n",
                      (uint64_t)logical, machine->affinity[logical], (uint64_t)-result);
        panic_stop();
    }
}

void arch_start_kernel(const struct kernel_start *start, const struct machine *machine)
{
    /* One after the other: only core 0 prints, and a failure is known before the kernel runs. */
    for (unsigned i = 1; i < start->cores; i++) {
        start_core(machine, i);
        while (core_done[i] == 0) {
        }
    }
    arm_enter_kernel(&entries[0], &core_done[0]);
}
