// SPDX-License-Identifier: BSD-2-Clause

#include <instance/console.h>
#include <instance/info.h>
#include <oskit/untyped.h>
#include <roottask/instance.h>
#include <roottask/plan.h>

unsigned plan_log2_floor(uint64_t value)
{
    return 63 - (unsigned)__builtin_clzll(value);
}

unsigned plan_log2_ceil(uint64_t value)
{
    unsigned floor = plan_log2_floor(value);

    return value == 1ULL << floor ? floor : floor + 1;
}

uint64_t plan_body_bytes(const struct elf_plan *image, uint32_t cores, uint32_t device_pages)
{
    uint64_t cnodes = 2ULL << (INSTANCE_CNODE_BITS + seL4_SlotBits);
    uint64_t tables = INSTANCE_MAX_TABLES << seL4_PageTableBits;
    uint64_t pages = image->pages +
                     (INSTANCE_INFO_SIZE + INSTANCE_CONSOLE_SIZE + INSTANCE_BOOT_STACK_SIZE) /
                         INSTANCE_PAGE_SIZE +
                     1; /* the IPC buffer */

    /* Device pages are not taken from here, but their tables are: two of 2 MiB and one more each.
     */
    tables += (uint64_t)device_pages << seL4_PageTableBits >> 4;
    return cnodes + (1ULL << seL4_VSpaceBits) + tables + pages * INSTANCE_PAGE_SIZE +
           ((uint64_t)cores << seL4_TCBBits) + (1ULL << seL4_ASIDPoolBits) + INSTANCE_PAGE_SIZE;
}

static unsigned share_bits(uint64_t bytes, uint32_t divisor, unsigned least)
{
    uint64_t share = divisor != 0 ? bytes / divisor : 0;
    unsigned bits = share != 0 ? plan_log2_floor(share) : 0;

    return bits > least ? bits : least;
}

struct memory_plan plan_memory(uint64_t bytes, uint32_t object_divisor, uint32_t reserve_divisor,
                               uint64_t body_bytes)
{
    struct memory_plan plan = {.body_bits = plan_log2_ceil(body_bytes)};
    uint64_t body = 1ULL << plan.body_bits;

    plan.bytes = bytes > body ? bytes - body : 0;
    plan.object_bits = share_bits(plan.bytes, object_divisor, PLAN_OBJECT_MIN_BITS);
    plan.reserve_bits = share_bits(plan.bytes, reserve_divisor, PLAN_RESERVE_MIN_BITS);
    return plan;
}

bool plan_fits(const struct memory_plan *plan)
{
    return plan->bytes >=
           INSTANCE_LARGE_PAGE_SIZE + (1ULL << plan->object_bits) + (1ULL << plan->reserve_bits);
}
