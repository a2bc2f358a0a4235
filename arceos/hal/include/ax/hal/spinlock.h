// SPDX-License-Identifier: BSD-2-Clause
/*
 * Spin locks. Taking one raises the irq count first, so the holder is neither preempted nor
 * interrupted and a handler can take the same lock; releasing lowers it last. Not recursive.
 * Fair (ticket) between cores. Any context. Never block, and never switch tasks, with one held,
 * except where the task layer hands its run-queue lock over a switch.
 */
#pragma once

#include <ax/core/assert.h>
#include <ax/core/types.h>
#include <ax/hal/arch/cpu.h>
#include <ax/hal/percpu.h>

/* A lock for short sections; zeroed = free. */
struct ax_spinlock {
    uint32_t next;   /* The next ticket to draw. */
    uint32_t owner;  /* The ticket that holds the lock, or will next. */
    uint32_t holder; /* Core that holds it plus 1; 0 = free. For assertions and reports. */
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

/* True when this core holds the lock. For assertions; count raised. */
static inline bool ax_spin_held(const struct ax_spinlock *lock)
{
    return __atomic_load_n(&lock->holder, __ATOMIC_RELAXED) == ax_cpu_id() + 1;
}

/* Raises the irq count and takes the lock. */
static inline void ax_spin_lock(struct ax_spinlock *lock)
{
    ax_irq_save();
    ax_assert(!ax_spin_held(lock));
    uint32_t ticket = __atomic_fetch_add(&lock->next, 1, __ATOMIC_RELAXED);
    while (__atomic_load_n(&lock->owner, __ATOMIC_ACQUIRE) != ticket) {
        ax_cpu_relax();
    }
    __atomic_store_n(&lock->holder, ax_cpu_id() + 1, __ATOMIC_RELAXED);
}

/* Takes the lock if it is free: true, with the count raised; else false, count unchanged. */
static inline bool ax_spin_trylock(struct ax_spinlock *lock)
{
    ax_irq_save();
    uint32_t owner = __atomic_load_n(&lock->owner, __ATOMIC_RELAXED);
    uint32_t ticket = owner;
    if (__atomic_compare_exchange_n(&lock->next, &ticket, owner + 1, false, __ATOMIC_ACQUIRE,
                                    __ATOMIC_RELAXED)) {
        __atomic_store_n(&lock->holder, ax_cpu_id() + 1, __ATOMIC_RELAXED);
        return true;
    }
    ax_irq_restore();
    return false;
}

/* Releases the lock without lowering the irq count: for a lock handed over a task switch. */
static inline void ax_spin_release(struct ax_spinlock *lock)
{
    __atomic_store_n(&lock->holder, 0, __ATOMIC_RELAXED);
    __atomic_store_n(&lock->owner, lock->owner + 1, __ATOMIC_RELEASE);
}

/* Releases the lock and lowers the irq count: pending interrupts and a due yield happen here. */
static inline void ax_spin_unlock(struct ax_spinlock *lock)
{
    ax_spin_release(lock);
    ax_irq_restore();
}
