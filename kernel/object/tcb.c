// SPDX-License-Identifier: BSD-2-Clause

/* Invocations of threads (manual section 6.1): the simple ones, and the dispatch. */

#include <kernel/arch_object.h>
#include <kernel/debug.h>
#include <kernel/remote.h>
#include <kernel/tcb_decode.h>

/* Bits of the first message word of the register invocations. */
#define FLAG_SUSPEND_SOURCE   BIT(0)
#define FLAG_RESUME_TARGET    BIT(0) /**< WriteRegisters */
#define FLAG_COPY_RESUME      BIT(1)
#define FLAG_TRANSFER_FRAME   BIT(2)
#define FLAG_TRANSFER_INTEGER BIT(3)

#define CONTEXT_WORDS (ARCH_FRAME_REGISTERS + ARCH_GP_REGISTERS)

/** Register `i` of seL4_UserContext. */
static enum arch_reg context_register(word_t i)
{
    return i < ARCH_FRAME_REGISTERS ? arch_frame_registers[i]
                                    : arch_gp_registers[i - ARCH_FRAME_REGISTERS];
}

/** The registers of a thread were changed from outside: it continues where they say. */
static void registers_written(struct tcb *tcb)
{
    arch_registers_changed(tcb);
    if (tcb == current_thread()) {
        sched_reschedule();
    }
}

static void set_next_from_fault_ip(struct tcb *tcb)
{
    thread_set_reg(tcb, ARCH_REG_NEXT_IP, thread_get_reg(tcb, ARCH_REG_FAULT_IP));
}

static enum status read_registers(struct invocation *inv, struct tcb *tcb)
{
    if (inv->length < 2) {
        return fail_truncated(inv);
    }
    word_t flags = inv_arg(inv, 0);
    word_t count = inv_arg(inv, 1);
    if (count < 1 || count > CONTEXT_WORDS) {
        return fail_range(inv, 1, CONTEXT_WORDS);
    }
    if (tcb == inv->caller) {
        return fail_illegal(inv);
    }

    if ((flags & FLAG_SUSPEND_SOURCE) != 0) {
        thread_suspend(tcb);
    }
    for (word_t i = 0; i < count; i++) {
        inv_reply(inv, i, thread_get_reg(tcb, context_register(i)));
    }
    return STATUS_OK;
}

static enum status write_registers(struct invocation *inv, struct tcb *tcb)
{
    if (inv->length < 2) {
        return fail_truncated(inv);
    }
    word_t flags = inv_arg(inv, 0);
    word_t count = inv_arg(inv, 1);
    if (inv->length - 2 < count) {
        return fail_truncated(inv);
    }
    if (tcb == inv->caller) {
        return fail_illegal(inv);
    }

    for (word_t i = 0; i < count && i < CONTEXT_WORDS; i++) {
        enum arch_reg reg = context_register(i);
        thread_set_reg(tcb, reg, arch_sanitise_register(reg, inv_arg(inv, i + 2)));
    }
    set_next_from_fault_ip(tcb);
    registers_written(tcb);
    if ((flags & FLAG_RESUME_TARGET) != 0) {
        thread_restart(tcb);
    }
    return STATUS_OK;
}

static void copy_registers(struct tcb *dest, const struct tcb *source, const enum arch_reg *regs,
                           word_t count)
{
    for (word_t i = 0; i < count; i++) {
        thread_set_reg(dest, regs[i], thread_get_reg(source, regs[i]));
    }
}

static enum status copy_between(struct invocation *inv, struct tcb *dest)
{
    if (inv->length < 1 || inv->extra.count < 1) {
        return fail_truncated(inv);
    }
    word_t flags = inv_arg(inv, 0);
    struct cap source_cap = inv_extra(inv, 0);
    if (cap_type(source_cap) != CAP_THREAD) {
        return fail_capability(inv, 1);
    }

