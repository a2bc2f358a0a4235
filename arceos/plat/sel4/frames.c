// SPDX-License-Identifier: BSD-2-Clause
/*
 * A slab is a block of the memory pool, all of it made frames at once: the kernel zeroes them. One
 * slab of which no frame is given out is kept for the next; others go back to the pool whole.
 */
#include <ax/core/errno.h>

#include "frames.h"

#define SLAB_BITS   21u
#define SLAB_FRAMES 512u
#define SLABS       4096u

struct frame {
    uint16_t refs; /* 0: not given out */
    bool owned;    /* one of them is of whoever took it */
    bool mapped;   /* its own capability is */
    bool dirty;    /* was given out before, or is */
};

struct slab {
    struct oskit_untyped untyped;
    uint32_t block;
    seL4_CPtr first; /* of the frames' capabilities */
    uint32_t frames; /* 0: this place is empty */
    uint32_t used;
    uint32_t lowest; /* all before it are given out */
    struct frame frame[SLAB_FRAMES];
};

_Static_assert(sizeof(struct slab) <= INSTANCE_PAGE_SIZE, "a page each");

static struct {
    struct slab *slabs[SLABS];
    uint32_t count;  /* places that have memory for a slab, in use or not; stored with release */
    uint32_t hint;   /* where a frame was found last */
    uint32_t empty;  /* slabs kept of which nothing is given out: 0 or 1 */
    uint64_t frames; /* given out */
} state;

static struct frame *frame_of(uint32_t frame)
{
    return &state.slabs[frame / SLAB_FRAMES]->frame[frame % SLAB_FRAMES];
}

uint64_t plat_frame_paddr(uint32_t frame)
{
    return state.slabs[frame / SLAB_FRAMES]->untyped.paddr +
           (uint64_t)(frame % SLAB_FRAMES) * INSTANCE_PAGE_SIZE;
}

seL4_CPtr plat_frame_cap(uint32_t frame)
{
    return state.slabs[frame / SLAB_FRAMES]->first + frame % SLAB_FRAMES;
}

bool *plat_frame_mapped(uint32_t frame)
{
    return &frame_of(frame)->mapped;
}

bool plat_frame_dirty(uint32_t frame)
{
    struct frame *f = frame_of(frame);
    bool dirty = f->dirty;

    f->dirty = true;
    return dirty;
}

/* A place for a slab: an empty one, or a new one. */
static struct slab *slab_place(uint32_t *index)
{
    for (uint32_t i = 0; i < state.count; i++) {
        if (state.slabs[i]->frames == 0) {
            *index = i;
            return state.slabs[i];
        }
    }
    if (state.count == SLABS) {
        return NULL;
    }
    struct slab *slab = plat_table_alloc(INSTANCE_PAGE_SIZE);
    if (slab != NULL) {
        *index = state.count;
        state.slabs[state.count] = slab;
        __atomic_store_n(&state.count, state.count + 1, __ATOMIC_RELEASE);
    }
    return slab;
}

/* Makes a slab of at least `count` frames, of 2 MiB or of what is left in one piece. */
static int make_slab(size_t count, uint32_t *index)
{
    struct oskit_pool *pool = plat_memory_pool();
    struct slab *slab = slab_place(index);
    unsigned bits = AX_MIN(oskit_pool_largest(pool), SLAB_BITS);

    if (slab == NULL || bits < seL4_PageBits || (1ull << (bits - seL4_PageBits)) < count) {
        return -AX_ENOMEM;
    }
    uint32_t frames = 1u << (bits - seL4_PageBits);
    *slab = (struct slab){0};
    enum oskit_error error = oskit_slots_alloc(plat_cspace(), frames, &slab->first);
    if (error != OSKIT_OK) {
        return plat_error(error);
    }
    error = oskit_pool_alloc(pool, bits, &slab->block);
    if (error == OSKIT_OK) {
        slab->untyped = oskit_pool_untyped(pool, slab->block);
        error = oskit_untyped_retype(&slab->untyped, plat_cspace(), seL4_ARM_SmallPageObject, 0,
                                     frames, slab->first, NULL);
        if (error != OSKIT_OK) {
            oskit_pool_free(pool, slab->block);
        }
    }
    if (error != OSKIT_OK) {
        oskit_slots_free(plat_cspace(), slab->first, frames);
        return plat_error(error);
    }
    slab->frames = frames;
    state.empty++;
    return 0;
}

