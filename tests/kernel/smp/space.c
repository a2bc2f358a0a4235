// SPDX-License-Identifier: BSD-2-Clause
//
// Address spaces that end, or are exchanged, while a thread on another core runs in them.

#include "code.h"
#include "cores.h"

#define PAGE 4096ul

/* An address space with the code of code.h, and a page of memory at FREE_ADDRESS. */
struct space {
    seL4_CPtr pool;
    seL4_CPtr vspace;
    volatile seL4_Word *word; /* in the main thread's address space: the page's first word */
};

/* `which`: a number of its own for each space of a case. */
static struct space space_new(seL4_Word which)
{
    seL4_Word own = FREE_ADDRESS + which * (1ul << 21);
    seL4_Word code = (seL4_Word)code_count & ~(PAGE - 1);
    seL4_CPtr untyped = object_new(seL4_UntypedObject, seL4_ASIDPoolBits);
    struct space space = {slot_new(), object_new(seL4_ARM_VSpaceObject, 0),
                          (volatile seL4_Word *)own};

    REQUIRE_OK(
        seL4_ARM_ASIDControl_MakePool(seL4_CapASIDControl, untyped, ROOT, space.pool, DEPTH));
    REQUIRE_OK(seL4_ARM_ASIDPool_Assign(space.pool, space.vspace));
    tables_map(space.vspace, code);
    tables_map(space.vspace, FREE_ADDRESS);
    REQUIRE_OK(seL4_ARM_Page_Map(cap_copy(image_frame((const void *)code_count), seL4_AllRights),
                                 space.vspace, code, seL4_AllRights,
                                 seL4_ARM_Default_VMAttributes));
    tables_map(SPACE, own);
    REQUIRE_OK(seL4_ARM_Page_Map(cap_copy(frame_map(own), seL4_AllRights), space.vspace,
                                 FREE_ADDRESS, seL4_ReadWrite, seL4_ARM_Default_VMAttributes));
    return space;
}

/* A thread that counts at FREE_ADDRESS in the space, on core 1, and runs. */
static struct thread *count_in(const struct space *space, seL4_CPtr endpoint)
{
    struct thread *one = code_thread(1, code_count, FREE_ADDRESS, 0, 0);

    REQUIRE_OK(seL4_TCB_SetSpace(one->tcb, endpoint, ROOT, 0, space->vspace, 0));
    thread_resume(one);
    wait_steps(space->word, 100);
    return one;
}

/*
 * The thread that counted there has stopped by now, and faults. On genuine seL4 it may go on until
 * its core switches.
 */
static void expect_stopped(const struct space *space, seL4_CPtr endpoint)
{
    seL4_Word stopped = *space->word;
    seL4_MessageInfo_t info = seL4_Recv(endpoint, NULL);

    EXPECT_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_VMFault);
    if (!GENUINE) {
        EXPECT_EQ(*space->word, stopped);
    }
}

CASE(SMP0305, "an address space that loses its identifier is gone on the core that runs in it")
{
    cores_need(2);
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);

    for (unsigned i = 0; i < 5; i++) {
        struct space space = space_new(i);
        struct thread *one = count_in(&space, endpoint);

        cap_delete(space.pool);
        expect_stopped(&space, endpoint);
        thread_suspend(one);
    }
}

CASE(SMP0306, "an address space that ends is gone on the core whose thread has lost it before")
{
    cores_need(2);
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);

    for (unsigned i = 0; i < 5; i++) {
        struct space space = space_new(i);
        struct thread *one = count_in(&space, endpoint);

        /* Takes the thread's copy, in which it may go on until it is switched away from. */
        REQUIRE_OK(seL4_CNode_Revoke(ROOT, space.vspace, DEPTH));
        cap_delete(space.vspace);
        expect_stopped(&space, endpoint);
        thread_suspend(one);
    }
}

/* A thread in `from` that gives itself `to` and then counts at FREE_ADDRESS, on core 1. */
static struct thread *change_space(const struct space *from, const struct space *to)
{
    struct thread *one = code_thread(1, code_call, 0, 0, 0);
    seL4_UserContext context = {
        .pc = (seL4_Word)code_call,
        .x0 = one->tcb,
        .x1 = seL4_MessageInfo_new(TCBSetSpace, 0, 2, 3).words[0],
        .x7 = (seL4_Word)seL4_SysCall,
        .x8 = FREE_ADDRESS,
    };

    one->buffer->caps_or_badges[0] = ROOT;
    one->buffer->caps_or_badges[1] = to->vspace;
    REQUIRE_OK(seL4_TCB_SetSpace(one->tcb, 0, ROOT, 0, from->vspace, 0));
    REQUIRE_OK(
        seL4_TCB_WriteRegisters(one->tcb, true, 0, sizeof(context) / sizeof(seL4_Word), &context));
    return one;
}

CASE(SMP0307, "an address space ends that a thread on another core has exchanged for another")
{
    cores_need(2);
    for (unsigned i = 0; i < 5; i++) {
        struct space from = space_new(2 * i);
        struct space to = space_new(2 * i + 1);
        struct thread *one = change_space(&from, &to);

        /* It may go on in the old one until it is switched away from. */
        while (*from.word == 0 && *to.word == 0) {
            relax();
        }
        cap_delete(from.vspace);
        seL4_Word stopped = *from.word;
        wait_steps(to.word, 10);
        if (!GENUINE) {
            EXPECT_EQ(*from.word, stopped);
        }
        thread_suspend(one);
    }
}
