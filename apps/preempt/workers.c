// SPDX-License-Identifier: BSD-2-Clause

#include "preempt.h"

uint64_t turns[MAX_WORKERS];

int work_registers(void *arg)
{
    uintptr_t me = (uintptr_t)arg;

    while (go_on()) {
        check_registers(turns[me] << 8 | me, 2000 + turns[me] % 4096);
        turns[me]++;
    }
    return 0;
}

static _Thread_local volatile uint64_t own[8];

int work_tls(void *arg)
{
    uintptr_t me = (uintptr_t)arg;

    while (go_on()) {
        for (unsigned i = 0; i < AX_ARRAY_LEN(own); i++) {
            own[i] = turns[me] * 8 + i + (me << 32);
        }
        for (unsigned i = 0; i < AX_ARRAY_LEN(own); i++) {
            ax_assert(own[i] == turns[me] * 8 + i + (me << 32));
        }
        turns[me]++;
    }
    return 0;
}

/* The core's data is found and used in one go, wherever a preemption falls. */
int work_irq_count(void *arg)
{
    uintptr_t me = (uintptr_t)arg;
    const struct ax_task *self = ax_task_current();

    while (go_on()) {
        ax_assert(ax_task_current() == self);
        ax_assert(ax_irq_enabled());
        ax_irq_save();
        ax_assert(!ax_irq_enabled() && ax_task_current() == self);
        ax_assert(ax_percpu()->irq_count == 1 && ax_percpu()->current == self);
        ax_irq_save();
        ax_assert(ax_percpu()->irq_count == 2);
        ax_irq_restore();
        ax_assert(ax_percpu()->irq_count == 1);
        ax_irq_restore();
        turns[me]++;
    }
    return 0;
}

static struct ax_spinlock spin = AX_SPINLOCK_INIT;
static struct ax_mutex mutex = AX_MUTEX_INIT(mutex);
static volatile uint64_t under_spin, under_mutex;
static uint64_t expected; /* atomically */

int work_locks(void *arg)
{
    uintptr_t me = (uintptr_t)arg;

    while (go_on()) {
        ax_spin_lock(&spin);
        under_spin = under_spin + 1;
        ax_spin_unlock(&spin);
        ax_mutex_lock(&mutex);
        ax_assert(ax_mutex_held(&mutex));
        under_mutex = under_mutex + 1;
        int err = ax_mutex_unlock(&mutex);
        ax_assert(err == 0);
        __atomic_fetch_add(&expected, 1, __ATOMIC_RELAXED);
        turns[me]++;
    }
    return 0;
}

bool locks_counted_right(void)
{
    return under_spin == expected && under_mutex == expected;
}

int work_heap(void *arg)
{
    uintptr_t me = (uintptr_t)arg;
    unsigned char *blocks[16] = {NULL};

    while (go_on()) {
        size_t i = turns[me] % AX_ARRAY_LEN(blocks);
        size_t size = 1 + turns[me] * 37 % 500;

        if (blocks[i] != NULL) {
            ax_assert(blocks[i][0] == (unsigned char)(me + i));
        }
        ax_free(blocks[i]);
        blocks[i] = ax_alloc(size);
        ax_assert(blocks[i] != NULL);
        memset(blocks[i], (int)(me + i), size);
        turns[me]++;
    }
    for (size_t i = 0; i < AX_ARRAY_LEN(blocks); i++) {
        ax_free(blocks[i]);
    }
    return 0;
}

static int child(void *arg)
{
    check_registers((uintptr_t)arg, 10);
    return (int)(uintptr_t)arg & 0xff;
}

/* Messages to the manager and the root task in between: making a task, ending one, printing. */
int work_tasks(void *arg)
{
    uintptr_t me = (uintptr_t)arg;

    while (go_on()) {
        struct ax_task *task;
        int code = -1;
        int err = ax_task_spawn(child, (void *)turns[me], NULL, &task);
        ax_assert(err == 0);
        err = ax_task_join(task, &code);
        ax_assert(err == 0 && code == (int)(turns[me] & 0xff));
        if (++turns[me] % 64 == 0) {
            ax_printf(".");
        }
    }
    return 0;
}
