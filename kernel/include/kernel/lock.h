// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/*
 * The kernel's one lock, for builds with several nodes (docs/locking.md): a queue after Craig,
 * Landin and Hagersten. Each core has a place; to get in line it marks its place as taken, makes it
 * the tail, and waits until the place that was the tail before is free. It is fair, each core
 * watches a place of its own, and whoever has left takes over the place that it waited for.
 *
 * The vectors take the lock after the user registers are saved and release it before others are
 * loaded (arch/lock.h); these functions are for boot, and for cores that have to wait.
 */

#include <kernel/types.h>

/* The most bytes whose change ends another core's exclusive access: Cortex-A57, CTR_EL0.ERG. */
#define LOCK_GRANULE 64

/** A place in the queue. */
struct lock_place {
    word_t taken; /**< 1: its core waits for the lock or has it */
} __attribute__((aligned(LOCK_GRANULE)));

/** The end of the queue. */
struct lock_tail {
    struct lock_place *last;
} __attribute__((aligned(LOCK_GRANULE)));

/** The lock itself: whoever exchanges its own place for the tail has got in line. */
extern struct lock_tail kernel_lock;

struct percpu;

/** Whether another core waits for the lock, which this one has. */
bool lock_is_wanted(const struct percpu *cpu);

/** Gives the core its first place. Before it first takes the lock. */
void lock_init_core(struct percpu *cpu);

/**
 * Takes the lock for this core, whose current thread's registers, if it has one, are all saved.
 * @return false if the core has lost its current thread while it waited (remote_take_back())
 */
bool lock_take(void);

/**
 * The core stands in line, not at its head: waits, and meanwhile does what the core with the lock
 * asks for. @return as lock_take()
 */
bool lock_wait(void);
