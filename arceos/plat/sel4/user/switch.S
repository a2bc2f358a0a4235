// SPDX-License-Identifier: BSD-2-Clause
//
// TASK=user: from one context to the other. The irq count is 1, so nobody makes the worker yield
// here; the manager may run between any two instructions all the same, and then takes what percpu's
// `current` says for the context that runs. No fault can happen between.

#define TASK_FRAME  32 // struct plat_user_task
#define FRAME_SIZE  176
#define FRAME_D     96
#define FRAME_FPCR  160

    .text

// void ax_hal_thread_switch(struct ax_hal_thread *prev, struct ax_hal_thread *next)
    .globl ax_hal_thread_switch
    .type ax_hal_thread_switch, %function
ax_hal_thread_switch:
    stp     x29, x30, [sp, #-FRAME_SIZE]!
    stp     x19, x20, [sp, #16]
    stp     x21, x22, [sp, #32]
    stp     x23, x24, [sp, #48]
    stp     x25, x26, [sp, #64]
    stp     x27, x28, [sp, #80]
    stp     d8, d9, [sp, #FRAME_D]
    stp     d10, d11, [sp, #FRAME_D + 16]
    stp     d12, d13, [sp, #FRAME_D + 32]
    stp     d14, d15, [sp, #FRAME_D + 48]
    mrs     x2, fpcr
    mrs     x3, tpidr_el0
    stp     x2, x3, [sp, #FRAME_FPCR]
    mov     x4, sp
    str     x4, [x0, #TASK_FRAME]
    ldr     x4, [x1, #TASK_FRAME]
1:  mov     sp, x4
    ldp     x2, x3, [sp, #FRAME_FPCR]
    msr     fpcr, x2
    msr     tpidr_el0, x3
    ldp     d14, d15, [sp, #FRAME_D + 48]
    ldp     d12, d13, [sp, #FRAME_D + 32]
    ldp     d10, d11, [sp, #FRAME_D + 16]
    ldp     d8, d9, [sp, #FRAME_D]
    ldp     x27, x28, [sp, #80]
    ldp     x25, x26, [sp, #64]
    ldp     x23, x24, [sp, #48]
    ldp     x21, x22, [sp, #32]
    ldp     x19, x20, [sp, #16]
    ldp     x29, x30, [sp], #FRAME_SIZE
    ret
    .size ax_hal_thread_switch, . - ax_hal_thread_switch

// void plat_user_load(struct plat_user_task *next)
    .globl plat_user_load
    .type plat_user_load, %function
plat_user_load:
    ldr     x4, [x0, #TASK_FRAME]
    b       1b
    .size plat_user_load, . - plat_user_load

// Frame pointer and return address end the backtrace.
    .globl plat_user_start
    .type plat_user_start, %function
plat_user_start:
    mov     x29, xzr
    mov     x30, xzr
    mov     x0, x20
    blr     x19
    brk     #1                      // an entry function does not return
    .size plat_user_start, . - plat_user_start

    .section .note.GNU-stack, "", %progbits
