// SPDX-License-Identifier: BSD-2-Clause
//
// Invocations of threads that are in the middle of their work: preempted, with their FP registers
// in use.

#include <ktest/case.h>
#include <ktest/objects.h>
#include "code.h"
#include "start.h"

#define PATTERN 0x4000

/* Records of two threads that keep patterns in their FP registers (code_fp_hold). */
static volatile seL4_Word record[2][2];

static struct thread *holder(unsigned i, seL4_CPtr handler)
{
    struct thread *one =
        code_new(code_fp_hold, (seL4_Word)record[i], (seL4_Word)record[1 - i], handler);
    seL4_UserContext context = thread_registers(one);

    record[i][0] = 0;
    record[i][1] = 0;
    context.x2 = PATTERN * (i + 1);
    code_set(one, &context);
    return one;
}

/* Lets threads of the helpers' priority run for some time slices. */
static void run_slices(unsigned count)
{
    REQUIRE_OK(seL4_TCB_SetPriority(SELF, SELF, THREAD_PRIORITY));
    for (unsigned i = 0; i < count; i++) {
        seL4_Yield();
    }
    REQUIRE_OK(seL4_TCB_SetPriority(SELF, SELF, MAIN_PRIORITY));
}

CASE(FPU0005, "the FPU is switched off under a thread that uses it, and its registers are kept")
{
    seL4_CPtr handler = object_new(seL4_EndpointObject, 0);
    struct thread *one = holder(0, handler);

    REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    for (unsigned i = 0; i < 10; i++) {
        run_slices(1);
        REQUIRE(record[0][0] != 0);
        EXPECT_EQ(record[0][1], 0);
        EXPECT_EQ(seL4_TCB_SetFlags(one->tcb, 0, seL4_TCBFlag_fpuDisabled).error, seL4_NoError);
        /* Its next FP instruction is an exception. */
        seL4_MessageInfo_t info = seL4_Recv(handler, NULL);
        EXPECT_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_UserException);
        EXPECT_EQ(seL4_GetMR(seL4_UserException_Number) >> 26, 7);
        EXPECT_EQ(seL4_TCB_SetFlags(one->tcb, seL4_TCBFlag_fpuDisabled, 0).flags, 0);
        seL4_Reply(seL4_MessageInfo_new(0, 0, 0, 0));
    }
    run_slices(1);
    EXPECT_EQ(record[0][1], 0);
    REQUIRE_OK(seL4_TCB_Suspend(one->tcb));
}

CASE(FPU0006, "registers are copied between threads that use the FPU: theirs stay with them")
{
    seL4_CPtr handler = object_new(seL4_EndpointObject, 0);
    struct thread *one = holder(0, handler);
    struct thread *other = code_new(code_park, 0, 0, handler);

    REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    for (unsigned i = 0; i < 10; i++) {
        run_slices(1);
        seL4_Word before = record[0][0];
        EXPECT_OK(seL4_TCB_CopyRegisters(other->tcb, one->tcb, false, false, true, true, 0));
        EXPECT_EQ(thread_registers(other).x2, PATTERN);
        EXPECT_EQ(thread_registers(other).pc, thread_registers(one).pc);
        run_slices(1);
        EXPECT(record[0][0] > before);
        EXPECT_EQ(record[0][1], 0);
    }
    REQUIRE_OK(seL4_TCB_Suspend(one->tcb));
}

CASE(TCB0200, "registers written to a preempted thread are what it goes on with")
{
    seL4_CPtr handler = object_new(seL4_EndpointObject, 0);
    struct thread *one = holder(0, handler);

    REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    run_slices(1);
    REQUIRE(record[0][0] != 0);

    seL4_UserContext context = thread_registers(one);

    context.pc = (seL4_Word)code_park;
    context.x9 = 0x1234;
    context.spsr = 0x90000000;
    code_set(one, &context);
    context = code_parked(one, handler);
    EXPECT_EQ(context.x9, 0x1234);
    EXPECT_EQ(context.spsr, 0x90000000 | USER_STATE);
}

CASE(TCB0201, "registers copied to a preempted thread are what it goes on with")
{
    seL4_CPtr handler = object_new(seL4_EndpointObject, 0);
    struct thread *one = holder(0, handler);
    struct thread *source = code_new(code_park, 0x77, 0, 0);

    REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    run_slices(1);
    REQUIRE(record[0][0] != 0);
    EXPECT_OK(seL4_TCB_CopyRegisters(one->tcb, source->tcb, false, false, true, false, 0));
    EXPECT_EQ(code_parked(one, handler).x0, 0x77);
}

CASE(TCB0202, "the thread pointer of a preempted thread is set")
{
    seL4_CPtr handler = object_new(seL4_EndpointObject, 0);
    struct thread *one = holder(0, handler);

    REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    run_slices(1);
    EXPECT_OK(seL4_TCB_SetTLSBase(one->tcb, 0x5555));
    run_slices(2);
    EXPECT_EQ(thread_registers(one).tpidr_el0, 0x5555);
    EXPECT_EQ(record[0][1], 0);
    REQUIRE_OK(seL4_TCB_Suspend(one->tcb));
}
