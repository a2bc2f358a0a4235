// SPDX-License-Identifier: BSD-2-Clause
#include <kernel/percpu.h>
#include <arch/irq.h>
#include <arch/machine.h>
#include <arch/sysreg.h>
#include <plat/gic.h>
#include <plat/machine.h>

/* Distributor registers (IHI 0048B 4.3); `…R(n)` the n-th of an array of 32-bit registers. */
#define GICD_CTLR          0x000
#define GICD_TYPER         0x004
#define GICD_ISENABLER(n)  (0x100 + 4 * (n))
#define GICD_ICENABLER(n)  (0x180 + 4 * (n))
#define GICD_ICPENDR(n)    (0x280 + 4 * (n))
#define GICD_IPRIORITYR(n) (0x400 + 4 * (n))
#define GICD_ITARGETSR(n)  (0x800 + 4 * (n))
#define GICD_ICFGR(n)      (0xc00 + 4 * (n))
#define GICD_SGIR          0xf00

/* Registers of a core's interface (4.4). */
#define GICC_CTLR 0x00
#define GICC_PMR  0x04
#define GICC_BPR  0x08
#define GICC_IAR  0x0c
#define GICC_EOIR 0x10

#define ENABLE         1u
#define EVERY_PRIORITY 0xffu
#define IAR_NUMBER     MASK(10)
#define ICFGR_EDGE     2u
#define SGIR_TARGETS   16u

/*
 * What GICC_IAR told: a software generated interrupt is completed with the number of its sender,
 * which stands above the interrupt's own.
 */
static uint32_t claimed[K_MAX_CORES];

/* The bit of each logical core in sets of targets. */
static uint8_t target_of[K_MAX_CORES];

static uint32_t read32(kptr_t base, word_t offset)
{
    return *(volatile uint32_t *)(base + offset);
}

static void write32(kptr_t base, word_t offset, uint32_t value)
{
    *(volatile uint32_t *)(base + offset) = value;
}

static kptr_t distributor(void)
{
    return phys_to_kernel(plat_machine.gic_distributor);
}

static kptr_t interface(void)
{
    return phys_to_kernel(plat_machine.gic_interface);
}

word_t plat_gic_own_target(void)
{
    /* The targets of the private interrupts read as this core; as 0 if there is one core only. */
    for (word_t i = 0; i < 8; i++) {
        uint32_t targets = read32(distributor(), GICD_ITARGETSR(i));

        targets |= targets >> 16;
        targets |= targets >> 8;
        if ((targets & MASK(8)) != 0) {
            return targets & MASK(8);
        }
    }
    return 1;
}

void plat_gic_init(void)
{
    word_t words = (read32(distributor(), GICD_TYPER) & MASK(5)) + 1; /* of 32 interrupts */
    uint32_t target = (uint32_t)plat_gic_own_target() * 0x01010101u;

    write32(distributor(), GICD_CTLR, 0);
    for (word_t i = 1; i < words; i++) {
        write32(distributor(), GICD_ICENABLER(i), ~0u);
        write32(distributor(), GICD_ICPENDR(i), ~0u);
    }
    for (word_t i = 8; i < words * 8; i++) {
        write32(distributor(), GICD_IPRIORITYR(i), 0);
        write32(distributor(), GICD_ITARGETSR(i), target);
    }
    for (word_t i = 2; i < words * 2; i++) {
        write32(distributor(), GICD_ICFGR(i), 0);
    }
    write32(distributor(), GICD_CTLR, ENABLE);
}

word_t plat_gic_target(word_t core)
{
    return target_of[core];
}

void plat_gic_init_core(void)
{
    target_of[this_cpu()->index] = (uint8_t)plat_gic_own_target();
    write32(interface(), GICC_CTLR, 0);
    /* Software generated interrupts stay enabled; the other private ones wait for a handler. */
    write32(distributor(), GICD_ICENABLER(0), ~0u << PLAT_GIC_SGIS);
    write32(distributor(), GICD_ISENABLER(0), MASK(PLAT_GIC_SGIS));
    write32(distributor(), GICD_ICPENDR(0), ~0u);
    for (word_t i = 0; i < 8; i++) {
        write32(distributor(), GICD_IPRIORITYR(i), 0);
    }
    write32(interface(), GICC_PMR, EVERY_PRIORITY);
    write32(interface(), GICC_BPR, 0);
    write32(interface(), GICC_CTLR, ENABLE);
}

word_t plat_gic_claim(void)
{
    uint32_t value = read32(interface(), GICC_IAR);
    word_t number = value & IAR_NUMBER;

    /* Spurious: withdrawn before it was claimed. It is not to be completed (3.2.1). */
    if (number >= PLAT_GIC_IRQS) {
        return IRQ_NONE;
    }
    claimed[this_cpu()->index] = value;
    return number;
}

void plat_gic_complete(word_t number)
{
    uint32_t value = claimed[this_cpu()->index];

    (void)number;
    write32(interface(), GICC_EOIR, value);
}

void plat_gic_mask(word_t number, bool masked)
{
    word_t offset = masked ? GICD_ICENABLER(number / 32) : GICD_ISENABLER(number / 32);

    write32(distributor(), offset, 1u << number % 32);
}

void plat_gic_set_edge(word_t number, bool edge)
{
    word_t shift = number % 16 * 2;
    uint32_t value = read32(distributor(), GICD_ICFGR(number / 16));

    if (number < PLAT_GIC_SGIS) {
        return; /* always edges */
    }
    value &= ~(ICFGR_EDGE << shift);
    if (edge) {
        value |= ICFGR_EDGE << shift;
    }
    write32(distributor(), GICD_ICFGR(number / 16), value);
}

void plat_gic_set_target(word_t number, word_t core)
{
    *(volatile uint8_t *)(distributor() + GICD_ITARGETSR(0) + number) = target_of[core];
}

void plat_gic_send_sgi(word_t number, word_t targets)
{
    /* What was written before is seen by the cores that take the interrupt. */
    arm_dsb_ishst(); /* I2 */
    write32(distributor(), GICD_SGIR, (uint32_t)(targets << SGIR_TARGETS | number));
}
