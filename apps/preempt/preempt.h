// SPDX-License-Identifier: BSD-2-Clause
/* The workers of the preemption test, and the state that they hold. */
#pragma once

#include <ax/ax.h>

/* What hold_registers() loads, keeps and stores again; known to assembly. */
struct registers {
    uint64_t x[30]; /* x1 .. x30 */
    uint64_t nzcv;
    uint64_t fpcr;
    uint64_t fpsr;
    uint64_t tp; /* tpidr_el0; stored only */
    uint64_t q[32][2];
};

_Static_assert(offsetof(struct registers, nzcv) == 240, "known to assembly");
_Static_assert(offsetof(struct registers, q) == 272, "known to assembly");
_Static_assert(sizeof(struct registers) == 784, "known to assembly");

/* Loads the registers of `in`, spins `spins` (> 0) times, stores what they have become (hold.S). */
void hold_registers(const struct registers *in, struct registers *out, uint64_t spins);

/* A set of registers with contents of its own for every `seed`; tp is the caller's. */
void make_registers(struct registers *r, uint64_t seed);

/* Panics unless hold_registers() stores what it has loaded, after `spins` turns. */
void check_registers(uint64_t seed, uint64_t spins);

/* True until the test is over. */
bool go_on(void);

/*
 * Workers, each of them a task's function that works and checks until go_on() says no, and returns
 * 0. `arg` is the worker's number. Turns are added to `turns`.
 */
int work_registers(void *arg); /* never calls anything */
int work_tls(void *arg);
int work_irq_count(void *arg);
int work_locks(void *arg);
int work_heap(void *arg);
int work_tasks(void *arg);

/* What work_locks() has counted under its locks; equal in the end. */
bool locks_counted_right(void);

/* Turns of all workers, by number. */
#define MAX_WORKERS 32
extern uint64_t turns[MAX_WORKERS];
