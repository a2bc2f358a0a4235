// SPDX-License-Identifier: BSD-2-Clause
/*
 * Where tasks are kept: each is one block of the heap, the task and behind it its thread-local
 * storage. A core keeps blocks of tasks that are gone for the next ones, so that making and ending
 * one task after the other leaves the heap alone.
 */

#include <ax/alloc.h>
#include <ax/hal/tls.h>

#include "private.h"

#define SPARE_MAX 32 /* blocks of a core; more go back to the heap */

/* In a spare block, at its start. */
struct spare {
    struct spare *next;
};

/* What a block consists of; the same for all, and computed once. */
static struct {
    struct ax_hal_tls_template tmpl;
    struct ax_tls_layout tls; /* size 0: threads bring their own */
    size_t tls_offset;
    size_t align;
    size_t size;
} shape;

static void find_shape(void)
{
    shape.tmpl = ax_hal_tls_template();
    shape.align = alignof(struct ax_task);
    shape.size = sizeof(struct ax_task);
    if (shape.tmpl.start != NULL) {
        shape.tls = ax_tls_layout_variant1(&shape.tmpl);
        shape.align = AX_MAX(shape.align, shape.tls.align);
        shape.tls_offset = AX_ALIGN_UP(shape.size, shape.tls.align);
        shape.size = shape.tls_offset + shape.tls.size;
    }
}

void ax_store_init(struct ax_store *store)
{
    *store = (struct ax_store){.count = 0};
    if (shape.size == 0) {
        find_shape();
    }
}

/* This core's store, locked. */
static struct ax_store *lock_store(void)
{
    struct ax_percpu *cpu = ax_irq_save();
    struct ax_rq *rq = cpu->sched;

    ax_spin_acquire_on(cpu, &rq->store.lock);
    return &rq->store;
}

static void *take_spare(void)
{
    struct ax_store *store = lock_store();
    struct spare *spare = store->first;

    if (spare != NULL) {
        store->first = spare->next;
        store->count--;
    }
    ax_spin_unlock(&store->lock);
    return spare;
}

struct ax_task *ax_store_take(bool tls, uintptr_t *thread_pointer)
{
    struct ax_task *task = take_spare();

    if (task == NULL) {
        task = ax_alloc_aligned(shape.align, shape.size);
    }
    if (task == NULL) {
        return NULL;
    }
    *task = (struct ax_task){.state = AX_TASK_MOVING};
    if (tls && shape.tls.size != 0) {
        *thread_pointer = ax_tls_init((uint8_t *)task + shape.tls_offset, &shape.tmpl, &shape.tls);
    }
    return task;
}

void ax_store_give(struct ax_task *task)
{
    struct ax_store *store = lock_store();
    struct spare *spare = (struct spare *)task;
    bool keep = store->count < SPARE_MAX;

    if (keep) {
        spare->next = store->first;
        store->first = spare;
        store->count++;
    }
    ax_spin_unlock(&store->lock);
    if (!keep) {
        ax_free(task);
    }
}

void ax_store_count(struct ax_store *store, struct ax_task_stats *stats)
{
    ax_spin_lock(&store->lock);
    for (const struct spare *spare = store->first; spare != NULL; spare = spare->next) {
        stats->spare++;
        stats->spare_bytes += ax_alloc_usable(spare);
    }
    ax_spin_unlock(&store->lock);
}
