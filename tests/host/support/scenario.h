// SPDX-License-Identifier: BSD-2-Clause
/*
 * Runs a function as the task "main" of a system of its own: in a child process on plat/host, after
 * the whole bring-up.
 */
#pragma once

#include <stdint.h>
#include <stdlib.h>

#include <ax/ax.h>
#include <ax/host.h>

struct scenario {
    void (*run)(void);
    const char *bootargs; /* NULL = none. */
    uint64_t threads;     /* Limit of ax_host_config; 0 = none. */
    size_t memory;        /* Likewise. */
    uint64_t frames;      /* Likewise. */
};

/*
 * Runs it to its end and returns the exit status of the system: 0 if run() returned, 1 if a CHECK
 * failed, 256 plus the signal if the process was killed. What it printed is shown when the status
 * is not `expected`.
 */
int scenario_run(const struct scenario *s, int expected);

/* The same with nothing but the function, expecting 0: fails the cmocka test otherwise. */
void scenario_pass(void (*run)(void), const char *bootargs);

/* Inside a scenario: ends it with status 1, saying where, unless `cond`. */
#define CHECK(cond)                                                                                \
    do {                                                                                           \
        if (!(cond)) {                                                                             \
            check_failed(__FILE__, __LINE__, #cond);                                               \
        }                                                                                          \
    } while (0)

/* CHECK(a == b), showing both. */
#define CHECK_EQ(a, b)                                                                             \
    do {                                                                                           \
        long long check_a = (long long)(a);                                                        \
        long long check_b = (long long)(b);                                                        \
        if (check_a != check_b) {                                                                  \
            check_failed_eq(__FILE__, __LINE__, #a " == " #b, check_a, check_b);                   \
        }                                                                                          \
    } while (0)

void check_failed(const char *file, int line, const char *what) AX_NORETURN;
void check_failed_eq(const char *file, int line, const char *what, long long a,
                     long long b) AX_NORETURN;

/* Everything that the system has printed so far. */
const char *scenario_output(void);

/* A number below n from a fixed sequence that starts at `scenario_seed`. */
extern uint32_t scenario_seed;
uint32_t scenario_random(uint32_t n);

/* Makes a task of the name, and joins one, checking that it works. */
struct ax_task *scenario_spawn(const char *name, ax_task_fn fn, void *arg);
int scenario_join(struct ax_task *task);
