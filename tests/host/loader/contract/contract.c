// SPDX-License-Identifier: BSD-2-Clause
/*
 * A kernel that does nothing but report the state in which the loader hands over, one "name value"
 * line a fact, for tests/tools/test_loader.py to judge; then it switches the machine off.
 */
#include "contract.h"

#include <boot/entry.h>

#define UART 0x09000000

#define READ(register_name)                                                                        \
    ({                                                                                             \
        uint64_t value_;                                                                           \
        __asm__ volatile("mrs %0, " #register_name : "=r"(value_));                                \
        value_;                                                                                    \
    })

uint64_t contract_registers[8][8];
_Alignas(16) uint8_t contract_stacks[8][4096];

static struct {
    uint64_t level, stack_select, masks, sctlr, mair, tcr, mpidr, arrived;
} state[8];

/* Beyond the file part of the segment, so zero when the first core enters. */
static uint8_t zeroed[10000];

static void put(char byte)
{
    *(volatile uint32_t *)UART = (uint8_t)byte;
}

static void print(const char *name, uint64_t value)
{
    while (*name != '\0') {
        put(*name++);
    }
    put(' ');
    for (int shift = 60; shift >= 0; shift -= 4) {
        put("0123456789abcdef"[value >> shift & 15]);
    }
    put('\n');
}

static uint64_t sum(uint64_t start, uint64_t end)
{
    uint64_t value = 0;

    for (const volatile uint64_t *at = (uint64_t *)start; (uint64_t)at < end; at++) {
        value = (value << 7 | value >> 57) ^ *at;
    }
    return value;
}

/* Result of a translation: PAR_EL1, bit 0 of which is set where the access is not allowed. */
static uint64_t probe_read(uint64_t address)
{
    __asm__ volatile("at s1e1r, %0; isb" ::"r"(address) : "memory");
    return READ(PAR_EL1);
}

static uint64_t probe_write(uint64_t address)
{
    __asm__ volatile("at s1e1w, %0; isb" ::"r"(address) : "memory");
    return READ(PAR_EL1);
}

static void power_off(void)
{
    register uint64_t function __asm__("x0") = 0x84000008;

    if ((READ(ID_AA64PFR0_EL1) >> 8 & 15) != 0) {
        __asm__ volatile("smc #0" : "+r"(function)::"memory");
    } else {
        __asm__ volatile("hvc #0" : "+r"(function)::"memory");
    }
}

static void report_core(uint64_t core)
{
    print("core", core);
    for (unsigned i = 0; i < 8; i++) {
        const char name[3] = {'x', (char)('0' + i), '\0'};

        print(name, contract_registers[core][i]);
    }
    print("level", state[core].level);
    print("spsel", state[core].stack_select);
    print("daif", state[core].masks);
    print("sctlr", state[core].sctlr);
    print("mair", state[core].mair);
    print("tcr", state[core].tcr);
    print("mpidr", state[core].mpidr);
}

static void report_memory(void)
{
    const uint64_t *argument = contract_registers[0];
    uint64_t dirty = 0;

    for (unsigned i = 0; i < sizeof(zeroed); i++) {
        dirty |= ((volatile uint8_t *)zeroed)[i];
    }
    print("dirty", dirty);
    print("usersum", sum(argument[0], argument[1]));
    print("dtbmagic", *(volatile uint32_t *)argument[4]);
    print("dtbtotal", __builtin_bswap32(*(volatile uint32_t *)(argument[4] + 4)));
    print("uartpar", probe_write(UART));
    print("userpar", probe_write(argument[0]));
    print("ramfirst", probe_write(0x40000000));
#ifdef CONTRACT_RAM_END
    print("ramlast", probe_write(CONTRACT_RAM_END - 1));
    print("ramafter", probe_read(CONTRACT_RAM_END));
#endif
    print("ttext", probe_write((uint64_t)contract_main));
    print("null", probe_read(0));
}

void contract_main(uint64_t core, uint64_t stack_select)
{
    state[core].stack_select = stack_select;
    state[core].level = READ(CurrentEL);
    state[core].masks = READ(DAIF);
    state[core].sctlr = READ(SCTLR_EL1);
    state[core].mair = READ(MAIR_EL1);
    state[core].tcr = READ(TCR_EL1);
    state[core].mpidr = READ(MPIDR_EL1);
    __atomic_store_n(&state[core].arrived, 1, __ATOMIC_RELEASE);
    if (core == 0) {
        uint64_t cores =
            contract_registers[0][7] == BOOT_ENTRY_MAGIC ? contract_registers[0][6] : 1;

        for (uint64_t i = 0; i < cores; i++) {
            while (__atomic_load_n(&state[i].arrived, __ATOMIC_ACQUIRE) == 0) {
            }
            report_core(i);
        }
        report_memory();
        power_off();
    }
    for (;;) {
        __asm__ volatile("wfi");
    }
}
