// SPDX-License-Identifier: BSD-2-Clause

/* The kernel's entries: system calls, faults, interrupts. */

#include <kernel/arch_object.h>
#include <kernel/debug.h>
#include <kernel/ipc.h>
#include <kernel/irq.h>
#include <kernel/msginfo.h>
#include <kernel/syscall.h>

/** Message of an error reply. @return its length */
static word_t error_message(struct tcb *tcb, word_t *buffer, const struct syscall_error *error)
{
    switch (error->type) {
    case seL4_InvalidArgument:
    case seL4_InvalidCapability:
        return thread_set_msg(tcb, buffer, 0, error->argument);
    case seL4_RangeError:
        thread_set_msg(tcb, buffer, 0, error->range_min);
        return thread_set_msg(tcb, buffer, 1, error->range_max);
    case seL4_FailedLookup:
        thread_set_msg(tcb, buffer, 0, error->source);
        return lookup_failure_message(tcb, buffer, 1, &error->failure);
    case seL4_NotEnoughMemory:
        return thread_set_msg(tcb, buffer, 0, error->memory_left);
    default:
        return 0;
    }
}

void syscall_reply_error(struct tcb *tcb, const struct syscall_error *error)
{
    word_t *buffer = thread_buffer(tcb, true);
    thread_set_reg(tcb, ARCH_REG_BADGE, 0);
    word_t length = error_message(tcb, buffer, error);
    thread_set_reg(tcb, ARCH_REG_MSG_INFO, msginfo_pack(error->type, 0, 0, length));
}

/** Looks up the capabilities that came along with an invocation of inv->slot. */
static enum status look_up(struct invocation *inv, word_t info, struct fault *fault)
{
    struct tcb *tcb = inv->caller;

    inv->cap = inv->slot->cap;
    inv->label = msginfo_label(info);
    inv->length = msginfo_length(info);
    inv->buffer = NULL;
    if (inv->length > MSG_REGS || msginfo_extra(info) != 0) {
        inv->buffer = thread_buffer(tcb, false);
        if (inv->buffer == NULL && inv->length > MSG_REGS) {
            inv->length = MSG_REGS;
        }
    }
    return extra_caps_lookup(tcb, inv->buffer, info, &inv->extra, fault);
}

/** Invokes the capability in `slot`. STATUS_OK, or STATUS_PREEMPTED. */
static enum status invoke(struct tcb *tcb, struct cte *slot, word_t info, bool call, bool blocking)
{
    struct invocation inv;
    struct fault fault;

    inv.caller = tcb;
    inv.slot = slot;
    inv.call = call;
    inv.blocking = blocking;
    inv.reply_length = 0;
    if (unlikely(look_up(&inv, info, &fault) != STATUS_OK)) {
        if (blocking) {
            fault_send(tcb, fault);
        }
        return STATUS_OK;
    }

    /* If the invocation is preempted, or restarts its own caller, it is executed again. */
    tcb->state = THREAD_RESTART;
    enum status status = decode_invocation(&inv);
    if (unlikely(status == STATUS_PREEMPTED)) {
        return status;
    }
    if (unlikely(status == STATUS_ERROR)) {
        tcb->state = THREAD_RUNNING;
        if (call) {
            syscall_reply_error(tcb, &inv.error);
        }
        return STATUS_OK;
    }
    if (tcb->state == THREAD_RESTART) {
        tcb->state = THREAD_RUNNING;
        if (call) {
            thread_set_reg(tcb, ARCH_REG_BADGE, 0);
            thread_set_reg(tcb, ARCH_REG_MSG_INFO, msginfo_pack(0, 0, 0, inv.reply_length));
        }
    }
    return STATUS_OK;
}

/** Send, NBSend and Call. STATUS_OK, or STATUS_PREEMPTED. */
static enum status handle_invocation(bool call, bool blocking)
{
    struct tcb *tcb = current_thread();
    cptr_t address = thread_get_reg(tcb, ARCH_REG_CAP);
    struct lookup_failure failure;
    struct cte *slot = cspace_lookup(tcb, address, &failure);

