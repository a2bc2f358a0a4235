// SPDX-License-Identifier: BSD-2-Clause
/*
 * Pages of mm's window. What is mapped where stands in a table of the same shape as the processor's
 * (leaves of 512 entries), so that a page is found, and translated, in O(1). Its memory stays.
 */
#include <ax/core/errno.h>
#include <ax/core/printf.h>
#include <ax/core/string.h>
#include <ax/hal/paging.h>

#include "frames.h"
#include "paging.h"

#define WINDOW_GIB   64u
#define LEAF_ENTRIES 512u
#define LEAF_SPAN    (LEAF_ENTRIES * AX_PAGE_SIZE)
#define TOP_SPAN     (LEAF_ENTRIES * LEAF_SPAN)

struct entry {
    uint32_t cap; /* that the page is mapped with: the frame's own or a copy; 0: no page */
    uint32_t frame;
    uint32_t flags;
    uint32_t reserved;
};

#define LEAF_BYTES (LEAF_ENTRIES * sizeof(struct entry))

/* Behind the window: where a frame is zeroed that has no page. */
#define SCRATCH (AX_SEL4_MM_BASE + WINDOW_GIB * TOP_SPAN)

/* Written with the objects lock held; tables, once there, stay. */
static struct entry **tops[WINDOW_GIB];
static uint64_t pages;

_Static_assert(AX_SEL4_MM_BASE % TOP_SPAN == 0 &&
                   AX_SEL4_MM_BASE + WINDOW_GIB * TOP_SPAN < AX_SEL4_TABLES_BASE,
               "the window fits");

struct ax_hal_window ax_hal_paging_window(void)
{
    return (struct ax_hal_window){AX_SEL4_MM_BASE, WINDOW_GIB * TOP_SPAN};
}

static bool in_window(uintptr_t vaddr, size_t count)
{
    return vaddr % AX_PAGE_SIZE == 0 && vaddr >= AX_SEL4_MM_BASE && count > 0 &&
           count <= AX_HAL_PAGES_MAX &&
           vaddr - AX_SEL4_MM_BASE <= WINDOW_GIB * TOP_SPAN - count * AX_PAGE_SIZE;
}

/* The entry of a page, NULL if its leaf does not exist. Any context. */
static struct entry *entry_of(uintptr_t vaddr)
{
    uint64_t offset = vaddr - AX_SEL4_MM_BASE;

    if (vaddr < AX_SEL4_MM_BASE || offset >= WINDOW_GIB * TOP_SPAN) {
        return NULL;
    }
    struct entry **top = __atomic_load_n(&tops[offset / TOP_SPAN], __ATOMIC_ACQUIRE);
    if (top == NULL) {
        return NULL;
    }
    struct entry *leaf = __atomic_load_n(&top[offset / LEAF_SPAN % LEAF_ENTRIES], __ATOMIC_ACQUIRE);
    return leaf != NULL ? &leaf[offset / AX_PAGE_SIZE % LEAF_ENTRIES] : NULL;
}

/* The same, making what is missing; NULL: out of memory. Objects lock held. */
static struct entry *make_entry(uintptr_t vaddr)
{
    uint64_t offset = vaddr - AX_SEL4_MM_BASE;
    struct entry ***top = &tops[offset / TOP_SPAN];

    if (*top == NULL) {
        /* Together with what the first zeroing will need, so that it can take nothing later. */
        if (oskit_map_prepare(plat_vspace(), SCRATCH, AX_PAGE_SIZE, seL4_PageBits) != OSKIT_OK) {
            return NULL;
        }
        __atomic_store_n(top, plat_table_alloc(LEAF_ENTRIES * sizeof(void *)), __ATOMIC_RELEASE);
        if (*top == NULL) {
            return NULL;
        }
    }
    struct entry **leaf = &(*top)[offset / LEAF_SPAN % LEAF_ENTRIES];
    if (*leaf == NULL) {
        __atomic_store_n(leaf, plat_table_alloc(LEAF_BYTES), __ATOMIC_RELEASE);
    }
    return *leaf != NULL ? &(*leaf)[offset / AX_PAGE_SIZE % LEAF_ENTRIES] : NULL;
}

