// SPDX-License-Identifier: BSD-2-Clause

/* The kernel's lock, as far as it is not taken in the vectors. */

#include <kernel/arch.h>
#include <kernel/lock.h>
#include <kernel/remote.h>
#include <kernel/sched.h>

/* One place for each core, and one that is free. */
static struct lock_place places[K_MAX_CORES + 1];

struct lock_tail kernel_lock = {&places[K_MAX_CORES]};

void lock_init_core(struct percpu *cpu)
{
    cpu->lock_place = &places[cpu->index];
}

bool lock_is_wanted(const struct percpu *cpu)
{
    return __atomic_load_n(&kernel_lock.last, __ATOMIC_RELAXED) != cpu->lock_place;
}

bool lock_wait(void)
{
    struct percpu *cpu = this_cpu();
    struct lock_place *before = cpu->lock_before;

    while (__atomic_load_n(&before->taken, __ATOMIC_ACQUIRE) != 0) { /* L1 */
        remote_serve(cpu);
        arch_wait_change(&before->taken, 1);
    }
    return cpu->action == SCHED_RESUME || remote_take_back(cpu);
}

bool lock_take(void)
{
    struct percpu *cpu = this_cpu();
    struct lock_place *own = cpu->lock_place;

    __atomic_store_n(&own->taken, 1, __ATOMIC_RELAXED);
    cpu->lock_before = __atomic_exchange_n(&kernel_lock.last, own, __ATOMIC_ACQ_REL); /* L1 */
    return lock_wait();
}
