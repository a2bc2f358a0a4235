// SPDX-License-Identifier: BSD-2-Clause

/*
 * Random system calls of several threads, with interrupts in between: whatever they answer, the
 * tree, the queues and the threads stay consistent, and the fast paths leave the same behind as the
 * ordinary ones. Fixed seeds: every run is the same.
 */

#include "world.h"

#define SLOTS        64u
#define FIRST        100u
#define THREADS      6u
#define THREAD0      (FIRST + 2 * SLOTS) /**< threads and their frames, never deleted */
#define LASTING      (FIRST + 3 * SLOTS) /**< endpoints and notifications, never deleted */
#define LASTING_CAPS 8u
#define STEPS        20000
#define DIGEST_STEPS 4 /**< steps from one comparison to the next */

static uint64_t seed;

static word_t draw(word_t below)
{
    seed = seed * 6364136223846793005ul + 1442695040888963407ul;
    return (seed >> 33) % below;
}

static word_t any_slot(void)
{
    return FIRST + draw(SLOTS);
}

static word_t any_cap(void)
{
    return draw(8) == 0 ? SLOT_UNTYPED : any_slot();
}

/** Something to send to or receive from. */
static word_t any_port(void)
{
    return draw(5) ? LASTING + draw(LASTING_CAPS) : any_slot();
}

/** Mostly a slot of the root CNode, else one of the small CNodes that come and go. */
static void any_address(word_t *root, word_t *index, word_t *depth)
{
    *root = SLOT_CNODE;
    *index = any_slot();
    *depth = WORD_BITS;
    if (draw(3) == 0) {
        *root = any_slot();
        *depth = 1 + draw(4);
        *index = draw(16);
    }
}

static void send(word_t cap, word_t label, word_t extra, word_t count, const word_t *words)
{
    static const long how[] = {seL4_SysCall, seL4_SysSend, seL4_SysNBSend};
    word_t *buffer = thread_buffer(current_thread(), true);
    if (buffer != NULL) {
        buffer[BUFFER_CAP(0)] = draw(3) ? SLOT_CNODE : any_port();
        buffer[BUFFER_CAP(1)] = draw(2) ? SLOT_VSPACE : any_port();
        buffer[BUFFER_CAP(2)] = any_slot();
        buffer[BUFFER_RECEIVE_CNODE] = SLOT_CNODE;
        buffer[BUFFER_RECEIVE_INDEX] = any_slot();
        buffer[BUFFER_RECEIVE_DEPTH] = WORD_BITS;
    }
    hosttest.interrupt_after = draw(4) ? -1 : (long)draw(3);
    world_syscall((word_t)how[draw(4) % 3], cap, msginfo_pack(label, 0, extra, count), count,
                  words);
    hosttest.interrupt_after = -1;
}

static void retype(void)
{
    static const word_t types[] = {seL4_UntypedObject,   seL4_TCBObject,
                                   seL4_EndpointObject,  seL4_NotificationObject,
                                   seL4_CapTableObject,  seL4_ARM_SmallPageObject,
                                   seL4_ARM_VSpaceObject};
    word_t type = types[draw(ARRAY_LENGTH(types))];
    word_t size = type == seL4_CapTableObject ? 1 + draw(4) : 12 + draw(5);
    word_t *buffer = thread_buffer(current_thread(), true);
    bool inner = draw(3) == 0;
    if (buffer != NULL) {
        buffer[BUFFER_CAP(0)] = inner ? any_slot() : SLOT_CNODE;
    }
    hosttest.interrupt_after = (long)draw(10);
    world_syscall((word_t)seL4_SysCall, any_cap(), msginfo_pack(UntypedRetype, 0, 1, 6),
                  WORDS(type, size, 0, 0, inner ? draw(8) : any_slot(), 1 + draw(3)));
    hosttest.interrupt_after = -1;
}

static void cnode_operation(void)
{
    word_t label = CNodeRevoke + draw(CNodeSaveCaller - CNodeRevoke + 1);
    word_t cnode, index, depth, source_root, source, source_depth;
    any_address(&cnode, &index, &depth);
    any_address(&source_root, &source, &source_depth);
    if (label == CNodeRotate) {
        send(cnode, label, 2, WORDS(index, depth, 0, any_slot(), 64, 0, source, source_depth));
    } else {
        send(cnode, label, 1,
             WORDS(index, depth, source, source_depth, RIGHTS_ALL & ~draw(4), draw(3)));
    }
}

static void tcb_operation(void)
{
    word_t label = TCBReadRegisters + draw(TCBSetFlags - TCBReadRegisters + 1);
    word_t tcb = draw(4) ? THREAD0 + 2 * draw(THREADS) : any_slot();
    /* The last word is the IPC buffer for Configure, a register's value for others. */
    send(tcb, label, 3, WORDS(draw(4), draw(3), draw(200), 0x1000 * draw(2), any_slot()));
}

