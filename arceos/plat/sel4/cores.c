// SPDX-License-Identifier: BSD-2-Clause
/*
 * The cores of the instance: what each manager is reached by, how further ones are started, and how
 * one core makes another do something.
 */
#include <ax/core/errno.h>
#include <ax/hal/arch/cpu.h>
#include <ax/hal/init.h>
#include <ax/hal/power.h>
#include <ax/hal/trace.h>
#include <oskit/thread.h>

#include "plat.h"

static seL4_CPtr common;     /* CNode that all tasks share */
static uint64_t kicks;       /* all cores; atomically */
static uint64_t started = 1; /* cores, a bit each; written by core 0's bring-up; atomically */

uint64_t plat_kick_count(void)
{
    return __atomic_load_n(&kicks, __ATOMIC_RELAXED);
}

seL4_CPtr plat_common_cnode(void)
{
    return common;
}

bool plat_cpu_started(unsigned cpu)
{
    return (__atomic_load_n(&started, __ATOMIC_ACQUIRE) >> cpu & 1) != 0;
}

static enum oskit_error share(seL4_Word slot, seL4_CPtr from)
{
    return oskit_error_of(seL4_CNode_Copy(common, slot, PLAT_COMMON_CNODE_BITS, INSTANCE_SLOT_CNODE,
                                          from, INSTANCE_CSPACE_DEPTH, seL4_AllRights));
}

static enum oskit_error make_common(void)
{
    uint32_t block;
    enum oskit_error error = oskit_object_alloc(plat_object_pool(), seL4_CapTableObject,
                                                PLAT_COMMON_CNODE_BITS, &common, &block);

    if (error == OSKIT_OK) {
        error = share(PLAT_TASK_ROOT_EP, INSTANCE_SLOT_ROOT_EP);
    }
    return error == OSKIT_OK ? share(PLAT_TASK_CONSOLE, INSTANCE_SLOT_CONSOLE_NTFN) : error;
}

static enum oskit_error make_signal(const struct plat_cpu *cpu, unsigned source, seL4_CPtr *slot)
{
    enum oskit_error error = oskit_slot_alloc(plat_cspace(), slot);

    return error != OSKIT_OK ? error
                             : oskit_cap_mint(plat_cspace(), *slot, cpu->notification,
                                              seL4_CapRights_new(0, 0, 0, 1),
                                              PLAT_BADGE_NOTIFICATION | 1ull << source);
}

/* The manager's endpoint, its notification, and the badges with which it is told of things. */
static enum oskit_error make_channel(unsigned n)
{
    struct plat_cpu *cpu = plat_cpu_of(n);
    uint32_t block;
    enum oskit_error error =
        oskit_object_alloc(plat_object_pool(), seL4_EndpointObject, 0, &cpu->endpoint, &block);

    cpu->notification = INSTANCE_SLOT_NOTIFICATION;
    if (error == OSKIT_OK && n != 0) {
        error = oskit_object_alloc(plat_object_pool(), seL4_NotificationObject, 0,
                                   &cpu->notification, &block);
    }
    if (error == OSKIT_OK) {
        error = make_signal(cpu, PLAT_SOURCE_KICK, &cpu->kick);
    }
    if (error == OSKIT_OK) {
        error = make_signal(cpu, PLAT_SOURCE_IPI, &cpu->ipi);
    }
    if (error == OSKIT_OK) {
        error = share(PLAT_TASK_IPI + n, cpu->ipi);
    }
    if (error == OSKIT_OK) {
        error = oskit_error_of(
            seL4_TCB_BindNotification(INSTANCE_SLOT_CORE_TCB + n, cpu->notification));
    }
    return error;
}

int plat_cores_init(void)
{
    enum oskit_error error = make_common();

    return plat_error(error == OSKIT_OK ? make_channel(0) : error);
}

/* ---- starting a core; bring-up context of core 0 ---- */

static enum oskit_error map_page(uint64_t vaddr, seL4_CPtr *frame)
{
    uint32_t block;
    enum oskit_error error =
        oskit_object_alloc(plat_object_pool(), seL4_ARM_SmallPageObject, 0, frame, &block);

    return error != OSKIT_OK ? error
                             : oskit_map(plat_vspace(), *frame, vaddr, seL4_PageBits,
                                         OSKIT_MAP_READ | OSKIT_MAP_WRITE);
}

static uint64_t stack_top(unsigned cpu)
{
    return INSTANCE_BOOT_STACK_TOP + (uint64_t)cpu * INSTANCE_BOOT_STACK_STRIDE;
}

static uint64_t ipc_buffer(unsigned cpu)
{
    return INSTANCE_IPC_BUFFER_VADDR + (uint64_t)cpu * INSTANCE_IPC_BUFFER_STRIDE;
}

