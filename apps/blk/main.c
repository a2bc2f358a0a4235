// SPDX-License-Identifier: BSD-2-Clause
/*
 * The disk: every block is written, then tasks on all cores read and write at random, each with
 * several requests in flight, then all of it is read again. Every byte is checked. What the disk
 * held before is lost.
 */
#include "blk.h"

#define TASKS      8u
#define TIMES      400u
#define BLOCKS_MAX 65536u /* more of a large disk is left alone */

static void fill_disk(void)
{
    size_t count = disk->max_size / BLOCK_SIZE;
    void *buffer = ax_alloc(count * BLOCK_SIZE);

    ax_assert(buffer != NULL);
    for (size_t block = 0; block < disk_blocks; block += count) {
        size_t n = AX_MIN(count, disk_blocks - block);

        content_fill(buffer, block, n);
        int err = ax_block_write(disk, block * BLOCK_SECTORS, buffer, n * BLOCK_SIZE);
        if (err != 0) {
            ax_panic("block %zu cannot be written: %s", block, ax_strerror(err));
        }
    }
    ax_free(buffer);
    ax_puts("All blocks are written!");
}

static void check_disk(void)
{
    /* More than one request takes, from memory that is no DMA buffer. */
    size_t count = 3 * disk->max_size / BLOCK_SIZE;
    void *buffer = ax_alloc(count * BLOCK_SIZE);

    ax_assert(buffer != NULL);
    for (size_t block = 0; block < disk_blocks; block += count) {
        size_t n = AX_MIN(count, disk_blocks - block);
        int err = ax_block_read(disk, block * BLOCK_SECTORS, buffer, n * BLOCK_SIZE);

        if (err != 0) {
            ax_panic("block %zu cannot be read: %s", block, ax_strerror(err));
        }
        if (!content_matches(buffer, block, n)) {
            ax_panic("the disk lost something");
        }
    }
    ax_free(buffer);
    ax_puts("Every byte is what was written!");
}

static void use_disk(void)
{
    struct ax_task *tasks[TASKS];
    struct worker_args args[TASKS];
    size_t part = disk_blocks / TASKS;

    for (unsigned i = 0; i < TASKS; i++) {
        args[i] = (struct worker_args){
            .first = i * part, .count = part, .seed = 7 + 1000 * i, .times = TIMES};
        int err = ax_task_spawn(worker, &args[i], NULL, &tasks[i]);
        ax_assert(err == 0);
    }
    for (unsigned i = 0; i < TASKS; i++) {
        int err = ax_task_join(tasks[i], NULL);
        ax_assert(err == 0);
    }
    ax_assert(in_flight == 0 && most_in_flight > 1);
    ax_printf("%u tasks made %u requests, at most %u in flight!\n", TASKS, TASKS * TIMES,
              most_in_flight);
}

/* A small buffer on the stack, requests that make no sense, and a flush. */
static void use_edges(void)
{
    uint8_t sector[AX_BLOCK_SECTOR];
    void *expected = ax_alloc(BLOCK_SIZE);

    ax_assert(expected != NULL);
    int err = ax_block_read(disk, 0, sector, sizeof(sector));
    ax_assert(err == 0);
    content_fill(expected, 0, 1);
    ax_assert(memcmp(sector, expected, sizeof(sector)) == 0);
    err = ax_block_read(disk, disk->sectors, sector, sizeof(sector));
    ax_assert(err == -AX_EINVAL);
    err = ax_block_read(disk, UINT64_MAX, sector, sizeof(sector));
    ax_assert(err == -AX_EINVAL);
    err = ax_block_write(disk, 0, sector, sizeof(sector) - 1);
    ax_assert(err == -AX_EINVAL);
    err = ax_block_flush(disk);
    ax_assert(err == 0);
    ax_free(expected);
    ax_puts("What cannot be done is refused!");
}

struct counters {
    uint64_t heap, pages;
};

/* What is kept for the next tasks is not missing. */
static struct counters counters_read(void)
{
    struct ax_alloc_stats memory;
    struct ax_task_stats tasks;

    ax_alloc_stats(&memory);
    ax_task_stats(&tasks);
    return (struct counters){memory.heap_used - tasks.spare_bytes,
                             memory.pages_used - memory.heap_pages};
}

int main(void)
{
    disk = ax_block_get(0);
    if (disk == NULL) {
        ax_puts("There is no disk: give one with DISK=file");
        return 1;
    }
    disk_blocks = AX_MIN(disk->sectors / BLOCK_SECTORS, BLOCKS_MAX);
    if (disk->read_only || disk_blocks < TASKS * RUN_MAX) {
        ax_printf("This disk is %s: give one of at least %u KiB\n",
                  disk->read_only ? "read-only" : "too small", TASKS * RUN_MAX * BLOCK_SIZE / 1024);
        return 1;
    }
    if (disk->max_size < BLOCK_SIZE) {
        ax_printf("This disk takes %zu bytes at a time: give one that takes %u\n", disk->max_size,
                  BLOCK_SIZE);
        return 1;
    }
    ax_printf("Disk \"%s\": %llu KiB\n", disk->name, (unsigned long long)disk->sectors / 2);
    struct counters before = counters_read();

    written = ax_alloc_zeroed(disk_blocks * sizeof(written[0]));
    ax_assert(written != NULL);
    fill_disk();
    use_disk();
    check_disk();
    use_edges();
    ax_free(written);
    struct counters after = counters_read();

    ax_assert(after.heap == before.heap);
    ax_assert(after.pages == before.pages);
    ax_puts("Block tests run OK!");
    return 0;
}
