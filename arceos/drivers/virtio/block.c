// SPDX-License-Identifier: BSD-2-Clause
/*
 * The driver. One queue, guarded by a spin lock; the interrupt's handler takes back what the device
 * is done with. A device that breaks the rules, or does not answer in time, is reset, so that it
 * lets go of all memory, and everything that it had ends with an error.
 */

#define AX_LOG_TARGET "virtio_blk"

#include "block.h"

#include <ax/alloc.h>
#include <ax/block.h>
#include <ax/core/args.h>
#include <ax/core/errno.h>
#include <ax/core/log.h>
#include <ax/dma.h>
#include <ax/hal/init.h>
#include <ax/hal/spinlock.h>
#include <ax/hal/time.h>
#include <ax/task/timer.h>

#include "mmio.h"
#include "virtqueue.h"

/* 5.2.3: feature bits. */
enum { FEATURE_SIZE_MAX = 1, FEATURE_SEG_MAX = 2, FEATURE_RO = 5, FEATURE_FLUSH = 9 };

/* 5.2.4: words of the configuration. */
enum { CONFIG_CAPACITY = 0, CONFIG_SIZE_MAX = 2, CONFIG_SEG_MAX = 3 };

/* 5.2.6 */
enum { TYPE_IN = 0, TYPE_OUT = 1, TYPE_FLUSH = 4 };
enum { STATUS_OK = 0, STATUS_IOERR = 1, STATUS_UNSUPP = 2, STATUS_NONE = 0xff };

#define QUEUE_SIZE 128
#define DEPTH      32 /* requests in flight */
#define PIECES     16 /* of the buffer of one request */
#define MAX_SIZE   AX_MIB
#define LIMIT      30 /* seconds that a request may take, unless disk-limit= says otherwise */

/* What a request has in memory that the device sees, next to its buffer. */
struct envelope {
    uint32_t type;
    uint32_t reserved;
    uint64_t sector;
    uint8_t status;
    uint8_t unused[AX_DMA_LINE - 17];
};

_Static_assert(sizeof(struct envelope) == AX_DMA_LINE, "none shares a line with another");

#define HEADER_SIZE 16u

struct slot {
    struct slot *next;                /* in the list of free ones */
    struct ax_block_request *request; /* NULL: free */
    uint64_t since;                   /* when the device got it */
};

struct virtio_block {
    struct ax_block block;
    struct virtio_device dev;
    unsigned max_pieces;     /* of a request's buffer */
    uint32_t piece_size;     /* bytes of one of them */
    struct ax_dma envelopes; /* DEPTH of them, by slot */
    uint64_t limit_ns;       /* that a request may take; 0: none */

    struct ax_spinlock lock;
    /* Guarded by lock: */
    struct virtqueue queue;
    struct slot *free;
    struct slot slots[DEPTH];
    bool watching; /* `watch` is armed, or its callback is about to take the lock */
    struct ax_timer watch;
};

static struct virtio_block *of(struct ax_block *block)
{
    return ax_container_of(block, struct virtio_block, block);
}

static struct envelope *envelope_of(const struct virtio_block *v, const struct slot *slot)
{
    return (struct envelope *)v->envelopes.vaddr + (slot - v->slots);
}

static uint64_t envelope_paddr(const struct virtio_block *v, const struct slot *slot)
{
    return v->envelopes.paddr + (uint64_t)(slot - v->slots) * sizeof(struct envelope);
}

/* ---- giving requests to the device ---- */

/* The pieces of a buffer; their number, 0 = part of it has no physical address, or too many. */
static unsigned split(const struct virtio_block *v, const struct ax_block_request *request,
                      struct virtqueue_piece *pieces)
{
    const char *at = request->buffer;
    size_t left = request->size;
    unsigned n = 0;

    while (left > 0) {
        uint64_t paddr;
        size_t size = ax_dma_piece(at, AX_MIN(left, (size_t)v->piece_size), &paddr);

        if (size == 0 || n == v->max_pieces) {
            return 0;
        }
        pieces[n++] = (struct virtqueue_piece){
            .paddr = paddr, .size = (uint32_t)size, .device_writes = request->op == AX_BLOCK_READ};
        at += size;
        left -= size;
    }
    return n;
}

