// SPDX-License-Identifier: BSD-2-Clause
/*
 * The three schedulers against a model of each that says in the plainest way what is to happen:
 * tasks in an array, looked through one by one. Random events on two cores; whoever is picked,
 * stolen or told to yield must be the same in both.
 */

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "private.h"
#include "scenario.h"

#define CORES 2
#define TASKS 12
#define STEPS 3000
#define SEEDS 60
#define SLICE 5

enum rule { RULE_FIFO, RULE_RR, RULE_CFS };

/* What the model knows of a task. */
struct fact {
    enum { AWAY, READY, RUNS } where; /* AWAY: it sleeps */
    unsigned core;
    int64_t place; /* READY: who was queued earlier has less */
    unsigned used; /* RR: ticks since it was last put behind the others */
    uint64_t v;    /* CFS: weighted time */
    bool on_way;   /* CFS: v is what it is ahead of or behind the core that it has left */
};

static struct {
    enum rule rule;
    const struct ax_sched_ops *ops;
    struct ax_rq rq[CORES];
    struct ax_task tasks[TASKS];
    struct fact facts[TASKS];
    int64_t front, back; /* the next places */
    uint64_t floor[CORES];
    uint64_t turn[CORES]; /* CFS: how long the running task has run in one go */
} w;

static int index_of(const struct ax_task *task)
{
    return task != NULL ? (int)(task - w.tasks) : -1;
}

static int running(unsigned core)
{
    for (int i = 0; i < TASKS; i++) {
        if (w.facts[i].where == RUNS && w.facts[i].core == core) {
            return i;
        }
    }
    return -1;
}

static bool goes_before(int a, int b)
{
    const struct fact *fa = &w.facts[a], *fb = &w.facts[b];

    if (w.rule == RULE_CFS) {
        return fa->v != fb->v ? fa->v < fb->v : fa->place < fb->place;
    }
    if (w.tasks[a].priority != w.tasks[b].priority) {
        return w.tasks[a].priority > w.tasks[b].priority;
    }
    return fa->place < fb->place;
}

/* The ready task of the core that is to run next; -1 = none. */
static int next_of(unsigned core)
{
    int best = -1;

    for (int i = 0; i < TASKS; i++) {
        if (w.facts[i].where == READY && w.facts[i].core == core &&
            (best < 0 || goes_before(i, best))) {
            best = i;
        }
    }
    return best;
}

/* CFS: nobody's time is far behind that of those who run or are ready. */
static void raise_floor(unsigned core)
{
    int next = next_of(core), runs = running(core);
    uint64_t least = UINT64_MAX;

    least = next >= 0 ? w.facts[next].v : least;
    least = runs >= 0 && w.facts[runs].v < least ? w.facts[runs].v : least;
    if (least != UINT64_MAX && least > w.floor[core]) {
        w.floor[core] = least;
    }
}

static uint64_t virtual_start(int i, unsigned core, enum ax_enqueue why)
{
    uint64_t v = w.facts[i].v, floor = w.floor[core];
    int next = next_of(core);

    if (w.facts[i].on_way) {
        return v + floor;
    }
    switch (why) {
    case AX_ENQUEUE_NEW:
        return floor;
    case AX_ENQUEUE_MOVED: /* it was to move, and may stay */
    case AX_ENQUEUE_WOKEN: /* a tick of credit at most */
        floor = floor > AX_TICK_NS ? floor - AX_TICK_NS : 0;
        return v > floor ? v : floor;
    case AX_ENQUEUE_YIELDED:
        return next >= 0 && w.facts[next].v > v ? w.facts[next].v : v;
    default:
        return v;
    }
}

static void enqueue(int i, unsigned core, enum ax_enqueue why)
{
    struct fact *fact = &w.facts[i];
    bool first = why == AX_ENQUEUE_PREEMPTED && w.rule != RULE_CFS &&
                 (w.rule == RULE_FIFO || fact->used < SLICE);

    fact->v = virtual_start(i, core, why);
    fact->on_way = false;
    fact->used = first ? fact->used : 0;
    fact->place = first ? w.front-- : w.back++;
    fact->core = core;
    fact->where = READY;
    w.ops->enqueue(&w.rq[core], &w.tasks[i], why);
}

static void pick(unsigned core)
{
    int expected = next_of(core);

    assert_int_equal(index_of(w.ops->pick(&w.rq[core])), expected);
    if (expected >= 0) {
        w.facts[expected].where = RUNS;
        w.turn[core] = 0;
        raise_floor(core);
    }
}

