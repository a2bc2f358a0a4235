// SPDX-License-Identifier: BSD-2-Clause
/*
 * Moving a thread to another core: its capabilities to the manager, its per-CPU base, its affinity.
 * The thread stands in a message to a manager, waits to be called, or has never run: it is no
 * core's current thread, so that nothing is lost of the registers written here.
 */
#include <ax/core/errno.h>
#include <ax/hal/power.h>
#include <oskit/thread.h>

#include "plat.h"

static enum oskit_error mint(seL4_CPtr cnode, seL4_Word index, seL4_CPtr from,
                             seL4_CapRights_t rights, seL4_Word badge)
{
    return oskit_error_of(seL4_CNode_Mint(cnode, index, PLAT_TASK_CNODE_BITS, INSTANCE_SLOT_CNODE,
                                          from, INSTANCE_CSPACE_DEPTH, rights, badge));
}

enum oskit_error plat_thread_connect(const struct plat_objects *objects, unsigned n)
{
    const struct plat_cpu *cpu = plat_cpu_of(n);
    seL4_CapRights_t call = seL4_CapRights_new(1, 0, 0, 1); /* grant-reply, write */
    enum oskit_error error =
        mint(objects->cnode, PLAT_INDEX_MANAGER, cpu->endpoint, call, objects->number);

    if (error == OSKIT_OK) {
        error = mint(objects->cnode, PLAT_INDEX_FAULT, cpu->endpoint, call,
                     objects->number | PLAT_BADGE_FAULT);
    }
    if (error == OSKIT_OK) {
        error = oskit_error_of(seL4_CNode_Copy(
            objects->cnode, PLAT_INDEX_KICK, PLAT_TASK_CNODE_BITS, INSTANCE_SLOT_CNODE, cpu->kick,
            INSTANCE_CSPACE_DEPTH, seL4_CapRights_new(0, 0, 0, 1)));
    }
    return error;
}

static enum oskit_error disconnect(const struct plat_objects *objects)
{
    enum oskit_error error = OSKIT_OK;

    for (seL4_Word i = PLAT_INDEX_MANAGER; i <= PLAT_INDEX_KICK && error == OSKIT_OK; i++) {
        error = oskit_error_of(seL4_CNode_Delete(objects->cnode, i, PLAT_TASK_CNODE_BITS));
    }
    return error;
}

/* The base is written with all the registers. One that waits for an answer shows the address of its
 * system call, and the answer lets it go on at what is written: behind it. */
static enum oskit_error write_base(struct plat_thread *thread)
{
    struct ax_arch_regs regs;
    uintptr_t thread_pointer;
    enum oskit_error error = plat_registers_read(thread, false, &regs, &thread_pointer);

    if (error != OSKIT_OK) {
        return error;
    }
    regs.pc = plat_model_behind(thread, regs.pc);
    return plat_registers_write(thread, &regs, thread_pointer, false);
}

int plat_thread_move(struct plat_thread *thread, unsigned cpu)
{
    if (cpu >= ax_hal_cpu_count()) {
        return -AX_EINVAL;
    }
    if (thread->state == PLAT_THREAD_RUNNING) {
        return -AX_EBUSY;
    }
    if (thread->state == PLAT_THREAD_FREE || thread->state == PLAT_THREAD_DEAD) {
        return -AX_ESRCH;
    }
    if (thread->cpu == cpu) {
        return 0;
    }
    thread->cpu = cpu;
    enum oskit_error error = disconnect(thread->objects);
    if (error == OSKIT_OK) {
        error = plat_thread_connect(thread->objects, cpu);
    }
    if (error == OSKIT_OK) {
        error = write_base(thread);
    }
    if (error == OSKIT_OK) {
        error = oskit_thread_move(thread->objects->tcb, (uint8_t)(plat_info()->first_core + cpu));
    }
    /* Nothing here takes memory or slots. */
    ax_assert(error == OSKIT_OK);
    return 0;
}