static uint32_t type_of(enum ax_block_op op)
{
    switch (op) {
    case AX_BLOCK_READ:
        return TYPE_IN;
    case AX_BLOCK_WRITE:
        return TYPE_OUT;
    default:
        return TYPE_FLUSH;
    }
}

/* Fills the slot's envelope and offers the request. Lock held. */
static int offer(struct virtio_block *v, struct slot *slot, struct ax_block_request *request,
                 struct virtqueue_piece *pieces, unsigned count)
{
    struct envelope *envelope = envelope_of(v, slot);
    uint64_t paddr = envelope_paddr(v, slot);

    *envelope = (struct envelope){
        .type = type_of(request->op),
        .sector = request->op == AX_BLOCK_FLUSH ? 0 : request->sector,
        .status = STATUS_NONE,
    };
    pieces[0] = (struct virtqueue_piece){.paddr = paddr, .size = HEADER_SIZE};
    pieces[count + 1] = (struct virtqueue_piece){
        .paddr = paddr + offsetof(struct envelope, status), .size = 1, .device_writes = true};
    int err = virtqueue_offer(&v->queue, pieces, count + 2, slot);
    if (err == 0) {
        slot->request = request;
        slot->since = ax_hal_time_now_ns();
    }
    return err;
}

/* Looks again when this request has had its time, unless it looks earlier anyway. Lock held. */
static void watch_from(struct virtio_block *v, uint64_t since)
{
    if (v->limit_ns != 0 && !v->watching) {
        v->watching = true;
        ax_timer_arm(&v->watch, since + v->limit_ns);
    }
}

static int submit(struct ax_block *block, struct ax_block_request *request)
{
    struct virtio_block *v = of(block);
    struct virtqueue_piece pieces[PIECES + 2];
    unsigned count = request->size != 0 ? split(v, request, pieces + 1) : 0;
    bool notice = false;
    int err = -AX_EAGAIN;

    if (request->size != 0 && count == 0) {
        return -AX_EFAULT;
    }
    ax_spin_lock(&v->lock);
    struct slot *slot = v->free;
    if (v->queue.broken) {
        err = -AX_EIO;
    } else if (slot != NULL) {
        err = offer(v, slot, request, pieces, count);
    }
    if (err == 0) {
        v->free = slot->next;
        watch_from(v, slot->since);
        notice = virtqueue_wants_notice(&v->queue);
    }
    ax_spin_unlock(&v->lock);
    if (notice) {
        virtio_notify(&v->dev, 0);
    }
    return err;
}

static bool has_room(struct ax_block *block)
{
    struct virtio_block *v = of(block);

    ax_spin_lock(&v->lock);
    bool room = v->queue.broken || (v->free != NULL && v->queue.free >= v->max_pieces + 2);
    ax_spin_unlock(&v->lock);
    return room;
}

static const struct ax_block_ops ops = {.submit = submit, .has_room = has_room};

/* ---- taking answers ---- */

/* What the device's answer to `request` means. */
static int result_of(const struct virtio_block *v, const struct ax_block_request *request,
                     uint8_t status, uint32_t written)
{
    switch (status) {
    case STATUS_OK:
        break;
    case STATUS_UNSUPP:
        return -AX_ENOSYS;
    default:
        return -AX_EIO;
    }
    /* Version 1 did not say what the length means for a device that wrote less (2.7.8.2). */
    bool shorter = request->op == AX_BLOCK_READ && written < request->size + 1;
    return shorter && v->dev.version != 1 ? -AX_EIO : 0;
}

/* Gives the slot back and ends its request. Lock held: released during done(). */
static void end(struct virtio_block *v, struct slot *slot, int result)
{
    struct ax_block_request *request = slot->request;

    slot->request = NULL;
    slot->next = v->free;
    v->free = slot;
    ax_spin_unlock(&v->lock);
    request->result = result;
    request->done(request);
    ax_notify_one(&v->block.room);
    ax_spin_lock(&v->lock);
}

/* Ends everything with an error. Lock held. */
static void give_up(struct virtio_block *v, const char *why)
{
    void *token;

    ax_error("%s at %#llx: %s; it is not used any more", v->block.name,
             (unsigned long long)v->dev.hw.paddr, why);
    v->queue.broken = true;
    if (virtio_reset(&v->dev, true) != 0) {
        /* It may write to the buffers still: nobody gets them back. */
        ax_error("%s does not reset: requests in flight never end", v->block.name);
        return;
    }
    while ((token = virtqueue_reclaim(&v->queue)) != NULL) {
        end(v, token, -AX_EIO);
    }
}

