// SPDX-License-Identifier: BSD-2-Clause

/* Operations on threads that several invocations share. */

#include <kernel/debug.h>
#include <kernel/ipc.h>
#include <kernel/remote.h>
#include <kernel/boot.h>

void tcb_init(struct tcb *tcb)
{
    arch_context_init(&tcb->context);
    tcb->time_slice = CONFIG_TIME_SLICE;
    tcb->core = this_cpu()->index;
    thread_set_name(tcb, "unnamed");
    thread_debug_list_add(tcb);
}

void thread_set_state(struct tcb *tcb, enum thread_state state)
{
    struct percpu *cpu = this_cpu();
    tcb->state = state;
    if (tcb == cpu->current && cpu->action == SCHED_RESUME && !thread_is_runnable(tcb)) {
        cpu->action = SCHED_CHOOSE;
    }
}

void thread_suspend(struct tcb *tcb)
{
    remote_forget(tcb);
    ipc_cancel(tcb);
    if (tcb->state == THREAD_RUNNING) {
        thread_set_reg(tcb, ARCH_REG_FAULT_IP, thread_get_reg(tcb, ARCH_REG_NEXT_IP));
    }
    sched_dequeue(tcb);
    thread_set_state(tcb, THREAD_INACTIVE);
}

void thread_setup_reply_master(struct tcb *tcb)
{
    struct cte *slot = &tcb->slots[TCB_SLOT_REPLY];
    if (cte_is_empty(slot)) {
        cte_insert_root(slot, cap_reply(tcb, true, true));
    }
}

void thread_restart(struct tcb *tcb)
{
    if (thread_is_runnable(tcb) || tcb->state == THREAD_IDLE) {
        return;
    }
    ipc_cancel(tcb);
    thread_setup_reply_master(tcb);
    thread_set_state(tcb, THREAD_RESTART);
    sched_enqueue(tcb);
    sched_possible_switch(tcb);
}

void thread_set_priority(struct tcb *tcb, word_t priority)
{
    sched_dequeue(tcb);
    tcb->priority = priority;
    if (!thread_is_runnable(tcb)) {
        return;
    }
    if (tcb == current_thread()) {
        sched_reschedule();
    } else {
        sched_possible_switch(tcb);
    }
}

void thread_set_max_priority(struct tcb *tcb, word_t priority)
{
    tcb->max_priority = priority;
}

void thread_set_core(struct tcb *tcb, word_t core)
{
    remote_forget(tcb);
    sched_dequeue(tcb);
    if (core != tcb->core) {
        arch_fpu_release(tcb);
        thread_debug_list_remove(tcb);
        tcb->core = core;
        thread_debug_list_add(tcb);
    }
    if (thread_is_runnable(tcb)) {
        sched_append(tcb);
    }
    if (tcb == current_thread()) {
        sched_reschedule();
    }
}

void thread_bind_notification(struct tcb *tcb, struct notification *notification)
{
    tcb->bound = notification;
    notification->bound = tcb;
}

void thread_unbind_notification(struct tcb *tcb)
{
    if (tcb->bound != NULL) {
        tcb->bound->bound = NULL;
        tcb->bound = NULL;
    }
}

void notification_unbind(struct notification *notification)
{
    if (notification->bound != NULL) {
        thread_unbind_notification(notification->bound);
    }
}

void boot_start_thread(struct tcb *tcb)
{
    struct percpu *cpu = this_cpu();
    thread_setup_reply_master(tcb);
    tcb->state = THREAD_RUNNING;
    arch_switch_to_thread(tcb);
    cpu->current = tcb;
    cpu->action = SCHED_RESUME;
}

#ifdef CONFIG_DEBUG_BUILD
void thread_set_name(struct tcb *tcb, const char *name)
{
    size_t i = 0;
    while (i < TCB_NAME_SPACE - 1 && name[i] != '\0') {
        tcb->name[i] = name[i];
        i++;
    }
    tcb->name[i] = '\0';
}

void thread_debug_list_add(struct tcb *tcb)
{
    struct percpu *cpu = &percpus[tcb->core];
    tcb->debug_prev = NULL;
    tcb->debug_next = cpu->debug_threads;
    if (cpu->debug_threads != NULL) {
        cpu->debug_threads->debug_prev = tcb;
    }
    cpu->debug_threads = tcb;
}

void thread_debug_list_remove(struct tcb *tcb)
{
    if (tcb->debug_prev != NULL) {
        tcb->debug_prev->debug_next = tcb->debug_next;
    } else {
        percpus[tcb->core].debug_threads = tcb->debug_next;
    }
    if (tcb->debug_next != NULL) {
        tcb->debug_next->debug_prev = tcb->debug_prev;
    }
}
#else
void thread_set_name(struct tcb *tcb, const char *name)
{
    (void)tcb;
    (void)name;
}

void thread_debug_list_add(struct tcb *tcb)
{
    (void)tcb;
}

void thread_debug_list_remove(struct tcb *tcb)
{
    (void)tcb;
}
#endif
