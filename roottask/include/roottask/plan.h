// SPDX-License-Identifier: BSD-2-Clause
//
// Arithmetic of an instance's memory. Pure functions.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <roottask/elf.h>

/* How the memory of an instance is shared out, sizes as powers of two. */
struct memory_plan {
    uint64_t bytes;       /* in all, body not included */
    unsigned body_bits;   /* what the root task makes for it: CSpace, VSpace, threads, image, stack,
                             pages to share */
    unsigned object_bits; /* untyped for the instance's own kernel objects */
    unsigned reserve_bits; /* held back for INSTANCE_MORE_UNTYPED */
};

/* Smallest object untyped and smallest reserve. */
#define PLAN_OBJECT_MIN_BITS  22u
#define PLAN_RESERVE_MIN_BITS 21u

/* Bytes of the objects that the root task makes for an instance of this image with this many cores
 * and device pages. */
uint64_t plan_body_bytes(const struct elf_plan *image, uint32_t cores, uint32_t device_pages);

/* The plan for an instance that has `bytes` of RAM, its body included. */
struct memory_plan plan_memory(uint64_t bytes, uint32_t object_divisor, uint32_t reserve_divisor,
                               uint64_t body_bytes);

/* Whether the parts are no more than the whole: body, first heap page, objects, reserve. What is
 * taken all the same would be another instance's. */
bool plan_fits(const struct memory_plan *plan);

/* Largest n with 2^n <= value, smallest n with 2^n >= value; value > 0. */
unsigned plan_log2_floor(uint64_t value);
unsigned plan_log2_ceil(uint64_t value);
