// SPDX-License-Identifier: BSD-2-Clause
//
// Making the agents, and the service thread's words with them.

#include <stddef.h>
#include <oskit/irq.h>
#include <oskit/message.h>
#include <oskit/thread.h>
#include <roottask/agent.h>
#include <roottask/ending.h>
#include <roottask/root.h>
#include <roottask/service.h>
#include <roottask/tls.h>

#define AGENT_STACK 8192

static struct agent agents[INSTANCE_MAX_CORES];
static seL4_CPtr drop_endpoints[INSTANCE_MAX_CORES]; /* the same, for the service thread */
static uint8_t stacks[INSTANCE_MAX_CORES][AGENT_STACK] __attribute__((aligned(16)));

bool agent_exists(uint32_t core)
{
    return core < INSTANCE_MAX_CORES && agents[core].endpoint != 0;
}

seL4_CPtr agent_endpoint(uint32_t core)
{
    return agents[core].endpoint;
}

static seL4_CPtr slot(void)
{
    seL4_CPtr slot;

    root_must(oskit_slot_alloc(&root.cspace, &slot), "find slots for an agent");
    return slot;
}

static seL4_CPtr badged(seL4_CPtr from, seL4_Word badge)
{
    seL4_CPtr to = slot();

    root_must(oskit_cap_mint(&root.cspace, to, from, seL4_AllRights, badge),
              "badge an agent's capability");
    return to;
}

static void fill_slots(struct agent *agent)
{
    agent->receive = slot();
    for (uint32_t i = 0; i < TABLE_MAX_INSTANCES; i++) {
        agent->timers[i].signal = slot();
    }
    for (uint32_t i = 0; i < AGENT_IRQS; i++) {
        agent->irqs[i].handler = slot();
        agent->irqs[i].signal = slot();
        agent->irqs[i].source = badged(agent->notification, BADGE_NOTIFICATION | 2ULL << i);
    }
    for (uint32_t i = 0; i < sizeof(agent->due) / sizeof(agent->due[0]); i++) {
        agent->due[i] = LIMIT_NEVER;
    }
}

static void take_timer(struct agent *agent)
{
    root_must(oskit_irq_register(&root.cspace, seL4_CapIRQControl, root.tree.timer_irq, false,
                                 agent->core, &agent->timer_handler),
              "register a shared core's timer");
    root_must(
        oskit_irq_bind(agent->timer_handler, badged(agent->notification, BADGE_NOTIFICATION | 1)),
        "bind a shared core's timer");
}

static void start(struct agent *agent)
{
    uint64_t buffer = ROOT_AGENT_IPC + agent->core * ROOT_AGENT_IPC_STRIDE;
    seL4_CPtr tcb = root_object(seL4_TCBObject, "make an agent's thread");
    seL4_CPtr frame = root_object(seL4_ARM_SmallPageObject, "make an agent's IPC buffer");
    struct oskit_thread_config config = {.cspace = seL4_CapInitThreadCNode,
                                         .vspace = seL4_CapInitThreadVSpace,
                                         .fault_ep = monitor_watch(tcb),
                                         .ipc_buffer = buffer,
                                         .ipc_frame = frame,
                                         .authority = seL4_CapInitThreadTCB,
                                         .priority = AGENT_PRIORITY,
                                         .max_priority = AGENT_PRIORITY,
                                         .core = (uint8_t)agent->core,
                                         .entry = (uintptr_t)agent_main,
                                         .stack = (uintptr_t)stacks[agent->core] + AGENT_STACK,
                                         .args = {(uintptr_t)agent, buffer},
                                         .tls = tls_block(TLS_AGENT(agent->core))};

    root_must(oskit_map(&root.vspace, frame, buffer, seL4_PageBits, OSKIT_MAP_WRITE),
              "map an agent's IPC buffer");
    root_must(oskit_error_of(seL4_TCB_BindNotification(tcb, agent->notification)),
              "bind an agent's notification");
    root_must(oskit_thread_configure(tcb, &config), "configure an agent");
    root_must(oskit_thread_start(tcb), "start an agent");
}

void agents_start(void)
{
    for (uint32_t core = 0; core < INSTANCE_MAX_CORES; core++) {
        struct agent *agent = &agents[core];

        if (table_core_users(table_rows(), table_count(), core, (uint32_t)root.boot->numNodes) <
            2) {
            continue;
        }
        *agent = (struct agent){
            .core = core,
            .notification = root_object(seL4_NotificationObject, "make an agent's notification")};
        fill_slots(agent);
        take_timer(agent);
        agent->endpoint = root_object(seL4_EndpointObject, "make an agent's endpoint");
        drop_endpoints[core] = badged(agent->endpoint, BADGE_AGENT_DROP);
        start(agent);
    }
}

void agents_drop(uint32_t instance)
{
    for (uint32_t core = 0; core < INSTANCE_MAX_CORES; core++) {
        seL4_Word word = instance;
        seL4_Word status;

        if (agent_exists(core)) {
            (void)oskit_call(drop_endpoints[core], 0, &word, 1, &status, NULL, 0);
        }
    }
}