static uint32_t weight(int nice)
{
    return (uint32_t)lround(1024 * pow(1.25, -nice));
}

/* The running task has run for so long. */
static void pass(unsigned core, uint64_t ns)
{
    int i = running(core);

    if (w.ops->ran != NULL) {
        w.ops->ran(&w.rq[core], &w.tasks[i], ns);
        w.facts[i].v += ns * 1024 / weight(w.tasks[i].nice);
        w.turn[core] += ns;
        raise_floor(core);
    }
}

static void tick(unsigned core)
{
    int i = running(core), next = next_of(core);
    struct fact *fact = &w.facts[i];
    bool expected = next >= 0 && w.tasks[next].priority > w.tasks[i].priority;

    pass(core, AX_TICK_NS);
    if (w.rule == RULE_CFS) {
        expected = next >= 0 && w.facts[next].v < fact->v;
    } else if (w.rule == RULE_RR && ++fact->used >= SLICE) {
        expected = next >= 0 && w.tasks[next].priority >= w.tasks[i].priority;
        fact->used = expected ? fact->used : 0;
    }
    assert_int_equal(w.ops->tick(&w.rq[core], &w.tasks[i]), expected);
    if (expected) {
        enqueue(i, core, AX_ENQUEUE_PREEMPTED);
        pick(core);
    }
}

static void wake(int i, unsigned core)
{
    int runs = running(core);

    enqueue(i, core, w.facts[i].used == UINT32_MAX ? AX_ENQUEUE_NEW : AX_ENQUEUE_WOKEN);
    if (runs < 0) {
        return;
    }
    bool expected = w.rule == RULE_CFS ? w.facts[i].v + AX_TICK_NS / 2 <= w.facts[runs].v
                                       : w.tasks[i].priority > w.tasks[runs].priority;
    /* CFS: after a fiftieth of a tick only; at its end there is a tick to look again. */
    bool early = w.rule == RULE_CFS && expected && w.turn[core] < AX_TICK_NS / 50;
    expected = expected && !early;
    w.rq[core].next_tick = AX_TIME_NEVER;
    assert_int_equal(w.ops->preempts(&w.rq[core], &w.tasks[i], &w.tasks[runs]), expected);
    assert_int_equal(w.rq[core].next_tick != AX_TIME_NEVER, early);
    if (expected) {
        enqueue(runs, core, AX_ENQUEUE_PREEMPTED);
        pick(core);
    }
}

/* The one that the other core gets: allowed there, the most important, of these the latest. */
static int stolen_from(unsigned core, unsigned to)
{
    int best = -1;

    for (int i = 0; i < TASKS; i++) {
        if (w.facts[i].where != READY || w.facts[i].core != core || !ax_may_run(&w.tasks[i], to)) {
            continue;
        }
        int level = best < 0 ? -1 : (int)w.tasks[best].priority;
        bool better = w.rule == RULE_CFS || (int)w.tasks[i].priority == level
                          ? best < 0 || w.facts[i].place > w.facts[best].place
                          : (int)w.tasks[i].priority > level;
        best = better ? i : best;
    }
    return best;
}

static void steal(unsigned core)
{
    unsigned to = !core;
    int expected = stolen_from(core, to);
    uint64_t floor = w.floor[core];

    int runs = running(core);
    const struct ax_task *current = runs >= 0 ? &w.tasks[runs] : NULL;

    assert_int_equal(index_of(w.ops->steal(&w.rq[core], to, current)), expected);
    if (expected < 0) {
        return;
    }
    w.facts[expected].where = AWAY;
    if (w.ops->detach != NULL) {
        w.ops->detach(&w.rq[core], &w.tasks[expected]);
        w.facts[expected].v -= w.facts[expected].v < floor ? w.facts[expected].v : floor;
        w.facts[expected].on_way = true;
        if (scenario_random(3) == 0) {
            w.ops->detach(&w.rq[to], &w.tasks[expected]); /* and back, without having run there */
            to = core;
        }
    }
    w.tasks[expected].cpu = to;
    enqueue(expected, to, AX_ENQUEUE_MOVED);
}

