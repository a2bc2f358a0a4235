// SPDX-License-Identifier: BSD-2-Clause

/* Deletion of objects that hold capabilities: nested, cyclic, preempted at every point. */

#include <kernel/irq.h>
#include "world.h"

#define NODE 100u

/** Address of slot `index` of the CNode (radix 4, no guard) at root slot `node`. */
static struct cte *inner(word_t node, word_t index)
{
    return (struct cte *)cap_object(world_slot(node)->cap) + index;
}

static void make_nodes(word_t first, word_t count)
{
    assert_int_equal(world_retype(SLOT_UNTYPED, seL4_CapTableObject, 4, first, count), 0);
}

static void put(word_t node, word_t index, word_t source)
{
    cte_move(world_slot(source)->cap, world_slot(source), inner(node, index));
}

/** Deletes or revokes a slot with an interrupt at every `every`th occasion; counts the calls. */
static unsigned interrupted(word_t label, word_t slot, long every)
{
    struct tcb *tcb = current_thread();
    word_t start = thread_get_reg(tcb, ARCH_REG_NEXT_IP);
    unsigned calls = 0;

    do {
        hosttest.interrupt_after = every;
        world_syscall((word_t)seL4_SysCall, SLOT_CNODE, msginfo_pack(label, 0, 0, 2),
                      WORDS(slot, WORD_BITS));
        hosttest.interrupt_after = -1;
        hosttest.interrupt = false;
        world_check();
        assert_true(++calls < 100000);
    } while (thread_get_reg(tcb, ARCH_REG_NEXT_IP) == start);
    assert_int_equal(world_answer(tcb).label, 0);
    return calls;
}

static void test_node_with_objects(void **state)
{
    (void)state;
    make_nodes(NODE, 1);
    for (word_t i = 0; i < 16; i++) {
        assert_int_equal(world_retype(SLOT_UNTYPED, seL4_EndpointObject, 0, 200, 1), 0);
        put(NODE, i, 200);
    }
    assert_int_equal(world_delete(NODE), 0);
    assert_false(cdt_has_children(world_slot(SLOT_UNTYPED)));
    world_check();
}

static void test_copy_keeps_node_alive(void **state)
{
    (void)state;
    make_nodes(NODE, 1);
    assert_int_equal(world_copy(NODE + 1, NODE, RIGHTS_ALL), 0);
    assert_int_equal(world_retype(SLOT_UNTYPED, seL4_EndpointObject, 0, 200, 1), 0);
    put(NODE, 3, 200);
    assert_int_equal(world_delete(NODE), 0);
    assert_false(cte_is_empty(inner(NODE + 1, 3)));
    assert_int_equal(world_delete(NODE + 1), 0);
    assert_false(cdt_has_children(world_slot(SLOT_UNTYPED)));
}

/** A chain of nodes, each the only one to hold the next, and a loop at its end. */
static void make_chain(word_t length)
{
    make_nodes(NODE, length);
    for (word_t i = length - 1; i > 0; i--) {
        if (i == length - 1) {
            assert_int_equal(world_copy(NODE + length, NODE + i, RIGHTS_ALL), 0);
            put(NODE + i, 15, NODE + length);
        }
        put(NODE + i - 1, i % 16, NODE + i);
    }
}

static void test_chain_of_nodes(void **state)
{
    (void)state;
    make_chain(40);
    assert_int_equal(world_delete(NODE), 0);
    /* What the first node held the last capability to has become unreachable, not destroyed. */
    assert_true(cdt_has_children(world_slot(SLOT_UNTYPED)));
    assert_int_equal(interrupted(CNodeRevoke, SLOT_UNTYPED, 0) > 1, 1);
    assert_false(cdt_has_children(world_slot(SLOT_UNTYPED)));
    world_check();
}

static void test_node_in_itself(void **state)
{
    (void)state;
    for (word_t index = 0; index < 16; index += 15) {
        make_nodes(NODE, 1);
        assert_int_equal(world_copy(NODE + 1, NODE, RIGHTS_ALL), 0);
        put(NODE + 1, index, NODE);
        assert_int_equal(world_delete(NODE + 1), 0);
        /* The node holds the last capability to itself: only its ancestors can end that. */
        assert_true(cdt_has_children(world_slot(SLOT_UNTYPED)));
        assert_int_equal(world_revoke(SLOT_UNTYPED), 0);
        assert_false(cdt_has_children(world_slot(SLOT_UNTYPED)));
        world_check();
    }
}

