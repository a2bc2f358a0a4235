// SPDX-License-Identifier: BSD-2-Clause
//
// What the root task takes from the device tree that the kernel hands over in the boot information.
// Pure functions over a flattened device tree (Devicetree Specification 0.4); addresses of devices
// are never written into code.
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Classes of devices; an instance's table names the ones that it gets. */
enum device_class {
    DEVICE_UART = 1,   /* PL011: the root task's console */
    DEVICE_RTC = 2,    /* PL031: wall clock */
    DEVICE_VIRTIO = 4, /* virtio over memory-mapped registers */
};

#define DEVTREE_MAX_DEVICES 64
#define DEVTREE_NO_IRQ      UINT32_MAX
#define DEVTREE_COMPATIBLE  40
#define DEVTREE_BOOTARGS    1024

/* A device of the device tree that instances may be given. */
struct device {
    enum device_class class;
    char compatible[DEVTREE_COMPATIBLE];
    uint64_t paddr;
    uint64_t size;
    uint32_t irq; /* interrupt number at the GIC, or DEVTREE_NO_IRQ */
    bool edge;
    bool coherent; /* its accesses to memory see the caches */
};

/* What the root task needs to know of the device tree. */
struct devtree {
    char bootargs[DEVTREE_BOOTARGS];
    bool bootargs_cut;                          /* there is more of them */
    struct device devices[DEVTREE_MAX_DEVICES]; /* ascending addresses within a class */
    uint32_t count;
    uint32_t dropped;   /* devices beyond DEVTREE_MAX_DEVICES */
    uint32_t console;   /* index of the console UART, or DEVTREE_MAX_DEVICES */
    uint32_t timer_irq; /* EL1 physical timer, or DEVTREE_NO_IRQ */
    uint32_t cpus;      /* nodes below /cpus that are processors */
    bool psci_smc;      /* firmware is called with smc (not hvc) */
};

/* Why a device tree cannot be used. */
enum devtree_error {
    DEVTREE_OK = 0,
    DEVTREE_MALFORMED, /* not a device tree, or longer than `size` */
};

/* Reads a device tree of at most `size` bytes, 8-byte aligned. */
enum devtree_error devtree_parse(const void *fdt, uint64_t size, struct devtree *out);
