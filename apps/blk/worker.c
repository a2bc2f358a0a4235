// SPDX-License-Identifier: BSD-2-Clause

#include "blk.h"

/* Requests of one task that are in flight at once. */
#define SLOTS 4u

unsigned in_flight, most_in_flight;

struct slot {
    struct ax_block_request request;
    struct ax_dma buffer;
    size_t first, count; /* its run of blocks; count 0: not in use */
    bool over;
};

struct job {
    const struct worker_args *args;
    uint32_t random;
    struct ax_semaphore answers;
    struct slot slots[SLOTS];
};

static uint32_t random_below(struct job *job, uint32_t n)
{
    job->random = job->random * 1664525u + 1013904223u;
    return (uint32_t)(((uint64_t)(job->random >> 8) * n) >> 24);
}

/* Manager context. */
AX_NO_FP static void on_done(struct ax_block_request *request)
{
    struct slot *slot = ax_container_of(request, struct slot, request);
    struct job *job = request->arg;

    __atomic_fetch_sub(&in_flight, 1, __ATOMIC_RELAXED);
    __atomic_store_n(&slot->over, true, __ATOMIC_RELEASE);
    ax_semaphore_give(&job->answers);
}

/* Waits for one answer and checks it; returns its slot, free again. */
static struct slot *reap(struct job *job)
{
    ax_semaphore_take(&job->answers);
    for (unsigned i = 0; i < SLOTS; i++) {
        struct slot *slot = &job->slots[i];

        if (slot->count == 0 || !__atomic_load_n(&slot->over, __ATOMIC_ACQUIRE)) {
            continue;
        }
        if (slot->request.result != 0) {
            ax_panic("block %zu: %s", slot->first, ax_strerror(slot->request.result));
        }
        if (slot->request.op == AX_BLOCK_READ &&
            !content_matches(slot->buffer.vaddr, slot->first, slot->count)) {
            ax_panic("the disk lost something");
        }
        slot->count = 0;
        return slot;
    }
    ax_panic("an answer without a request");
}

static struct slot *free_slot(struct job *job)
{
    for (unsigned i = 0; i < SLOTS; i++) {
        if (job->slots[i].count == 0) {
            return &job->slots[i];
        }
    }
    return reap(job);
}

/* A device may do what it has in any order: no two requests in flight share a block. */
static bool overlaps(const struct job *job, size_t first, size_t count)
{
    for (unsigned i = 0; i < SLOTS; i++) {
        const struct slot *slot = &job->slots[i];

        if (slot->count != 0 && first < slot->first + slot->count && slot->first < first + count) {
            return true;
        }
    }
    return false;
}

static void submit(struct job *job, struct slot *slot, enum ax_block_op op)
{
    int err;

    slot->over = false;
    slot->request = (struct ax_block_request){
        .op = op,
        .sector = (uint64_t)slot->first * BLOCK_SECTORS,
        .buffer = slot->buffer.vaddr,
        .size = slot->count * BLOCK_SIZE,
        .done = on_done,
        .arg = job,
    };
    unsigned now = __atomic_add_fetch(&in_flight, 1, __ATOMIC_RELAXED);
    unsigned most = __atomic_load_n(&most_in_flight, __ATOMIC_RELAXED);
    while (now > most && !__atomic_compare_exchange_n(&most_in_flight, &most, now, false,
                                                      __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
    }
    while ((err = ax_block_submit(disk, &slot->request)) == -AX_EAGAIN) {
        ax_block_wait_room(disk);
    }
    if (err != 0) {
        ax_panic("block %zu is refused: %s", slot->first, ax_strerror(err));
    }
}

static void one_request(struct job *job)
{
    struct slot *slot = free_slot(job);
    size_t offset = random_below(job, (uint32_t)job->args->count);
    size_t first = job->args->first + offset;
    size_t count = 1 + random_below(job, RUN_MAX);

    count = AX_MIN(count, job->args->count - offset);
    if (overlaps(job, first, count)) {
        return;
    }
    slot->first = first;
    slot->count = count;
    if (random_below(job, 2) == 0) {
        for (size_t block = first; block < first + count; block++) {
            written[block]++;
        }
        content_fill(slot->buffer.vaddr, first, count);
        submit(job, slot, AX_BLOCK_WRITE);
    } else {
        memset(slot->buffer.vaddr, 0x5a, count * BLOCK_SIZE);
        submit(job, slot, AX_BLOCK_READ);
    }
}

int worker(void *args)
{
    struct job *job = ax_alloc_zeroed(sizeof(*job));

    ax_assert(job != NULL);
    job->args = args;
    job->random = job->args->seed;
    ax_semaphore_init(&job->answers, 0);
    for (unsigned i = 0; i < SLOTS; i++) {
        int err = ax_dma_alloc(RUN_MAX * BLOCK_SIZE, BLOCK_SIZE, &job->slots[i].buffer);
        ax_assert(err == 0);
    }
    for (unsigned i = 0; i < job->args->times; i++) {
        one_request(job);
    }
    for (unsigned i = 0; i < SLOTS; i++) {
        while (job->slots[i].count != 0) {
            reap(job);
        }
        ax_dma_free(&job->slots[i].buffer);
    }
    ax_free(job);
    return 0;
}
