// SPDX-License-Identifier: BSD-2-Clause

/* The made-up machine on which the kernel's objects are tested in a Linux process. */

#include <stdio.h>
#include <stdlib.h>
#include <kernel/arch.h>
#include <kernel/debug.h>
#include <kernel/percpu.h>
#include <string.h>
#include <arch/cap.h>
#include <arch/hosttest.h>

#define X(n) ((enum arch_reg)(n))

const enum arch_reg arch_frame_registers[ARCH_FRAME_REGISTERS] = {ARCH_REG_FAULT_IP,
                                                                  ARCH_REG_SP,
                                                                  ARCH_REG_SPSR,
                                                                  X(0),
                                                                  X(1),
                                                                  X(2),
                                                                  X(3),
                                                                  X(4),
                                                                  X(5),
                                                                  X(6),
                                                                  X(7),
                                                                  X(8),
                                                                  X(16),
                                                                  X(17),
                                                                  X(18),
                                                                  X(29),
                                                                  X(30)};

const enum arch_reg arch_gp_registers[ARCH_GP_REGISTERS] = {
    X(9),  X(10), X(11), X(12), X(13), X(14), X(15), X(19),        X(20),           X(21),
    X(22), X(23), X(24), X(25), X(26), X(27), X(28), ARCH_REG_TLS, ARCH_REG_TPIDRRO};

const enum arch_reg arch_syscall_message[] = {
    X(0),        X(1),  X(2),         X(3), X(4), X(5), X(6), X(7), ARCH_REG_FAULT_IP,
    ARCH_REG_SP, X(30), ARCH_REG_SPSR};

const enum arch_reg arch_exception_message[] = {ARCH_REG_FAULT_IP, ARCH_REG_SP, ARCH_REG_SPSR};

struct hosttest hosttest;

void hosttest_reset(void)
{
    hosttest = (struct hosttest){.interrupt_after = -1, .irq = IRQ_NONE};
}

struct percpu *arch_this_cpu(void)
{
    return &percpus[0];
}

bool preempt_pending(void)
{
    hosttest.looks++;
    if (hosttest.interrupt_after == 0) {
        hosttest.interrupt = true;
    }
    if (hosttest.interrupt_after >= 0) {
        hosttest.interrupt_after--;
    }
    return hosttest.interrupt;
}

void arch_switch_to_thread(struct tcb *tcb)
{
    (void)tcb;
    hosttest.switches++;
}

void arch_switch_to_idle(void)
{
    hosttest.idles++;
}

void arch_idle_context(struct tcb *tcb)
{
    (void)tcb;
}

void arch_fpu_release(struct tcb *tcb)
{
    (void)tcb;
}

void arch_fpu_flag_changed(struct tcb *tcb)
{
    (void)tcb;
}

void arch_registers_changed(struct tcb *tcb)
{
    (void)tcb;
}

void arch_prepare_thread_delete(struct tcb *tcb)
{
    (void)tcb;
}

word_t *arch_ipc_buffer(struct cap frame, vptr_t address, bool write)
{
    word_t needed = write ? RIGHT_READ | RIGHT_WRITE : RIGHT_READ;
    if (cap_type(frame) != CAP_FRAME || cap_frame_is_device(frame) ||
        (cap_frame_rights(frame) & needed) != needed) {
        return NULL;
    }
    return (word_t *)(cap_addr(frame) + (address & MASK(cap_frame_size_bits(frame))));
}

void arch_clear_memory(kptr_t start, word_t bytes)
{
    hosttest.cleared += bytes;
    memset((void *)start, 0, bytes);
}

word_t arch_irq_claim(void)
{
    if (!hosttest.interrupt) {
        return IRQ_NONE;
    }
    hosttest.interrupt = false;
    hosttest.claims++;
    return hosttest.irq;
}

void arch_irq_complete(word_t irq)
{
    (void)irq;
    hosttest.completes++;
}

void arch_irq_mask(word_t irq, bool masked)
{
    if (masked) {
        hosttest.masked |= BIT(irq);
    } else {
        hosttest.masked &= ~BIT(irq);
    }
}

void arch_timer_ack(void)
{
}

void arch_irq_internal(word_t irq)
{
    (void)irq;
}

void arch_reschedule_core(word_t core)
{
    (void)core;
}

void arch_interrupt_core(word_t core)
{
    (void)core;
}

void arch_vacate(struct percpu *cpu)
{
    (void)cpu;
}

void arch_irq_mask_own(word_t number, bool masked)
{
    arch_irq_mask(number, masked);
}

void arch_irq_trigger_own(word_t number, bool edge)
{
    (void)number;
    (void)edge;
}

void arch_debug_putchar(char c)
{
    if (hosttest.console_length < sizeof(hosttest.console) - 1) {
        hosttest.console[hosttest.console_length++] = c;
    }
}

void arch_debug_dump_context(const struct tcb *tcb)
{
    (void)tcb;
}

void arch_debug_backtrace(void)
{
}

void arch_halt(void)
{
    fputs(hosttest.console, stderr);
    abort();
}