static void test_two_nodes_in_each_other(void **state)
{
    (void)state;
    make_nodes(NODE, 2);
    assert_int_equal(world_copy(NODE + 2, NODE, RIGHTS_ALL), 0);
    put(NODE, 0, NODE + 1);
    struct cte *second = inner(NODE, 0);
    cte_move(world_slot(NODE + 2)->cap, world_slot(NODE + 2),
             (struct cte *)cap_object(second->cap));
    assert_int_equal(world_delete(NODE), 0);
    assert_int_equal(world_revoke(SLOT_UNTYPED), 0);
    assert_false(cdt_has_children(world_slot(SLOT_UNTYPED)));
    world_check();
}

static void test_large_node_is_preempted(void **state)
{
    (void)state;
    for (long every = 0; every < 3; every++) {
        assert_int_equal(world_retype(SLOT_UNTYPED, seL4_CapTableObject, 12, NODE, 1), 0);
        assert_true(interrupted(CNodeDelete, NODE, every) > 4096 / 100 / (every + 1) - 1);
        assert_true(cte_is_empty(world_slot(NODE)));
        assert_false(cdt_has_children(world_slot(SLOT_UNTYPED)));
    }
    assert_true(hosttest.claims > 40);
}

static void test_revoke_is_preempted(void **state)
{
    (void)state;
    assert_int_equal(world_retype(SLOT_UNTYPED, seL4_EndpointObject, 0, 200, 1), 0);
    for (word_t i = 0; i < 500; i++) {
        assert_int_equal(world_mint(300 + i, 200, RIGHTS_ALL, i + 1), 0);
    }
    assert_true(interrupted(CNodeRevoke, 200, 0) >= 5);
    for (word_t i = 0; i < 500; i++) {
        assert_true(cte_is_empty(world_slot(300 + i)));
    }
    assert_false(cte_is_empty(world_slot(200)));
}

#define CROWD 40u

/** Threads that wait on what `slot` names: threads[i] sends with badge i % 2 + 1, or waits. */
static void crowd(struct tcb *threads[CROWD], word_t slot, enum wait_state state)
{
    for (word_t i = 0; i < CROWD; i++) {
        struct tcb *tcb = world_thread(400 + 2 * i, 10, 0);
        threads[i] = tcb;
        sched_dequeue(tcb);
        tcb->blocked_on = cap_object(world_slot(slot)->cap);
        tcb->send_badge = i % 2 + 1;
        thread_set_state(tcb,
                         state == WAIT_SEND ? THREAD_BLOCKED_SEND : THREAD_BLOCKED_NOTIFICATION);
        wait_queue_append(tcb->blocked_on, tcb, state);
    }
    world_check();
}

/** Interrupts stop the deletion after a few threads; all are restarted in the end. */
static void delete_with_crowd(word_t type, enum wait_state state)
{
    struct tcb *threads[CROWD];

    assert_int_equal(world_retype(SLOT_UNTYPED, type, 0, 200, 1), 0);
    crowd(threads, 200, state);
    assert_true(interrupted(CNodeDelete, 200, 0) >= CROWD / 8);
    assert_true(cte_is_empty(world_slot(200)));
    for (word_t i = 0; i < CROWD; i++) {
        assert_int_equal(threads[i]->state, THREAD_RESTART);
        assert_true(threads[i]->queued);
    }
}

static void test_endpoint_with_senders_is_preempted(void **state)
{
    (void)state;
    delete_with_crowd(seL4_EndpointObject, WAIT_SEND);
}

static void test_notification_with_waiters_is_preempted(void **state)
{
    (void)state;
    delete_with_crowd(seL4_NotificationObject, WAIT_RECEIVE);
}

static void test_endpoint_in_a_node_is_preempted(void **state)
{
    struct tcb *threads[CROWD];
    (void)state;

    make_nodes(NODE, 1);
    assert_int_equal(world_retype(SLOT_UNTYPED, seL4_EndpointObject, 0, 200, 1), 0);
    crowd(threads, 200, WAIT_SEND);
    put(NODE, 3, 200);
    assert_true(interrupted(CNodeDelete, NODE, 0) >= CROWD / 8);
    for (word_t i = 0; i < CROWD; i++) {
        assert_int_equal(threads[i]->state, THREAD_RESTART);
    }
}

