// SPDX-License-Identifier: BSD-2-Clause
//
// The description of a system: which instances it has and what each gets. The build puts it into
// the root task beside the images; tools/check_config makes it from A= or SYSTEM= and has checked
// it, and so it is checked again here. Pure functions.
//
// Lines; "#" begins one that is a comment. "[name]" begins an instance, and then follow, each at
// most once:
//
//   image = 0                number of its image; must be there
//   cores = all | 0-1        nodes of the kernel
//   memory = 64M | 25%       of the memory that there is; without it an equal share of what the
//                            others leave
//   devices = all | none | rtc virtio virtio:1
//                            virtio:N is the group N of virtio slots, in the order of addresses,
//                            that share a page of registers; plain virtio a share of the groups
//                            that nobody names
//   fault = stop | restart | restart:3
//   params = word...         added to the command line that it sees
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <roottask/devtree.h>
#include <roottask/table.h>

/* What can be wrong with a description. */
enum system_error {
    SYSTEM_OK = 0,
    SYSTEM_LINE,     /* not a line of the kind above, or its key a second time */
    SYSTEM_NAME,     /* no name, a long one, or one that another instance has */
    SYSTEM_IMAGE,    /* no such image, or none given */
    SYSTEM_CORES,    /* no range of cores */
    SYSTEM_MEMORY,   /* no size or part */
    SYSTEM_DEVICES,  /* no such class of devices */
    SYSTEM_FAULT,    /* no such policy */
    SYSTEM_PARAMS,   /* more than fits */
    SYSTEM_ROWS,     /* no instance, or more than TABLE_MAX_INSTANCES */
    SYSTEM_ERROR_END /* number of errors */
};

/* What a description says. */
struct system_plan {
    struct instance_row rows[TABLE_MAX_INSTANCES];
    uint32_t count;
    uint32_t line; /* of the error, from 1 */
};

/* Reads `size` bytes of description for a root task with `images` images. Of each row the names of
 * the images and the set of devices are left to the caller. */
enum system_error system_parse(const char *text, size_t size, uint32_t images,
                               struct system_plan *plan);

/* What is wrong, in words. Static storage. */
const char *system_error_text(enum system_error error);

/*
 * Gives each row its set of devices. A clock that several rows have is theirs to read only. Virtio
 * slots go out by groups, since slots that share a page of registers cannot be kept apart: first
 * those that rows ask for by number, then the others from the highest address down, in turn among
 * the rows that want any; the first row that asks for a group has it. False if a row names a group
 * that the machine lacks, or that another row has; *row tells which.
 */
bool system_deal_devices(struct instance_row *rows, uint32_t count, const struct devtree *tree,
                         uint32_t *row);

/*
 * Gives each row its bytes of `total`: sizes first, then parts of the whole, and what is left in
 * equal shares to those that ask for nothing. False if that is more than there is; *row tells which
 * row has no room.
 */
bool system_share_memory(struct instance_row *rows, uint32_t count, uint64_t total, uint32_t *row);
