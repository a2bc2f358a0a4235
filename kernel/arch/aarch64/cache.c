// SPDX-License-Identifier: BSD-2-Clause
#include <kernel/arch.h>
#include <arch/cache.h>
#include <arch/sysreg.h>

/* Bytes of the smallest data cache line, and of what DC ZVA zeroes at once. */
static word_t line_size;
static word_t zero_size;

#define FOR_EACH(instruction, unit, start, end)                                                    \
    do {                                                                                           \
        for (kptr_t line = (start) & ~((unit)-1); line < (end); line += (unit)) {                  \
            __asm__ volatile(instruction ", %0" ::"r"(line) : "memory");                           \
        }                                                                                          \
    } while (0)

#define FOR_EACH_LINE(instruction, start, end) FOR_EACH(instruction, line_size, start, end)

void arm_cache_init(void)
{
    /* CTR_EL0.DminLine and DCZID_EL0.BS: log2 of words of 4 bytes. */
    line_size = 4ul << (arm_read(CTR_EL0) >> 16 & MASK(4));
    zero_size = 4ul << (arm_read(DCZID_EL0) & MASK(4));
}

/*
 * DSB after the last line: maintenance has ended before anything after (B2.3.10). It is one for
 * the full system where the point of coherency is the aim: devices may look next.
 */

static void clean(kptr_t start, kptr_t end)
{
    FOR_EACH_LINE("dc cvac", start, end); /* C1 */
    arm_dsb_sy();                         /* C1 */
}

static void clean_invalidate(kptr_t start, kptr_t end)
{
    FOR_EACH_LINE("dc civac", start, end); /* C1 */
    arm_dsb_sy();                          /* C1 */
}

/* Lines that lie partly outside keep their other bytes: these are written back. */
static void invalidate(kptr_t start, kptr_t end)
{
    if ((start & (line_size - 1)) != 0) {
        FOR_EACH_LINE("dc civac", start, start + 1); /* C2 */
    }
    if ((end & (line_size - 1)) != 0) {
        FOR_EACH_LINE("dc civac", end - 1, end); /* C2 */
    }
    FOR_EACH_LINE("dc ivac", start, end); /* C1 */
    arm_dsb_sy();                         /* C1 */
}

/*
 * Self-modifying code (B2.4.4): clean data to the point of unification, DSB, invalidate
 * instructions, DSB; the ISB that each core needs comes with its return to EL0. The instruction
 * caches may be virtually indexed, so that an invalidation by the kernel's address need not reach
 * the lines fetched through the user's: all of them go (IVAU by the user's address could fault).
 */
static void clean_to_unification(kptr_t start, kptr_t end)
{
    FOR_EACH_LINE("dc cvau", start, end); /* C3 */
    arm_dsb_ish();                        /* C3 */
}

void arm_cache_invalidate_instructions(void)
{
    if (K_SMP) {
        __asm__ volatile("ic ialluis" ::: "memory"); /* C3 */
    } else {
        __asm__ volatile("ic iallu" ::: "memory"); /* C3 */
    }
    arm_dsb_ish(); /* C3 */
}

void arm_cache_maintain_data(enum arm_cache_operation operation, kptr_t start, kptr_t end)
{
    switch (operation) {
    case ARM_CACHE_CLEAN:
        clean(start, end);
        break;
    case ARM_CACHE_INVALIDATE:
        invalidate(start, end);
        break;
    case ARM_CACHE_CLEAN_INVALIDATE:
        clean_invalidate(start, end);
        break;
    case ARM_CACHE_UNIFY:
        clean_to_unification(start, end);
        break;
    }
}

static void zero_words(kptr_t start, kptr_t end)
{
    for (; start < end; start += 16) {
        __asm__ volatile("stp xzr, xzr, [%0]" ::"r"(start) : "memory");
    }
}

void arm_zero(kptr_t start, word_t bytes)
{
    kptr_t end = start + bytes;
    kptr_t first = (start + zero_size - 1) & ~(zero_size - 1);
    kptr_t last = end & ~(zero_size - 1);

    if (first >= last) {
        zero_words(start, end);
        return;
    }
    zero_words(start, first);
    FOR_EACH("dc zva", zero_size, first, last); /* C5 */
    zero_words(last, end);
}

/* The case of every known core: DC ZVA zeroes one line. Start and end are aligned to lines. */
static void clear_lines(kptr_t line, kptr_t end)
{
    const word_t unrolled = 4;

    for (; end - line >= unrolled * line_size; line += line_size) {
        __asm__ volatile("dc zva, %0\n\tdc cvac, %0\n\tadd %0, %0, %1\n\t" /* C4 */
                         "dc zva, %0\n\tdc cvac, %0\n\tadd %0, %0, %1\n\t" /* C4 */
                         "dc zva, %0\n\tdc cvac, %0\n\tadd %0, %0, %1\n\t" /* C4 */
                         "dc zva, %0\n\tdc cvac, %0"                       /* C4 */
                         : "+r"(line)
                         : "r"(line_size)
                         : "memory");
    }
    for (; line < end; line += line_size) {
        __asm__ volatile("dc zva, %0\n\tdc cvac, %0" ::"r"(line) : "memory"); /* C4 */
    }
}

void arch_clear_memory(kptr_t start, word_t bytes)
{
    kptr_t end = start + bytes;

    /* Cleaned, because uncached mappings and devices must not see what was there before. */
    if (zero_size == line_size && ((start | end) & (line_size - 1)) == 0) {
        clear_lines(start, end);
        arm_dsb_sy(); /* C4 */
        return;
    }
    arm_zero(start, bytes);
    clean(start, end);
}
