// SPDX-License-Identifier: BSD-2-Clause
/*
 * Pages of mm's window: addresses of this process without access until something is mapped there.
 * Frames are pages of one file, so that a frame can be mapped several times.
 */

#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "host.h"

#define WINDOW_SIZE   (1024 * AX_MIB)
#define WINDOW_PAGES  (WINDOW_SIZE / AX_PAGE_SIZE)
#define PHYSICAL_BASE 0x100000000ull
#define FRAMES        16384u

static uint8_t *window;
static int file = -1;

static struct {
    uint16_t refs;
    bool owned;
} frames[FRAMES];

static struct {
    uint32_t frame; /* plus 1; 0: no page */
    uint32_t flags;
} table[WINDOW_PAGES];

static uint64_t page_count, frame_count;

struct ax_hal_window ax_hal_paging_window(void)
{
    if (window == NULL) {
        window = mmap(NULL, WINDOW_SIZE + AX_LARGE_PAGE_SIZE, PROT_NONE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        file = memfd_create("frames", 0);
        ax_assert(window != MAP_FAILED && file >= 0);
        int err = ftruncate(file, (off_t)(FRAMES * AX_PAGE_SIZE));
        ax_assert(err == 0);
        window = (uint8_t *)AX_ALIGN_UP((uintptr_t)window, AX_LARGE_PAGE_SIZE);
    }
    return (struct ax_hal_window){(uintptr_t)window, WINDOW_SIZE};
}

static size_t index_of(uintptr_t vaddr)
{
    return (vaddr - (uintptr_t)window) / AX_PAGE_SIZE;
}

static int check(uintptr_t vaddr, size_t count, uint32_t flags)
{
    uint32_t both = AX_MEM_WRITE | AX_MEM_EXECUTE;

    if (window == NULL || vaddr % AX_PAGE_SIZE != 0 || vaddr < (uintptr_t)window || count == 0 ||
        count > AX_HAL_PAGES_MAX || index_of(vaddr) > WINDOW_PAGES - count) {
        return -AX_EINVAL;
    }
    return (flags & both) == both ? -AX_EACCES : 0;
}

static uint64_t limit(void)
{
    return ax_host.frames != 0 ? ax_host.frames : FRAMES;
}

int ax_hal_frames_alloc(size_t count, uint64_t *paddr)
{
    size_t row = 0;

    if (count == 0 || count > AX_HAL_FRAMES_MAX) {
        return -AX_EINVAL;
    }
    for (size_t i = 0; i < limit(); i++) {
        row = frames[i].refs == 0 ? row + 1 : 0;
        if (row < count) {
            continue;
        }
        for (size_t n = i + 1 - count; n <= i; n++) {
            frames[n].refs = 1;
            frames[n].owned = true;
        }
        off_t at = (off_t)((i + 1 - count) * AX_PAGE_SIZE);
        int err = fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, at,
                            (off_t)(count * AX_PAGE_SIZE));
        ax_assert(err == 0);
        frame_count += count;
        *paddr = PHYSICAL_BASE + (uint64_t)at;
        return 0;
    }
    return -AX_ENOMEM;
}

static void unref(size_t frame)
{
    ax_assert(frames[frame].refs > 0);
    frame_count -= --frames[frame].refs == 0;
}

int ax_hal_frames_free(uint64_t paddr, size_t count)
{
    size_t first = (paddr - PHYSICAL_BASE) / AX_PAGE_SIZE;

    for (size_t i = 0; i < count; i++) {
        if (paddr < PHYSICAL_BASE || first + i >= FRAMES || !frames[first + i].owned) {
            return -AX_EFAULT;
        }
    }
    for (size_t i = 0; i < count; i++) {
        frames[first + i].owned = false;
        unref(first + i);
    }
    return 0;
}

static int protection(uint32_t flags)
{
    return ((flags & (AX_MEM_READ | AX_MEM_WRITE | AX_MEM_EXECUTE)) != 0 ? PROT_READ : PROT_NONE) |
           ((flags & AX_MEM_WRITE) != 0 ? PROT_WRITE : 0);
}

