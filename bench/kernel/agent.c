// SPDX-License-Identifier: BSD-2-Clause
/* Agents: threads that execute timed steps, and what comes out. */

#include "bench.h"

#define WARM_UP 16u /* rounds that do not count */

/* A kernel tick in between adds more than these ticks of the counter; chance does not. */
#define OUTLIER_TICKS 8u

struct page {
    char bytes[4096];
} __attribute__((aligned(4096)));

static struct agent agents[MAX_AGENTS];
static unsigned agent_count;
static char stacks[MAX_AGENTS][STACK_SIZE] __attribute__((aligned(16)));
static struct page buffers[MAX_AGENTS];
static uint32_t samples[MAX_AGENTS * MAX_STEPS][MAX_SAMPLES];
static seL4_CPtr done;
static unsigned rounds_wanted;
static uint64_t overhead, overhead_fp;

/** Uniform in 0 to 15 (xorshift64). */
static seL4_Word random_pad(void)
{
    static uint64_t state = 0x9e3779b97f4a7c15ul;

    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state >> 40 & 15;
}

void measure(void)
{
    world_clean();
    agent_count = 0;
    done = world_object(seL4_NotificationObject, 0);
}

struct agent *agent_new(unsigned priority)
{
    struct agent *agent = &agents[agent_count];

    if (agent_count == MAX_AGENTS) {
        fail("agents", agent_count);
    }
    *agent = (struct agent){.priority = priority, .vspace = seL4_CapInitThreadVSpace};
    agent->buffer = (seL4_IPCBuffer *)&buffers[agent_count];
    agent_count++;
    return agent;
}

struct step *agent_step(struct agent *agent, timed_function *function, long number,
                        seL4_CPtr target, seL4_Word info)
{
    struct step *step = &agent->step[agent->steps];

    if (agent->steps == MAX_STEPS) {
        fail("steps", agent->steps);
    }
    *step = (struct step){
        .function = function, .number = number, .target = target, .info = info, .words = 4};
    step->samples = samples[(agent - agents) * MAX_STEPS + agent->steps];
    agent->steps++;
    return step;
}

struct step *agent_invoke(struct agent *agent, seL4_CPtr target, seL4_Word label, unsigned words,
                          const seL4_Word *message, unsigned caps, const seL4_CPtr *cap)
{
    seL4_Word info = seL4_MessageInfo_new(label, 0, caps, words).words[0];
    struct step *step = agent_step(agent, timed_svc, seL4_SysCall, target, info);

    step->checked = true;
    step->words = words > 4 ? words : 4;
    for (unsigned i = 0; i < words; i++) {
        step->message[i] = message[i];
    }
    for (unsigned i = 0; i < caps; i++) {
        step->caps[i] = cap[i];
    }
    return step;
}

/** Executes one step. @return ticks of the counter */
static uint32_t execute(struct step *step, seL4_IPCBuffer *buffer)
{
    seL4_Word frame[8] = {step->target,           step->info,       step->message[0],
                          step->message[1],       step->message[2], step->message[3],
                          (seL4_Word)step->number};

    if (step->before != NULL) {
        step->before(step);
    }
    for (unsigned i = 4; i < step->words; i++) {
        buffer->msg[i] = step->message[i];
    }
    for (unsigned i = 0; i < MAX_CAPS; i++) {
        buffer->caps_or_badges[i] = step->caps[i];
    }
    frame[7] = random_pad();
    uint32_t ticks = (uint32_t)step->function(frame, random_pad());
    if (step->checked && frame[1] >> 12 != seL4_NoError) {
        fail("invocation", frame[1] >> 12);
    }
    return ticks;
}

static void run_program(struct agent *agent)
{
    unsigned first = 0;

    for (unsigned round = 0;; round++) {
        if (agent->leader && round == rounds_wanted) {
            return;
        }
        for (unsigned i = first; i < agent->steps; i++) {
            uint32_t ticks = execute(&agent->step[i], agent->buffer);

            if (agent->step[i].samples != NULL && round < rounds_wanted) {
                agent->step[i].samples[round] = ticks;
            }
        }
        first = agent->first;
    }
}

void agent_done(void)
{
    seL4_Signal(done);
    for (;;) {
        seL4_Wait(done, NULL);
    }
}

static void agent_main(struct agent *agent)
{
    if (agent->body != NULL) {
        agent->body(agent);
    } else {
        run_program(agent);
    }
    agent_done();
}

static void start(struct agent *agent)
{
    seL4_Word stack = (seL4_Word)stacks[agent - agents] + STACK_SIZE;
    seL4_UserContext regs = {.pc = (seL4_Word)agent_main, .sp = stack, .x0 = (seL4_Word)agent};

    world_check(seL4_TCB_Configure(agent->tcb, agent->fault_handler, seL4_CapInitThreadCNode, 0,
                                   agent->vspace, 0, (seL4_Word)agent->buffer,
                                   world_image_frame(agent->buffer)),
                "Configure");
    world_check(seL4_TCB_SetSchedParams(agent->tcb, seL4_CapInitThreadTCB, 0, agent->priority),
                "SetSchedParams");
    if (!agent->fpu) {
        world_check(seL4_TCB_SetFlags(agent->tcb, 0, seL4_TCBFlag_fpuDisabled).error, "SetFlags");
    }
    world_check(seL4_TCB_WriteRegisters(agent->tcb, 1, 0, sizeof(regs) / sizeof(seL4_Word), &regs),
                "WriteRegisters");
}

void run(struct agent *leader, unsigned rounds)
{
    leader->leader = true;
    rounds_wanted = rounds;
    for (unsigned i = 0; i < agent_count; i++) {
        agents[i].rounds = rounds;
        if (agents[i].tcb == 0) {
            agents[i].tcb = world_object(seL4_TCBObject, 0);
        }
    }
    for (unsigned i = 0; i < agent_count; i++) {
        start(&agents[i]);
    }
    seL4_Wait(done, NULL);
    for (unsigned i = 0; i < agent_count; i++) {
        world_check(seL4_TCB_Suspend(agents[i].tcb), "Suspend");
    }
}

void run_alone(struct agent *agent, unsigned rounds)
{
    agent->rounds = rounds_wanted = rounds;
    agent->leader = true;
    agent->buffer = seL4_GetIPCBuffer();
    run_program(agent);
}

static uint64_t mean(const struct step *step)
{
    uint32_t least = UINT32_MAX;
    uint64_t sum = 0;
    uint64_t count = 0;

    for (unsigned i = WARM_UP; i < rounds_wanted; i++) {
        least = step->samples[i] < least ? step->samples[i] : least;
    }
    for (unsigned i = WARM_UP; i < rounds_wanted; i++) {
        if (step->samples[i] <= least + OUTLIER_TICKS) {
            sum += step->samples[i];
            count++;
        }
    }
    return (sum * INSTRUCTIONS + count / 2) / count;
}

uint64_t result(const struct step *step)
{
    uint64_t cost = step->function == timed_svc_fp ? overhead_fp : overhead;
    uint64_t all = mean(step);

    return all > cost ? all - cost : 0;
}

void calibrate(void)
{
    measure();
    struct agent *agent = agent_new(0);
    struct step *plain = agent_step(agent, timed_nothing, 0, 0, 0);
    struct step *fp = agent_step(agent, timed_nothing_fp, 0, 0, 0);
    run_alone(agent, MAX_SAMPLES);
    overhead = mean(plain);
    overhead_fp = mean(fp);
}
