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

/** The registers of a thread were changed from outside: it continues where they say. */
static void registers_written(struct tcb *tcb)
{
    remote_forget(tcb);
    arch_registers_changed(tcb);
    if (tcb == current_thread()) {
        sched_reschedule();
    }
}

static void set_next_from_fault_ip(struct tcb *tcb)
{
    thread_set_reg(tcb, ARCH_REG_NEXT_IP, thread_get_reg(tcb, ARCH_REG_FAULT_IP));
}

/** Message word `i` and those after it, in the buffer: registers. */
static void put_registers(word_t *buffer, word_t i, const struct tcb *tcb,
                          const enum arch_reg *regs, word_t count)
{
    for (word_t *word = &buffer[BUFFER_MSG(i)]; count-- != 0; word++) {
        *word = tcb->context.reg[*regs++];
    }
}

/** The answer: the first `count` registers of seL4_UserContext. */
static void reply_registers(struct invocation *inv, struct tcb *tcb, word_t count)
{
    word_t in_frame = count < ARCH_FRAME_REGISTERS ? count : ARCH_FRAME_REGISTERS;

    if (!inv->call) {
        return;
    }
    for (word_t i = 0; i < MSG_REGS && i < count; i++) {
        inv_reply(inv, i, tcb->context.reg[arch_frame_registers[i]]);
    }
    word_t *buffer = count > MSG_REGS ? thread_buffer(inv->caller, true) : NULL;
    if (buffer == NULL) {
        return;
    }
    /* The value of a thread that runs stands elsewhere. */
    thread_set_reg(tcb, ARCH_REG_TLS, thread_get_reg(tcb, ARCH_REG_TLS));
    put_registers(buffer, MSG_REGS, tcb, &arch_frame_registers[MSG_REGS], in_frame - MSG_REGS);
    put_registers(buffer, in_frame, tcb, arch_gp_registers, count - in_frame);
    inv->reply_length = count;
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
    reply_registers(inv, tcb, count);
    return STATUS_OK;
}

/** Registers from message word `i` and those after it. */
static void get_registers(const struct invocation *inv, word_t i, struct tcb *tcb,
                          const enum arch_reg *regs, word_t count)
{
    for (; count != 0 && i < MSG_REGS; i++, count--, regs++) {
        tcb->context.reg[*regs] = arch_sanitise_register(*regs, inv_arg(inv, i));
    }
    if (count == 0) {
        return;
    }
    for (const word_t *word = &inv->buffer[BUFFER_MSG(i)]; count-- != 0; regs++) {
        tcb->context.reg[*regs] = arch_sanitise_register(*regs, *word++);
    }
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

    count = count < CONTEXT_WORDS ? count : CONTEXT_WORDS;
    word_t in_frame = count < ARCH_FRAME_REGISTERS ? count : ARCH_FRAME_REGISTERS;
    get_registers(inv, 2, tcb, arch_frame_registers, in_frame);
    get_registers(inv, 2 + in_frame, tcb, arch_gp_registers, count - in_frame);
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
