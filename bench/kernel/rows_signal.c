// SPDX-License-Identifier: BSD-2-Clause
/* Signal, Wait, Yield. */

#include "bench.h"

/** A signaller of lower priority and a thread that waits. */
static void measure_higher(bool other_vspace, const char *name, const char *wait_name,
                           const char *pair_name)
{
    measure();
    seL4_CPtr notification = world_object(seL4_NotificationObject, 0);
    struct agent *waiter = agent_new(100);
    struct agent *signaller = agent_new(99);
    struct step *wait = agent_step(waiter, timed_svc, seL4_SysRecv, notification, 0);
    struct step *signal = agent_step(signaller, timed_svc, seL4_SysSend, notification, 0);

    if (other_vspace) {
        signaller->vspace = world_vspace();
    }
    run(signaller, MAX_SAMPLES);
    put_row(name, result(wait));
    put_row(wait_name, result(signal));
    put_row(pair_name, result(wait) + result(signal));
}

/** A thread of lower priority waits; a third one makes the signaller go on. */
static void measure_lower(void)
{
    measure();
    seL4_CPtr notification = world_object(seL4_NotificationObject, 0);
    seL4_CPtr go = world_object(seL4_NotificationObject, 0);
    struct agent *signaller = agent_new(102);
    struct agent *waiter = agent_new(101);
    struct agent *starter = agent_new(100);

    agent_step(signaller, timed_svc, seL4_SysRecv, go, 0);
    struct step *signal = agent_step(signaller, timed_svc, seL4_SysSend, notification, 0);
    agent_step(waiter, timed_svc, seL4_SysRecv, notification, 0);
    agent_step(starter, timed_svc, seL4_SysSend, go, 0);
    run(signaller, MAX_SAMPLES);
    put_row("Signal to a waiting thread of lower priority", result(signal));
}

/** A thread that waits on an endpoint gets the signal of its bound notification. */
static void measure_bound(void)
{
    measure();
    seL4_CPtr notification = world_object(seL4_NotificationObject, 0);
    seL4_CPtr endpoint = world_object(seL4_EndpointObject, 0);
    struct agent *waiter = agent_new(100);
    struct agent *signaller = agent_new(99);
    struct step *wait = agent_step(waiter, timed_svc, seL4_SysRecv, endpoint, 0);
    struct step *signal = agent_step(signaller, timed_svc, seL4_SysSend, notification, 0);

    waiter->tcb = world_object(seL4_TCBObject, 0);
    world_check(seL4_TCB_BindNotification(waiter->tcb, notification), "BindNotification");
    run(signaller, MAX_SAMPLES);
    put_row("Signal to a thread bound and receiving, switch included", result(wait));
    put_row("Recv on an endpoint with a bound notification, switch included", result(signal));
}

static void measure_alone(void)
{
    measure();
    seL4_CPtr notification = world_object(seL4_NotificationObject, 0);
    struct agent *agent = agent_new(0);
    struct step *first = agent_step(agent, timed_svc, seL4_SysSend, notification, 0);
    struct step *second = agent_step(agent, timed_svc, seL4_SysSend, notification, 0);
    struct step *wait = agent_step(agent, timed_svc, seL4_SysRecv, notification, 0);
    struct step *poll = agent_step(agent, timed_svc, seL4_SysNBRecv, notification, 0);

    run_alone(agent, MAX_SAMPLES);
    put_row("Signal, nobody waiting", result(first));
    put_row("Signal, nobody waiting, one pending", result(second));
    put_row("Wait, signal pending", result(wait));
    put_row("Poll, nothing pending", result(poll));
}

static void measure_yield(void)
{
    measure();
    struct agent *first = agent_new(100);
    struct agent *second = agent_new(100);
    struct step *step = agent_step(first, timed_svc, seL4_SysYield, 0, 0);

    agent_step(second, timed_svc, seL4_SysYield, 0, 0);
    run(first, MAX_SAMPLES);
    put_row("Yield, switching", result(step));

    measure();
    step = agent_step(agent_new(0), timed_svc, seL4_SysYield, 0, 0);
    run_alone(first, MAX_SAMPLES);
    put_row("Yield, nobody else ready", result(step));
}

void rows_signal(void)
{
    measure_higher(false, "Signal to a waiting thread of higher priority, switch included",
                   "Wait, nothing pending, switch included", "Signal and Wait, a pair");
    measure_higher(true, "Signal to a higher-priority process, switch included",
                   "Wait, nothing pending, switch to another process",
                   "Signal and Wait between processes, a pair");
    measure_lower();
    measure_bound();
    measure_alone();
    measure_yield();
}
