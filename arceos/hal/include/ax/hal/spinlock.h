// SPDX-License-Identifier: BSD-2-Clause
/*
 * Spin locks. Taking one raises the irq count first, so the holder is neither preempted nor
 * interrupted and a handler can take the same lock; releasing lowers it last. Not recursive.
 * Fair (ticket) between cores. Any context. Never block, and never switch tasks, with one held,
 * except where the task layer hands its run-queue lock over a switch. Where there is one core, the
 * irq count does the work, and no ticket is drawn. A debug build knows who holds a lock, and so
 * finds one that is taken twice.
 */
#pragma once

#include <ax/core/assert.h>
#include <ax/core/types.h>
#include <ax/hal/arch/cpu.h>
#include <ax/hal/percpu.h>
#include <ax/trace.h>

#ifndef AX_DEBUG
#define AX_DEBUG 0
#endif

/* A lock for short sections; zeroed = free. */
struct ax_spinlock {
    uint32_t next;   /* The next ticket to draw. */
    uint32_t owner;  /* The ticket that holds the lock, or will next. */
    uint32_t holder; /* With AX_DEBUG: the core that holds it plus 1; 0 = free. */
};

/* A spin lock needs no destruction and owns nothing. All zeroes is a free lock. */
#define AX_SPINLOCK_INIT                                                                           \
    {                                                                                              \
        0, 0, 0                                                                                    \
    }

/* Makes a free lock of it, whatever it was. */
static inline void ax_spin_init(struct ax_spinlock *lock)
{
    *lock = (struct ax_spinlock)AX_SPINLOCK_INIT;
}

/* Panics, in a debug build, unless this core holds the lock. Count raised. */
static inline void ax_spin_assert_held(const struct ax_spinlock *lock)
{
    if (AX_DEBUG) {
        ax_assert(__atomic_load_n(&lock->holder, __ATOMIC_RELAXED) == ax_percpu()->cpu_id + 1);
    }
}

/*
 * With FEATURES=trace: waits until `ticket` has the lock, and if that takes long enough to be seen
 * leaves an event with the time. Of ax_spin_acquire_on() only.
 */
void ax_trace_spin(struct ax_spinlock *lock, uint32_t ticket);

/*
 * Takes the lock. The irq count was raised by the caller, for as long as the lock is held, and
 * `cpu` is this core's block: so in the next one.
 */
static inline void ax_spin_acquire_on(const struct ax_percpu *cpu, struct ax_spinlock *lock)
{
    if (AX_DEBUG) {
        ax_assert(__atomic_load_n(&lock->holder, __ATOMIC_RELAXED) != cpu->cpu_id + 1);
    }
    if (!cpu->alone) {
        uint32_t ticket = __atomic_fetch_add(&lock->next, 1, __ATOMIC_RELAXED);

        if (AX_TRACE) {
            ax_trace_spin(lock, ticket);
        }
        while (__atomic_load_n(&lock->owner, __ATOMIC_ACQUIRE) != ticket) {
            ax_cpu_relax();
        }
    }
    if (AX_DEBUG) {
        __atomic_store_n(&lock->holder, cpu->cpu_id + 1, __ATOMIC_RELAXED);
    }
}

/* Releases the lock without lowering the irq count: for a lock handed over a task switch. */
static inline void ax_spin_release_on(const struct ax_percpu *cpu, struct ax_spinlock *lock)
{
    if (AX_DEBUG) {
        __atomic_store_n(&lock->holder, 0, __ATOMIC_RELAXED);
    }
    if (!cpu->alone) {
        __atomic_store_n(&lock->owner, lock->owner + 1, __ATOMIC_RELEASE);
    }
}

/* The same for those who do not have this core's block at hand. */
static inline void ax_spin_acquire(struct ax_spinlock *lock)
{
    ax_spin_acquire_on(ax_percpu(), lock);
}

/* Releases it likewise. */
static inline void ax_spin_release(struct ax_spinlock *lock)
{
    ax_spin_release_on(ax_percpu(), lock);
}

/* Raises the irq count and takes the lock; this core's block. */
static inline struct ax_percpu *ax_spin_lock(struct ax_spinlock *lock)
{
    struct ax_percpu *cpu = ax_irq_save();

    ax_spin_acquire_on(cpu, lock);
    return cpu;
}

/* True if nobody held the lock at some moment of the call: whoever held it before has let go. */
static inline bool ax_spin_idle(const struct ax_spinlock *lock)
{
    uint32_t owner = __atomic_load_n(&lock->owner, __ATOMIC_ACQUIRE);

    return __atomic_load_n(&lock->next, __ATOMIC_RELAXED) == owner;
}

/* Releases the lock and lowers the irq count: pending interrupts and a due yield happen here. */
static inline void ax_spin_unlock_on(struct ax_percpu *cpu, struct ax_spinlock *lock)
{
    ax_spin_release_on(cpu, lock);
    ax_irq_restore_on(cpu);
}

/* The same for those who do not have this core's block at hand. */
static inline void ax_spin_unlock(struct ax_spinlock *lock)
{
    ax_spin_unlock_on(ax_percpu(), lock);
}
