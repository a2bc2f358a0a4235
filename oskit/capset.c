// SPDX-License-Identifier: BSD-2-Clause

#include <oskit/capset.h>

enum oskit_error oskit_capset_init(struct oskit_capset *set, struct oskit_cspace *cs,
                                   struct oskit_untyped untyped, unsigned capacity)
{
    if (capacity == 0 || capacity > OSKIT_CAPSET_MAX) {
        return OSKIT_ERR_ARGUMENT;
    }
    *set = (struct oskit_capset){.cs = cs, .untyped = untyped};

    enum oskit_error error = oskit_slots_alloc(cs, capacity, &set->first);

    if (error == OSKIT_OK) {
        set->capacity = capacity;
    }
    return error;
}

enum oskit_error oskit_capset_object(struct oskit_capset *set, seL4_Word type, unsigned size_bits,
                                     seL4_CPtr *slot, uint64_t *paddr)
{
    if (set->next == set->capacity) {
        return OSKIT_ERR_SLOTS;
    }

    seL4_CPtr s = set->first + set->next;
    enum oskit_error error =
        oskit_untyped_retype(&set->untyped, set->cs, type, size_bits, 1, s, paddr);

    if (error != OSKIT_OK) {
        return error;
    }
    set->next++;
    *slot = s;
    return OSKIT_OK;
}

enum oskit_error oskit_capset_slot(struct oskit_capset *set, seL4_CPtr *slot)
{
    if (set->next == set->capacity) {
        return OSKIT_ERR_SLOTS;
    }
    set->foreign[set->next / 64] |= 1ULL << (set->next % 64);
    *slot = set->first + set->next;
    set->next++;
    return OSKIT_OK;
}

enum oskit_error oskit_capset_recycle(struct oskit_capset *set)
{
    for (unsigned i = 0; i < OSKIT_CAPSET_MAX / 64; i++) {
        while (set->foreign[i] != 0) {
            unsigned bit = (unsigned)__builtin_ctzll(set->foreign[i]);
            enum oskit_error error = oskit_cap_delete(set->cs, set->first + i * 64 + bit);

            if (error != OSKIT_OK) {
                return error;
            }
            set->foreign[i] &= set->foreign[i] - 1;
        }
    }

    enum oskit_error error = oskit_untyped_reset(&set->untyped, set->cs);

    if (error == OSKIT_OK) {
        set->next = 0;
    }
    return error;
}

enum oskit_error oskit_capset_destroy(struct oskit_capset *set)
{
    enum oskit_error error = oskit_capset_recycle(set);

    return error != OSKIT_OK ? error : oskit_slots_free(set->cs, set->first, set->capacity);
}
