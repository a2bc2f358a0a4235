// SPDX-License-Identifier: BSD-2-Clause

#include <ax/core/errno.h>
#include <ax/sync/cond.h>

void ax_cond_init(struct ax_cond *c)
{
    ax_wait_queue_init(&c->wait);
}

int ax_cond_wait_until(struct ax_cond *c, struct ax_mutex *m, uint64_t deadline_ns)
{
    /* The condition's lock is held while the mutex goes: who signals then finds us waiting. */
    ax_wait_lock(&c->wait);
    int err = ax_mutex_unlock(m);
    if (err != 0) {
        ax_wait_unlock(&c->wait);
        return err;
    }
    err = ax_wait_locked(&c->wait, deadline_ns);
    ax_mutex_lock(m);
    return err;
}

int ax_cond_wait(struct ax_cond *c, struct ax_mutex *m)
{
    return ax_cond_wait_until(c, m, AX_TIME_NEVER);
}

void ax_cond_signal(struct ax_cond *c)
{
    ax_notify_one(&c->wait);
}

void ax_cond_broadcast(struct ax_cond *c)
{
    ax_notify_all(&c->wait);
}
