// SPDX-License-Identifier: BSD-2-Clause
#include <kernel/debug.h>
#include <arch/pte.h>
#include <arch/stack.h>
#include <arch/sysreg.h>
#include <arch/vspace.h>
#include <arch/window.h>

/* One table for the first 512 GiB, one for each GiB and each 2 MiB that is not mapped as a whole.
 */
#define TABLES 24

/* TCR_EL1.A1: the ASID is that of TTBR1_EL1. */
#define TCR_A1 BIT(22)

char arm_kernel_stacks[K_MAX_CORES][ARM_STACK_SIZE] __attribute__((aligned(ARM_STACK_GUARD)));

static pte_t top_table[PTE_PER_TABLE] __attribute__((aligned(BIT(seL4_PageTableBits))));
static pte_t tables[TABLES][PTE_PER_TABLE] __attribute__((aligned(BIT(seL4_PageTableBits))));
static unsigned tables_used;

static pte_t attributes(enum arm_window_kind kind)
{
    pte_t common = PTE_VALID | PTE_ACCESSED | PTE_UXN;
    pte_t normal = common | PTE_MEMORY(BOOT_MAIR_NORMAL_WB) | PTE_INNER;

    switch (kind) {
    case ARM_WINDOW_TEXT:
        return normal | PTE_READ_ONLY;
    case ARM_WINDOW_CONSTANT:
        return normal | PTE_READ_ONLY | PTE_PXN;
    case ARM_WINDOW_DATA:
        return normal | PTE_PXN;
    default:
        return common | PTE_PXN | PTE_MEMORY(BOOT_MAIR_DEVICE_nGnRnE);
    }
}

/* Maps the largest block or page at the start of the range. Returns its size. */
static word_t map_one(paddr_t start, paddr_t end, pte_t leaf)
{
    pte_t *table = top_table;
    kptr_t address = phys_to_kernel(start);

    for (unsigned level = 0;; level++) {
        unsigned bits = pte_bits_left(level);
        pte_t *entry = &table[pte_index(level, address)];

        if (level > 0 && *entry == 0 && IS_ALIGNED(start, bits) && end - start >= BIT(bits)) {
            *entry = start | leaf | (level == PTE_LAST_LEVEL ? PTE_PAGE : 0);
            return BIT(bits);
        }
        if (*entry == 0 && level < PTE_LAST_LEVEL) {
            if (tables_used == TABLES) {
                panic("kernel window: too few translation tables");
            }
            *entry = pte_to_table(tables[tables_used++]);
        }
        if (!pte_is_table(*entry, level)) {
            panic("kernel window: 0x%lx is mapped already", start);
        }
        table = pte_next_table(*entry);
    }
}

void arm_window_map(paddr_t start, paddr_t end, enum arm_window_kind kind)
{
    while (start < end) {
        start += map_one(start, end, attributes(kind));
    }
}

static void map_between(const char *start, const char *end, enum arm_window_kind kind)
{
    arm_window_map(kernel_to_phys((kptr_t)start), kernel_to_phys((kptr_t)end), kind);
}

void arm_window_map_image(void)
{
    const char *data = kernel_data_start;

    map_between(kernel_image_start, kernel_rodata_start, ARM_WINDOW_TEXT);
    map_between(kernel_rodata_start, kernel_data_start, ARM_WINDOW_CONSTANT);
    for (word_t core = 0; core < K_MAX_CORES; core++) {
        map_between(data, arm_kernel_stacks[core], ARM_WINDOW_DATA);
        data = arm_kernel_stacks[core] + ARM_STACK_GUARD;
    }
    map_between(data, kernel_image_end, ARM_WINDOW_DATA);
}

/*
 * The loader's blocks and the window's pages overlap, and must never be in the TLB together (Arm
 * ARM D8.14.2). The loader's entries are not global and of ASID 0. With TCR_EL1.A1 set, the write
 * of TTBR1_EL1 that changes the tables changes the ASID as well, so that none of them matches.
 */
void arm_window_activate(void)
{
    word_t tcr = arm_read(TCR_EL1);

    arm_dsb_ishst(); /* T1 */
    arm_write(TCR_EL1, tcr | TCR_A1);
    arm_isb(); /* W1 */
    arm_write(TTBR1_EL1, kernel_to_phys((kptr_t)top_table) | 1ul << ARM_TTBR_ASID_SHIFT);
    arm_isb(); /* W1 */
    arm_write(TTBR0_EL1, kernel_to_phys((kptr_t)arm_empty_vspace));
    arm_isb();                                     /* W1 */
    __asm__ volatile("tlbi vmalle1" ::: "memory"); /* W1 */
    arm_dsb_ish();                                 /* W1 */
    arm_isb();                                     /* W1 */
    arm_write(TCR_EL1, tcr & ~TCR_A1);
    arm_isb(); /* W1 */
}
