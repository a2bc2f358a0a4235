// SPDX-License-Identifier: BSD-2-Clause

#include <ax/core/assert.h>
#include <ax/core/errno.h>
#include <ax/sync/semaphore.h>

void ax_semaphore_init(struct ax_semaphore *s, uint32_t count)
{
    ax_wait_queue_init(&s->wait);
    s->count = count;
}

int ax_semaphore_take_until(struct ax_semaphore *s, uint64_t deadline_ns)
{
    struct ax_percpu *cpu = ax_wait_lock(&s->wait);

    if (s->count > 0) {
        ax_assert(cpu->masked == 1);
        s->count--;
        ax_wait_unlock_on(cpu, &s->wait);
        return 0;
    }
    /* Notified means that the unit came to us and was never counted. */
    return ax_wait_locked(&s->wait, deadline_ns);
}

void ax_semaphore_take(struct ax_semaphore *s)
{
    ax_semaphore_take_until(s, AX_TIME_NEVER);
}

int ax_semaphore_try(struct ax_semaphore *s)
{
    int err = -AX_EAGAIN;

    ax_wait_lock(&s->wait);
    if (s->count > 0) {
        s->count--;
        err = 0;
    }
    ax_wait_unlock(&s->wait);
    return err;
}

int ax_semaphore_give(struct ax_semaphore *s)
{
    int err = 0;
    struct ax_percpu *cpu = ax_wait_lock(&s->wait);

    if (ax_notify_locked(&s->wait) == NULL) {
        if (s->count == UINT32_MAX) {
            err = -AX_EOVERFLOW;
        } else {
            s->count++;
        }
    }
    ax_wait_unlock_on(cpu, &s->wait);
    return err;
}
