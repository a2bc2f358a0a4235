// SPDX-License-Identifier: BSD-2-Clause

#include <ax/sync/once.h>

static bool is_done(void *arg)
{
    const struct ax_once *once = arg;

    return once->done;
}

void ax_once_call(struct ax_once *once, void (*fn)(void *arg), void *arg)
{
    if (__atomic_load_n(&once->done, __ATOMIC_ACQUIRE)) {
        return;
    }
    ax_wait_lock(&once->wait);
    bool first = !once->started;
    once->started = true;
    ax_wait_unlock(&once->wait);
    if (!first) {
        ax_wait_until_true(&once->wait, is_done, once, AX_TIME_NEVER);
        return;
    }
    fn(arg);
    ax_wait_lock(&once->wait);
    __atomic_store_n(&once->done, true, __ATOMIC_RELEASE);
    ax_wait_unlock(&once->wait);
    ax_notify_all(&once->wait);
}
