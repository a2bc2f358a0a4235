// SPDX-License-Identifier: BSD-2-Clause
/* What the kernel tells of threads and of itself on the debug console, and its end. */

#include <kernel/arch_object.h>
#include <kernel/debug.h>
#include <plat/gic.h>
#include <plat/machine.h>
#include <arch/core.h>
#include <arch/panic_frame.h>
#include <arch/stack.h>
#include <arch/sysreg.h>
#include <arch/window.h>

#define BACKTRACE_LENGTH 16

struct arm_panic_frame arm_panic_frame;

void arch_debug_putchar(char c)
{
    if (c == '\n') {
        plat_console_putchar('\r');
    }
    plat_console_putchar(c);
}

void arch_halt(void)
{
    plat_power_off();
    arm_core_stop();
}

static void print_registers(const word_t *x)
{
    for (word_t i = 0; i < 31; i++) {
        kprintf("x%-2lu 0x%016lx%s", i, x[i], i % 4 == 3 ? "\n" : "  ");
    }
    kprintf("\n");
}

void arch_debug_dump_context(const struct tcb *tcb)
{
    const word_t *reg = tcb->context.reg;

    kprintf("pc 0x%lx  sp 0x%lx  spsr 0x%lx  tpidr 0x%lx  tpidrro 0x%lx\n", reg[ARCH_REG_FAULT_IP],
            reg[ARCH_REG_SP], reg[ARCH_REG_SPSR], arch_context_get(&tcb->context, ARCH_REG_TLS),
            reg[ARCH_REG_TPIDRRO]);
    print_registers(reg);
}

/* Fault status codes of an abort: ESR_ELx.ISS, Arm ARM (DDI 0487) D17.2.37. */
static const char *status_text(word_t status)
{
    switch (status >> 2 & MASK(4)) {
    case 0:
        return "address too large";
    case 1:
        return "not mapped";
    case 2:
        return "access flag";
    case 3:
        return "not allowed";
    case 4:
    case 5:
        return "external abort";
    default:
        return (status & MASK(6)) == 0x21 ? "not aligned" : "abort";
    }
}

void arch_debug_print_fault(const struct tcb *tcb, const struct fault *fault)
{
    word_t status = fault->vm.status;
    const char *access = (status & BIT(6)) != 0 ? "write" : "read";

    (void)tcb;
    kprintf(" (%s: %s, level %lu)", fault->vm.instruction ? "execute" : access, status_text(status),
            status & MASK(2));
}

static bool in_kernel_stack(word_t address, word_t alignment)
{
    return address >= (word_t)arm_kernel_stacks &&
           address < (word_t)arm_kernel_stacks + sizeof(arm_kernel_stacks) &&
           address % alignment == 0;
}

/* Frame records (procedure call standard, 6.4.6): the caller's record, the return address. */
static word_t print_frame_records(word_t record)
{
    word_t found = 0;

    for (; found < BACKTRACE_LENGTH && in_kernel_stack(record, 16); found++) {
        const word_t *words = (const word_t *)record;

        kprintf(" 0x%lx", words[1]);
        record = words[0];
    }
    return found;
}

/* Whether the instruction before `address` is a call: BL or BLR (Arm ARM C6.2). */
static bool is_return_address(word_t address)
{
    if (address <= (word_t)kernel_image_start || address >= (word_t)kernel_rodata_start ||
        address % 4 != 0) {
        return false;
    }
    uint32_t before = *(const uint32_t *)(address - 4);

    return (before & 0xfc000000) == 0x94000000 || (before & 0xfffffc1f) == 0xd63f0000;
}

/* Release builds keep no frame records: every word of the stack in use that is a return address.
 * Callers are among them, in order; what was left in unused parts of their frames may be, too. */
static word_t print_return_addresses(word_t sp, word_t link)
{
    word_t stack = (sp - (word_t)arm_kernel_stacks) / ARM_STACK_SIZE;
    word_t found = 0;

    if (is_return_address(link)) {
        kprintf(" 0x%lx", link);
        found++;
    }
    if (!in_kernel_stack(sp, sizeof(word_t))) {
        return found;
    }
    word_t first = (word_t)arm_kernel_stacks[stack] + ARM_STACK_GUARD;
    word_t end = (word_t)arm_kernel_stacks[stack] + ARM_STACK_SIZE;

    /* Below the stack lies its guard page: that is where one that was too small has stopped. */
    for (sp = sp < first ? first : sp; sp < end && found < BACKTRACE_LENGTH; sp += sizeof(sp)) {
        word_t word = *(const word_t *)sp;

        if (is_return_address(word)) {
            kprintf(" 0x%lx", word);
            found++;
        }
    }
    return found;
}

static void print_backtrace(word_t record, word_t sp, word_t link)
{
    kprintf(K_DEBUG ? "called from" : "called from, among others");
    word_t found = K_DEBUG ? print_frame_records(record) : print_return_addresses(sp, link);
    kprintf(found == 0 ? " nothing known\n" : "\n");
}

void arch_debug_backtrace(void)
{
    word_t record = (word_t)__builtin_frame_address(0);
    word_t sp;

    __asm__ volatile("mov %0, sp" : "=r"(sp));
    /* After an exception of the kernel's own, another stack is in use, and all has been told. */
    if (in_kernel_stack(sp, 16)) {
        print_backtrace(record, sp, 0);
    }
}

void arm_panic_exception(const struct arm_panic_frame *frame)
{
    static const char *const kinds[] = {"synchronous exception", "interrupt", "fast interrupt",
                                        "system error"};

    kprintf("\nkernel: unexpected %s, vector %lu\n", kinds[frame->vector % 4], frame->vector);
    kprintf("ESR 0x%lx  FAR 0x%lx  ELR 0x%lx  SPSR 0x%lx  SP 0x%lx\n", arm_read(ESR_EL1),
            arm_read(FAR_EL1), arm_read(ELR_EL1), arm_read(SPSR_EL1), frame->sp);
    print_registers(frame->x);
    print_backtrace(frame->x[29], frame->sp, frame->x[30]);
    panic("exception in the kernel");
}
