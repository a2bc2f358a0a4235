// SPDX-License-Identifier: BSD-2-Clause
/*
 * Threads as pthreads of which the holder of the baton runs.
 */

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "host.h"

struct worker {
    pthread_t pthread;
    pthread_cond_t turn; /* Signalled when this thread becomes the holder, or is cancelled. */
    void (*entry)(void *arg);
    void *arg;
    struct ax_hal_stack stack;
    bool cancelled; /* Guarded by baton. */
};

struct host_thread {
    struct worker *worker;
};

_Static_assert(sizeof(struct host_thread) <= sizeof(struct ax_hal_thread), "fits");

static pthread_mutex_t baton = PTHREAD_MUTEX_INITIALIZER;
static struct worker *holder; /* Guarded by baton. */
static uint64_t living;
static uint64_t switches;

static struct host_thread *of(struct ax_hal_thread *t)
{
    return (struct host_thread *)t;
}

/* Waits for the thread's turn; false if it is cancelled instead. */
static bool await_turn(struct worker *w)
{
    while (holder != w && !w->cancelled) {
        pthread_cond_wait(&w->turn, &baton);
    }
    return !w->cancelled;
}

static void pass_baton(struct worker *w)
{
    holder = w;
    pthread_cond_signal(&w->turn);
}

static void *thread_main(void *arg)
{
    struct worker *w = arg;

    pthread_mutex_lock(&baton);
    bool run = await_turn(w);
    pthread_mutex_unlock(&baton);
    if (run) {
        w->entry(w->arg);
    }
    return NULL;
}

int ax_hal_thread_create(struct ax_hal_thread *thread, const struct ax_hal_thread_args *args)
{
    if (ax_host.threads != 0 && living >= ax_host.threads) {
        return -AX_ENOMEM;
    }
    struct worker *w = calloc(1, sizeof(*w));
    pthread_attr_t attr;
    int err = ax_hal_stack_alloc(args->stack_size, &w->stack);
    if (err != 0) {
        free(w);
        return err;
    }
    w->entry = args->entry;
    w->arg = args->arg;
    pthread_cond_init(&w->turn, NULL);
    pthread_attr_init(&attr);
    pthread_attr_setstack(&attr, w->stack.base, w->stack.size);
    err = pthread_create(&w->pthread, &attr, thread_main, w);
    pthread_attr_destroy(&attr);
    if (err != 0) {
        ax_hal_stack_free(&w->stack);
        free(w);
        return -AX_ENOMEM;
    }
    of(thread)->worker = w;
    living++;
    return 0;
}

void ax_hal_thread_switch(struct ax_hal_thread *prev, struct ax_hal_thread *next)
{
    ax_assert(ax_percpu()->irq_count == 1 && !ax_in_irq());
    switches++;
    pthread_mutex_lock(&baton);
    pass_baton(of(next)->worker);
    await_turn(of(prev)->worker);
    pthread_mutex_unlock(&baton);
}

void ax_hal_thread_exit(struct ax_hal_thread *prev, struct ax_hal_thread *next)
{
    ax_assert(ax_percpu()->irq_count == 1 && !ax_in_irq());
    (void)prev;
    switches++;
    pthread_mutex_lock(&baton);
    pass_baton(of(next)->worker);
    pthread_mutex_unlock(&baton);
    pthread_exit(NULL);
}

void ax_hal_thread_destroy(struct ax_hal_thread *thread)
{
    struct worker *w = of(thread)->worker;

    /* One that never ran waits for its turn still. */
    pthread_mutex_lock(&baton);
    w->cancelled = true;
    pthread_cond_signal(&w->turn);
    pthread_mutex_unlock(&baton);
    pthread_join(w->pthread, NULL);
    pthread_cond_destroy(&w->turn);
    ax_hal_stack_free(&w->stack);
    free(w);
    *thread = (struct ax_hal_thread){0};
    living--;
}

int ax_hal_thread_migrate(struct ax_hal_thread *thread, unsigned cpu)
{
    (void)thread;
    return cpu < ax_hal_cpu_count() ? 0 : -AX_EINVAL;
}

bool ax_hal_offload(struct ax_hal_job *job)
{
    (void)job;
    return false;
}

struct ax_hal_stack ax_hal_thread_stack(const struct ax_hal_thread *thread)
{
    const struct host_thread *t = (const struct host_thread *)thread;

    return t->worker != NULL ? t->worker->stack : (struct ax_hal_stack){0};
}

void ax_hal_run(struct ax_hal_thread *first)
{
    switches++;
    pthread_mutex_lock(&baton);
    pass_baton(of(first)->worker);
    pthread_mutex_unlock(&baton);
    for (;;) {
        pause(); /* The process ends in ax_hal_shutdown(). */
    }
}

void host_thread_stats(struct ax_hal_stats *out)
{
    out->threads = living;
    out->switches = switches;
}
