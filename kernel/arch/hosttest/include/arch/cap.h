// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/*
 * Capabilities of a made-up architecture: frames, and address spaces that are usable from the
 * start. Just enough for what generic code does with architecture capabilities.
 */

#include <kernel/cap.h>

enum hosttest_cap_type {
    CAP_FRAME = 1,
    CAP_VSPACE = 3,
};

/* Frame: meta 0..5 size in bits, 6 device, 7..8 rights; w[1] address where it is mapped, or 0. */

static inline struct cap cap_frame(kptr_t base, word_t size_bits, bool device)
{
    word_t rights = RIGHT_READ | RIGHT_WRITE;
    return cap_pack(CAP_FRAME, size_bits | (word_t)device << 6 | rights << 7, base, 0);
}

static inline word_t cap_frame_size_bits(struct cap c)
{
    return cap_meta(c, 0, 6);
}

static inline bool cap_frame_is_device(struct cap c)
{
    return cap_meta(c, 6, 1) != 0;
}

static inline word_t cap_frame_rights(struct cap c)
{
    return cap_meta(c, 7, 2);
}

static inline struct cap cap_vspace(const void *root)
{
    return cap_pack(CAP_VSPACE, 0, (kptr_t)root, 0);
}