#define ACCESS (AX_MEM_READ | AX_MEM_WRITE | AX_MEM_EXECUTE)

static unsigned map_flags(uint32_t flags)
{
    return OSKIT_MAP_READ | ((flags & AX_MEM_WRITE) != 0 ? OSKIT_MAP_WRITE : 0) |
           ((flags & AX_MEM_EXECUTE) != 0 ? OSKIT_MAP_EXEC : 0) |
           ((flags & AX_MEM_DEVICE) != 0 ? OSKIT_MAP_DEVICE : 0);
}

/* Gives the page the access; without any it is not mapped, and its capability kept. */
static enum oskit_error set_access(seL4_CPtr cap, uintptr_t vaddr, uint32_t flags)
{
    if ((flags & ACCESS) == 0) {
        return oskit_unmap(plat_vspace(), cap);
    }
    enum oskit_error error = oskit_map(plat_vspace(), cap, vaddr, seL4_PageBits, map_flags(flags));
    if (error == OSKIT_OK && (flags & AX_MEM_EXECUTE) != 0) {
        /* What was written as data is to be fetched as instructions. */
        error = oskit_error_of(seL4_ARM_Page_Unify_Instruction(cap, 0, AX_PAGE_SIZE));
    }
    return error;
}

/* The capability to map a frame with: its own, or a copy while that is in use. */
static enum oskit_error take_cap(uint32_t frame, seL4_CPtr *cap)
{
    bool *mapped = plat_frame_mapped(frame);

    if (!*mapped) {
        *mapped = true;
        *cap = plat_frame_cap(frame);
        return OSKIT_OK;
    }
    enum oskit_error error = oskit_slot_alloc(plat_cspace(), cap);
    if (error != OSKIT_OK) {
        return error;
    }
    error = oskit_cap_copy(plat_cspace(), *cap, plat_frame_cap(frame), seL4_AllRights);
    if (error != OSKIT_OK) {
        oskit_slot_free(plat_cspace(), *cap);
    }
    return error;
}

static void drop_cap(uint32_t frame, seL4_CPtr cap)
{
    enum oskit_error error;

    if (cap == plat_frame_cap(frame)) {
        error = oskit_unmap(plat_vspace(), cap);
        *plat_frame_mapped(frame) = false;
    } else {
        error = oskit_slot_delete(plat_cspace(), cap);
    }
    ax_assert(error == OSKIT_OK);
}

/*
 * Zeroes a frame that is mapped nowhere, at an address for that: at its own one, tasks on other
 * cores could write to it before it is zeroed.
 */
static int zero_frame(uint32_t frame)
{
    seL4_CPtr cap = plat_frame_cap(frame);
    enum oskit_error error = set_access(cap, SCRATCH, AX_MEM_READ | AX_MEM_WRITE);

    if (error == OSKIT_OK) {
        memset((void *)SCRATCH, 0, AX_PAGE_SIZE);
        error = oskit_unmap(plat_vspace(), cap);
    }
    return plat_error(error);
}

static int map_one(struct entry *entry, uintptr_t vaddr, uint32_t frame, uint32_t flags)
{
    seL4_CPtr cap;
    enum oskit_error error = take_cap(frame, &cap);

    if (error != OSKIT_OK) {
        return plat_error(error);
    }
    error = set_access(cap, vaddr, flags);
    if (error != OSKIT_OK) {
        drop_cap(frame, cap);
        return plat_error(error);
    }
    plat_frame_ref(frame);
    entry->frame = frame;
    entry->flags = flags;
    __atomic_store_n(&entry->cap, (uint32_t)cap, __ATOMIC_RELEASE);
    pages++;
    return 0;
}

static void unmap_one(struct entry *entry)
{
    uint32_t cap = entry->cap;

    __atomic_store_n(&entry->cap, 0, __ATOMIC_RELEASE);
    drop_cap(entry->frame, cap);
    plat_frame_unref(entry->frame);
    pages--;
}

