// SPDX-License-Identifier: BSD-2-Clause

#include <stddef.h>
#include <oskit/thread.h>

#define REGISTER_COUNT (sizeof(seL4_UserContext) / sizeof(seL4_Word))

/* The guard that makes a single CNode of 2^bits slots answer at depth 64. */
#define GUARD_FOR(bits) oskit_zero_guard(64 - (bits))

enum oskit_error oskit_thread_move(seL4_CPtr tcb, uint8_t core)
{
#ifdef CONFIG_ENABLE_SMP_SUPPORT
    return oskit_error_of(seL4_TCB_SetAffinity(tcb, core));
#else
    (void)tcb;
    return core == 0 ? OSKIT_OK : OSKIT_ERR_ARGUMENT;
#endif
}

enum oskit_error oskit_thread_schedule(seL4_CPtr tcb, const struct oskit_thread_config *config)
{
    seL4_Error error =
        seL4_TCB_SetSchedParams(tcb, config->authority, config->max_priority, config->priority);

    if (error != seL4_NoError) {
        return oskit_error_of(error);
    }
    return CONFIG_MAX_NUM_NODES > 1 ? oskit_thread_move(tcb, config->core) : OSKIT_OK;
}

static enum oskit_error set_registers(seL4_CPtr tcb, const struct oskit_thread_config *config)
{
    seL4_UserContext regs = {.pc = config->entry,
                             .sp = config->stack,
                             .x0 = config->args[0],
                             .x1 = config->args[1],
                             .x2 = config->args[2],
                             .x3 = config->args[3],
                             .tpidr_el0 = config->tls,
                             .tpidrro_el0 = config->percpu};

    return oskit_error_of(seL4_TCB_WriteRegisters(tcb, 0, 0, REGISTER_COUNT, &regs));
}

enum oskit_error oskit_thread_configure(seL4_CPtr tcb, const struct oskit_thread_config *config)
{
    if (config->cspace == 0 || config->vspace == 0 || config->authority == 0) {
        return OSKIT_ERR_ARGUMENT;
    }
    if (config->stack % 16 != 0 || config->ipc_buffer % (1u << seL4_IPCBufferSizeBits) != 0) {
        return OSKIT_ERR_ALIGNMENT;
    }

    seL4_Error answer =
        seL4_TCB_Configure(tcb, config->fault_ep, config->cspace, config->cspace_guard,
                           config->vspace, 0, config->ipc_buffer, config->ipc_frame);
    enum oskit_error error = oskit_error_of(answer);

    if (error == OSKIT_OK) {
        error = oskit_thread_schedule(tcb, config);
    }
    if (error == OSKIT_OK && config->no_fpu) {
        error =
            oskit_error_of((seL4_Error)seL4_TCB_SetFlags(tcb, 0, seL4_TCBFlag_fpuDisabled).error);
    }
    return error != OSKIT_OK ? error : set_registers(tcb, config);
}

enum oskit_error oskit_thread_start(seL4_CPtr tcb)
{
    return oskit_error_of(seL4_TCB_Resume(tcb));
}

static enum oskit_error make_page(struct oskit_capset *set, struct oskit_vspace *vs, uint64_t vaddr,
                                  seL4_CPtr *frame)
{
    enum oskit_error error = oskit_capset_object(set, seL4_ARM_SmallPageObject, 0, frame, NULL);

    return error != OSKIT_OK
               ? error
               : oskit_map(vs, *frame, vaddr, seL4_PageBits, OSKIT_MAP_READ | OSKIT_MAP_WRITE);
}

static enum oskit_error make_stack(struct oskit_thread *thread, struct oskit_capset *set,
                                   struct oskit_vspace *vs,
                                   const struct oskit_thread_memory *memory)
{
    for (unsigned i = 0; i < memory->stack_pages; i++) {
        uint64_t vaddr =
            memory->stack_top - (uint64_t)(memory->stack_pages - i) * (1u << seL4_PageBits);
        seL4_CPtr frame;
        enum oskit_error error = make_page(set, vs, vaddr, &frame);

        if (error != OSKIT_OK) {
            return error;
        }
        if (i == 0) {
            thread->stack_frames = frame;
        }
    }
    return OSKIT_OK;
}

enum oskit_error oskit_thread_create(struct oskit_thread *thread, struct oskit_capset *set,
                                     struct oskit_vspace *vs,
                                     const struct oskit_thread_config *config,
                                     const struct oskit_thread_memory *memory)
{
    struct oskit_thread_config full = *config;
    enum oskit_error error;

    *thread = (struct oskit_thread){0};
    /* Largest objects first: nothing is lost to alignment. */
    if (memory->cnode_bits != 0) {
        error =
            oskit_capset_object(set, seL4_CapTableObject, memory->cnode_bits, &thread->cnode, NULL);
        if (error != OSKIT_OK) {
            return error;
        }
        full.cspace = thread->cnode;
        full.cspace_guard = GUARD_FOR(memory->cnode_bits);
    }
    if (memory->stack_pages != 0) {
        error = make_stack(thread, set, vs, memory);
        if (error != OSKIT_OK) {
            return error;
        }
        full.stack = memory->stack_top;
    }
    if (memory->ipc_buffer) {
        error = make_page(set, vs, config->ipc_buffer, &thread->ipc_frame);
        if (error != OSKIT_OK) {
            return error;
        }
        full.ipc_frame = thread->ipc_frame;
    }
    error = oskit_capset_object(set, seL4_TCBObject, 0, &thread->tcb, NULL);
    return error != OSKIT_OK ? error : oskit_thread_configure(thread->tcb, &full);
}