static void drop_slab(struct slab *slab)
{
    /* The block's revoke deletes the frames. */
    enum oskit_error error = oskit_pool_free(plat_memory_pool(), slab->block);

    ax_assert(error == OSKIT_OK);
    error = oskit_slots_free(plat_cspace(), slab->first, slab->frames);
    ax_assert(error == OSKIT_OK);
    slab->frames = 0;
    state.empty--;
}

/* Of the slabs without a frame given out, the one at the lowest address stays: which one it is, and
 * with it how the pool is split, does not depend on what was given back first. */
static void drop_all_but_one(void)
{
    struct slab *kept = NULL;

    for (uint32_t i = 0; i < state.count && state.empty > 1; i++) {
        struct slab *slab = state.slabs[i];

        if (slab->frames == 0 || slab->used != 0) {
            continue;
        }
        if (kept == NULL) {
            kept = slab;
        } else if (slab->untyped.paddr < kept->untyped.paddr) {
            drop_slab(kept);
            kept = slab;
        } else {
            drop_slab(slab);
        }
    }
}

/* First of `count` frames in a row that are not given out; SLAB_FRAMES if there are none. */
static uint32_t find_row(const struct slab *slab, size_t count)
{
    uint32_t row = 0;

    if (slab->frames - slab->used < count) {
        return SLAB_FRAMES;
    }
    for (uint32_t i = slab->lowest; i < slab->frames; i++) {
        row = slab->frame[i].refs == 0 ? row + 1 : 0;
        if (row == count) {
            return i + 1 - row;
        }
    }
    return SLAB_FRAMES;
}

static void give_out(uint32_t index, uint32_t at, size_t count)
{
    struct slab *slab = state.slabs[index];

    state.empty -= slab->used == 0;
    slab->used += (uint32_t)count;
    slab->lowest = at == slab->lowest ? at + (uint32_t)count : slab->lowest;
    state.frames += count;
    for (size_t i = 0; i < count; i++) {
        slab->frame[at + i].refs = 1;
        slab->frame[at + i].owned = true;
    }
    state.hint = index;
}

int plat_frames_take(size_t count, uint32_t *first)
{
    for (uint32_t n = 0; n < state.count; n++) {
        uint32_t index = (state.hint + n) % state.count;
        uint32_t at = find_row(state.slabs[index], count);

        if (at != SLAB_FRAMES) {
            give_out(index, at, count);
            *first = index * SLAB_FRAMES + at;
            return 0;
        }
    }
    uint32_t index = 0;
    int result = make_slab(count, &index);
    if (result == 0) {
        give_out(index, 0, count);
        *first = index * SLAB_FRAMES;
    }
    return result;
}

uint32_t plat_frame_at(uint64_t paddr)
{
    for (uint32_t i = 0; i < state.count; i++) {
        const struct slab *slab = state.slabs[i];
        uint64_t at = (paddr - slab->untyped.paddr) / INSTANCE_PAGE_SIZE;

        if (paddr >= slab->untyped.paddr && at < slab->frames) {
            return slab->frame[at].refs != 0 ? i * SLAB_FRAMES + (uint32_t)at : PLAT_NO_FRAME;
        }
    }
    return PLAT_NO_FRAME;
}

void plat_frame_ref(uint32_t frame)
{
    struct frame *f = frame_of(frame);

    ax_assert(f->refs > 0 && f->refs < UINT16_MAX);
    f->refs++;
}

void plat_frame_unref(uint32_t frame)
{
    struct frame *f = frame_of(frame);
    struct slab *slab = state.slabs[frame / SLAB_FRAMES];

    ax_assert(f->refs > 0);
    if (--f->refs > 0) {
        return;
    }
    ax_assert(!f->mapped && !f->owned);
    slab->used--;
    slab->lowest = AX_MIN(slab->lowest, frame % SLAB_FRAMES);
    state.frames--;
    if (slab->used == 0) {
        state.empty++;
        drop_all_but_one();
    }
}

bool plat_frame_owned(uint32_t frame)
{
    return frame_of(frame)->owned;
}

void plat_frame_disown(uint32_t frame)
{
    frame_of(frame)->owned = false;
    plat_frame_unref(frame);
}

struct plat_frame_stats plat_frame_stats(void)
{
    struct plat_frame_stats stats = {.frames = state.frames};
    uint32_t count = __atomic_load_n(&state.count, __ATOMIC_ACQUIRE);

    for (uint32_t i = 0; i < count; i++) {
        const struct slab *slab = state.slabs[i];

        if (slab->frames != 0 && slab->used == 0) {
            stats.cached_bytes += (uint64_t)slab->frames * INSTANCE_PAGE_SIZE;
            stats.cached_slots += slab->frames;
        }
    }
    return stats;
}
