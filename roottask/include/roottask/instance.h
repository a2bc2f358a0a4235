// SPDX-License-Identifier: BSD-2-Clause
//
// A running instance: what the root task made for it and holds on its behalf. All of it goes back
// when it ends.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <instance/console.h>
#include <instance/info.h>
#include <oskit/capset.h>
#include <oskit/fault.h>
#include <oskit/vspace.h>
#include <roottask/elf.h>
#include <roottask/table.h>

#define INSTANCE_MAX_TABLES   24
#define INSTANCE_MAX_HANDLERS 80
#define INSTANCE_MAX_EXTRA    32

/* Where an instance is in its life. */
enum instance_state {
    INSTANCE_UNBUILT, /* nothing of it exists */
    INSTANCE_RUNNING,
    INSTANCE_ENDED /* by its own wish or by a fault; status is valid; nothing of it exists */
};

/* An interrupt registered for the instance. */
struct instance_irq {
    uint32_t irq;
    uint32_t core;
    seL4_CPtr handler; /* ours; the instance has a copy */
};

/* An instance, with all that it was given. */
struct instance {
    const struct instance_row *row;
    uint32_t index;
    enum instance_state state;
    uint32_t status;                       /* exit status, once ended */
    uint32_t incarnation;                  /* restarts so far */
    struct instance_last_fault last_fault; /* why the latest of them */
    uint32_t cores;

    uint32_t body;           /* block: everything that the root task makes for it */
    struct oskit_capset set; /* the objects in it, root's caps */
    struct oskit_vspace vspace;
    struct oskit_table tables[INSTANCE_MAX_TABLES];

    seL4_CPtr cnode;        /* level 1, guarded: names its slots as the instance does */
    seL4_CPtr pd;           /* its VSpace */
    seL4_CPtr notification; /* unbadged */
    seL4_CPtr wake;         /* the same, badged INSTANCE_BADGE_CONSOLE */
    seL4_CPtr tcbs[INSTANCE_MAX_CORES];

    uint32_t heap_block;
    uint32_t blocks[INSTANCE_MAX_UNTYPEDS]; /* the untypeds that it got, as in info->untypeds */
    uint32_t block_count;

    uint32_t reserve_block;              /* held back for INSTANCE_MORE_UNTYPED */
    struct oskit_untyped reserve;        /* the same: the watermark is what has been given */
    seL4_CPtr extra[INSTANCE_MAX_EXTRA]; /* what was given of it */
    uint32_t extra_count;

    struct instance_irq irqs[INSTANCE_MAX_HANDLERS];
    uint32_t irq_count;

    struct instance_info *info; /* our mapping of its info pages */
    struct instance_console *console;

    seL4_CPtr drain_reply; /* slot of the caller that waits for its output, 0 = nobody */
};

/* Builds and starts it. On an error nothing of it exists any more; `*what` says in words which step
 * failed. */
enum oskit_error instance_build(struct instance *instance, const char **what);

/* Deletes everything that belongs to it. */
void instance_teardown(struct instance *instance);

/* ---- steps of the building, in their order (build.c calls them) ---- */

/* memory.c: takes body, heap and all untypeds from the pool; and gives them back. */
enum oskit_error instance_take_memory(struct instance *instance, const struct elf_plan *image);
void instance_return_memory(struct instance *instance);
/* build.c's CSpace, VSpace, threads; load.c: the image; share.c: info and console pages, devices.
 */
enum oskit_error instance_load_image(struct instance *instance, const struct elf_plan *image);
enum oskit_error instance_load_stack(struct instance *instance, const struct elf_plan *image);
enum oskit_error instance_share_pages(struct instance *instance, const struct elf_plan *image);
enum oskit_error instance_map_devices(struct instance *instance, const struct elf_plan *image);

/* Puts a copy of the root task's cap `from` into the instance's slot, badged if badge is not 0. */
enum oskit_error instance_give(struct instance *instance, seL4_CPtr slot, seL4_CPtr from,
                               seL4_CapRights_t rights, seL4_Word badge);

/* ---- places, in words (places.c) ---- */

/* Physical address of an address that the root task mapped, and how many bytes go on from there.
 * False: not ours. */
bool instance_translate(const struct instance_info *info, uint64_t vaddr, uint64_t *paddr,
                        uint64_t *bytes);

/* Names the region of an address ("image segment 0x400000..0x452000, read and execute"), or says
 * that it is in none and which lie next to it. */
void instance_describe_place(const struct instance_info *info, uint64_t vaddr,
                             struct oskit_text *text);

/* ---- faults (report.c) ---- */

/* The whole report of a fault of core `core`'s manager. */
void instance_describe_fault(const struct instance *instance, unsigned core,
                             const struct oskit_fault *fault, const seL4_UserContext *regs,
                             struct oskit_text *text);
