// SPDX-License-Identifier: BSD-2-Clause
//
// Mappings that change while another core uses them, and what cores hold of threads that move.

#include "code.h"
#include "cores.h"

static volatile seL4_Word seen;
static volatile seL4_Word looks;
static volatile seL4_Word wrong;

static struct thread *watcher(seL4_Word core, seL4_Word address)
{
    looks = 0;
    return code_thread(core, code_watch, address, (seL4_Word)&seen, (seL4_Word)&looks);
}

static seL4_Error map(seL4_CPtr frame, seL4_CapRights_t rights, seL4_ARM_VMAttributes attributes)
{
    return seL4_ARM_Page_Map(frame, SPACE, FREE_ADDRESS, rights, attributes);
}

CASE(SMP0301, "a page that is unmapped is gone on the core that reads it")
{
    cores_need(2);
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr frame[2];
    struct thread *one = watcher(1, FREE_ADDRESS);

    tables_map(SPACE, FREE_ADDRESS);
    frame[0] = object_new(seL4_ARM_SmallPageObject, 0);
    frame[1] = object_new(seL4_ARM_SmallPageObject, 0);
    for (seL4_Word i = 0; i < 2; i++) {
        REQUIRE_OK(map(frame[i], seL4_ReadWrite, seL4_ARM_Default_VMAttributes));
        *(volatile seL4_Word *)FREE_ADDRESS = i;
        REQUIRE_OK(seL4_ARM_Page_Unmap(frame[i]));
    }
    REQUIRE_OK(map(frame[0], seL4_CanRead, seL4_ARM_Default_VMAttributes));
    thread_fault_handler(one, endpoint);
    thread_resume(one);
    for (seL4_Word i = 0; i < rounds(30); i++) {
        wait_steps(&looks, 1);
        EXPECT_EQ(seen, i % 2);
        REQUIRE_OK(seL4_ARM_Page_Unmap(frame[i % 2]));
        /* Only now: had the core kept the old translation, there would be no fault. */
        seL4_MessageInfo_t info = seL4_Recv(endpoint, NULL);
        REQUIRE_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_VMFault);
        EXPECT_EQ(seL4_GetMR(seL4_VMFault_Addr), FREE_ADDRESS);
        REQUIRE_OK(map(frame[(i + 1) % 2], seL4_CanRead, seL4_ARM_Default_VMAttributes));
        seL4_Reply(seL4_MessageInfo_new(0, 0, 0, 0));
    }
}

CASE(SMP0302, "rights and attributes change under a reader on another core without a fault")
{
    cores_need(2);
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    struct thread *one = watcher(1, FREE_ADDRESS);

    tables_map(SPACE, FREE_ADDRESS);
    seL4_CPtr frame = frame_map(FREE_ADDRESS);
    seL4_CPtr told = cap_mint(endpoint, seL4_AllRights, 1);
    seL4_Word badge = 0;

    thread_fault_handler(one, told);
    thread_resume(one);
    for (seL4_Word i = 0; i < rounds(100); i++) {
        REQUIRE_OK(map(frame, i % 2 ? seL4_ReadWrite : seL4_CanRead,
                       i % 3 ? seL4_ARM_Default_VMAttributes : 0));
    }
    wait_steps(&looks, 10);
    (void)seL4_NBRecv(endpoint, &badge);
    EXPECT_EQ(badge, 0);
    EXPECT_OK(seL4_TCB_Suspend(one->tcb));
}

/* Lets the threads of this core run, which never stop. */
static void share_core(void)
{
    REQUIRE_OK(seL4_TCB_SetPriority(SELF, SELF, THREAD_PRIORITY));
    seL4_Yield();
    REQUIRE_OK(seL4_TCB_SetPriority(SELF, SELF, MAIN_PRIORITY));
}

/* Moves a thread around the cores while others of its kind run there. */
static void move_around(void (*code)(void))
{
    static volatile seL4_Word good[4];
    struct thread *some[4];

    wrong = 0;
    for (seL4_Word i = 0; i < 4; i++) {
        good[i] = 0;
        some[i] = code_thread(1 + i % (cores() - 1), code, i * 0x1234567 + 5, (seL4_Word)&good[i],
                              (seL4_Word)&wrong);
        thread_resume(some[i]);
    }
    for (seL4_Word i = 0; i < 60; i++) {
        for (seL4_Word k = 0; k < 4; k++) {
            if (i % 4 == k) {
                thread_suspend(some[k]);
                thread_core(some[k], (i + k) % cores());
                thread_resume(some[k]);
            } else {
                thread_core(some[k], 1 + (i + k) % (cores() - 1));
            }
        }
        if (i % 8 == 0) {
            share_core();
        }
    }
    for (seL4_Word k = 0; k < 4; k++) {
        thread_core(some[k], 1 + k % (cores() - 1));
        wait_steps(&good[k], 1);
    }
    EXPECT_EQ(wrong, 0);
}

CASE(SMP0303, "FP registers move with their threads")
{
    cores_need(2);
    move_around(code_fp);
}

CASE(SMP0308, "FP registers come along from a core whose thread does not use them now")
{
    cores_need(2);
    static volatile seL4_Word good;
    struct thread *one = code_thread(1, code_fp, 0x1234567, (seL4_Word)&good, (seL4_Word)&wrong);
    struct thread *other = watcher(1, (seL4_Word)&good);

    good = 0;
    wrong = 0;
    thread_priority(other, THREAD_PRIORITY + 1);
    thread_resume(one);
    wait_steps(&good, 10);
    thread_resume(other);
    wait_steps(&looks, 10);
    seL4_Word before = good;
    thread_core(one, 0);
    while (good == before && wrong == 0) {
        share_core();
    }
    EXPECT_EQ(wrong, 0);
}

CASE(SMP0304, "the thread pointer moves with its thread")
{
    cores_need(2);
    move_around(code_tls);
}
