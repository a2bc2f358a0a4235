// SPDX-License-Identifier: BSD-2-Clause
/*
 * Block devices: what a driver gives, and what file systems use.
 *
 * Two ways to use one. ax_block_submit() takes a request and returns at once; its done() is called
 * when the device has answered, so that many requests are in flight. ax_block_read(), _write() and
 * _flush() wait.
 *
 * Buffers may be any memory with a physical address: of ax_dma_alloc(), ax_alloc(),
 * ax_page_alloc(), or a stack; memory of an address space (<ax/mm.h>) is not. From submission to
 * done() a buffer is the device's: the task reads and writes none of it.
 *
 * A request that takes more than 30 seconds, or disk-limit=SECONDS of the command line (0: any
 * time), ends with -AX_EIO, as do all others in flight, and the device is not used any more.
 */
#pragma once

#include <ax/core/types.h>
#include <ax/task/wait.h>

/* Unit of addresses and lengths, whatever the device's own unit is. */
#define AX_BLOCK_SECTOR 512u

/* What a request asks for. */
enum ax_block_op {
    AX_BLOCK_READ,
    AX_BLOCK_WRITE,
    AX_BLOCK_FLUSH, /* What was written before is on the medium afterwards. No buffer. */
};

/* One request, and who hears of its end. The storage is the caller's. */
struct ax_block_request {
    enum ax_block_op op;
    uint64_t sector; /* First one. */
    void *buffer;    /* The caller's. */
    size_t size;     /* Bytes: a multiple of AX_BLOCK_SECTOR, at most the device's max_size. */

    /*
     * Called once, when the request is over, with `result` set: 0; -AX_EIO: the device failed, or
     * answered nonsense, and what was read is not to be used; -AX_ENOSYS: the device does not do
     * this. In a handler: must not block. The request is the caller's again, and may be submitted
     * anew in it.
     */
    void (*done)(struct ax_block_request *request);
    void *arg;  /* The caller's own. */
    int result; /* Valid in and after done(). */
};

struct ax_block;

/* What a driver does; the fields of struct ax_block say what it may be asked for. Any context. */
struct ax_block_ops {
    /* Takes a request that is checked, or answers -AX_EAGAIN (full), -AX_EIO, -AX_EFAULT. */
    int (*submit)(struct ax_block *dev, struct ax_block_request *request);
    /* False when submit() would answer -AX_EAGAIN now. */
    bool (*has_room)(struct ax_block *dev);
};

/* A device. Set up by its driver, constant afterwards but for the queue. */
struct ax_block {
    const char *name; /* "virtio-blk". Constant. */
    uint64_t sectors; /* Size of the medium. */
    size_t max_size;  /* Bytes of one request, a multiple of AX_BLOCK_SECTOR. */
    unsigned depth;   /* Requests that can be in flight. */
    bool read_only;   /* Writing is refused. */
    const struct ax_block_ops *ops;
    struct ax_wait_queue room; /* Who waits until the device takes more; the driver notifies. */
};

/* Device `index` (0, 1, ...), in order of registration; NULL past the last. Any context. */
struct ax_block *ax_block_get(unsigned index);

/*
 * Gives the device a request. Any context. 0: done() will be called, perhaps before the return;
 * -AX_EINVAL: a size or a sector that the device does not have; -AX_EROFS; -AX_EFAULT: the buffer
 * has no physical address, or is in more pieces than the device takes; -AX_EAGAIN: as many as can
 * be are in flight; -AX_EIO: the device is broken. On an error done() is not called.
 */
int ax_block_submit(struct ax_block *dev, struct ax_block_request *request);

/* Waits until the device may take a request again. Task context. */
void ax_block_wait_room(struct ax_block *dev);

/*
 * Reads or writes `size` bytes, a multiple of AX_BLOCK_SECTOR of any length, from `sector` on, and
 * waits for it. Task context. 0 or the first error; other parts may then be done.
 */
int ax_block_read(struct ax_block *dev, uint64_t sector, void *buffer, size_t size);
int ax_block_write(struct ax_block *dev, uint64_t sector, const void *buffer, size_t size);

/* Waits until everything written is on the medium. Task context. 0, -AX_EIO. */
int ax_block_flush(struct ax_block *dev);

/* For drivers: makes a device known, for ever. Task or bring-up context. -AX_ENOSPC. */
int ax_block_register(struct ax_block *dev);
