// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* The machine as its device tree describes it (Devicetree Specification 0.4). */

#include <kernel/types.h>

/** Physical addresses start to end - 1. */
struct plat_range {
    paddr_t start;
    paddr_t end;
};

#define PLAT_MAX_RAM      16
#define PLAT_MAX_RESERVED 16

/** How the firmware is called to switch the machine off (PSCI, Arm DEN 0022). */
enum plat_conduit { PLAT_CONDUIT_NONE = 0, PLAT_CONDUIT_HVC, PLAT_CONDUIT_SMC };

/** What the device tree says of the machine; constant after boot. */
struct plat_machine {
    struct plat_range ram[PLAT_MAX_RAM]; /**< page aligned, ascending, no two touch */
    word_t ram_count;
    struct plat_range reserved[PLAT_MAX_RESERVED]; /**< parts of RAM that are not free */
    word_t reserved_count;
    paddr_t gic_distributor;
    paddr_t gic_interface; /**< of a core, the same address for each */
    word_t timer_irq;      /**< controller's number of the virtual timer's interrupt */
    paddr_t uart;          /**< console, or 0 */
    enum plat_conduit conduit;
};

/** Filled by plat_discover(). */
extern struct plat_machine plat_machine;

/**
 * Reads the device tree at `blob` into plat_machine. NULL if it has all that the kernel needs, else
 * what is wrong; console and conduit are valid then if they were found.
 */
const char *plat_discover(const void *blob, word_t size);

/** Whether physical address `address` is RAM. */
bool plat_is_ram(paddr_t address);

/** Maps console and interrupt controller in the kernel window; after the RAM. */
void plat_map_devices(void);

/** From now on the console works: the window with the devices is in use. */
void plat_console_init(void);

/** One character to the console, waiting until it has room; nothing without console. */
void plat_console_putchar(char c);

/** Switches the machine off; returns if it cannot. */
void plat_power_off(void);

/**
 * The parts of the physical address space that the kernel keeps for itself besides RAM: the pages
 * of the interrupt controller. Ascending. @return their number, at most 2
 */
word_t plat_kernel_devices(struct plat_range ranges[2]);
