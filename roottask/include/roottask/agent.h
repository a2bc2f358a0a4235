// SPDX-License-Identifier: BSD-2-Clause
//
// Agents: on each core that several instances share, a thread of the root task owns the core's
// timer and the interrupts of the instances there, as a hypervisor would. Instances ask it for
// deadlines and acknowledge interrupts through it (abi/include/instance/service.h, "shared cores");
// it signals them. It runs above everything on the core but the fault monitor, so that neither an
// instance nor the service thread's longer work delays another instance's timer.
//
// An agent uses slots that it got when it was made, and nothing else of the root task's that
// changes.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <roottask/instance.h>
#include <roottask/limit.h>

/* Makes the agents that the table calls for. Ends the system if it cannot. */
void agents_start(void);

/* Whether node `core` is shared. */
bool agent_exists(uint32_t core);

/* The endpoint of node `core`'s agent, unbadged. */
seL4_CPtr agent_endpoint(uint32_t core);

/* Makes every agent forget an instance: its timers, its interrupts, the capabilities that it sent.
 * To be called before the instance is taken down. */
void agents_drop(uint32_t instance);

/* ---- between agents.c and agent.c ---- */

/* Interrupts of devices that the instances of one core can have together. */
#define AGENT_IRQS 24

/* Badge of the service thread's own messages to an agent; instances have BADGE_MESSAGE(i). */
#define BADGE_AGENT_DROP 0x10000ULL

/* An instance's timer on the core. */
struct agent_timer {
    bool attached;
    seL4_CPtr signal; /* slot: the instance's notification, badged as it chose */
};

/* An interrupt of an instance's device. */
struct agent_irq {
    bool used;
    uint32_t instance;
    uint32_t irq;
    struct limit limit;
    seL4_CPtr handler; /* slot */
    seL4_CPtr signal;  /* slot: the instance's notification */
    seL4_CPtr source;  /* slot: the agent's notification, badged for this entry */
};

/* What an agent works with. Slots are filled in before it starts. */
struct agent {
    uint32_t core;
    seL4_CPtr endpoint;
    seL4_CPtr notification;
    seL4_CPtr timer_handler;
    seL4_CPtr receive; /* slot for the capability that comes with a message */
    struct agent_timer timers[TABLE_MAX_INSTANCES];
    struct agent_irq irqs[AGENT_IRQS];
    /* Deadlines in ticks of the physical counter: of the timers, then of acknowledgements that wait
     * for their interrupt's next window. */
    uint64_t due[TABLE_MAX_INSTANCES + AGENT_IRQS];
};

/* The thread: serves requests and interrupts. Never returns. */
_Noreturn void agent_main(struct agent *agent, seL4_IPCBuffer *buffer);