    if (unlikely(slot == NULL)) {
        if (blocking) {
            fault_send(tcb, fault_cap(address, false, &failure));
        }
        return STATUS_OK;
    }
    return invoke(tcb, slot, thread_get_reg(tcb, ARCH_REG_MSG_INFO), call, blocking);
}

/** Whether `tcb` may receive with the capability; then it has received or waits. */
static bool receive_with(struct tcb *tcb, struct cap cap, bool blocking)
{
    word_t type = cap_type(cap);

    if (type == CAP_ENDPOINT && (cap_rights(cap) & RIGHT_READ) != 0) {
        cte_delete_one(&tcb->slots[TCB_SLOT_CALLER]);
        ipc_receive(tcb, cap, blocking);
        return true;
    }
    if (type == CAP_NOTIFICATION && (cap_rights(cap) & RIGHT_READ) != 0) {
        const struct notification *notification = cap_object(cap);
        if (notification->bound == NULL || notification->bound == tcb) {
            notification_receive(tcb, cap, blocking);
            return true;
        }
    }
    return false;
}

static void handle_receive(bool blocking)
{
    struct tcb *tcb = current_thread();
    cptr_t address = thread_get_reg(tcb, ARCH_REG_CAP);
    struct lookup_failure failure;
    struct cte *slot = cspace_lookup(tcb, address, &failure);

    if (slot != NULL) {
        if (receive_with(tcb, slot->cap, blocking)) {
            return;
        }
        failure = lookup_missing(0);
    }
    fault_send(tcb, fault_cap(address, true, &failure));
}

static void handle_reply(void)
{
    struct tcb *tcb = current_thread();
    struct cte *slot = &tcb->slots[TCB_SLOT_CALLER];

    if (cap_type(slot->cap) == CAP_REPLY) {
        ipc_reply(tcb, cap_object(slot->cap), slot, (cap_rights(slot->cap) & RIGHT_GRANT) != 0);
    }
}

static enum status dispatch(word_t number)
{
    switch ((long)number) {
    case seL4_SysCall:
        return handle_invocation(true, true);
    case seL4_SysReplyRecv:
        handle_reply();
        handle_receive(true);
        return STATUS_OK;
    case seL4_SysSend:
        return handle_invocation(false, true);
    case seL4_SysNBSend:
        return handle_invocation(false, false);
    case seL4_SysRecv:
        handle_receive(true);
        return STATUS_OK;
    case seL4_SysReply:
        handle_reply();
        return STATUS_OK;
    case seL4_SysYield:
        sched_yield_current();
        return STATUS_OK;
    case seL4_SysNBRecv:
        handle_receive(false);
        return STATUS_OK;
    default:
        if (!K_PRINTING || !syscall_debug(current_thread(), number)) {
            fault_send(current_thread(), (struct fault){.kind = seL4_Fault_UnknownSyscall,
                                                        .syscall = {.number = number}});
        }
        return STATUS_OK;
    }
}

/** Chooses the thread to continue with and prepares it. */
static struct tcb *leave(void)
{
    sched_schedule();
    sched_activate();
    return current_thread();
}

struct tcb *kernel_resume(void)
{
    return leave();
}

struct tcb *kernel_syscall(word_t number)
{
    if (unlikely(dispatch(number) == STATUS_PREEMPTED)) {
        irq_handle_pending();
    }
    return leave();
}

struct tcb *kernel_invocation(struct cte *slot, word_t info)
{
    if (unlikely(invoke(current_thread(), slot, info, true, true) == STATUS_PREEMPTED)) {
        irq_handle_pending();
    }
    return leave();
}

struct tcb *kernel_fault(struct fault fault)
{
    fault_send(current_thread(), fault);
    return leave();
}

void irq_handle_pending(void)
{
    word_t irq = arch_irq_claim();
    if (irq != IRQ_NONE) {
        irq_handle(irq);
    }
}

struct tcb *kernel_interrupt(word_t irq)
{
    irq_handle(irq);
    return leave();
}
