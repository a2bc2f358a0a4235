// SPDX-License-Identifier: BSD-2-Clause

/*
 * Random messages, signals, faults and interrupts among a few threads of several priorities, by the
 * ordinary paths and again by the fast ones: after each step the systems are equal.
 */

#include <kernel/fast.h>
#include <kernel/irq.h>
#include "world.h"

#define THREADS      6u
#define ENDPOINTS    2u
#define FIRST        100u         /**< endpoints, notifications, badged capabilities to them */
#define BADGED       (FIRST + 4u) /**< of each the next slot has a badge */
#define PORTS        8u
#define THREAD0      200u /**< threads and their frames */
#define HANDLER      300u /**< of an interrupt that signals */
#define SIGNALLING   3u   /**< that interrupt */
#define TIMER        5u
#define STEPS        60000
#define UNKNOWN_CALL 77u

static uint64_t seed;
static word_t digests[STEPS];

static word_t draw(word_t below)
{
    seed = seed * 6364136223846793005ul + 1442695040888963407ul;
    return (seed >> 33) % below;
}

static word_t any_port(void)
{
    return FIRST + draw(PORTS);
}

static void prepare(uint64_t start)
{
    seed = start;
    assert_int_equal(world_retype(SLOT_UNTYPED, seL4_EndpointObject, 0, FIRST, ENDPOINTS), 0);
    assert_int_equal(world_retype(SLOT_UNTYPED, seL4_NotificationObject, 0, FIRST + 2, 2), 0);
    for (word_t i = 0; i < 4; i++) {
        word_t rights = i == 1 ? RIGHTS_ALL & ~RIGHT_GRANT : RIGHTS_ALL;
        assert_int_equal(world_mint(BADGED + i, FIRST + i, rights, 1ul << i), 0);
    }
    for (word_t i = 0; i < THREADS; i++) {
        world_thread(THREAD0 + 2 * i, WORLD_MAX_PRIORITY - 1 - i / 3, FIRST + draw(2 * ENDPOINTS));
    }
    assert_int_equal(world_invoke(THREAD0, TCBBindNotification, CAPS(FIRST + 2), 0, NULL), 0);
    assert_int_equal(world_invoke(SLOT_IRQ_CONTROL, IRQIssueIRQHandler, CAPS(SLOT_CNODE),
                                  WORDS(SIGNALLING, HANDLER, WORD_BITS)),
                     0);
    assert_int_equal(world_invoke(HANDLER, IRQSetIRQHandler, CAPS(BADGED + 2 + draw(2)), 0, NULL),
                     0);
    irq_set_state(TIMER, IRQ_TIMER);
    /* The boot thread stays out of it. */
    thread_suspend(world_boot());
    sched_schedule();
    sched_activate();
}

static void message(void)
{
    static const long numbers[] = {seL4_SysCall,      seL4_SysCall,   seL4_SysSend,
                                   seL4_SysNBSend,    seL4_SysRecv,   seL4_SysRecv,
                                   seL4_SysReplyRecv, seL4_SysNBRecv, seL4_SysReply,
                                   seL4_SysReplyRecv, seL4_SysYield,  UNKNOWN_CALL};
    static const word_t words[] = {11, 12, 13, 14, 15, 16};
    word_t number = (word_t)numbers[draw(ARRAY_LENGTH(numbers))];
    word_t count = draw(4) ? draw(5) : draw(ARRAY_LENGTH(words) + 1);
    word_t info = msginfo_pack(draw(4) ? 0 : draw(3), draw(2), 0, count);

    world_syscall(number, draw(40) ? any_port() : draw(20), info, count, words);
}

static void interrupt(void)
{
    hosttest.interrupt = true;
    hosttest.irq = draw(2) ? SIGNALLING : TIMER;
    world_interrupt();
}

/** Somebody starts anew, as if a thread outside had resumed it. */
static void wake(void)
{
    struct tcb *tcb = cap_object(world_slot(THREAD0 + 2 * draw(THREADS))->cap);

    thread_restart(tcb);
    sched_schedule();
    sched_activate();
}

static void step(void)
{
    word_t choice = draw(16);

    if (current_thread() == this_cpu()->idle && choice != 0) {
        wake();
    } else if (choice == 0) {
        interrupt();
    } else if (choice == 1) {
        world_vm_fault(draw(4096));
    } else if (choice == 2) {
        wake();
    } else {
        message();
    }
}

static void run_once(uint64_t start)
{
    prepare(start);
    for (int i = 0; i < STEPS; i++) {
        step();
        word_t digest = world_digest();
        if (world_ordinary) {
            digests[i] = digest;
        } else if (digests[i] != digest) {
            fail_msg("the fast paths differ in step %d", i);
        }
        hosttest.console_length = 0;
    }
    world_check();
}

static void run(uint64_t start)
{
    world_run_both(run_once, start);
}

static void test_fast_1(void **state)
{
    (void)state;
    run(7);
}

static void test_fast_2(void **state)
{
    (void)state;
    run(0x123456789abcdef);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(test_fast_1),
        WORLD_TEST(test_fast_2),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
