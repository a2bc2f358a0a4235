// SPDX-License-Identifier: BSD-2-Clause

#include <ax/core/assert.h>
#include <ax/core/errno.h>
#include <ax/sync/mutex.h>

void ax_mutex_init(struct ax_mutex *m)
{
    ax_wait_queue_init(&m->wait);
    m->owner = NULL;
}

int ax_mutex_lock_until(struct ax_mutex *m, uint64_t deadline_ns)
{
    struct ax_task *self = ax_task_current();

    ax_assert(self != NULL && ax_irq_enabled());
    ax_wait_lock(&m->wait);
    if (m->owner == NULL) {
        m->owner = self;
        ax_wait_unlock(&m->wait);
        return 0;
    }
    if (m->owner == self) {
        ax_wait_unlock(&m->wait);
        return -AX_EDEADLK;
    }
    /* Notified means that the owner made us the next one. */
    return ax_wait_locked(&m->wait, deadline_ns);
}

void ax_mutex_lock(struct ax_mutex *m)
{
    if (ax_mutex_lock_until(m, AX_TIME_NEVER) != 0) {
        ax_panic("task %llu locks a mutex that it has",
                 (unsigned long long)ax_task_id(ax_task_current()));
    }
}

int ax_mutex_trylock(struct ax_mutex *m)
{
    int err = -AX_EBUSY;

    ax_wait_lock(&m->wait);
    if (m->owner == NULL) {
        m->owner = ax_task_current();
        err = 0;
    }
    ax_wait_unlock(&m->wait);
    return err;
}

int ax_mutex_unlock(struct ax_mutex *m)
{
    int err = -AX_EPERM;

    ax_wait_lock(&m->wait);
    if (m->owner == ax_task_current()) {
        m->owner = ax_notify_locked(&m->wait);
        err = 0;
    }
    ax_wait_unlock(&m->wait);
    return err;
}

bool ax_mutex_held(const struct ax_mutex *m)
{
    return __atomic_load_n(&m->owner, __ATOMIC_RELAXED) == ax_task_current();
}