static void test_cancelled_sends_are_preempted(void **state)
{
    struct tcb *threads[CROWD];
    (void)state;

    assert_int_equal(world_retype(SLOT_UNTYPED, seL4_EndpointObject, 0, 200, 1), 0);
    assert_int_equal(world_mint(201, 200, RIGHTS_ALL, 2), 0);
    crowd(threads, 200, WAIT_SEND);
    assert_true(interrupted(CNodeCancelBadgedSends, 201, 0) > CROWD / 2 / 8);
    for (word_t i = 0; i < CROWD; i++) {
        assert_int_equal(threads[i]->state, i % 2 == 1 ? THREAD_RESTART : THREAD_BLOCKED_SEND);
    }
}

static void test_interrupt_ends_a_notification(void **state)
{
    struct tcb *threads[CROWD];
    (void)state;

    assert_int_equal(world_retype(SLOT_UNTYPED, seL4_NotificationObject, 0, 200, 1), 0);
    crowd(threads, 200, WAIT_RECEIVE);
    irq_issue_handler(7, world_slot(201), world_slot(SLOT_IRQ_CONTROL));
    assert_int_equal(world_invoke(201, IRQSetIRQHandler, CAPS(200), 0, NULL), 0);
    /* The handler's capability is the last one. */
    assert_int_equal(world_delete(200), 0);
    assert_int_equal(threads[0]->state, THREAD_BLOCKED_NOTIFICATION);
    assert_true(interrupted(CNodeDelete, 201, 0) >= CROWD / 8);
    assert_true(cte_is_empty(world_slot(201)));
    assert_false(irq_is_active(7));
    assert_int_equal(threads[CROWD - 1]->state, THREAD_RESTART);
}

static void test_thread_holds_its_spaces(void **state)
{
    (void)state;
    struct tcb *tcb = world_thread(NODE, 10, 0);
    make_nodes(NODE + 10, 1);
    assert_int_equal(world_invoke(NODE, TCBSetSpace, CAPS(NODE + 10, SLOT_VSPACE), WORDS(0, 0, 0)),
                     0);
    assert_int_equal(world_delete(NODE + 10), 0);
    assert_int_equal(cap_type(tcb->slots[TCB_SLOT_CSPACE].cap), CAP_CNODE);
    /* The last capability to the node stands in the thread: changing it would take long. */
    assert_int_equal(world_invoke(NODE, TCBSetSpace, CAPS(SLOT_CNODE, SLOT_VSPACE), WORDS(0, 0, 0)),
                     seL4_IllegalOperation);
    assert_int_equal(world_delete(NODE), 0);
    assert_int_equal(tcb->state, THREAD_INACTIVE);
    assert_false(tcb->queued);
    for (word_t i = 0; i < TCB_SLOTS; i++) {
        assert_true(cte_is_empty(&tcb->slots[i]));
    }
    world_check();
}

static void test_thread_deletes_itself(void **state)
{
    (void)state;
    struct tcb *tcb = world_thread(NODE, 255, 0);
    world_syscall((word_t)seL4_SysYield, 0, 0, 0, NULL);
    world_expect_current(tcb);
    world_syscall((word_t)seL4_SysCall, SLOT_CNODE, msginfo_pack(CNodeDelete, 0, 0, 2),
                  WORDS(NODE, WORD_BITS));
    world_expect_current(world_boot());
    assert_true(cte_is_empty(world_slot(NODE)));
    world_check();
}

static void test_frames_are_unmapped(void **state)
{
    (void)state;
    assert_int_equal(world_retype(SLOT_UNTYPED, seL4_ARM_SmallPageObject, 0, NODE, 3), 0);
    world_slot(NODE)->cap.w[1] = 0x1000;
    world_slot(NODE + 1)->cap.w[1] = 0x2000;
    assert_int_equal(world_revoke(SLOT_UNTYPED), 0);
    assert_int_equal(hosttest.unmapped, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(test_node_with_objects),
        WORLD_TEST(test_copy_keeps_node_alive),
        WORLD_TEST(test_chain_of_nodes),
        WORLD_TEST(test_node_in_itself),
        WORLD_TEST(test_two_nodes_in_each_other),
        WORLD_TEST(test_large_node_is_preempted),
        WORLD_TEST(test_endpoint_with_senders_is_preempted),
        WORLD_TEST(test_notification_with_waiters_is_preempted),
        WORLD_TEST(test_endpoint_in_a_node_is_preempted),
        WORLD_TEST(test_cancelled_sends_are_preempted),
        WORLD_TEST(test_interrupt_ends_a_notification),
        WORLD_TEST(test_revoke_is_preempted),
        WORLD_TEST(test_thread_holds_its_spaces),
        WORLD_TEST(test_thread_deletes_itself),
        WORLD_TEST(test_frames_are_unmapped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
