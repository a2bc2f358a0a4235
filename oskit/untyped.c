// SPDX-License-Identifier: BSD-2-Clause
//
// One untyped with its watermark: the same arithmetic as the kernel's (manual, "Untyped Memory"):
// each object starts at the next multiple of its size.

#include <stddef.h>
#include <oskit/untyped.h>

unsigned oskit_object_bits(seL4_Word type, unsigned size_bits)
{
    switch (type) {
    case seL4_UntypedObject:
        return size_bits;
    case seL4_TCBObject:
        return seL4_TCBBits;
    case seL4_EndpointObject:
        return seL4_EndpointBits;
    case seL4_NotificationObject:
        return seL4_NotificationBits;
    case seL4_CapTableObject:
        return size_bits + seL4_SlotBits;
    case seL4_ARM_SmallPageObject:
        return seL4_PageBits;
    case seL4_ARM_LargePageObject:
        return seL4_LargePageBits;
    case seL4_ARM_HugePageObject:
        return seL4_HugePageBits;
    case seL4_ARM_PageTableObject:
        return seL4_PageTableBits;
    case seL4_ARM_VSpaceObject:
        return seL4_VSpaceBits;
    default:
        return 0;
    }
}

static uint64_t align_up(uint64_t value, unsigned bits)
{
    uint64_t mask = (1ULL << bits) - 1;

    return (value + mask) & ~mask;
}

uint64_t oskit_untyped_left(const struct oskit_untyped *ut, unsigned bits)
{
    if (bits > ut->bits) {
        return 0;
    }

    uint64_t start = align_up(ut->used, bits);
    uint64_t size = 1ULL << ut->bits;

    return start >= size ? 0 : (size - start) & ~((1ULL << bits) - 1);
}

/* The kernel makes at most CONFIG_RETYPE_FAN_OUT_LIMIT objects in one call. */
static unsigned one_call(unsigned count)
{
    return count < CONFIG_RETYPE_FAN_OUT_LIMIT ? count : CONFIG_RETYPE_FAN_OUT_LIMIT;
}

enum oskit_error oskit_untyped_retype(struct oskit_untyped *ut, struct oskit_cspace *cs,
                                      seL4_Word type, unsigned size_bits, unsigned count,
                                      seL4_CPtr first, uint64_t *paddr)
{
    unsigned bits = oskit_object_bits(type, size_bits);

    if (bits < OSKIT_UNTYPED_MIN_BITS || count == 0) {
        return OSKIT_ERR_ARGUMENT;
    }
    if (oskit_untyped_left(ut, bits) >> bits < count) {
        return OSKIT_ERR_MEMORY;
    }

    uint64_t start = align_up(ut->used, bits);

    for (unsigned done = 0; done < count;) {
        unsigned n = one_call(count - done);
        struct oskit_place place = oskit_place(cs, first + done);
        seL4_Error error = seL4_Untyped_Retype(ut->cap, type, size_bits, place.root,
                                               place.node_index, place.node_depth, place.offset, n);

        if (error != seL4_NoError) {
            return oskit_error_of(error);
        }
        done += n;
        ut->used = start + ((uint64_t)done << bits);
    }
    if (paddr != NULL) {
        *paddr = ut->paddr + start;
    }
    return OSKIT_OK;
}

enum oskit_error oskit_untyped_reset(struct oskit_untyped *ut, struct oskit_cspace *cs)
{
    enum oskit_error error = oskit_cap_revoke(cs, ut->cap);

    if (error == OSKIT_OK) {
        ut->used = 0;
    }
    return error;
}
