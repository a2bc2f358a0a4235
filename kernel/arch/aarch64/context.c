// SPDX-License-Identifier: BSD-2-Clause
/* Which thread's registers this core has, beyond those that the vectors save and restore. */

#include <kernel/thread.h>
#include <arch/cap.h>
#include <arch/fpu.h>
#include <arch/sysreg.h>
#include <arch/switch.h>
#include <arch/syscall_numbers.h>
#include <arch/vspace.h>

_Static_assert(offsetof(struct percpu, current) == ARM_PERCPU_CURRENT, "offset for assembly");
_Static_assert(offsetof(struct percpu, kernel_stack) == ARM_PERCPU_KERNEL_STACK,
               "offset for assembly");
_Static_assert(offsetof(struct percpu, lock_place) == ARM_PERCPU_LOCK_PLACE &&
                   offsetof(struct percpu, lock_before) == ARM_PERCPU_LOCK_BEFORE,
               "offsets for assembly");
_Static_assert(seL4_SysCall == -ARM_MINUS_CALL && seL4_SysReplyRecv == -ARM_MINUS_REPLY_RECV &&
                   seL4_SysSend == -ARM_MINUS_SEND && seL4_SysNBSend == -ARM_MINUS_NBSEND &&
                   seL4_SysRecv == -ARM_MINUS_RECV && seL4_SysYield == -ARM_MINUS_YIELD &&
                   seL4_SysNBRecv == -ARM_MINUS_NBRECV,
               "system call numbers for assembly");
_Static_assert(offsetof(struct tcb, context) == 0, "the vectors take a TCB for its context");

const enum arch_reg arch_frame_registers[ARCH_FRAME_REGISTERS] = {
    ARCH_REG_FAULT_IP, ARCH_REG_SP, ARCH_REG_SPSR, 0, 1, 2, 3, 4, 5, 6, 7, 8, 16, 17, 18, 29, 30};

const enum arch_reg arch_gp_registers[ARCH_GP_REGISTERS] = {9,
                                                            10,
                                                            11,
                                                            12,
                                                            13,
                                                            14,
                                                            15,
                                                            19,
                                                            20,
                                                            21,
                                                            22,
                                                            23,
                                                            24,
                                                            25,
                                                            26,
                                                            27,
                                                            28,
                                                            ARCH_REG_TLS,
                                                            ARCH_REG_TPIDRRO};

const enum arch_reg arch_syscall_message[seL4_UnknownSyscall_Length - 1] = {
    [seL4_UnknownSyscall_X0] = 0,
    [seL4_UnknownSyscall_X1] = 1,
    [seL4_UnknownSyscall_X2] = 2,
    [seL4_UnknownSyscall_X3] = 3,
    [seL4_UnknownSyscall_X4] = 4,
    [seL4_UnknownSyscall_X5] = 5,
    [seL4_UnknownSyscall_X6] = 6,
    [seL4_UnknownSyscall_X7] = 7,
    [seL4_UnknownSyscall_FaultIP] = ARCH_REG_FAULT_IP,
    [seL4_UnknownSyscall_SP] = ARCH_REG_SP,
    /* Called LR, but the word that seL4 passes is the address after the svc. */
    [seL4_UnknownSyscall_LR] = ARCH_REG_NEXT_IP,
    [seL4_UnknownSyscall_SPSR] = ARCH_REG_SPSR,
};

const enum arch_reg arch_exception_message[seL4_UserException_SPSR + 1] = {
    [seL4_UserException_FaultIP] = ARCH_REG_FAULT_IP,
    [seL4_UserException_SP] = ARCH_REG_SP,
    [seL4_UserException_SPSR] = ARCH_REG_SPSR,
};

word_t arm_tls_read(const struct arch_user_context *context)
{
    const struct tcb *loaded = this_cpu()->loaded;

    if (loaded != NULL && &loaded->context == context) {
        return arm_read(TPIDR_EL0);
    }
    return context->reg[ARCH_REG_TLS];
}

void arch_registers_changed(struct tcb *tcb)
{
    if (this_cpu()->loaded == tcb) {
        arm_write(TPIDR_EL0, tcb->context.reg[ARCH_REG_TLS]);
        arm_write(TPIDRRO_EL0, tcb->context.reg[ARCH_REG_TPIDRRO]);
    }
}

void arch_switch_to_thread(struct tcb *tcb)
{
    struct percpu *cpu = this_cpu();
    struct tcb *loaded = cpu->loaded;

    if (likely(loaded != NULL && loaded != tcb)) {
        arch_switch_between(cpu, loaded, tcb);
        return;
    }
    arm_vspace_switch(tcb->slots[TCB_SLOT_VSPACE].cap);
    if (loaded == NULL) {
        arm_fpu_switch(cpu->fpu_owner, NULL, tcb);
        cpu->loaded = tcb;
        arm_write(TPIDR_EL0, tcb->context.reg[ARCH_REG_TLS]);
        arm_write(TPIDRRO_EL0, tcb->context.reg[ARCH_REG_TPIDRRO]);
    }
}

/* Nothing of the loaded thread is in registers any more but perhaps those of the FP unit. */
static void unload(struct percpu *cpu)
{
    if (cpu->loaded != NULL) {
        cpu->loaded->context.reg[ARCH_REG_TLS] = arm_read(TPIDR_EL0);
        arm_fpu_switch(cpu->fpu_owner, cpu->loaded, NULL);
        cpu->loaded = NULL;
    }
}

void arch_switch_to_idle(void)
{
    arm_vspace_activate_empty();
    if (K_SMP) {
        /* Other cores may want to know the thread's registers, without waking this one. */
        unload(this_cpu());
    }
}

void arch_vacate(struct percpu *cpu)
{
    unload(cpu);
    if (cpu->fpu_owner != NULL) {
        arm_fpu_save(&cpu->fpu_owner->context.fpu);
        cpu->fpu_owner = NULL;
    }
    arm_vspace_activate_empty();
    /* Who asked may give the tables away: no walk of them starts after this (Arm ARM D17.1.2). */
    arm_isb(); /* A1 */
}

void arch_idle_context(struct tcb *tcb)
{
    tcb->context.reg[ARCH_REG_SPSR] = ARM_SPSR_IDLE;
    tcb->context.reg[ARCH_REG_NEXT_IP] = (word_t)arm_idle;
    tcb->context.reg[ARCH_REG_FAULT_IP] = (word_t)arm_idle;
}

void arch_prepare_thread_delete(struct tcb *tcb)
{
    struct percpu *cpu = this_cpu();

    arm_fpu_discard(tcb);
    if (cpu->loaded == tcb) {
        cpu->loaded = NULL;
    }
}
