// SPDX-License-Identifier: BSD-2-Clause

/* Ready queues, the choice of the next thread, time slices, priorities. */

#include "world.h"

#define FIRST 100u

static struct tcb *make(word_t i, word_t priority)
{
    return world_thread(FIRST + 2 * i, priority, 0);
}

static word_t set_priority(word_t slot, word_t priority)
{
    return world_invoke(slot, TCBSetPriority, CAPS(SLOT_TCB), WORDS(priority));
}

static void yield(void)
{
    world_syscall((word_t)seL4_SysYield, 0, 0, 0, NULL);
}

static void tick(void)
{
    hosttest.interrupt = true;
    hosttest.irq = 5;
    irq_set_state(5, IRQ_TIMER);
    world_interrupt();
}

static void test_queue_order(void **state)
{
    (void)state;
    struct tcb *t[4];
    for (word_t i = 0; i < 4; i++) {
        t[i] = make(i, 50);
        sched_dequeue(t[i]);
    }
    sched_append(t[0]);
    sched_append(t[1]);
    sched_enqueue(t[2]);
    sched_append(t[3]);
    sched_append(t[1]);
    const struct tcb *expected[] = {t[2], t[0], t[1], t[3]};
    const struct tcb *at = this_cpu()->ready[50].head;
    for (word_t i = 0; i < 4; i++, at = at->ready_next) {
        assert_ptr_equal(at, expected[i]);
    }
    assert_null(at);
    sched_dequeue(t[0]);
    sched_dequeue(t[0]);
    sched_dequeue(t[3]);
    assert_ptr_equal(this_cpu()->ready[50].tail, t[1]);
    sched_enqueue(t[0]);
    sched_enqueue(t[3]);
    world_check();
}

static void test_bitmap_finds_highest(void **state)
{
    (void)state;
    static const word_t priorities[] = {0, 1, 63, 64, 127, 128, 200, 254};
    word_t highest;
    assert_false(sched_highest_ready(this_cpu(), &highest));
    for (word_t i = 0; i < ARRAY_LENGTH(priorities); i++) {
        make(i, priorities[i]);
        assert_true(sched_highest_ready(this_cpu(), &highest));
        assert_int_equal(highest, priorities[i]);
    }
    for (word_t i = ARRAY_LENGTH(priorities); i-- > 0;) {
        assert_true(sched_highest_ready(this_cpu(), &highest));
        assert_int_equal(highest, priorities[i]);
        assert_int_equal(world_invoke(FIRST + 2 * i, TCBSuspend, NO_CAPS, 0, NULL), 0);
        world_check();
    }
    assert_false(sched_highest_ready(this_cpu(), &highest));
}

static void test_yield_goes_round(void **state)
{
    (void)state;
    const struct tcb *a = make(0, 255);
    const struct tcb *b = make(1, 255);
    const struct tcb *low = make(2, 254);
    /* Each resumed thread is put at the head, behind the current thread. */
    yield();
    const struct tcb *first = current_thread();
    assert_true(first == a || first == b);
    yield();
    assert_ptr_equal(current_thread(), first == a ? b : a);
    yield();
    world_expect_current(world_boot());
    yield();
    world_expect_current(first);
    assert_true(low->queued);
}

static void test_time_slice(void **state)
{
    (void)state;
    const struct tcb *a = make(0, 255);
    for (int i = 0; i < CONFIG_TIME_SLICE - 1; i++) {
        tick();
        world_expect_current(world_boot());
    }
    tick();
    world_expect_current(a);
    for (int i = 0; i < CONFIG_TIME_SLICE; i++) {
        world_expect_current(a);
        tick();
    }
    for (int i = 0; i < CONFIG_TIME_SLICE; i++) {
        world_expect_current(world_boot());
        tick();
    }
    world_expect_current(a);
    for (int i = 0; i < CONFIG_TIME_SLICE; i++) {
        tick();
    }
    world_expect_current(world_boot());
    assert_int_equal(hosttest.completes, 4 * CONFIG_TIME_SLICE);
    /* Alone at its priority, a thread keeps the core. */
    assert_int_equal(set_priority(FIRST, 3), 0);
    for (int i = 0; i < 3 * CONFIG_TIME_SLICE; i++) {
        tick();
        world_expect_current(world_boot());
    }
}

static void test_priority_change_preempts(void **state)
{
    (void)state;
    assert_int_equal(set_priority(SLOT_TCB, 100), 0);
    const struct tcb *a = make(0, 50);
    world_expect_current(world_boot());
    assert_int_equal(set_priority(FIRST, 101), 0);
    world_expect_current(a);
    /* The thread that was preempted continues before others of its priority. */
    const struct tcb *b = cap_object(world_slot(FIRST)->cap);
    assert_ptr_equal(a, b);
    assert_int_equal(set_priority(FIRST, 100), 0);
    world_expect_current(a);
    assert_int_equal(set_priority(FIRST, 99), 0);
    world_expect_current(world_boot());
    world_check();
}

