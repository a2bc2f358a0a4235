// SPDX-License-Identifier: BSD-2-Clause
//
// ROOT0060 and up: ways to fault. Each ends this incarnation; the next one says so.

#include <stddef.h>
#include "suite.h"

/* Does not fit the guard of the CSpace's root. */
#define MISSING_CAP (1ULL << 40)
#define BELOW_STACK (INSTANCE_BOOT_STACK_TOP - INSTANCE_BOOT_STACK_SIZE - 8)
#define NOWHERE     (INSTANCE_DYNAMIC_BASE + 0x1000)

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
    write_to(BELOW_STACK);
}

static void jump_nowhere(void)
{
    ((void (*)(void))NOWHERE)();
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
    (void)seL4_Call(MISSING_CAP, seL4_MessageInfo_new(0, 0, 0, 0));
}

/* Addresses that the fault is not about. */
#define NONE 0

static const struct {
    const char *id;
    const char *name;
    void (*run)(void);
    seL4_Word type;
    uintptr_t addr;
} ways[] = {
    {"ROOT0060", "a read of address 0", read_null, seL4_Fault_VMFault, 0},
    {"ROOT0061", "a write to program text", write_text, seL4_Fault_VMFault, (uintptr_t)write_text},
    {"ROOT0062", "a write to read-only data", write_constant, seL4_Fault_VMFault,
     (uintptr_t)&constant},
    {"ROOT0063", "execution of data", run_data, seL4_Fault_VMFault, (uintptr_t)&variable},
    {"ROOT0064", "a write to the information page", write_info, seL4_Fault_VMFault,
     INSTANCE_INFO_VADDR},
    {"ROOT0065", "a stack overflow", overflow_stack, seL4_Fault_VMFault, BELOW_STACK},
    {"ROOT0066", "a jump to nowhere", jump_nowhere, seL4_Fault_VMFault, NOWHERE},
    {"ROOT0067", "a misaligned jump", jump_unaligned, seL4_Fault_UserException,
     (uintptr_t)jump_nowhere + 2},
    {"ROOT0068", "an undefined instruction", undefined_instruction, seL4_Fault_UserException, NONE},
    {"ROOT0069", "a breakpoint", breakpoint, seL4_Fault_UserException, NONE},
    {"ROOT0070", "a forbidden register", forbidden_register, seL4_Fault_UserException, NONE},
    {"ROOT0071", "an unknown system call", unknown_syscall, seL4_Fault_UnknownSyscall, NONE},
    {"ROOT0072", "a call through a missing CNode", missing_cap, seL4_Fault_CapFault, MISSING_CAP},
};

#define WAYS (sizeof(ways) / sizeof(ways[0]))

/* The compiler has put the faulting instruction into this function or one that it calls: in the
 * text anyway. */
static bool in_text(uint64_t ip)
{
    return ip >= INFO->segments[0].vaddr && ip < INFO->segments[0].vaddr + INFO->segments[0].size;
}

void check_last_fault(void)
{
    const struct instance_last_fault *last = &INFO->last_fault;
    unsigned n = INFO->incarnation - 1;
    /* Jumps fault where they lead to. */
    bool jumped = n < WAYS && (ways[n].run == run_data || ways[n].run == jump_nowhere);

    check(n < WAYS && last->type == ways[n].type && last->addr == ways[n].addr &&
              (jumped ? last->ip == last->addr : in_text(last->ip)),
          n < WAYS ? ways[n].id : "ROOT0099", n < WAYS ? ways[n].name : "an unexpected fault");
}

void fault_next(void)
{
    if (INFO->incarnation < WAYS) {
        ways[INFO->incarnation].run();
    }
}