static int fill_one(struct entry *entry, uintptr_t vaddr, uint32_t flags)
{
    uint32_t frame;
    int result = plat_frames_take(1, &frame);

    if (result != 0) {
        return result;
    }
    if (plat_frame_dirty(frame)) {
        result = zero_frame(frame);
    }
    if (result == 0) {
        result = map_one(entry, vaddr, frame, flags);
    }
    plat_frame_disown(frame); /* the mapping counts it now, or nobody does */
    return result;
}

/* ---- what mm asks for runs in the manager: struct job is the question and the answer ---- */

struct job {
    uintptr_t vaddr;
    uint64_t paddr;
    size_t count;
    uint32_t flags;
    int result;
    void (*work)(struct job *job);
};

/* Undoes the pages of `done`, bit i being page i. */
static void undo(const struct job *job, uint64_t done)
{
    for (size_t i = 0; i < job->count; i++) {
        if ((done >> i & 1) != 0) {
            unmap_one(entry_of(job->vaddr + i * AX_PAGE_SIZE));
        }
    }
}

static void fill(struct job *job)
{
    uint64_t done = 0;

    for (size_t i = 0; i < job->count && job->result == 0; i++) {
        uintptr_t vaddr = job->vaddr + i * AX_PAGE_SIZE;
        struct entry *entry = make_entry(vaddr);

        if (entry == NULL) {
            job->result = -AX_ENOMEM;
        } else if (entry->cap == 0) {
            job->result = fill_one(entry, vaddr, job->flags);
            done |= job->result == 0 ? 1ull << i : 0;
        }
    }
    if (job->result != 0) {
        undo(job, done);
    }
}

static void map(struct job *job)
{
    uint64_t done = 0;

    for (size_t i = 0; i < job->count && job->result == 0; i++) {
        uintptr_t vaddr = job->vaddr + i * AX_PAGE_SIZE;
        uint32_t frame = plat_frame_at(job->paddr + i * AX_PAGE_SIZE);
        struct entry *entry = make_entry(vaddr);

        if (frame == PLAT_NO_FRAME) {
            job->result = -AX_EFAULT;
        } else if (entry == NULL) {
            job->result = -AX_ENOMEM;
        } else if (entry->cap != 0) {
            job->result = -AX_EEXIST;
        } else {
            job->result = map_one(entry, vaddr, frame, job->flags);
            done |= job->result == 0 ? 1ull << i : 0;
        }
    }
    if (job->result != 0) {
        undo(job, done);
    }
}

static void protect(struct job *job)
{
    for (size_t i = 0; i < job->count; i++) {
        uintptr_t vaddr = job->vaddr + i * AX_PAGE_SIZE;
        struct entry *entry = entry_of(vaddr);

        if (entry != NULL && entry->cap != 0) {
            /* Tables are there since the page was mapped: nothing can run out. */
            uint32_t flags = job->flags | (entry->flags & AX_MEM_DEVICE);
            enum oskit_error error = set_access(entry->cap, vaddr, flags);
            ax_assert(error == OSKIT_OK);
            entry->flags = flags;
        }
    }
}

static void unmap(struct job *job)
{
    for (size_t i = 0; i < job->count; i++) {
        struct entry *entry = entry_of(job->vaddr + i * AX_PAGE_SIZE);

        if (entry != NULL && entry->cap != 0) {
            unmap_one(entry);
        }
    }
}

static void take_frames(struct job *job)
{
    uint32_t frame;

    job->result = plat_frames_take(job->count, &frame);
    for (size_t i = 0; i < job->count && job->result == 0; i++) {
        if (plat_frame_dirty(frame + (uint32_t)i)) {
            job->result = zero_frame(frame + (uint32_t)i);
            if (job->result != 0) {
                for (size_t n = 0; n < job->count; n++) {
                    plat_frame_disown(frame + (uint32_t)n);
                }
            }
        }
    }
    job->paddr = job->result == 0 ? plat_frame_paddr(frame) : 0;
}

static void give_frames(struct job *job)
{
    for (size_t i = 0; i < job->count; i++) {
        uint32_t frame = plat_frame_at(job->paddr + i * AX_PAGE_SIZE);

        if (frame == PLAT_NO_FRAME || !plat_frame_owned(frame)) {
            job->result = -AX_EFAULT;
            return;
        }
    }
    for (size_t i = 0; i < job->count; i++) {
        plat_frame_disown(plat_frame_at(job->paddr + i * AX_PAGE_SIZE));
    }
}

