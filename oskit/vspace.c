// SPDX-License-Identifier: BSD-2-Clause

#include <stddef.h>
#include <oskit/vspace.h>
#include <sel4/arch/mapping.h>

/* A VSpace has three levels of tables below its root; each missing one is one refusal of the
 * kernel. */
#define TABLE_LEVELS 3

enum oskit_error oskit_vspace_init(struct oskit_vspace *vs, seL4_CPtr vspace,
                                   struct oskit_cspace *cs, struct oskit_pool *pool,
                                   struct oskit_untyped *untyped, struct oskit_table *tables,
                                   uint32_t table_capacity)
{
    if ((pool == NULL) == (untyped == NULL)) {
        return OSKIT_ERR_ARGUMENT;
    }
    *vs = (struct oskit_vspace){.vspace = vspace,
                                .cs = cs,
                                .pool = pool,
                                .untyped = untyped,
                                .tables = tables,
                                .table_capacity = table_capacity};
    return OSKIT_OK;
}

static enum oskit_error table_object(struct oskit_vspace *vs, struct oskit_table *table)
{
    if (vs->pool != NULL) {
        return oskit_object_alloc(vs->pool, seL4_ARM_PageTableObject, 0, &table->slot,
                                  &table->block);
    }

    enum oskit_error error = oskit_slot_alloc(vs->cs, &table->slot);

    if (error != OSKIT_OK) {
        return error;
    }
    table->block = OSKIT_NO_BLOCK;
    error = oskit_untyped_retype(vs->untyped, vs->cs, seL4_ARM_PageTableObject, 0, 1, table->slot,
                                 NULL);
    if (error != OSKIT_OK) {
        (void)oskit_slot_free(vs->cs, table->slot);
    }
    return error;
}

static enum oskit_error table_drop(struct oskit_vspace *vs, const struct oskit_table *table)
{
    if (table->block != OSKIT_NO_BLOCK) {
        return oskit_object_free(vs->pool, table->slot, table->block);
    }
    return oskit_slot_delete(vs->cs, table->slot);
}

/* Makes the table that covers 2^span bytes around vaddr. */
static enum oskit_error add_table(struct oskit_vspace *vs, uint64_t vaddr, unsigned span)
{
    struct oskit_table table = {.vaddr = vaddr & ~((1ULL << span) - 1), .span = (uint8_t)span};

    if (vs->table_count == vs->table_capacity) {
        return OSKIT_ERR_FULL;
    }

    enum oskit_error error = table_object(vs, &table);

    if (error != OSKIT_OK) {
        return error;
    }
    error = oskit_error_of(
        seL4_ARM_PageTable_Map(table.slot, vs->vspace, table.vaddr, seL4_ARM_Default_VMAttributes));
    if (error != OSKIT_OK) {
        (void)table_drop(vs, &table);
        return error;
    }
    vs->tables[vs->table_count] = table;
    vs->table_count++;
    return OSKIT_OK;
}

static seL4_ARM_VMAttributes attributes(unsigned flags)
{
    unsigned attr = 0;

    if ((flags & OSKIT_MAP_DEVICE) == 0) {
        attr |= seL4_ARM_Default_VMAttributes;
    }
    if ((flags & OSKIT_MAP_EXEC) == 0) {
        attr |= seL4_ARM_ExecuteNever;
    }
    return (seL4_ARM_VMAttributes)attr;
}

enum oskit_error oskit_map(struct oskit_vspace *vs, seL4_CPtr frame, uint64_t vaddr, unsigned bits,
                           unsigned flags)
{
    if ((flags & OSKIT_MAP_EXEC) != 0 && (flags & (OSKIT_MAP_WRITE | OSKIT_MAP_DEVICE)) != 0) {
        return OSKIT_ERR_RIGHTS;
    }
    if ((vaddr & ((1ULL << bits) - 1)) != 0) {
        return OSKIT_ERR_ALIGNMENT;
    }

    seL4_CapRights_t rights = (flags & OSKIT_MAP_WRITE) != 0 ? seL4_ReadWrite : seL4_CanRead;

    unsigned found = 0; /* span of a table that somebody else has made meanwhile */

    for (unsigned made = 0;; made++) {
        seL4_Error answer = seL4_ARM_Page_Map(frame, vs->vspace, vaddr, rights, attributes(flags));

        if (answer != seL4_FailedLookup || made == TABLE_LEVELS) {
            return oskit_error_of(answer);
        }

        /* The kernel tells how many address bits were left when it found no table. */
        unsigned span = (unsigned)seL4_MappingFailedLookupLevel();

        if (span <= bits || span > SEL4_MAPPING_LOOKUP_NO_PUD) {
            return OSKIT_ERR_KERNEL_LOOKUP;
        }

        enum oskit_error error = add_table(vs, vaddr, span);

        if (error == OSKIT_ERR_EXISTS && span != found) {
            found = span;
        } else if (error != OSKIT_OK) {
            return error;
        }
    }
}

enum oskit_error oskit_unmap(struct oskit_vspace *vs, seL4_CPtr frame)
{
    (void)vs;
    return oskit_error_of(seL4_ARM_Page_Unmap(frame));
}

static bool has_table(const struct oskit_vspace *vs, uint64_t vaddr, unsigned span)
{
    for (uint32_t i = 0; i < vs->table_count; i++) {
        if (vs->tables[i].span == span && vs->tables[i].vaddr >> span == vaddr >> span) {
            return true;
        }
    }
    return false;
}

/* Somebody else may have made a table before this VSpace was given to oskit: the kernel then says
 * "something is there", which is all that is wanted. */
static enum oskit_error want_table(struct oskit_vspace *vs, uint64_t vaddr, unsigned span)
{
    if (has_table(vs, vaddr, span)) {
        return OSKIT_OK;
    }

    enum oskit_error error = add_table(vs, vaddr, span);

    return error == OSKIT_ERR_EXISTS ? OSKIT_OK : error;
}

enum oskit_error oskit_map_prepare(struct oskit_vspace *vs, uint64_t vaddr, uint64_t size,
                                   unsigned bits)
{
    static const uint8_t spans[TABLE_LEVELS] = {
        SEL4_MAPPING_LOOKUP_NO_PUD, SEL4_MAPPING_LOOKUP_NO_PD, SEL4_MAPPING_LOOKUP_NO_PT};

    if (size == 0) {
        return OSKIT_OK;
    }
    if (vaddr + size < vaddr) {
        return OSKIT_ERR_ARGUMENT;
    }
    for (unsigned level = 0; level < TABLE_LEVELS && spans[level] > bits; level++) {
        uint64_t step = 1ULL << spans[level];
        uint64_t last = (vaddr + size - 1) & ~(step - 1);

        for (uint64_t at = vaddr & ~(step - 1); at <= last; at += step) {
            enum oskit_error error = want_table(vs, at, spans[level]);

            if (error != OSKIT_OK) {
                return error;
            }
        }
    }
    return OSKIT_OK;
}

enum oskit_error oskit_vspace_release(struct oskit_vspace *vs, uint64_t vaddr, uint64_t size)
{
    for (uint32_t i = vs->table_count; i > 0; i--) {
        const struct oskit_table *table = &vs->tables[i - 1];

        if (table->vaddr < vaddr || table->vaddr - vaddr + (1ULL << table->span) > size) {
            continue;
        }

        enum oskit_error error = table_drop(vs, table);

        if (error != OSKIT_OK) {
            return error;
        }
        vs->table_count--;
        vs->tables[i - 1] = vs->tables[vs->table_count];
    }
    return OSKIT_OK;
}