static void map_one(size_t page, size_t frame, uint32_t flags)
{
    void *p = mmap(window + page * AX_PAGE_SIZE, AX_PAGE_SIZE, protection(flags),
                   MAP_SHARED | MAP_FIXED, file, (off_t)(frame * AX_PAGE_SIZE));

    ax_assert(p != MAP_FAILED);
    table[page].frame = (uint32_t)frame + 1;
    table[page].flags = flags;
    frames[frame].refs++;
    page_count++;
}

static void unmap_one(size_t page)
{
    void *p = mmap(window + page * AX_PAGE_SIZE, AX_PAGE_SIZE, PROT_NONE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);

    ax_assert(p != MAP_FAILED);
    unref(table[page].frame - 1);
    table[page].frame = 0;
    page_count--;
}

int ax_hal_pages_fill(uintptr_t vaddr, size_t count, uint32_t flags)
{
    size_t first = index_of(vaddr);
    uint64_t done = 0;
    int err = check(vaddr, count, flags);

    for (size_t i = 0; i < count && err == 0; i++) {
        uint64_t paddr;

        if (table[first + i].frame != 0) {
            continue;
        }
        err = ax_hal_frames_alloc(1, &paddr);
        if (err == 0) {
            map_one(first + i, (paddr - PHYSICAL_BASE) / AX_PAGE_SIZE, flags);
            ax_hal_frames_free(paddr, 1);
            done |= 1ull << i;
        }
    }
    for (size_t i = 0; err != 0 && i < AX_HAL_PAGES_MAX; i++) {
        if ((done >> i & 1) != 0) {
            unmap_one(first + i);
        }
    }
    return err;
}

int ax_hal_pages_map(uintptr_t vaddr, uint64_t paddr, size_t count, uint32_t flags)
{
    size_t first = index_of(vaddr);
    size_t frame = (paddr - PHYSICAL_BASE) / AX_PAGE_SIZE;
    int err = check(vaddr, count, flags);

    for (size_t i = 0; i < count && err == 0; i++) {
        if (paddr < PHYSICAL_BASE || frame + i >= FRAMES || frames[frame + i].refs == 0) {
            err = -AX_EFAULT;
        } else if (table[first + i].frame != 0) {
            err = -AX_EEXIST;
        }
    }
    for (size_t i = 0; i < count && err == 0; i++) {
        map_one(first + i, frame + i, flags);
    }
    return err;
}

int ax_hal_pages_protect(uintptr_t vaddr, size_t count, uint32_t flags)
{
    size_t first = index_of(vaddr);
    int err = check(vaddr, count, flags);

    for (size_t i = first; i < first + count && err == 0; i++) {
        if (table[i].frame != 0) {
            table[i].flags = flags;
            err = mprotect(window + i * AX_PAGE_SIZE, AX_PAGE_SIZE, protection(flags));
            ax_assert(err == 0);
        }
    }
    return err;
}

int ax_hal_pages_unmap(uintptr_t vaddr, size_t count)
{
    size_t first = index_of(vaddr);
    int err = check(vaddr, count, 0);

    for (size_t i = first; i < first + count && err == 0; i++) {
        if (table[i].frame != 0) {
            unmap_one(i);
        }
    }
    return err;
}

bool ax_hal_page_present(uintptr_t vaddr)
{
    return window != NULL && vaddr >= (uintptr_t)window && index_of(vaddr) < WINDOW_PAGES &&
           table[index_of(vaddr)].frame != 0;
}

void ax_hal_paging_stats(struct ax_hal_paging_stats *out)
{
    *out = (struct ax_hal_paging_stats){.pages = page_count, .frames = frame_count};
}

bool ax_host_page(uintptr_t vaddr, uint64_t *paddr, uint32_t *flags)
{
    if (!ax_hal_page_present(vaddr)) {
        return false;
    }
    *paddr = PHYSICAL_BASE + (uint64_t)(table[index_of(vaddr)].frame - 1) * AX_PAGE_SIZE;
    *flags = table[index_of(vaddr)].flags;
    return true;
}