static void test_woken_thread_of_equal_priority_waits(void **state)
{
    (void)state;
    const struct tcb *a = make(0, 255);
    assert_int_equal(world_retype(SLOT_UNTYPED, seL4_NotificationObject, 0, 40, 1), 0);
    yield();
    world_expect_current(a);
    world_syscall((word_t)seL4_SysRecv, 40, 0, 0, NULL);
    world_expect_current(world_boot());
    world_syscall((word_t)seL4_SysSend, 40, 0, 0, NULL);
    world_expect_current(world_boot());
    assert_true(a->queued);
    world_check();
}

static void test_idle(void **state)
{
    (void)state;
    assert_int_equal(world_retype(SLOT_UNTYPED, seL4_NotificationObject, 0, 40, 1), 0);
    assert_int_equal(
        world_invoke(SLOT_IRQ_CONTROL, IRQIssueIRQHandler, CAPS(SLOT_CNODE), WORDS(9, 41, 64)), 0);
    assert_int_equal(world_mint(42, 40, RIGHTS_ALL, 0x80), 0);
    assert_int_equal(world_invoke(41, IRQSetIRQHandler, CAPS(42), 0, NULL), 0);
    world_syscall((word_t)seL4_SysRecv, 40, 0, 0, NULL);
    world_expect_current(this_cpu()->idle);
    assert_int_equal(hosttest.idles, 1);
    tick();
    world_expect_current(this_cpu()->idle);
    hosttest.interrupt = true;
    hosttest.irq = 9;
    world_interrupt();
    world_expect_current(world_boot());
    assert_int_equal(world_answer(world_boot()).badge, 0x80);
    assert_true((hosttest.masked & BIT(9)) != 0);
    assert_int_equal(world_invoke(41, IRQAckIRQ, NO_CAPS, 0, NULL), 0);
    assert_true((hosttest.masked & BIT(9)) == 0);
    world_check();
}

static void test_suspend_and_resume_self(void **state)
{
    (void)state;
    const struct tcb *a = make(0, 10);
    world_syscall((word_t)seL4_SysSend, SLOT_TCB, msginfo_pack(TCBSuspend, 0, 0, 0), 0, NULL);
    world_expect_current(a);
    assert_int_equal(world_boot()->state, THREAD_INACTIVE);
    world_syscall((word_t)seL4_SysSend, SLOT_TCB, msginfo_pack(TCBResume, 0, 0, 0), 0, NULL);
    world_expect_current(world_boot());
    world_check();
}

static void test_domain_schedule(void **state)
{
    (void)state;
    assert_int_equal(world_invoke(SLOT_DOMAIN, DomainSetSet, CAPS(SLOT_TCB), WORDS(0)), 0);
    assert_int_equal(world_invoke(SLOT_DOMAIN, DomainSetSet, CAPS(SLOT_TCB), WORDS(1)),
                     seL4_InvalidArgument);
    assert_int_equal(world_invoke(SLOT_DOMAIN, DomainSetSet, CAPS(SLOT_CNODE), WORDS(0)),
                     seL4_InvalidArgument);
    assert_int_equal(world_last.mr[0], 1);
    assert_int_equal(world_invoke(SLOT_DOMAIN, DomainScheduleConfigure, NO_CAPS,
                                  WORDS(K_DOMAIN_SCHEDULE - 1, 0, 1)),
                     seL4_RangeError);
    assert_int_equal(world_last.mr[1], K_DOMAIN_SCHEDULE - 2);
    assert_int_equal(world_invoke(SLOT_DOMAIN, DomainScheduleConfigure, NO_CAPS, WORDS(0, 0, 0)),
                     seL4_InvalidArgument);
    assert_int_equal(world_last.mr[0], 2);
    assert_int_equal(
        world_invoke(SLOT_DOMAIN, DomainScheduleConfigure, NO_CAPS, WORDS(0, 0, BIT(56))),
        seL4_InvalidArgument);
    assert_int_equal(world_invoke(SLOT_DOMAIN, DomainScheduleConfigure, NO_CAPS, WORDS(0, 0, 9)),
                     0);
    assert_int_equal(world_invoke(SLOT_DOMAIN, DomainScheduleSetStart, NO_CAPS, WORDS(0)), 0);
    assert_int_equal(
        world_invoke(SLOT_DOMAIN, DomainScheduleSetStart, NO_CAPS, WORDS(K_DOMAIN_SCHEDULE - 1)),
        seL4_InvalidArgument);
    assert_int_equal(
        world_invoke(SLOT_DOMAIN, DomainScheduleSetStart, NO_CAPS, WORDS(K_DOMAIN_SCHEDULE)),
        seL4_RangeError);
    world_expect_current(world_boot());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(test_queue_order),
        WORLD_TEST(test_bitmap_finds_highest),
        WORLD_TEST(test_yield_goes_round),
        WORLD_TEST(test_time_slice),
        WORLD_TEST(test_priority_change_preempts),
        WORLD_TEST(test_woken_thread_of_equal_priority_waits),
        WORLD_TEST(test_idle),
        WORLD_TEST(test_suspend_and_resume_self),
        WORLD_TEST(test_domain_schedule),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