static void work(void *arg)
{
    struct job *job = arg;

    plat_objects_lock();
    job->work(job);
    plat_objects_unlock();
}

static int have_done(struct job *job)
{
    plat_in_manager(work, job);
    return job->result;
}

static int check(uintptr_t vaddr, size_t count, uint32_t flags)
{
    uint32_t both = AX_MEM_WRITE | AX_MEM_EXECUTE;

    if (!in_window(vaddr, count)) {
        return -AX_EINVAL;
    }
    return (flags & both) == both ? -AX_EACCES : 0;
}

int ax_hal_pages_fill(uintptr_t vaddr, size_t count, uint32_t flags)
{
    struct job job = {.vaddr = vaddr, .count = count, .flags = flags, .work = fill};
    int result = check(vaddr, count, flags);

    return result != 0 ? result : have_done(&job);
}

int ax_hal_pages_map(uintptr_t vaddr, uint64_t paddr, size_t count, uint32_t flags)
{
    struct job job = {.vaddr = vaddr, .paddr = paddr, .count = count, .flags = flags, .work = map};
    int result = check(vaddr, count, flags);

    return result != 0 ? result : have_done(&job);
}

int ax_hal_pages_protect(uintptr_t vaddr, size_t count, uint32_t flags)
{
    struct job job = {.vaddr = vaddr, .count = count, .flags = flags, .work = protect};
    int result = check(vaddr, count, flags);

    return result != 0 ? result : have_done(&job);
}

int ax_hal_pages_unmap(uintptr_t vaddr, size_t count)
{
    struct job job = {.vaddr = vaddr, .count = count, .work = unmap};
    int result = check(vaddr, count, 0);

    return result != 0 ? result : have_done(&job);
}

int ax_hal_frames_alloc(size_t count, uint64_t *paddr)
{
    struct job job = {.count = count, .work = take_frames};

    if (count == 0 || count > AX_HAL_FRAMES_MAX) {
        return -AX_EINVAL;
    }
    int result = have_done(&job);
    if (result == 0) {
        *paddr = job.paddr;
    }
    return result;
}

int ax_hal_frames_free(uint64_t paddr, size_t count)
{
    struct job job = {.paddr = paddr, .count = count, .work = give_frames};

    return count == 0 ? 0 : have_done(&job);
}

bool ax_hal_page_present(uintptr_t vaddr)
{
    const struct entry *entry = entry_of(vaddr);

    return entry != NULL && __atomic_load_n(&entry->cap, __ATOMIC_ACQUIRE) != 0;
}

void ax_hal_paging_stats(struct ax_hal_paging_stats *out)
{
    *out = (struct ax_hal_paging_stats){.pages = __atomic_load_n(&pages, __ATOMIC_RELAXED),
                                        .frames = plat_frame_stats().frames};
}

/* ---- for the rest of this folder ---- */

bool plat_page_to_phys(uint64_t vaddr, uint64_t *paddr, size_t *extent)
{
    const struct entry *entry = entry_of(vaddr);

    if (entry == NULL || __atomic_load_n(&entry->cap, __ATOMIC_ACQUIRE) == 0) {
        return false;
    }
    *paddr = plat_frame_paddr(entry->frame) + vaddr % AX_PAGE_SIZE;
    *extent = AX_PAGE_SIZE - vaddr % AX_PAGE_SIZE;
    return true;
}

bool plat_page_describe(uint64_t vaddr, char *buf, size_t n)
{
    const struct entry *entry = entry_of(vaddr);

    if (entry == NULL || __atomic_load_n(&entry->cap, __ATOMIC_ACQUIRE) == 0) {
        return false;
    }
    ax_snprintf(buf, n, "page of an address space, %c%c%c",
                (entry->flags & AX_MEM_READ) != 0 ? 'r' : '-',
                (entry->flags & AX_MEM_WRITE) != 0 ? 'w' : '-',
                (entry->flags & AX_MEM_EXECUTE) != 0 ? 'x' : '-');
    return true;
}