/* Takes back what the device is done with. Lock held. */
static void take_answers(struct virtio_block *v)
{
    void *token;
    uint32_t written;
    int err = 0;

    /* Another core may give the device up while end() calls done(). */
    while (!v->queue.broken && (err = virtqueue_take(&v->queue, &token, &written)) == 0) {
        struct slot *slot = token;
        uint8_t status = __atomic_load_n(&envelope_of(v, slot)->status, __ATOMIC_RELAXED);

        end(v, slot, result_of(v, slot->request, status, written));
    }
    if (err == -AX_EIO) {
        give_up(v, "the device broke the rules of its queue");
    }
}

/* Manager context. */
static void interrupt(void *arg)
{
    struct virtio_block *v = arg;
    uint32_t why = virtio_interrupt(&v->dev);

    ax_spin_lock(&v->lock);
    bool broken = v->queue.broken;
    if (!broken && (why & VIRTIO_INTERRUPT_CONFIG) != 0 && virtio_needs_reset(&v->dev)) {
        give_up(v, "the device has failed");
    } else if (!broken) {
        take_answers(v);
    }
    bool now_broken = v->queue.broken;
    ax_spin_unlock(&v->lock);
    if (now_broken) {
        ax_notify_all(&v->block.room);
    }
}

/* When the device got the request that it has had longest; UINT64_MAX: it has none. Lock held. */
static uint64_t oldest(const struct virtio_block *v)
{
    uint64_t since = UINT64_MAX;

    for (unsigned i = 0; i < DEPTH; i++) {
        if (v->slots[i].request != NULL) {
            since = AX_MIN(since, v->slots[i].since);
        }
    }
    return since;
}

/*
 * The oldest request may have had its time. What the device has answered without being heard is
 * taken; if that is not all that is due, the device is given up. Manager context.
 */
static void look(void *arg)
{
    struct virtio_block *v = arg;

    ax_spin_lock(&v->lock);
    v->watching = false;
    uint64_t due = ax_hal_time_now_ns() - v->limit_ns;
    if (!v->queue.broken && oldest(v) <= due) {
        take_answers(v);
        if (!v->queue.broken && oldest(v) <= due) {
            give_up(v, "it does not answer");
        } else if (!v->queue.broken) {
            ax_warn("%s: an interrupt was lost", v->block.name);
        }
    }
    uint64_t since = oldest(v);
    bool broken = v->queue.broken;
    if (!broken && since != UINT64_MAX) {
        watch_from(v, since);
    }
    ax_spin_unlock(&v->lock);
    if (broken) {
        ax_notify_all(&v->block.room);
    }
}

/* ---- bringing it up ---- */

/* Feature bits first: without SEG_MAX a request has one piece beside its envelope (5.2.4). */
static int read_config(struct virtio_block *v)
{
    uint32_t words[4];
    int err = virtio_config(&v->dev, CONFIG_CAPACITY, 4, words);

    if (err != 0) {
        return err;
    }
    bool has_pieces = (v->dev.features & VIRTIO_FEATURE(FEATURE_SEG_MAX)) != 0;
    bool has_size = (v->dev.features & VIRTIO_FEATURE(FEATURE_SIZE_MAX)) != 0;

    v->block.sectors = words[0] | (uint64_t)words[1] << 32;
    v->max_pieces = has_pieces ? AX_MIN(words[CONFIG_SEG_MAX], (uint32_t)PIECES) : 1;
    v->piece_size = has_size ? words[CONFIG_SIZE_MAX] : UINT32_MAX;
    /* A capacity beyond this cannot be told in bytes; a limit of nothing cannot be worked with. */
    if (v->max_pieces == 0 || v->piece_size < AX_BLOCK_SECTOR ||
        v->block.sectors > INT64_MAX / AX_BLOCK_SECTOR) {
        return -AX_EIO;
    }
    return 0;
}

/*
 * The largest request of which any buffer on the heap makes no more pieces than the device takes: a
 * large page is contiguous, so that a piece ends at its end or at the device's own limit only.
 */
