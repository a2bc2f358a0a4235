// SPDX-License-Identifier: BSD-2-Clause
/* The command that faults. */

#include "shell.h"

/* An address that no region of an instance has. */
#define NOWHERE 0xdeadbeef000ul

static uint32_t words[2];

static void fault_read(void)
{
    __asm__ volatile("ldr xzr, [%0]" ::"r"(NOWHERE));
}

AX_NO_FP static void fault_write(void)
{
    __asm__ volatile("str xzr, [%0]" ::"r"(NOWHERE));
}

static void fault_exec(void)
{
    words[0] = 0xd65f03c0; /* ret */
    __asm__ volatile("blr %0" ::"r"(words) : "x30", "memory");
}

static unsigned fault_deeper(unsigned depth)
{
    volatile char frame[512];

    frame[0] = (char)depth;
    return depth == UINT32_MAX ? 0 : fault_deeper(depth + 1) + (unsigned)frame[0];
}

static void fault_stack(void)
{
    fault_deeper(0);
}

static void fault_undef(void)
{
    __asm__ volatile("udf #0");
}

static void fault_align(void)
{
    uint32_t value;

    __asm__ volatile("ldxr %w0, [%1]" : "=r"(value) : "r"((uintptr_t)words + 1) : "memory");
}

static void fault_brk(void)
{
    __asm__ volatile("brk #0");
}

static void fault_syscall(void)
{
    __asm__ volatile("mov x7, #1234\n\tsvc #0" ::: "x7", "memory");
}

static void fault_masked(void)
{
    ax_irq_save();
    fault_write();
}

/* In a callback, on the manager's stack. */
AX_NO_FP static void fault_callback(void *arg)
{
    (void)arg;
    fault_write();
}

static void fault_handler(void)
{
    static struct ax_timer timer;

    ax_timer_init(&timer, fault_callback, NULL);
    ax_timer_arm(&timer, 0);
    ax_task_sleep_ns(AX_NS_PER_SEC);
}

static const struct {
    const char *kind;
    const char *what;
    void (*cause)(void);
} faults[] = {
    {"write", "write to an address that is not mapped", fault_write},
    {"read", "read from an address that is not mapped", fault_read},
    {"exec", "execute data", fault_exec},
    {"stack", "overflow the stack", fault_stack},
    {"undef", "undefined instruction", fault_undef},
    {"brk", "breakpoint that nobody handles", fault_brk},
    {"align", "misaligned exclusive access", fault_align},
    {"syscall", "system call that nobody knows", fault_syscall},
    {"masked", "write with interrupts held off, which ends the system", fault_masked},
    {"handler", "write in a timer's callback, which ends the system", fault_handler},
};

int command_fault(int argc, char **argv)
{
    const char *kind = argc > 1 ? argv[1] : faults[0].kind;

    for (size_t i = 0; i < AX_ARRAY_LEN(faults); i++) {
        if (strcmp(kind, faults[i].kind) == 0) {
            faults[i].cause();
            ax_printf("fault: %s had no effect\n", kind);
            return 1;
        }
    }
    if (strcmp(kind, "list") != 0) {
        ax_printf("fault: %s: no such kind\n", kind);
    }
    for (size_t i = 0; i < AX_ARRAY_LEN(faults); i++) {
        ax_printf("  %-8s %s\n", faults[i].kind, faults[i].what);
    }
    return strcmp(kind, "list") != 0;
}