/* IPC buffer and per-CPU block in one page, and the stack above an unmapped page. */
static enum oskit_error map_core(unsigned cpu, seL4_CPtr *ipc_frame)
{
    enum oskit_error error = map_page(ipc_buffer(cpu), ipc_frame);

    for (uint64_t page = stack_top(cpu) - INSTANCE_BOOT_STACK_SIZE;
         page < stack_top(cpu) && error == OSKIT_OK; page += INSTANCE_PAGE_SIZE) {
        seL4_CPtr frame;

        error = map_page(page, &frame);
    }
    return error;
}

static enum oskit_error configure(unsigned cpu, seL4_CPtr ipc_frame, uintptr_t tls)
{
    const struct instance_info *info = plat_info();
    struct oskit_thread_config config = {
        .cspace = plat_store_root(cpu),
        .vspace = INSTANCE_SLOT_VSPACE,
        .fault_ep = INSTANCE_SLOT_CORE_FAULT_EP + cpu,
        .ipc_buffer = ipc_buffer(cpu),
        .ipc_frame = ipc_frame,
        .authority = INSTANCE_SLOT_TCB,
        .priority = (uint8_t)info->manager_priority,
        .max_priority = (uint8_t)info->manager_priority,
        .core = (uint8_t)(info->first_core + cpu),
        .entry = (uintptr_t)plat_secondary_entry,
        .stack = stack_top(cpu),
        .args = {cpu},
        .tls = tls,
        .percpu = (uintptr_t)ax_percpu_of(cpu),
    };

    return oskit_thread_configure(INSTANCE_SLOT_CORE_TCB + cpu, &config);
}

int ax_hal_cpu_start(unsigned cpu)
{
    seL4_CPtr ipc_frame;

    if (cpu >= ax_hal_cpu_count()) {
        return -AX_EINVAL;
    }
    if (plat_cpu_started(cpu)) {
        return -AX_EALREADY;
    }
    uintptr_t tls = plat_boot_tls(cpu);
    plat_objects_lock();
    enum oskit_error error = tls != 0 ? map_core(cpu, &ipc_frame) : OSKIT_ERR_MEMORY;
    if (error == OSKIT_OK) {
        ax_hal_init_percpu(cpu);
        plat_set_ipc_buffer(tls, ipc_buffer(cpu));
        error = make_channel(cpu);
    }
    if (error == OSKIT_OK) {
        error = plat_store_init(cpu);
    }
    plat_objects_unlock();
    if (error == OSKIT_OK) {
        error = configure(cpu, ipc_frame, tls);
    }
    if (error == OSKIT_OK) {
        __atomic_fetch_or(&started, 1ull << cpu, __ATOMIC_RELEASE);
        error = oskit_thread_start(INSTANCE_SLOT_CORE_TCB + cpu);
    }
    return plat_error(error);
}

void plat_secondary_start(unsigned cpu)
{
    ax_runtime_secondary(cpu);
}

/* ---- from core to core ---- */

static void signal(unsigned cpu)
{
    ax_trace_event_masked(AX_TRACE_KICK, cpu, 0);
    seL4_Signal(plat_in_task() ? (seL4_CPtr)PLAT_TASK_IPI + cpu : plat_cpu_of(cpu)->ipi);
}

int ax_hal_cpu_kick(unsigned cpu)
{
    if (cpu >= ax_hal_cpu_count()) {
        return -AX_EINVAL;
    }
    ax_irq_save();
    if (cpu != ax_percpu()->cpu_id) {
        __atomic_fetch_add(&kicks, 1, __ATOMIC_RELAXED);
        signal(cpu);
    }
    ax_irq_restore();
    return 0;
}

void plat_run_inbox(struct plat_cpu *cpu)
{
    struct plat_call *call = __atomic_exchange_n(&cpu->inbox, NULL, __ATOMIC_ACQUIRE);

    while (call != NULL) {
        struct plat_call *next = call->next; /* it is the caller's again once it is done */

        call->fn(call->arg);
        __atomic_store_n(&call->done, true, __ATOMIC_RELEASE);
        call = next;
    }
}

void plat_on_core(unsigned n, void (*fn)(void *arg), void *arg)
{
    struct plat_call call = {.fn = fn, .arg = arg};

    ax_irq_save();
    if (n == ax_percpu()->cpu_id) {
        plat_in_manager(fn, arg);
    } else {
        struct plat_cpu *cpu = plat_cpu_of(n);

        call.next = __atomic_load_n(&cpu->inbox, __ATOMIC_RELAXED);
        while (!__atomic_compare_exchange_n(&cpu->inbox, &call.next, &call, false, __ATOMIC_RELEASE,
                                            __ATOMIC_RELAXED)) {
        }
        signal(n);
        while (!__atomic_load_n(&call.done, __ATOMIC_ACQUIRE)) {
            if (ax_in_irq()) { /* two managers that wait for each other */
                plat_run_inbox(plat_cpu());
            }
            ax_cpu_relax();
        }
    }
    ax_irq_restore();
}
