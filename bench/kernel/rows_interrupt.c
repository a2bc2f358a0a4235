// SPDX-License-Identifier: BSD-2-Clause
/* Interrupts: EL0's physical timer, from the counter value it is set to, to the waiting thread. */

#include "bench.h"

#define AHEAD_TICKS 40u /* from programming the timer to its interrupt */
#define TIMER_ON    1ul
#define TIMER_OFF   0ul

static volatile bool armed;

static inline void timer_control(uint64_t value)
{
    __asm__ volatile("msr CNTP_CTL_EL0, %0" ::"r"(value) : "memory");
}

static void arm_timer(void)
{
    uint64_t now;

    __asm__ volatile("mrs %0, CNTPCT_EL0" : "=r"(now));
    timed_stamp = now + AHEAD_TICKS;
    armed = true;
    __asm__ volatile("msr CNTP_CVAL_EL0, %0" ::"r"(now + AHEAD_TICKS) : "memory");
    timer_control(TIMER_ON);
}

/** Programs one interrupt after the other, and computes until it comes. */
static void compute(struct agent *agent)
{
    (void)agent;
    for (;;) {
        arm_timer();
        while (armed) {
        }
    }
}

static void disarm(struct step *step)
{
    (void)step;
    timer_control(TIMER_OFF);
}

static void let_compute(struct step *step)
{
    (void)step;
    armed = false;
}

static void measure_interrupt(bool other_vspace, const char *name, const char *ack_name)
{
    measure();
    seL4_CPtr notification = world_object(seL4_NotificationObject, 0);
    seL4_CPtr handler = world_timer_irq();
    struct agent *waiter = agent_new(100);
    struct agent *computer = agent_new(99);

    world_check(seL4_IRQHandler_SetNotification(handler, notification), "SetNotification");
    world_check(seL4_IRQHandler_Ack(handler), "Ack");
    struct step *wait = agent_step(waiter, timed_interrupt, seL4_SysRecv, notification, 0);
    wait->before = let_compute;
    struct step *ack = agent_invoke(waiter, handler, IRQAckIRQ, 0, NULL, 0, NULL);
    ack->before = disarm;
    if (other_vspace) {
        computer->vspace = world_vspace();
    }
    computer->body = compute;
    run(waiter, MAX_SAMPLES);
    timer_control(TIMER_OFF);
    world_check(seL4_IRQHandler_Clear(handler), "Clear");
    put_row(name, result(wait));
    if (ack_name != NULL) {
        put_row(ack_name, result(ack));
    }
}

void rows_interrupt(void)
{
    measure_interrupt(false, "Interrupt to a waiting thread, switch included", "IRQHandler Ack");
    measure_interrupt(true, "Interrupt to a waiting thread in another address space", NULL);
}
