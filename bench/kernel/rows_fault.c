// SPDX-License-Identifier: BSD-2-Clause
/* Faults: to the handler, and the reply that lets the thread go on. */

#include "bench.h"

#define UNKNOWN_SYSCALL 100

static void put_fault(const char *const names[3], const struct step *there, const struct step *back)
{
    put_row(names[0], result(there));
    put_row(names[1], result(back));
    put_row(names[2], result(there) + result(back));
}

/** The handler maps the page before it replies, the thread unmaps it before the next fault. */
static void measure_vm_fault(bool other_vspace, const char *const names[3])
{
    measure();
    seL4_CPtr endpoint = world_object(seL4_EndpointObject, 0);
    seL4_CPtr frame = world_object(seL4_ARM_SmallPageObject, 0);
    seL4_CPtr vspace = other_vspace ? world_vspace() : seL4_CapInitThreadVSpace;
    struct agent *handler = agent_new(100);
    struct agent *faulter = agent_new(99);

    world_tables(vspace, FREE_ADDRESS, 2);
    struct step *handle = agent_step(handler, timed_svc, seL4_SysReplyRecv, endpoint, 0);
    agent_invoke(
        handler, frame, ARMPageMap, 3,
        (seL4_Word[]){FREE_ADDRESS, seL4_AllRights.words[0], seL4_ARM_Default_VMAttributes}, 1,
        &vspace);
    struct step *load = agent_step(faulter, timed_load, 0, FREE_ADDRESS, 0);
    agent_invoke(faulter, frame, ARMPageUnmap, 0, NULL, 0, NULL);
    faulter->vspace = vspace;
    faulter->fault_handler = endpoint;
    run(faulter, MAX_SAMPLES);
    put_fault(names, handle, load);
}

/** The reply tells the address behind the system call (word 8), and registers that nobody uses. */
static void measure_unknown_syscall(void)
{
    static const char *const names[] = {"Unknown system call to handler, switch included",
                                        "Reply to an unknown system call, switch included",
                                        "Unknown system call, round trip"};
    measure();
    seL4_CPtr endpoint = world_object(seL4_EndpointObject, 0);
    struct agent *handler = agent_new(100);
    struct agent *faulter = agent_new(99);
    seL4_Word info = seL4_MessageInfo_new(0, 0, 0, seL4_UnknownSyscall_FaultIP + 1).words[0];
    struct step *handle = agent_step(handler, timed_svc, seL4_SysReplyRecv, endpoint, info);
    struct step *call = agent_step(faulter, timed_svc, UNKNOWN_SYSCALL, 0, 0);

    handle->words = seL4_UnknownSyscall_FaultIP + 1;
    handle->message[seL4_UnknownSyscall_FaultIP] = (seL4_Word)timed_after_svc;
    faulter->fault_handler = endpoint;
    run(faulter, MAX_SAMPLES);
    put_fault(names, handle, call);
}

static void measure_user_exception(void)
{
    static const char *const names[] = {"User exception to handler, switch included",
                                        "Reply to a user exception, switch included",
                                        "User exception, round trip"};
    measure();
    seL4_CPtr endpoint = world_object(seL4_EndpointObject, 0);
    struct agent *handler = agent_new(100);
    struct agent *faulter = agent_new(99);
    seL4_Word info = seL4_MessageInfo_new(0, 0, 0, 1).words[0];
    struct step *handle = agent_step(handler, timed_svc, seL4_SysReplyRecv, endpoint, info);
    struct step *undefined = agent_step(faulter, timed_undefined, 0, 0, 0);

    handle->message[seL4_UserException_FaultIP] = (seL4_Word)timed_after_undefined;
    faulter->fault_handler = endpoint;
    run(faulter, MAX_SAMPLES);
    put_fault(names, handle, undefined);
}

void rows_fault(void)
{
    static const char *const same[] = {"VM fault to handler, switch included",
                                       "Reply to a VM fault, switch included",
                                       "VM fault, round trip"};
    static const char *const other[] = {"VM fault to handler in another address space",
                                        "Reply to a VM fault in another address space",
                                        "VM fault between address spaces, round trip"};
    measure_vm_fault(false, same);
    measure_vm_fault(true, other);
    measure_unknown_syscall();
    measure_user_exception();
}