static size_t largest_request(const struct virtio_block *v)
{
    /* One piece more where the large page ends, and one that is not full before it. */
    uint64_t size = v->max_pieces > 2 ? (uint64_t)v->piece_size * (v->max_pieces - 2) : 0;

    size = AX_MIN(AX_MAX(size, (uint64_t)AX_BLOCK_SECTOR), (uint64_t)MAX_SIZE);
    return AX_ALIGN_DOWN(size, (uint64_t)AX_BLOCK_SECTOR);
}

static uint64_t limit_of_command_line(void)
{
    uint64_t seconds = LIMIT;
    int err = ax_arg_get_number(ax_hal_bootargs(), "disk-limit", &seconds);

    if ((err != 0 && err != -AX_ENOENT) || seconds > UINT32_MAX) {
        ax_warn("disk-limit= is no number of seconds; %u are allowed", LIMIT);
        seconds = LIMIT;
    }
    return seconds * AX_NS_PER_SEC;
}

static int set_up(struct virtio_block *v)
{
    static const uint64_t wanted = VIRTIO_FEATURE(FEATURE_SIZE_MAX) |
                                   VIRTIO_FEATURE(FEATURE_SEG_MAX) | VIRTIO_FEATURE(FEATURE_RO) |
                                   VIRTIO_FEATURE(FEATURE_FLUSH);
    int err = virtio_negotiate(&v->dev, wanted);

    if (err == 0) {
        err = read_config(v);
    }
    if (err == 0) {
        err = virtio_add_queue(&v->dev, 0, QUEUE_SIZE, &v->queue);
    }
    if (err == 0 && v->queue.size < v->max_pieces + 2) {
        /* A short queue: then requests have fewer pieces. */
        v->max_pieces = v->queue.size - 2u;
        err = v->queue.size >= 3 ? 0 : -AX_EIO;
    }
    if (err == 0) {
        err = ax_dma_alloc(DEPTH * sizeof(struct envelope), AX_DMA_LINE, &v->envelopes);
    }
    if (err != 0) {
        return err;
    }
    v->block.name = "virtio-blk";
    v->block.max_size = largest_request(v);
    v->block.depth = DEPTH;
    v->block.read_only = (v->dev.features & VIRTIO_FEATURE(FEATURE_RO)) != 0;
    v->block.ops = &ops;
    v->limit_ns = limit_of_command_line();
    ax_timer_init(&v->watch, look, v);
    for (unsigned i = 0; i < DEPTH; i++) {
        v->slots[i].next = v->free;
        v->free = &v->slots[i];
    }
    return 0;
}

/* Registered last but one: its requests need an interrupt, and its start cannot fail. */
static int take_interrupt(struct virtio_block *v)
{
    const struct ax_hal_device *hw = &v->dev.hw;
    int err =
        hw->irq != AX_IRQ_NONE ? ax_hal_irq_register(hw->irq, interrupt, v, hw->trigger) : -AX_EIO;

    if (err != 0) {
        return err;
    }
    err = ax_hal_irq_enable(hw->irq);
    if (err == 0) {
        err = ax_block_register(&v->block);
    }
    if (err != 0) {
        ax_hal_irq_unregister(hw->irq);
    }
    return err;
}

static int bring_up(struct virtio_block *v)
{
    int err = set_up(v);

    if (err == 0) {
        err = take_interrupt(v);
    }
    if (err == 0) {
        virtio_start(&v->dev);
    }
    return err;
}

int virtio_block_probe(const struct ax_hal_device *hw)
{
    struct virtio_device dev;
    int err = virtio_open(&dev, hw, VIRTIO_BLOCK);

    if (err != 0) {
        return err;
    }
    struct virtio_block *v = ax_alloc_zeroed(sizeof(*v));
    if (v == NULL) {
        return -AX_ENOMEM;
    }
    v->dev = dev;
    ax_spin_init(&v->lock);
    err = bring_up(v);
    if (err == 0) {
        ax_info("registered a new Block device at [PA:%#llx, PA:%#llx): \"%s\", version %u, %llu "
                "sectors",
                (unsigned long long)hw->paddr, (unsigned long long)hw->paddr + hw->size,
                v->block.name, v->dev.version, (unsigned long long)v->block.sectors);
    } else if (virtio_reset(&v->dev, true) == 0) {
        /* Else it may use its memory still: that is never given back. */
        virtqueue_destroy(&v->queue);
        ax_dma_free(&v->envelopes);
        ax_free(v);
    }
    return err;
}
