// SPDX-License-Identifier: BSD-2-Clause
/*
 * Frames of 4 KiB for mm, made 2 MiB at a time from the memory pool. Objects lock held throughout.
 */
#pragma once

#include "plat.h"

/* Number of a frame; PLAT_NO_FRAME is none. */
#define PLAT_NO_FRAME UINT32_MAX

/* Takes `count` contiguous frames, each counted once; the number of the first one. -AX_ENOMEM. */
int plat_frames_take(size_t count, uint32_t *first);

/* The frame at this physical address, PLAT_NO_FRAME if none is given out there. */
uint32_t plat_frame_at(uint64_t paddr);

/* Physical address, capability, and whether the capability is in use for a mapping. */
uint64_t plat_frame_paddr(uint32_t frame);
seL4_CPtr plat_frame_cap(uint32_t frame);
bool *plat_frame_mapped(uint32_t frame);

/* True when it has held something since the kernel zeroed it; it counts as used from now on. */
bool plat_frame_dirty(uint32_t frame);

/* Counts it once more, or once less: with the last one it goes back. */
void plat_frame_ref(uint32_t frame);
void plat_frame_unref(uint32_t frame);

/* The owner's own count: set by plat_frames_take(), given up once. */
bool plat_frame_owned(uint32_t frame);
void plat_frame_disown(uint32_t frame);

/* Frames given out, and bytes and slots of what is kept for the next one. */
struct plat_frame_stats {
    uint64_t frames;
    uint64_t cached_bytes;
    uint64_t cached_slots;
};
struct plat_frame_stats plat_frame_stats(void);
