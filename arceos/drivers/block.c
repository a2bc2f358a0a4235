// SPDX-License-Identifier: BSD-2-Clause

#include <ax/block.h>
#include <ax/core/assert.h>
#include <ax/core/errno.h>

#define DEVICES 8

static struct ax_block *devices[DEVICES];
static unsigned device_count; /* written in bring-up or under nobody's eyes: devices stay */

int ax_block_register(struct ax_block *dev)
{
    unsigned n = __atomic_load_n(&device_count, __ATOMIC_RELAXED);

    if (n == DEVICES) {
        return -AX_ENOSPC;
    }
    ax_wait_queue_init(&dev->room);
    devices[n] = dev;
    __atomic_store_n(&device_count, n + 1, __ATOMIC_RELEASE);
    return 0;
}

struct ax_block *ax_block_get(unsigned index)
{
    return index < __atomic_load_n(&device_count, __ATOMIC_ACQUIRE) ? devices[index] : NULL;
}

static int check(const struct ax_block *dev, const struct ax_block_request *request)
{
    if (request->op == AX_BLOCK_FLUSH) {
        return request->size == 0 ? 0 : -AX_EINVAL;
    }
    if (request->op != AX_BLOCK_READ && request->op != AX_BLOCK_WRITE) {
        return -AX_EINVAL;
    }
    if (request->size == 0 || request->size % AX_BLOCK_SECTOR != 0 ||
        request->size > dev->max_size || request->sector > dev->sectors ||
        request->size / AX_BLOCK_SECTOR > dev->sectors - request->sector) {
        return -AX_EINVAL;
    }
    return request->op == AX_BLOCK_WRITE && dev->read_only ? -AX_EROFS : 0;
}

int ax_block_submit(struct ax_block *dev, struct ax_block_request *request)
{
    int err = check(dev, request);

    return err != 0 ? err : dev->ops->submit(dev, request);
}

static bool has_room(void *arg)
{
    struct ax_block *dev = arg;

    return dev->ops->has_room(dev);
}

void ax_block_wait_room(struct ax_block *dev)
{
    ax_wait_until_true(&dev->room, has_room, dev, AX_TIME_NEVER);
}

/* ---- waiting ---- */

/* Requests of one transfer that can be in flight at once. */
#define PARTS 4

struct transfer {
    struct ax_wait_queue wait;
    unsigned in_flight;                   /* Guarded by wait.lock. */
    int result;                           /* Guarded by wait.lock: the first error. */
    struct ax_block_request *idle[PARTS]; /* Guarded by wait.lock: not in flight. */
    struct ax_block_request parts[PARTS];
};

static void part_done(struct ax_block_request *request)
{
    struct transfer *transfer = request->arg;

    ax_wait_lock(&transfer->wait);
    transfer->idle[PARTS - transfer->in_flight] = request;
    transfer->in_flight--;
    if (transfer->result == 0) {
        transfer->result = request->result;
    }
    ax_notify_locked(&transfer->wait);
    /* The transfer is on the waiter's stack: nothing of it is touched after the unlock. */
    ax_wait_unlock(&transfer->wait);
}

/* Takes an idle part, waiting for one; NULL once an error is known. */
static struct ax_block_request *take_part(struct transfer *transfer)
{
    struct ax_block_request *part = NULL;

    ax_wait_lock(&transfer->wait);
    while (transfer->in_flight == PARTS) {
        (void)ax_wait_locked(&transfer->wait, AX_TIME_NEVER);
        ax_wait_lock(&transfer->wait);
    }
    if (transfer->result == 0) {
        transfer->in_flight++;
        part = transfer->idle[PARTS - transfer->in_flight];
    }
    ax_wait_unlock(&transfer->wait);
    return part;
}

static int finish(struct transfer *transfer)
{
    ax_wait_lock(&transfer->wait);
    while (transfer->in_flight > 0) {
        (void)ax_wait_locked(&transfer->wait, AX_TIME_NEVER);
        ax_wait_lock(&transfer->wait);
    }
    int result = transfer->result;
    ax_wait_unlock(&transfer->wait);
    return result;
}

static void submit_part(struct ax_block *dev, struct ax_block_request *part)
{
    int err = ax_block_submit(dev, part);

    while (err == -AX_EAGAIN) {
        ax_block_wait_room(dev);
        err = ax_block_submit(dev, part);
    }
    if (err != 0) {
        part->result = err;
        part_done(part);
    }
}

static int run(struct ax_block *dev, enum ax_block_op op, uint64_t sector, void *buffer,
               size_t size)
{
    struct transfer transfer = {0};
    size_t done = 0;

    ax_wait_queue_init(&transfer.wait);
    for (unsigned i = 0; i < PARTS; i++) {
        transfer.idle[i] = &transfer.parts[i];
    }
    do {
        size_t part_size = AX_MIN(size - done, dev->max_size);
        struct ax_block_request *part = take_part(&transfer);

        if (part == NULL) {
            break;
        }
        *part = (struct ax_block_request){
            .op = op,
            .sector = sector + done / AX_BLOCK_SECTOR,
            .buffer = (char *)buffer + done,
            .size = part_size,
            .done = part_done,
            .arg = &transfer,
        };
        submit_part(dev, part);
        done += part_size;
    } while (done < size);
    return finish(&transfer);
}

int ax_block_read(struct ax_block *dev, uint64_t sector, void *buffer, size_t size)
{
    return size == 0 ? 0 : run(dev, AX_BLOCK_READ, sector, buffer, size);
}

int ax_block_write(struct ax_block *dev, uint64_t sector, const void *buffer, size_t size)
{
    return size == 0 ? 0 : run(dev, AX_BLOCK_WRITE, sector, (void *)(uintptr_t)buffer, size);
}

int ax_block_flush(struct ax_block *dev)
{
    return run(dev, AX_BLOCK_FLUSH, 0, NULL, 0);
}
