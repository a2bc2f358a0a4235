// SPDX-License-Identifier: BSD-2-Clause
/* Send, NBSend, Recv, Reply. */

#include "bench.h"

/** A sender of lower priority and a receiver that waits. */
static void measure_send(const char *name, const char *receive_name, long number, seL4_Word words)
{
    measure();
    seL4_CPtr endpoint = world_object(seL4_EndpointObject, 0);
    seL4_Word info = seL4_MessageInfo_new(0, 0, 0, words).words[0];
    struct agent *receiver = agent_new(100);
    struct agent *sender = agent_new(99);
    struct step *receive = agent_step(receiver, timed_svc, seL4_SysRecv, endpoint, 0);
    struct step *send = agent_step(sender, timed_svc, number, endpoint, info);

    sender->vspace = world_vspace();
    run(sender, MAX_SAMPLES);
    put_row(name, result(receive));
    if (receive_name != NULL) {
        put_row(receive_name, result(send));
    }
}

/** A receiver of lower priority waits. */
static void measure_send_lower(void)
{
    measure();
    seL4_CPtr endpoint = world_object(seL4_EndpointObject, 0);
    seL4_CPtr go = world_object(seL4_NotificationObject, 0);
    struct agent *sender = agent_new(102);
    struct agent *receiver = agent_new(101);
    struct agent *starter = agent_new(100);
    struct step *send = NULL;

    agent_step(sender, timed_svc, seL4_SysRecv, go, 0);
    send = agent_step(sender, timed_svc, seL4_SysSend, endpoint, 0);
    agent_step(receiver, timed_svc, seL4_SysRecv, endpoint, 0);
    agent_step(starter, timed_svc, seL4_SysSend, go, 0);
    run(sender, MAX_SAMPLES);
    put_row("Send to a waiting thread of lower priority", result(send));
}

/** The server replies and receives with two system calls. */
static void measure_reply(void)
{
    measure();
    seL4_CPtr endpoint = world_object(seL4_EndpointObject, 0);
    struct agent *server = agent_new(100);
    struct agent *client = agent_new(99);

    agent_step(server, timed_svc, seL4_SysRecv, endpoint, 0);
    struct step *reply = agent_step(server, timed_svc, seL4_SysReply, 0, 0);
    struct step *call = agent_step(client, timed_svc, seL4_SysCall, endpoint, 0);

    run(client, MAX_SAMPLES);
    put_row("Reply to a thread of lower priority", result(reply));
    put_row("Recv after Reply, switch included", result(call));
}

/** The only thread that runs. */
static void measure_alone(const char *name, long number, seL4_CPtr target)
{
    struct agent *agent = agent_new(0);
    struct step *step = agent_step(agent, timed_svc, number, target, 0);

    run_alone(agent, MAX_SAMPLES);
    put_row(name, result(step));
}

void rows_send(void)
{
    measure_send("Send to a waiting thread of higher priority, switch included",
                 "Recv, nobody sending, switch included", seL4_SysSend, 0);
    measure_send("NBSend to a waiting thread of higher priority, switch included", NULL,
                 seL4_SysNBSend, 0);
    measure_send("Send, 10 words, to a waiting thread of higher priority, switch included", NULL,
                 seL4_SysSend, 10);
    measure_send_lower();
    measure_reply();
    measure();
    measure_alone("NBSend, nobody waiting", seL4_SysNBSend, world_object(seL4_EndpointObject, 0));
    measure();
    measure_alone("NBRecv from an endpoint, nobody sending", seL4_SysNBRecv,
                  world_object(seL4_EndpointObject, 0));
}
