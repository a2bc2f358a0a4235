// SPDX-License-Identifier: BSD-2-Clause
//
// Floating point registers belong to threads.

#include <ktest/case.h>
#include <ktest/objects.h>
#include "code.h"
#include "start.h"

struct record {
    seL4_Word count;
    seL4_Word verdict; /* 1: all was well */
};

CASE(FPU0001, "each thread keeps its FP registers while others run, preempted by the tick")
{
    static volatile struct record record[3];
    seL4_CPtr handler = object_new(seL4_EndpointObject, 0);

    for (unsigned i = 0; i < 3; i++) {
        record[i].count = 0;
        record[i].verdict = 0;
    }
    for (unsigned i = 0; i < 3; i++) {
        struct thread *one =
            code_new(code_fp_hold, (seL4_Word)&record[i], (seL4_Word)&record[(i + 1) % 3], handler);
        seL4_UserContext context = thread_registers(one);

        context.x2 = 0x0123456789ab0000 * (i + 1);
        code_set(one, &context);
        REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    }
    for (unsigned i = 0; i < 3; i++) {
        (void)seL4_Recv(handler, NULL);
        EXPECT_EQ(seL4_GetMR(0), (seL4_Word)code_park);
    }
    for (unsigned i = 0; i < 3; i++) {
        EXPECT_EQ(record[i].verdict, 1);
    }
}

CASE(FPU0002, "a new thread's FP registers are zero, whoever used them before")
{
    static volatile seL4_Word words[64] __attribute__((aligned(16)));
    seL4_CPtr handler = object_new(seL4_EndpointObject, 0);
    struct thread *one = code_new(code_fp_call, 0, 0, handler);
    seL4_UserContext context = thread_registers(one);
    seL4_Word sum = 0;

    context.x2 = ~0ul << 8;
    context.x7 = (seL4_Word)seL4_SysYield;
    code_set(one, &context);
    REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    EXPECT_EQ(code_parked(one, handler).x8, 1);
    for (unsigned i = 0; i < 64; i++) {
        words[i] = 1;
    }
    struct thread *two = code_run(code_fp_store, (seL4_Word)words, 0, handler);
    (void)code_parked(two, handler);
    for (unsigned i = 0; i < 64; i++) {
        sum |= words[i];
    }
    EXPECT_EQ(sum, 0);
}

CASE(FPU0003, "FP registers live through a call and its reply")
{
    seL4_CPtr handler = object_new(seL4_EndpointObject, 0);
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    struct thread *one[2];

    for (unsigned i = 0; i < 2; i++) {
        one[i] = code_new(code_fp_call, endpoint, 0, handler);
        seL4_UserContext context = thread_registers(one[i]);

        context.x2 = 0x1000 * (i + 1);
        context.x7 = (seL4_Word)seL4_SysCall;
        code_set(one[i], &context);
        REQUIRE_OK(seL4_TCB_Resume(one[i]->tcb));
    }
    for (unsigned i = 0; i < 2; i++) {
        (void)seL4_Recv(endpoint, NULL);
        seL4_Reply(seL4_MessageInfo_new(0, 0, 0, 0));
    }
    for (unsigned i = 0; i < 2; i++) {
        (void)seL4_Recv(handler, NULL);
        EXPECT_EQ(seL4_GetMR(0), (seL4_Word)code_park);
    }
    for (unsigned i = 0; i < 2; i++) {
        EXPECT_EQ(thread_registers(one[i]).x8, 1);
    }
}

CASE(FPU0004, "copying registers does not copy FP registers")
{
    static volatile seL4_Word words[64] __attribute__((aligned(16)));
    seL4_CPtr handler = object_new(seL4_EndpointObject, 0);
    struct thread *one = code_new(code_fp_call, 0, 0, handler);
    struct thread *two = code_new(code_fp_store, (seL4_Word)words, 0, handler);
    seL4_UserContext context = thread_registers(one);

    context.x2 = 0x5000;
    context.x7 = (seL4_Word)seL4_SysYield;
    code_set(one, &context);
    REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    (void)code_parked(one, handler);
    EXPECT_OK(seL4_TCB_CopyRegisters(two->tcb, one->tcb, false, false, false, true, 0));
    REQUIRE_OK(seL4_TCB_Resume(two->tcb));
    (void)code_parked(two, handler);
    EXPECT_EQ(words[0], 0);
    EXPECT_EQ(words[63], 0);
}