/* A queued task may not stay on its core, and when it is to be moved it may again. */
static void stay(int i)
{
    w.ops->remove(&w.rq[w.facts[i].core], &w.tasks[i]);
    w.facts[i].where = AWAY;
    enqueue(i, w.facts[i].core, AX_ENQUEUE_MOVED);
}

/* A queued task is taken off, gets another priority, and is woken again. */
static void change(int i)
{
    w.ops->remove(&w.rq[w.facts[i].core], &w.tasks[i]);
    w.facts[i].where = AWAY;
    w.tasks[i].priority = 1 + scenario_random(3);
    w.tasks[i].nice = AX_NICE_MIN + (int)scenario_random(AX_NICE_MAX - AX_NICE_MIN + 1);
    wake(i, w.facts[i].core);
}

static void step(void)
{
    unsigned core = scenario_random(CORES);
    int runs = running(core), i = (int)scenario_random(TASKS);

    if (w.facts[i].where == AWAY) {
        wake(i, scenario_random(CORES));
    } else if (scenario_random(12) == 0) {
        steal(core);
    } else if (scenario_random(12) == 0 && w.facts[i].where == READY) {
        change(i);
    } else if (scenario_random(12) == 0 && w.facts[i].where == READY) {
        stay(i);
    } else if (runs < 0) {
        pick(core);
    } else if (scenario_random(6) == 0) {
        pass(core, scenario_random((uint32_t)AX_TICK_NS / 50)); /* goes on */
    } else if (scenario_random(3) != 0) {
        tick(core);
    } else {
        pass(core, scenario_random(2 * (uint32_t)AX_TICK_NS));
        if (scenario_random(2) == 0) {
            enqueue(runs, core, AX_ENQUEUE_YIELDED);
        } else {
            w.facts[runs].where = AWAY;
            w.ops->leave(&w.rq[core], &w.tasks[runs]);
        }
        pick(core);
    }
}

static void start(enum rule rule)
{
    memset(&w, 0, sizeof(w));
    w.rule = rule;
    w.ops = rule == RULE_FIFO ? &ax_sched_fifo : rule == RULE_RR ? &ax_sched_rr : &ax_sched_cfs;
    for (unsigned core = 0; core < CORES; core++) {
        ax_rq_init(&w.rq[core], core);
    }
    for (int i = 0; i < TASKS; i++) {
        ax_list_init(&w.tasks[i].run_link);
        w.tasks[i].priority = 1 + scenario_random(3);
        w.tasks[i].nice = AX_NICE_MIN + (int)scenario_random(AX_NICE_MAX - AX_NICE_MIN + 1);
        w.tasks[i].cpu_mask = scenario_random(4) == 0 ? 1 : 3;
        w.facts[i].used = UINT32_MAX; /* it is new */
    }
}

static void trace(enum rule rule)
{
    for (uint32_t seed = 1; seed <= SEEDS; seed++) {
        scenario_seed = seed;
        start(rule);
        for (unsigned n = 0; n < STEPS; n++) {
            step();
        }
    }
}

static void test_fifo_is_its_model(void **state)
{
    (void)state;
    trace(RULE_FIFO);
}

static void test_rr_is_its_model(void **state)
{
    (void)state;
    trace(RULE_RR);
}

static void test_cfs_is_its_model(void **state)
{
    (void)state;
    trace(RULE_CFS);
}

/* Tasks that never rest get the core in proportion to their weights, to a few ticks. */
static void test_cfs_shares_by_weight(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 20; seed++) {
        uint64_t got[TASKS] = {0};
        uint64_t weights = 0;

        scenario_seed = seed;
        start(RULE_CFS);
        for (int i = 0; i < TASKS; i++) {
            w.tasks[i].nice = (int)scenario_random(11) - 5;
            weights += weight(w.tasks[i].nice);
            enqueue(i, 0, AX_ENQUEUE_NEW);
        }
        pick(0);
        for (unsigned n = 0; n < 20000; n++) {
            got[running(0)]++;
            tick(0);
        }
        for (int i = 0; i < TASKS; i++) {
            double share = 20000.0 * weight(w.tasks[i].nice) / (double)weights;

            assert_true(fabs((double)got[i] - share) <= TASKS);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fifo_is_its_model),
        cmocka_unit_test(test_rr_is_its_model),
        cmocka_unit_test(test_cfs_is_its_model),
        cmocka_unit_test(test_cfs_shares_by_weight),
    };

    return cmocka_run_group_tests_name("task/model", tests, NULL, NULL);
}
