// SPDX-License-Identifier: BSD-2-Clause
//
// TASK=thread: from one task to the other, by two messages without words. The irq count is 1, so
// nobody makes the worker yield here. An interrupt may come between any two instructions all the
// same; the manager then finds the count raised and keeps it pending.

#define CURRENT    8  // struct ax_percpu
#define SWITCHES   56 // plat.switches
#define ENDPOINT   40 // struct plat_thread
#define ENTRY      0  // struct plat_worker: entry, arg
#define FIRST      16 // stack, thread_pointer
#define OWN        128
#define SYS_CALL   -1
#define SYS_REPLY_RECV -2

    .text

// void ax_hal_thread_switch(struct ax_hal_thread *prev, struct ax_hal_thread *next)
// The core's block names `next` already. The kernel keeps all registers but x0 (badge) and x1
// (message).
    .globl ax_hal_thread_switch
    .type ax_hal_thread_switch, %function
ax_hal_thread_switch:
    mov     x0, #OWN
    mov     x1, xzr
    mov     x7, #SYS_REPLY_RECV
    .globl plat_worker_svc
plat_worker_svc:
    svc     #0
    ret
    .size ax_hal_thread_switch, . - ax_hal_thread_switch

// x0 = struct plat_worker. Without a stack until it has a task.
    .globl plat_worker_wait
    .type plat_worker_wait, %function
plat_worker_wait:
    mov     x19, x0
1:  bl      ax_hal_thread_switch
    ldp     x0, x1, [x19, #ENTRY]
    cbz     x0, 1b
    ldp     x2, x3, [x19, #FIRST]
    mov     sp, x2
    msr     tpidr_el0, x3
    msr     fpcr, xzr
    msr     fpsr, xzr
    b       plat_thread_start
    .size plat_worker_wait, . - plat_worker_wait

// x0 = the core's struct ax_percpu. Each turn calls the current task; the answer means that there
// is another one.
    .globl plat_switcher
    .type plat_switcher, %function
plat_switcher:
    mov     x19, x0
    mov     x7, #SYS_CALL
1:  ldr     x2, [x19, #SWITCHES]
    ldr     x0, [x19, #CURRENT]
    add     x2, x2, #1
    ldr     x0, [x0, #ENDPOINT]
    str     x2, [x19, #SWITCHES]
    mov     x1, xzr
    svc     #0
    b       1b
    .size plat_switcher, . - plat_switcher

    .section .note.GNU-stack, "", %progbits
