// SPDX-License-Identifier: BSD-2-Clause

/* System calls for debugging. Bad arguments are answered with an error in x0, never with a halt. */

#include <kernel/arch_object.h>
#include <kernel/debug.h>
#include <kernel/msginfo.h>
#include <kernel/syscall.h>

#ifdef CONFIG_DEBUG_BUILD

static const char *const state_names[] = {
    [THREAD_INACTIVE] = "inactive",
    [THREAD_RUNNING] = "running",
    [THREAD_RESTART] = "restart",
    [THREAD_BLOCKED_RECEIVE] = "blocked on recv",
    [THREAD_BLOCKED_SEND] = "blocked on send",
    [THREAD_BLOCKED_REPLY] = "blocked on reply",
    [THREAD_BLOCKED_NOTIFICATION] = "blocked on ntfn",
    [THREAD_IDLE] = "idle",
};

static struct tcb *thread_at(const struct tcb *tcb, cptr_t address)
{
    struct lookup_failure failure;
    struct cte *slot = cspace_lookup(tcb, address, &failure);
    return slot != NULL && cap_type(slot->cap) == CAP_THREAD ? cap_object(slot->cap) : NULL;
}

static word_t identify(const struct tcb *tcb, cptr_t address)
{
    struct lookup_failure failure;
    struct cte *slot = cspace_lookup(tcb, address, &failure);
    return slot != NULL ? cap_type(slot->cap) : CAP_NULL;
}

static word_t name_thread(struct tcb *tcb, cptr_t address)
{
    struct tcb *target = thread_at(tcb, address);
    const word_t *buffer = thread_buffer(tcb, false);
    if (target == NULL) {
        return seL4_InvalidCapability;
    }
    if (buffer == NULL) {
        return seL4_IllegalOperation;
    }
    /* The buffer's message words end before the name can run out of it. */
    thread_set_name(target, (const char *)&buffer[BUFFER_MSG(0)]);
    return seL4_NoError;
}

static void dump_threads(void)
{
    kprintf("\n%-40s %-16s %-18s %-8s %s\n", "Name", "State", "IP", "Prio", "Core");
    for (word_t core = 0; core < sched_core_count(); core++) {
        for (struct tcb *tcb = percpus[core].debug_threads; tcb != NULL; tcb = tcb->debug_next) {
            kprintf("%-40s %-16s %#18lx %8lu %lu\n", tcb->name, state_names[tcb->state],
                    thread_get_reg(tcb, ARCH_REG_FAULT_IP), tcb->priority, tcb->core);
        }
    }
}

static void dump_slot(const struct cte *slot, word_t index)
{
    kprintf("    %lu: type %lu object %#lx data %#lx\n", index, cap_type(slot->cap),
            cap_addr(slot->cap), slot->cap.w[1]);
}

/** Prints the capabilities that each thread reaches in the first CNode of its CSpace. */
static void dump_capabilities(void)
{
    for (word_t core = 0; core < sched_core_count(); core++) {
        for (struct tcb *tcb = percpus[core].debug_threads; tcb != NULL; tcb = tcb->debug_next) {
            struct cap root = tcb->slots[TCB_SLOT_CSPACE].cap;
            kprintf("%s\n", tcb->name);
            for (word_t i = 0; cap_type(root) == CAP_CNODE && i < BIT(cap_cnode_radix(root)); i++) {
                const struct cte *slot = (const struct cte *)cap_object(root) + i;
                if (!cte_is_empty(slot)) {
                    dump_slot(slot, i);
                }
            }
        }
    }
}

static bool debug_only(struct tcb *tcb, word_t number)
{
    word_t argument = thread_get_reg(tcb, ARCH_REG_CAP);

    switch ((long)number) {
    case seL4_SysDebugHalt:
        kprintf("halted by %s\n", tcb->name);
        arch_halt();
    case seL4_SysDebugSnapshot:
        dump_capabilities();
        return true;
    case seL4_SysDebugCapIdentify:
        thread_set_reg(tcb, ARCH_REG_CAP, identify(tcb, argument));
        return true;
    case seL4_SysDebugNameThread:
        thread_set_reg(tcb, ARCH_REG_CAP, name_thread(tcb, argument));
        return true;
#ifdef CONFIG_ENABLE_SMP_SUPPORT
    case seL4_SysDebugSendIPI:
        if (argument < sched_core_count()) {
            arch_debug_send_sgi(argument, thread_get_reg(tcb, ARCH_REG_MSG_INFO));
        }
        return true;
    case seL4_SysDebugGetThreadAffinity: {
        const struct tcb *target = thread_at(tcb, argument);
        thread_set_reg(tcb, ARCH_REG_CAP, target != NULL ? target->core : ~0ul);
        return true;
    }
#endif
    default:
        return false;
    }
}

#else

static void dump_threads(void)
{
}

static bool debug_only(struct tcb *tcb, word_t number)
{
    (void)tcb;
    (void)number;
    return false;
}

#endif

#ifdef CONFIG_PRINTING

bool syscall_debug(struct tcb *tcb, word_t number)
{
    switch ((long)number) {
    case seL4_SysDebugPutChar:
        arch_debug_putchar((char)thread_get_reg(tcb, ARCH_REG_CAP));
        return true;
    case seL4_SysDebugDumpScheduler:
        dump_threads();
        return true;
    default:
        return debug_only(tcb, number);
    }
}

#else

bool syscall_debug(struct tcb *tcb, word_t number)
{
    (void)dump_threads;
    return debug_only(tcb, number);
}

#endif

static void print_cap_fault(const struct fault *fault)
{
    static const char *const reasons[] = {
        [seL4_NoFailure] = "nothing",
        [seL4_InvalidRoot] = "the root is no CNode",
        [seL4_MissingCapability] = "no suitable capability there",
        [seL4_DepthMismatch] = "a CNode translates more bits than the address has left",
        [seL4_GuardMismatch] = "a guard does not match",
    };
    kprintf("capability fault at address %#lx while %s: %s", fault->cap.address,
            fault->cap.receiving ? "receiving" : "sending", reasons[fault->cap.failure.type]);
    if (fault->cap.failure.type >= seL4_MissingCapability) {
        kprintf(", %lu bits left", fault->cap.failure.bits_left);
    }
}

static void print_fault(const struct tcb *tcb, const struct fault *fault)
{
    switch (fault->kind) {
    case seL4_Fault_CapFault:
        print_cap_fault(fault);
        break;
    case seL4_Fault_UnknownSyscall:
        kprintf("unknown system call %ld", (long)fault->syscall.number);
        break;
    case seL4_Fault_UserException:
        kprintf("user exception, number %#lx, code %#lx", fault->user.number, fault->user.code);
        break;
    default:
        kprintf("memory fault, %s at address %#lx, status %#lx",
                fault->vm.instruction ? "instruction fetch" : "data access", fault->vm.address,
                fault->vm.status);
        arch_debug_print_fault(tcb, fault);
        break;
    }
}

void fault_report(const struct tcb *tcb, const struct fault *second, const struct fault *first)
{
    kprintf("Caught ");
    print_fault(tcb, second);
    kprintf("\nwhile trying to handle:\n");
    print_fault(tcb, first);
#ifdef CONFIG_DEBUG_BUILD
    kprintf("\nin thread %p \"%s\"", (const void *)tcb, tcb->name);
#else
    kprintf("\nin thread %p", (const void *)tcb);
#endif
    kprintf(" at address %#lx\n", thread_get_reg(tcb, ARCH_REG_FAULT_IP));
    if (K_DEBUG) {
        arch_debug_dump_context(tcb);
    }
}