static void irq_operation(void)
{
    word_t label = IRQIssueIRQHandler + draw(4);
    send(draw(2) ? SLOT_IRQ_CONTROL : any_slot(), label, 1, WORDS(draw(6), any_slot(), 64));
}

static void message(void)
{
    static const long receive[] = {seL4_SysRecv, seL4_SysNBRecv, seL4_SysReplyRecv, seL4_SysReply,
                                   seL4_SysYield};
    static const word_t words[] = {1, 2, 3, 4, 5};
    if (draw(2)) {
        /* Half of the messages fit into registers: those are for the fast paths. */
        send(any_port(), draw(3), draw(2) ? 0 : draw(4), draw(6), words);
    } else {
        world_syscall((word_t)receive[draw(ARRAY_LENGTH(receive))], any_port(),
                      msginfo_pack(draw(2), 0, draw(4), draw(10)), 0, NULL);
    }
}

static void interrupt(void)
{
    hosttest.interrupt = true;
    hosttest.irq = draw(8);
    if (hosttest.irq >= 6) {
        irq_set_state(hosttest.irq, IRQ_TIMER);
    }
    world_interrupt();
}

/** When all have gone to sleep: the boot thread starts over, as if somebody had resumed it. */
static void wake_boot(void)
{
    thread_restart(world_boot());
    sched_schedule();
    sched_activate();
}

static void step(void)
{
    static void (*const operations[])(void) = {retype,        retype,          cnode_operation,
                                               message,       cnode_operation, message,
                                               tcb_operation, message,         irq_operation};
    word_t choice = draw(ARRAY_LENGTH(operations) + 2);

    if (current_thread() == this_cpu()->idle) {
        wake_boot();
    }
    if (choice < ARRAY_LENGTH(operations)) {
        operations[choice]();
    } else if (choice == ARRAY_LENGTH(operations)) {
        interrupt();
    } else {
        world_vm_fault(draw(4096));
    }
}

/** Six threads at two priorities, the boot thread at the higher one, and something to talk through.
 */
static void prepare(uint64_t start)
{
    seed = start;
    assert_int_equal(world_retype(SLOT_UNTYPED, seL4_EndpointObject, 0, LASTING, 2), 0);
    assert_int_equal(world_retype(SLOT_UNTYPED, seL4_NotificationObject, 0, LASTING + 4, 2), 0);
    assert_int_equal(world_mint(LASTING + 2, LASTING, RIGHTS_ALL, 3), 0);
    assert_int_equal(world_mint(LASTING + 3, LASTING + 1, RIGHTS_ALL, 4), 0);
    assert_int_equal(world_mint(LASTING + 6, LASTING + 4, RIGHTS_ALL, 5), 0);
    assert_int_equal(world_mint(LASTING + 7, LASTING + 5, RIGHTS_ALL, 6), 0);
    for (word_t i = 0; i < THREADS; i++) {
        world_thread(THREAD0 + 2 * i, 255 - i / 3, LASTING + i);
    }
}

static word_t digests[STEPS / DIGEST_STEPS];

/** The state after some steps; that of the ordinary paths is kept for the fast ones. */
static void compare(int i)
{
    word_t digest = world_digest();

    if (world_ordinary) {
        digests[i] = digest;
    } else if (digests[i] != digest) {
        fail_msg("the fast paths differ in steps %d to %d", (i - 1) * DIGEST_STEPS + 1,
                 i * DIGEST_STEPS);
    }
}

static void run_once(uint64_t start)
{
    prepare(start);
    for (int i = 0; i < STEPS; i++) {
        step();
        if (i % 16 == 0) {
            world_check();
        }
        if (i % DIGEST_STEPS == 0) {
            compare(i / DIGEST_STEPS);
        }
        hosttest.console_length = 0;
    }
    /* Everything that was made can be taken away again. */
    if (current_thread() != world_boot()) {
        thread_restart(world_boot());
    }
    world_check();
    struct cte *untyped = world_slot(SLOT_UNTYPED);
    while (cap_type(untyped->cap) == CAP_UNTYPED && cte_revoke(untyped) == STATUS_PREEMPTED) {
        hosttest.interrupt = false;
    }
    assert_false(cap_type(untyped->cap) == CAP_UNTYPED && cdt_has_children(untyped));
}

static void run(uint64_t start)
{
    world_run_both(run_once, start);
}

static void test_random_1(void **state)
{
    (void)state;
    run(1);
}

static void test_random_2(void **state)
{
    (void)state;
    run(20261121);
}

static void test_random_3(void **state)
{
    (void)state;
    run(0xfeedfacecafebeef);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(test_random_1),
        WORLD_TEST(test_random_2),
        WORLD_TEST(test_random_3),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
