// SPDX-License-Identifier: BSD-2-Clause

/* Faults: messages to the fault handler, and what its reply does. */

#include <kernel/arch_object.h>
#include <kernel/debug.h>
#include <kernel/fault.h>
#include <kernel/ipc.h>
#include <kernel/msginfo.h>

struct fault fault_cap(cptr_t address, bool receiving, const struct lookup_failure *failure)
{
    return (struct fault){.kind = seL4_Fault_CapFault,
                          .cap = {.address = address, .receiving = receiving, .failure = *failure}};
}

/** Message words from `i` on that describe a lookup failure. @return words used so far */
word_t lookup_failure_message(struct tcb *receiver, word_t *buffer, word_t i,
                              const struct lookup_failure *failure)
{
    word_t length = thread_set_msg(receiver, buffer, i, failure->type);

    switch (failure->type) {
    case seL4_MissingCapability:
        return thread_set_msg(receiver, buffer, i + 1, failure->bits_left);
    case seL4_DepthMismatch:
        thread_set_msg(receiver, buffer, i + 1, failure->bits_left);
        return thread_set_msg(receiver, buffer, i + 2, failure->bits_found);
    case seL4_GuardMismatch:
        thread_set_msg(receiver, buffer, i + 1, failure->bits_left);
        thread_set_msg(receiver, buffer, i + 2, failure->guard_found);
        return thread_set_msg(receiver, buffer, i + 3, failure->bits_found);
    default:
        return length;
    }
}

/** Message words from `i` on: registers of the sender. @return words used so far */
static word_t set_registers(struct tcb *receiver, word_t *buffer, const struct tcb *sender,
                            const enum arch_reg *regs, word_t count)
{
    word_t length = 0;
    for (word_t i = 0; i < count; i++) {
        length = thread_set_msg(receiver, buffer, i, thread_get_reg(sender, regs[i]));
    }
    return length;
}

word_t fault_message(struct tcb *sender, struct tcb *receiver, word_t *buffer)
{
    const struct fault *fault = &sender->fault;
    word_t ip = thread_get_reg(sender, ARCH_REG_FAULT_IP);

    switch (fault->kind) {
    case seL4_Fault_CapFault:
        thread_set_msg(receiver, buffer, seL4_CapFault_IP, ip);
        thread_set_msg(receiver, buffer, seL4_CapFault_Addr, fault->cap.address);
        thread_set_msg(receiver, buffer, seL4_CapFault_InRecvPhase, fault->cap.receiving);
        return lookup_failure_message(receiver, buffer, seL4_CapFault_LookupFailureType,
                                      &fault->cap.failure);
    case seL4_Fault_UnknownSyscall:
        set_registers(receiver, buffer, sender, arch_syscall_message,
                      ARRAY_LENGTH(arch_syscall_message));
        return thread_set_msg(receiver, buffer, seL4_UnknownSyscall_Syscall, fault->syscall.number);
    case seL4_Fault_UserException:
        set_registers(receiver, buffer, sender, arch_exception_message,
                      ARRAY_LENGTH(arch_exception_message));
        thread_set_msg(receiver, buffer, seL4_UserException_Number, fault->user.number);
        return thread_set_msg(receiver, buffer, seL4_UserException_Code, fault->user.code);
    default:
        kassert(fault->kind == seL4_Fault_VMFault);
        thread_set_msg(receiver, buffer, seL4_VMFault_IP, ip);
        thread_set_msg(receiver, buffer, seL4_VMFault_Addr, fault->vm.address);
        thread_set_msg(receiver, buffer, seL4_VMFault_PrefetchFault, fault->vm.instruction);
        return thread_set_msg(receiver, buffer, seL4_VMFault_FSR, fault->vm.status);
    }
}

/** Sets the receiver's registers from the words of the sender's reply. */
static void apply_registers(struct tcb *sender, struct tcb *receiver, const enum arch_reg *regs,
                            word_t count)
{
    word_t length = msginfo_length(thread_get_reg(sender, ARCH_REG_MSG_INFO));
    const word_t *buffer = thread_buffer(sender, false);

    if (buffer == NULL && length > MSG_REGS) {
        length = MSG_REGS;
    }
    for (word_t i = 0; i < length && i < count; i++) {
        word_t value = i < MSG_REGS ? thread_get_reg(sender, (enum arch_reg)(ARCH_REG_MSG0 + i))
                                    : buffer[BUFFER_MSG(i)];
        thread_set_reg(receiver, regs[i], arch_sanitise_register(regs[i], value));
    }
}

bool fault_reply(struct tcb *sender, struct tcb *receiver)
{
    switch (receiver->fault.kind) {
    case seL4_Fault_UnknownSyscall:
        apply_registers(sender, receiver, arch_syscall_message, ARRAY_LENGTH(arch_syscall_message));
        break;
    case seL4_Fault_UserException:
        apply_registers(sender, receiver, arch_exception_message,
                        ARRAY_LENGTH(arch_exception_message));
        break;
    default:
        return true;
    }
    return msginfo_label(thread_get_reg(sender, ARCH_REG_MSG_INFO)) == 0;
}

/** Sends the message to the fault handler. STATUS_ERROR and `second` if there is none. */
static enum status send_to_handler(struct tcb *tcb, const struct fault *fault, struct fault *second)
{
    struct lookup_failure failure;
    struct cte *slot = cspace_lookup(tcb, tcb->fault_handler, &failure);

    if (slot == NULL) {
        *second = fault_cap(tcb->fault_handler, false, &failure);
        return STATUS_ERROR;
    }
    word_t rights = cap_type(slot->cap) == CAP_ENDPOINT ? cap_rights(slot->cap) : 0;
    if ((rights & RIGHT_WRITE) == 0 || (rights & (RIGHT_GRANT | RIGHT_GRANT_REPLY)) == 0) {
        failure = lookup_missing(0);
        *second = fault_cap(tcb->fault_handler, false, &failure);
        return STATUS_ERROR;
    }
    tcb->fault = *fault;
    ipc_send(tcb, cap_object(slot->cap), cap_badge(slot->cap),
             (struct send_flags){.blocking = true,
                                 .call = true,
                                 .can_grant = (rights & RIGHT_GRANT) != 0,
                                 .can_grant_reply = true});
    return STATUS_OK;
}

void fault_send(struct tcb *tcb, struct fault fault)
{
    struct fault second;
    if (send_to_handler(tcb, &fault, &second) != STATUS_OK) {
        if (K_PRINTING) {
            fault_report(tcb, &second, &fault);
        }
        thread_set_state(tcb, THREAD_INACTIVE);
    }
}
