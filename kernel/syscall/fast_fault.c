// SPDX-License-Identifier: BSD-2-Clause

/* Fast paths of faults, as the table in fast.c says. */

#include <arch/fault_words.h>
#include <kernel/fast.h>
#include <kernel/fault.h>
#include <kernel/syscall.h>

/** The capability to the fault handler's endpoint if somebody waits there who is to run; or NULL.
 */
static inline const struct cte *find_handler(const struct percpu *cpu, const struct tcb *tcb)
{
    struct cte *slot;

    if (unlikely(!fast_lookup(tcb, tcb->fault_handler, &slot) || !fast_allows_call(slot->cap))) {
        return NULL;
    }
    const struct endpoint *ep = cap_object(slot->cap);
    const struct tcb *handler = ep->queue.head;
    if (unlikely(
            wait_queue_state(&ep->queue) != WAIT_RECEIVE || !fast_is_local(cpu, handler) ||
            (handler->priority < tcb->priority && !ready_none_above(cpu, handler->priority)))) {
        return NULL;
    }
    return slot;
}

static inline struct tcb *handler_of(const struct cte *slot)
{
    return ((const struct endpoint *)cap_object(slot->cap))->queue.head;
}

/** The handler, whose message words are set, runs. */
static inline struct tcb *run_handler(struct percpu *cpu, struct tcb *tcb, const struct cte *slot,
                                      word_t kind, word_t length)
{
    struct endpoint *ep = cap_object(slot->cap);
    struct tcb *handler = ep->queue.head;

    fast_pop(&ep->queue, handler);
    tcb->fault.kind = kind;
    handler->context.reg[ARCH_REG_BADGE] = cap_badge(slot->cap);
    handler->context.reg[ARCH_REG_MSG_INFO] = msginfo_pack(kind, 0, 0, length);
    fast_setup_caller(tcb, handler);
    handler->state = THREAD_RUNNING;
    return fast_switch(cpu, tcb, handler);
}

struct tcb *fast_vm_fault(word_t address, word_t status, word_t instruction)
{
    struct percpu *cpu = fast_cpu();
    struct tcb *tcb = cpu->current;
    const struct cte *slot = find_handler(cpu, tcb);

    if (unlikely(slot == NULL)) {
        return kernel_fault((struct fault){
            .kind = seL4_Fault_VMFault,
            .vm = {.address = address, .status = status, .instruction = instruction}});
    }
    tcb->fault.vm.address = address;
    tcb->fault.vm.status = status;
    tcb->fault.vm.instruction = instruction;
    word_t *message = &handler_of(slot)->context.reg[ARCH_REG_MSG0];
    message[seL4_VMFault_IP] = tcb->context.reg[ARCH_REG_FAULT_IP];
    message[seL4_VMFault_Addr] = address;
    message[seL4_VMFault_PrefetchFault] = instruction;
    message[seL4_VMFault_FSR] = status;
    return run_handler(cpu, tcb, slot, seL4_Fault_VMFault, seL4_VMFault_Length);
}

struct tcb *fast_user_exception(word_t number, word_t code)
{
    struct percpu *cpu = fast_cpu();
    struct tcb *tcb = cpu->current;
    const struct cte *slot = find_handler(cpu, tcb);

    if (unlikely(slot == NULL)) {
        return kernel_fault((struct fault){.kind = seL4_Fault_UserException,
                                           .user = {.number = number, .code = code}});
    }
    struct tcb *handler = handler_of(slot);
    word_t *buffer = thread_buffer(handler, true);
    word_t length = MSG_REGS;
    tcb->fault.user.number = number;
    tcb->fault.user.code = code;
    arch_exception_words(&tcb->context, &handler->context.reg[ARCH_REG_MSG0]);
    handler->context.reg[ARCH_REG_MSG0 + seL4_UserException_Number] = number;
    if (likely(buffer != NULL)) {
        buffer[BUFFER_MSG(seL4_UserException_Code)] = code;
        length = seL4_UserException_Length;
    }
    return run_handler(cpu, tcb, slot, seL4_Fault_UserException, length);
}

struct tcb *fast_unknown_syscall(word_t number)
{
    struct percpu *cpu = fast_cpu();
    struct tcb *tcb = cpu->current;
    const struct cte *slot = find_handler(cpu, tcb);

    if (unlikely(slot == NULL)) {
        return kernel_fault(
            (struct fault){.kind = seL4_Fault_UnknownSyscall, .syscall = {.number = number}});
    }
    struct tcb *handler = handler_of(slot);
    word_t *buffer = thread_buffer(handler, true);
    word_t length = MSG_REGS;
    tcb->fault.syscall.number = number;
    arch_syscall_words_in_registers(&tcb->context, &handler->context.reg[ARCH_REG_MSG0]);
    if (likely(buffer != NULL)) {
        arch_syscall_words_in_buffer(&tcb->context, &buffer[BUFFER_MSG(0)]);
        buffer[BUFFER_MSG(seL4_UnknownSyscall_Syscall)] = number;
        length = seL4_UnknownSyscall_Length;
    }
    return run_handler(cpu, tcb, slot, seL4_Fault_UnknownSyscall, length);
}
