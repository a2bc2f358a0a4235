// SPDX-License-Identifier: BSD-2-Clause
/*
 * A stress test: workers do operations at random from a seed, and check after each what must be so.
 * What an operation waits for has to come within PATIENCE_NS of the machine's time.
 */
#pragma once

#include <ax/ax.h>

#define MAX_WORKERS    32u
#define MAX_OPERATIONS 32u

/* What takes longer than this is lost: far more than any operation needs on a slow host. */
#define PATIENCE_NS (30 * AX_NS_PER_SEC)

/* One worker, a task. `operation`, `name` and `began` are written by it and read by main,
 * atomically. */
struct worker {
    unsigned number; /* 0 ... */
    uint64_t random; /* State of its dice. */
    uint64_t operation;
    const char *name;
    uint64_t began; /* When the operation began; 0: it is between two. */
    uint64_t counts[MAX_OPERATIONS];
};

/* Something that a worker can do. It leaves nothing behind but what its part knows. */
struct operation {
    const char *name;
    unsigned weight; /* How often it is chosen, compared with the others. */
    void (*run)(struct worker *w);
};

/*
 * A group of operations. start() is called by main before the workers are made, leave() by each
 * worker at its end, finish() by main after all of them, to check what can be checked then and give
 * everything back. Any but the operations may be NULL; an operation without a name ends them.
 */
struct part {
    const struct operation *operations;
    void (*start)(unsigned workers);
    void (*leave)(struct worker *w);
    void (*finish)(void);
};

extern const struct part part_life, part_move, part_locks, part_wake, part_interrupts, part_faults,
    part_memory, part_areas;

/* ---- dice.c ---- */

/* The next number of the dice at *state; the worker's next one, and one below n (> 0). */
uint64_t dice_next(uint64_t *state);
uint64_t dice(struct worker *w);
unsigned dice_below(struct worker *w, unsigned n);

/* True once in n times. */
bool dice_one_in(struct worker *w, unsigned n);

/* Some cores of the machine, at least one. */
uint64_t dice_cores(struct worker *w);

/* ---- worker.c ---- */

/* Runs `count` workers from the seed for so long, with a line a second if `talk`. Panics at the
 * first mistake. */
void stress_run(uint64_t seed, unsigned count, uint64_t ns, bool talk);

/* Panics with the seed, and the worker's number, its operation and what was wrong; w NULL: main. */
void stress_fail(const struct worker *w, const char *file, unsigned line,
                 const char *what) AX_NORETURN;

/* Fails unless the condition holds. */
#define CHECK(w, condition)                                                                        \
    ((condition) ? (void)0 : stress_fail((w), __FILE__, __LINE__, #condition))

/* ---- help.c: what has to come, or the worker fails ---- */

void take(struct worker *w, struct ax_semaphore *s);
int join(struct worker *w, struct ax_task *task);
struct ax_task *spawn(struct worker *w, ax_task_fn fn, void *arg,
                      const struct ax_task_options *options);

/* The core that the caller runs on at this moment. */
unsigned core_now(void);

/* Passes time without giving up the core. */
void spin_ns(uint64_t ns);

/* ---- counters.c ---- */

/* What must be back where it was in the end. */
struct counters {
    uint64_t values[16];
};

/* After the dead are collected. Task context. */
void counters_read(struct counters *out);

/* Prints those that differ; how many. */
unsigned counters_compare(const struct counters *before, const struct counters *after);
