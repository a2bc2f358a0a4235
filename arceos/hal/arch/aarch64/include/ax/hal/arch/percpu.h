// SPDX-License-Identifier: BSD-2-Clause
/*
 * AArch64 at EL0: TPIDRRO_EL0 has the address of the core's block; only the kernel writes it. It
 * can change under a task only while the core's irq count is zero, when the task may be made to
 * yield and go on on another core. restartable.h tells which instructions are executed again then.
 * percpu.h says what each function is for.
 */
#pragma once

#include <ax/hal/percpu.h>

/* Read anew each time: after a switch it may be another core's. */
static inline struct ax_percpu *ax_percpu(void)
{
    struct ax_percpu *block;

    __asm__ volatile("mrs %0, tpidrro_el0" : "=r"(block)::"memory");
    return block;
}

/* percpu.current: the same on every core that the caller goes on on. */
static inline void *ax_percpu_current(void)
{
    void *current;

    __asm__ volatile("mrs %0, tpidrro_el0\n\t"
                     "ldr %0, [%0, #8]"
                     : "=&r"(current)::"memory");
    return current;
}

/* The number of the core, perhaps outdated. */
static inline unsigned ax_cpu_id(void)
{
    uint64_t id;

    __asm__ volatile("mrs %0, tpidrro_el0\n\t"
                     "ldr %w0, [%0, #32]"
                     : "=&r"(id)::"memory");
    return (unsigned)id;
}

/* Manager context. */
static inline bool ax_in_irq(void)
{
    uint64_t in_irq;

    __asm__ volatile("mrs %0, tpidrro_el0\n\t"
                     "ldr %w0, [%0, #20]"
                     : "=&r"(in_irq)::"memory");
    return in_irq != 0;
}

/* Count zero, and not manager context. */
static inline bool ax_irq_enabled(void)
{
    uint64_t masked;

    __asm__ volatile("mrs %0, tpidrro_el0\n\t"
                     "ldr %0, [%0, #16]"
                     : "=&r"(masked)::"memory");
    return masked == 0;
}

/* Known to restartable.c: these four instructions, in this order. */
static inline struct ax_percpu *ax_irq_save(void)
{
    struct ax_percpu *cpu;
    uint32_t count;

    __asm__ volatile("mrs %0, tpidrro_el0\n\t"
                     "ldr %w1, [%0, #16]\n\t"
                     "add %w1, %w1, #1\n\t"
                     "str %w1, [%0, #16]"
                     : "=&r"(cpu), "=&r"(count)::"memory");
    return cpu;
}

/* Once the count is zero, `cpu` may be outdated: see ax_hal_irq_attention(). */
static inline void ax_irq_look(const struct ax_percpu *cpu)
{
    __asm__ volatile("" ::: "memory"); /* the count first: what comes after it is handled at once */
    if (ax_unlikely(cpu->attention != 0)) {
        ax_hal_irq_attention();
    }
}

/* From 1 to 0. */
static inline void ax_irq_restore_last(struct ax_percpu *cpu)
{
    __asm__ volatile("" ::: "memory"); /* the section ends here */
    cpu->irq_count = 0;
    ax_irq_look(cpu);
}

/*
 * Pending was set while the count was raised, or never: an interrupt that finds the count at zero
 * is handled at once. So one look after the store is enough.
 */
static inline void ax_irq_restore_on(struct ax_percpu *cpu)
{
    __asm__ volatile("" ::: "memory");
    uint32_t count = cpu->irq_count - 1;

    cpu->irq_count = count;
    if (count == 0) {
        ax_irq_look(cpu);
    }
}

/* Lowers the count. */
static inline void ax_irq_restore(void)
{
    ax_irq_restore_on(ax_percpu());
}
