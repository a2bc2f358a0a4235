// SPDX-License-Identifier: BSD-2-Clause
//
// ROOT0060 and up: ways to fault. Each ends this incarnation; the next one says so.

#include <stddef.h>
#include "suite.h"

static const uint64_t constant = 7;
static uint64_t variable = 0xd65f03c0; /* "ret", were it executable */

static void write_to(uint64_t addr)
{
    *(volatile uint64_t *)addr = 1;
}

static void read_null(void)
{
    (void)*(volatile uint64_t *)0;
}

static void write_text(void)
{
    write_to((uintptr_t)write_text);
}

static void write_constant(void)
{
    write_to((uintptr_t)&constant);
}

static void run_data(void)
{
    ((void (*)(void))(uintptr_t)&variable)();
}

static void write_info(void)
{
    write_to(INSTANCE_INFO_VADDR);
}

static void overflow_stack(void)
{
    write_to(INSTANCE_BOOT_STACK_TOP - INSTANCE_BOOT_STACK_SIZE - 8);
}

static void jump_nowhere(void)
{
    ((void (*)(void))0x7000000000ULL)();
}

static void jump_unaligned(void)
{
    ((void (*)(void))((uintptr_t)jump_nowhere + 2))();
}

static void undefined_instruction(void)
{
    __asm__ volatile("udf #0");
}

static void breakpoint(void)
{
    __asm__ volatile("brk #1");
}

static void forbidden_register(void)
{
    __asm__ volatile("msr ttbr0_el1, xzr");
}

static void unknown_syscall(void)
{
    __asm__ volatile("mov x7, #999\n svc #0" ::: "x7", "memory");
}

static void missing_cap(void)
{
    (void)seL4_Call(4000 << INSTANCE_CNODE_BITS, seL4_MessageInfo_new(0, 0, 0, 0));
}

static void unaligned_device(void)
{
    (void)*(volatile uint32_t *)(INFO->devices[0].vaddr + 1);
}

static const struct {
    const char *name;
    void (*run)(void);
} ways[] = {
    {"ROOT0060 a read of address 0", read_null},
    {"ROOT0061 a write to program text", write_text},
    {"ROOT0062 a write to read-only data", write_constant},
    {"ROOT0063 execution of data", run_data},
    {"ROOT0064 a write to the information page", write_info},
    {"ROOT0065 a stack overflow", overflow_stack},
    {"ROOT0066 a jump to nowhere", jump_nowhere},
    {"ROOT0067 a misaligned jump", jump_unaligned},
    {"ROOT0068 an undefined instruction", undefined_instruction},
    {"ROOT0069 a breakpoint", breakpoint},
    {"ROOT0070 a forbidden register", forbidden_register},
    {"ROOT0071 an unknown system call", unknown_syscall},
    {"ROOT0072 a call of a null capability", missing_cap},
    {"ROOT0073 a misaligned device access", unaligned_device},
};

bool fault_number(unsigned n)
{
    if (n >= sizeof(ways) / sizeof(ways[0])) {
        return false;
    }
    ways[n].run();
    return true;
}

const char *fault_name(unsigned n)
{
    return n < sizeof(ways) / sizeof(ways[0]) ? ways[n].name : NULL;
}
