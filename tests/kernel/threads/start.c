// SPDX-License-Identifier: BSD-2-Clause

#include <ktest/case.h>
#include "code.h"
#include "start.h"

void code_set(const struct thread *thread, seL4_UserContext *context)
{
    REQUIRE_OK(seL4_TCB_WriteRegisters(thread->tcb, false, 0, CONTEXT_WORDS, context));
}

struct thread *code_new(void (*code)(void), seL4_Word x0, seL4_Word x1, seL4_CPtr handler)
{
    struct thread *thread = thread_new(NULL, 0, 0);
    seL4_UserContext context = thread_registers(thread);

    context.pc = (seL4_Word)code;
    context.x0 = x0;
    context.x1 = x1;
    code_set(thread, &context);
    thread_fault_handler(thread, handler);
    return thread;
}

struct thread *code_run(void (*code)(void), seL4_Word x0, seL4_Word x1, seL4_CPtr handler)
{
    struct thread *thread = code_new(code, x0, x1, handler);

    REQUIRE_OK(seL4_TCB_Resume(thread->tcb));
    return thread;
}

seL4_UserContext code_parked(const struct thread *thread, seL4_CPtr handler)
{
    seL4_MessageInfo_t info = seL4_Recv(handler, NULL);

    REQUIRE_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_UserException);
    REQUIRE_EQ(seL4_GetMR(seL4_UserException_FaultIP), (seL4_Word)code_park);
    return thread_registers(thread);
}
