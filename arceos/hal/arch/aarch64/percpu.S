// SPDX-License-Identifier: BSD-2-Clause
//
// The per-CPU accessors of percpu.h. TPIDRRO_EL0 holds the address of the core's block; it can
// change under a task only while the core's irq count is zero, when the task may be made to yield
// and go on on another core. restartable.h tells what that means for the code between the two
// labels: each function is one slot of eight instructions, and nothing before its last store has
// an effect.

#define CURRENT   8
#define CPU_ID    16
#define IRQ_COUNT 20
#define ATTENTION 24
#define IN_IRQ    32

.macro slot name
    .balign 32
    .globl \name
    .type \name, %function
\name:
.endm

    .text
    .balign 32
    .globl ax_restartable_start
ax_restartable_start:

slot ax_percpu_current
    mrs     x0, tpidrro_el0
    ldr     x0, [x0, #CURRENT]
    ret

slot ax_cpu_id
    mrs     x0, tpidrro_el0
    ldr     w0, [x0, #CPU_ID]
    ret

slot ax_in_irq
    mrs     x0, tpidrro_el0
    ldr     w0, [x0, #IN_IRQ]
    ret

slot ax_irq_enabled
    mrs     x0, tpidrro_el0
    ldr     w1, [x0, #IRQ_COUNT]
    ldr     w2, [x0, #IN_IRQ]
    orr     w1, w1, w2
    cmp     w1, #0
    cset    w0, eq
    ret

// Once the count is stored nobody makes this task yield: the `ret` needs no restart.
slot ax_irq_save
    mrs     x0, tpidrro_el0
    ldr     w1, [x0, #IRQ_COUNT]
    add     w1, w1, #1
    str     w1, [x0, #IRQ_COUNT]
    ret

// The store is the slot's last instruction: what follows must not run twice, and lies outside.
slot ax_irq_restore
    mrs     x0, tpidrro_el0
    ldr     w1, [x0, #IRQ_COUNT]
    sub     w1, w1, #1
    str     w1, [x0, #IRQ_COUNT]

    .globl ax_restartable_end
ax_restartable_end:
// Pending was set while the count was raised, or never: an interrupt that finds the count at zero
// is handled at once. So one look after the store is enough. x0 may be outdated by now; then the
// manager of that core has already seen to everything (ax_hal_irq_attention).
    cbnz    w1, 1f
    ldr     x2, [x0, #ATTENTION]
    cbnz    x2, ax_hal_irq_attention
1:  ret
    .size ax_irq_restore, . - ax_irq_restore

    .section .note.GNU-stack, "", %progbits
