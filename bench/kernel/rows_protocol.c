// SPDX-License-Identifier: BSD-2-Clause
/* Ways to switch from one task to another: sums over the kernel entries of one switch. */

#include "bench.h"

#define CONTEXT_WORDS (sizeof(seL4_UserContext) / sizeof(seL4_Word))
#define FAST_WORDS    4u /* message words in registers */
#define FLAG_SUSPEND  1ul

static seL4_IPCBuffer *manager_buffer;
static const seL4_Word *read_words; /* first words of the answer to ReadRegisters */
static seL4_Word read_frame[8];

/** ReadRegisters by the timed function, keeping the words that come in registers. */
static seL4_Word timed_read(seL4_Word frame[8], seL4_Word pad)
{
    seL4_Word ticks = timed_svc(frame, pad);

    for (unsigned i = 0; i < 8; i++) {
        read_frame[i] = frame[i];
    }
    read_words = &read_frame[2];
    return ticks;
}

/** WriteRegisters of what was read, but for the program counter: behind the system call. */
static seL4_Word timed_write(seL4_Word frame[8], seL4_Word pad)
{
    for (unsigned i = CONTEXT_WORDS; i-- > 0;) {
        manager_buffer->msg[i + 2] = i < FAST_WORDS ? read_words[i] : manager_buffer->msg[i];
    }
    frame[2] = 0;
    frame[3] = CONTEXT_WORDS;
    frame[4] = (seL4_Word)timed_after_svc;
    frame[5] = read_words[1];
    return timed_svc(frame, pad);
}

static struct step *invoke_tcb(struct agent *agent, seL4_CPtr tcb, seL4_Word label,
                               const seL4_Word read[2])
{
    return agent_invoke(agent, tcb, label, read == NULL ? 0 : 2, read, 0, NULL);
}

/** Call the manager, which suspends one task and resumes the other: six kernel entries. */
static void measure_managed(void)
{
    static const seL4_Word read[2] = {FLAG_SUSPEND, CONTEXT_WORDS};
    measure();
    seL4_CPtr endpoint = world_object(seL4_EndpointObject, 0);
    seL4_Word write = seL4_MessageInfo_new(TCBWriteRegisters, 0, 0, CONTEXT_WORDS + 2).words[0];
    struct agent *manager = agent_new(102);
    struct agent *task[2];
    uint64_t sum = 0;

    /* Whoever is started last runs first: that has to be the one that the manager takes first. */
    task[1] = agent_new(100);
    task[0] = agent_new(100);
    manager_buffer = manager->buffer;
    for (unsigned i = 0; i < 2; i++) {
        task[i]->tcb = world_object(seL4_TCBObject, 0);
        agent_step(task[i], timed_svc, seL4_SysCall, endpoint, 0);
    }
    for (unsigned i = 0; i < 2; i++) {
        seL4_CPtr own = task[i]->tcb;
        agent_step(manager, timed_svc, seL4_SysRecv, endpoint, 0);
        invoke_tcb(manager, own, TCBReadRegisters, read)->function = timed_read;
        agent_step(manager, timed_write, seL4_SysCall, own, write)->checked = true;
        invoke_tcb(manager, task[1 - i]->tcb, TCBResume, NULL);
        agent_step(manager, timed_svc, seL4_SysReply, 0, 0);
    }
    run(task[0], MAX_SAMPLES);
    for (unsigned i = 0; i < 5; i++) {
        sum += result(&manager->step[i]);
    }
    put_row("Switch: Call, ReadRegisters, WriteRegisters, Resume, Reply, Recv",
            sum + result(&task[0]->step[0]));
    put_row("ReadRegisters with suspend, 36 registers", result(&manager->step[1]));
}

static struct step *save_caller(struct agent *agent, seL4_CPtr slot)
{
    return agent_invoke(agent, seL4_CapInitThreadCNode, CNodeSaveCaller, 2,
                        (seL4_Word[]){slot, seL4_WordBits}, 0, NULL);
}

/** A manager that answers to one saved reply capability after saving the next. */
static void measure_saved_reply(void)
{
    measure();
    seL4_CPtr endpoint = world_object(seL4_EndpointObject, 0);
    seL4_CPtr slot[2] = {world_slot(), world_slot()};
    struct agent *manager = agent_new(102);
    struct agent *task[2] = {agent_new(100), agent_new(100)};

    for (unsigned i = 0; i < 2; i++) {
        agent_step(task[i], timed_svc, seL4_SysCall, endpoint, 0);
    }
    agent_step(manager, timed_svc, seL4_SysRecv, endpoint, 0);
    save_caller(manager, slot[0]);
    agent_step(manager, timed_svc, seL4_SysRecv, endpoint, 0);
    manager->first = manager->steps;
    struct step *save = save_caller(manager, slot[1]);
    struct step *send = agent_step(manager, timed_svc, seL4_SysSend, slot[0], 0);
    struct step *receive = agent_step(manager, timed_svc, seL4_SysRecv, endpoint, 0);
    save_caller(manager, slot[0]);
    agent_step(manager, timed_svc, seL4_SysSend, slot[1], 0);
    agent_step(manager, timed_svc, seL4_SysRecv, endpoint, 0);
    run(task[0], MAX_SAMPLES);
    put_row("Switch: Call, SaveCaller, Send, Recv",
            result(receive) + result(save) + result(send) + result(&task[0]->step[0]));
    put_row("CNode SaveCaller", result(save));
    put_row("Send to a saved reply capability", result(send));
}

/** Two tasks of one priority wake each other. */
static void measure_signal_wait(void)
{
    measure();
    seL4_CPtr notification[2] = {world_object(seL4_NotificationObject, 0),
                                 world_object(seL4_NotificationObject, 0)};
    struct agent *first = agent_new(100);
    struct agent *second = agent_new(100);

    agent_step(second, timed_svc, seL4_SysRecv, notification[1], 0);
    second->first = 1;
    agent_step(second, timed_svc, seL4_SysSend, notification[0], 0);
    agent_step(second, timed_svc, seL4_SysRecv, notification[1], 0);
    struct step *signal = agent_step(first, timed_svc, seL4_SysSend, notification[1], 0);
    struct step *wait = agent_step(first, timed_svc, seL4_SysRecv, notification[0], 0);
    run(first, MAX_SAMPLES);
    put_row("Switch: Signal(next), Wait(own)", result(signal) + result(wait));
}

/** The switcher calls the next task, which replies when it gives up the core. */
static void measure_switcher(void)
{
    measure();
    seL4_CPtr endpoint[2] = {world_object(seL4_EndpointObject, 0),
                             world_object(seL4_EndpointObject, 0)};
    struct agent *switcher = agent_new(101);
    struct agent *task[2] = {agent_new(100), agent_new(100)};

    for (unsigned i = 0; i < 2; i++) {
        agent_step(task[i], timed_svc, seL4_SysReplyRecv, endpoint[i], 0);
        agent_step(switcher, timed_svc, seL4_SysCall, endpoint[i], 0);
    }
    run(switcher, MAX_SAMPLES);
    put_row("Switch: ReplyRecv, Call of a switcher of higher priority",
            result(&task[0]->step[0]) + result(&switcher->step[1]));
}

void rows_protocol(void)
{
    measure_managed();
    measure_saved_reply();
    measure_signal_wait();
    measure_switcher();
}
