// SPDX-License-Identifier: BSD-2-Clause
/* Where everything goes in physical memory. No hardware access. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <loader/error.h>
#include <loader/range.h>

/** What has to find room. All sizes in bytes. */
struct plan_request {
    const struct range_list *ram;
    const struct range_list *reserved; /* never to be written */
    struct range kernel;               /* fixed by its program headers, page aligned */
    struct range loader;               /* the running image with its payload, page aligned */
    struct range dtb_source;           /* the device tree where the machine left it */
    uint64_t dtb_size;                 /* packed */
    uint64_t user_size;                /* whole pages */
};

/**
 * The places found. Physical order: kernel < device tree < user image, none of them overlapping
 * another, reserved memory or `loader`.
 */
struct plan {
    bool move_loader;    /* the loader is in the way: it has to continue at `loader` */
    struct range loader; /* a place that overlaps neither the present one nor `dtb_source` */
    struct range dtb;    /* whole pages */
    struct range user;
    uint64_t needed; /* with LOADER_NO_SPACE: bytes that have to fit at once */
    uint64_t
        present; /* with LOADER_NO_SPACE: bytes of RAM not reserved, above the kernel's start */
};

/**
 * Finds the places. When that works only without the loader where it is, finds a place for it too,
 * such that the same request made from there needs no move.
 * Errors: LOADER_KERNEL_NOT_RAM, LOADER_KERNEL_RESERVED, LOADER_NO_SPACE, LOADER_DT_TOO_MANY.
 */
enum loader_error plan_make(const struct plan_request *request, struct plan *plan);