    struct tcb *source = cap_object(source_cap);
    remote_stall(source);
    if ((flags & FLAG_SUSPEND_SOURCE) != 0) {
        thread_suspend(source);
    }
    if ((flags & FLAG_COPY_RESUME) != 0) {
        thread_restart(dest);
    }
    if ((flags & FLAG_TRANSFER_FRAME) != 0) {
        copy_registers(dest, source, arch_frame_registers, ARCH_FRAME_REGISTERS);
        set_next_from_fault_ip(dest);
    }
    if ((flags & FLAG_TRANSFER_INTEGER) != 0) {
        copy_registers(dest, source, arch_gp_registers, ARCH_GP_REGISTERS);
    }
    registers_written(dest);
    return STATUS_OK;
}

static enum status bind_notification(struct invocation *inv, struct tcb *tcb)
{
    if (inv->extra.count < 1) {
        return fail_truncated(inv);
    }
    struct cap cap = inv_extra(inv, 0);
    if (tcb->bound != NULL || cap_type(cap) != CAP_NOTIFICATION ||
        (cap_rights(cap) & RIGHT_READ) == 0) {
        return fail_illegal(inv);
    }
    struct notification *notification = cap_object(cap);
    if (notification->bound != NULL || wait_queue_state(&notification->queue) == WAIT_RECEIVE) {
        return fail_illegal(inv);
    }
    thread_bind_notification(tcb, notification);
    return STATUS_OK;
}

static enum status unbind_notification(struct invocation *inv, struct tcb *tcb)
{
    if (tcb->bound == NULL) {
        return fail_illegal(inv);
    }
    thread_unbind_notification(tcb);
    return STATUS_OK;
}

static enum status set_tls_base(struct invocation *inv, struct tcb *tcb)
{
    if (inv->length < 1) {
        return fail_truncated(inv);
    }
    thread_set_reg(tcb, ARCH_REG_TLS, inv_arg(inv, 0));
    registers_written(tcb);
    return STATUS_OK;
}

static enum status set_flags(struct invocation *inv, struct tcb *tcb)
{
    if (inv->length < 2) {
        return fail_truncated(inv);
    }
    word_t flags = tcb->fpu_disabled ? seL4_TCBFlag_fpuDisabled : 0;
    flags = (flags & ~inv_arg(inv, 0)) | (inv_arg(inv, 1) & seL4_TCBFlag_MASK);
    bool disabled = (flags & seL4_TCBFlag_fpuDisabled) != 0;
    tcb->fpu_disabled = disabled;
    arch_fpu_flag_changed(tcb);
    inv_reply(inv, 0, flags);
    return STATUS_OK;
}

#ifdef CONFIG_ENABLE_SMP_SUPPORT
static enum status set_affinity(struct invocation *inv, struct tcb *tcb)
{
    if (inv->length < 1) {
        return fail_truncated(inv);
    }
    word_t core = inv_arg(inv, 0);
    if (core >= sched_core_count()) {
        return fail_illegal(inv);
    }
    thread_set_core(tcb, core);
    return STATUS_OK;
}
#endif

enum status decode_tcb(struct invocation *inv)
{
    struct tcb *tcb = cap_object(inv->cap);

    remote_stall(tcb);
    switch (inv->label) {
    case TCBReadRegisters:
        return read_registers(inv, tcb);
    case TCBWriteRegisters:
        return write_registers(inv, tcb);
    case TCBCopyRegisters:
        return copy_between(inv, tcb);
    case TCBSuspend:
        thread_suspend(tcb);
        return STATUS_OK;
    case TCBResume:
        thread_restart(tcb);
        return STATUS_OK;
    case TCBBindNotification:
        return bind_notification(inv, tcb);
    case TCBUnbindNotification:
        return unbind_notification(inv, tcb);
    case TCBSetTLSBase:
        return set_tls_base(inv, tcb);
    case TCBSetFlags:
        return set_flags(inv, tcb);
#ifdef CONFIG_ENABLE_SMP_SUPPORT
    case TCBSetAffinity:
        return set_affinity(inv, tcb);
#endif
    default:
        return decode_tcb_control(inv, tcb);
    }
}
