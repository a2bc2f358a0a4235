// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/*
 * The kernel's lock (kernel/lock.h) in the vectors, and waiting. Arm ARM (DDI 0487) B2.9 (exclusive
 * accesses), D1.6 (wait for event).
 */

#ifdef __ASSEMBLER__
#include <arch/percpu.h>
// clang-format off

/*
 * Takes the lock. x24 = struct percpu, the stack is the kernel's, the thread's registers are saved.
 * Changes x25 to x30, and x19 to x21 and x23 if the lock is not free. Does not come back if the
 * core has lost its thread meanwhile. The release is that of the mark, which has to be seen by who
 * finds the place at the tail.
 */
.macro take_lock
    ldr     x25, [x24, #ARM_PERCPU_LOCK_PLACE]
    mov     x26, #1
    str     x26, [x25]
    adrp    x26, kernel_lock
    add     x26, x26, :lo12:kernel_lock
1:  ldxr    x27, [x26]
    stlxr   w28, x25, [x26] /* L1 */
    cbnz    w28, 1b
    str     x27, [x24, #ARM_PERCPU_LOCK_BEFORE]
    ldar    x28, [x27] /* L1 */
    cbz     x28, 2f
    bl      arm_wait_for_lock
2:
.endm

/*
 * Releases the lock: the core's next place is the one that it waited for. The store ends other
 * cores' exclusive access, which is the event that they wait for. Changes x1 to x3.
 */
.macro release_lock
    mrs     x1, TPIDR_EL1
    ldp     x2, x3, [x1, #ARM_PERCPU_LOCK_PLACE]
    str     x3, [x1, #ARM_PERCPU_LOCK_PLACE]
    stlr    xzr, [x2] /* L2 */
.endm

// clang-format on
#else

#include <kernel/types.h>

/** Waits for an event unless `word` has another value than `value`; a change of it is an event. */
static inline void arch_wait_change(const word_t *word, word_t value)
{
    word_t now;

    __asm__ volatile("ldaxr %0, %1" : "=r"(now) : "Q"(*word) : "memory"); /* L3 */
    if (now == value) {
        __asm__ volatile("wfe" ::: "memory");
    }
}

/** An event for every core, which sees what was stored before. */
static inline void arch_wake_cores(void)
{
    __asm__ volatile("dsb ishst\n\tsev" ::: "memory"); /* L3 */
}

#endif /* !__ASSEMBLER__ */
