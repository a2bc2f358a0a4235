// SPDX-License-Identifier: BSD-2-Clause

#include "faults.h"

/* An address that no region of an instance has, and whose bits are easily recognized. */
#define NOWHERE 0x5a5a5a5a000ul

static const uint32_t constant_word = 1;
static uint32_t variable_words[4];

void fault_write(uintptr_t addr)
{
    __asm__ volatile("str xzr, [%0]" ::"r"(addr) : "memory");
}

uint64_t fault_read(uintptr_t addr)
{
    uint64_t value;

    __asm__ volatile("ldr %0, [%1]" : "=&r"(value) : "r"(addr) : "memory");
    return value;
}

AX_NO_FP bool fault_replace_address(struct ax_arch_regs *regs, uintptr_t from, uintptr_t to)
{
    /* The base register stands in bits 5 to 9 of the load (Arm ARM, C6.2, LDR immediate). */
    unsigned base = (*(const uint32_t *)regs->pc >> 5) & 31;

    if (base == 31 || regs->x[base] != from) {
        return false;
    }
    regs->x[base] = to;
    return true;
}

static void read_nowhere(void)
{
    fault_read(NOWHERE);
}

static void write_nowhere(void)
{
    fault_write(NOWHERE);
}

static void write_constant(void)
{
    fault_write((uintptr_t)&constant_word & ~7ul);
}

static void write_code(void)
{
    fault_write((uintptr_t)write_code);
}

static void call(uintptr_t addr)
{
    __asm__ volatile("blr %0" ::"r"(addr) : "x30", "memory");
}

static void execute_nowhere(void)
{
    call(NOWHERE);
}

static void execute_data(void)
{
    variable_words[0] = 0xd65f03c0; /* ret */
    call((uintptr_t)variable_words);
}

static void execute_stack(void)
{
    volatile uint32_t ret = 0xd65f03c0;

    call((uintptr_t)&ret);
}

/* Deeper with every call, until the guard page. */
static unsigned descend(unsigned depth)
{
    volatile char frame[512];

    frame[0] = (char)depth;
    return depth == UINT32_MAX ? 0 : descend(depth + 1) + (unsigned)frame[0];
}

static void overflow_stack(void)
{
    descend(0);
}

static void undefined_instruction(void)
{
    __asm__ volatile("udf #0");
}

static void unhandled_breakpoint(void)
{
    fault_breakpoint();
}

static void misaligned_exclusive(void)
{
    uint32_t value;

    __asm__ volatile("ldxr %w0, [%1]"
                     : "=r"(value)
                     : "r"((uintptr_t)variable_words + 1)
                     : "memory");
}

static void unknown_system_call(void)
{
    __asm__ volatile("mov x7, #1234\n\t"
                     "svc #0" ::
                         : "x7", "memory");
}

uint64_t fault_execute(void)
{
    uint64_t (*nowhere)(void) = (uint64_t(*)(void))NOWHERE;

    return nowhere();
}

const struct fault faults[] = {
    {"read", read_nowhere},
    {"write", write_nowhere},
    {"write-constant", write_constant},
    {"write-code", write_code},
    {"execute", execute_nowhere},
    {"execute-data", execute_data},
    {"execute-stack", execute_stack},
    {"stack-overflow", overflow_stack},
    {"undefined", undefined_instruction},
    {"breakpoint", unhandled_breakpoint},
    {"misaligned", misaligned_exclusive},
    {"system-call", unknown_system_call},
    {NULL, NULL},
};
