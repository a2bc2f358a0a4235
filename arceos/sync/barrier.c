// SPDX-License-Identifier: BSD-2-Clause

#include <ax/core/assert.h>
#include <ax/sync/barrier.h>

void ax_barrier_init(struct ax_barrier *b, uint32_t parties)
{
    ax_assert(parties > 0);
    ax_wait_queue_init(&b->wait);
    b->parties = parties;
    b->arrived = 0;
}

bool ax_barrier_wait(struct ax_barrier *b)
{
    ax_assert(ax_irq_enabled());
    ax_wait_lock(&b->wait);
    b->arrived++;
    if (b->arrived < b->parties) {
        ax_wait_locked(&b->wait, AX_TIME_NEVER);
        return false;
    }
    b->arrived = 0;
    while (ax_notify_locked(&b->wait) != NULL) {
    }
    ax_wait_unlock(&b->wait);
    return true;
}
