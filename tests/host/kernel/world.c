// SPDX-License-Identifier: BSD-2-Clause

/* The small system around the kernel's objects. */

#include <stdlib.h>
#include <string.h>
#include <kernel/fast.h>
#include <kernel/irq.h>
#include "world.h"

/** A kernel address where nothing is: the made-up device. */
#define DEVICE_BASE 0x100000000000ul

struct answer world_last;
bool world_ordinary;

static char *memory;
static struct cte *root;
static struct tcb *boot;

static kptr_t take(word_t bits)
{
    static word_t used;
    static char *of;
    if (of != memory) {
        of = memory;
        used = BIT(WORLD_MEMORY_BITS);
    }
    used = ROUND_UP(used, bits);
    kptr_t at = (kptr_t)memory + used;
    used += BIT(bits);
    return at;
}

static void forget_everything(void)
{
    memset(percpus, 0, sizeof(percpus));
    for (word_t irq = 0; irq < ARCH_IRQ_COUNT; irq++) {
        irq_delete_handler(irq);
        irq_set_state(irq, IRQ_INACTIVE);
    }
    hosttest_reset();
}

int world_setup(void **state)
{
    (void)state;
    free(memory);
    memory = aligned_alloc(BIT(WORLD_MEMORY_BITS), 2 * BIT(WORLD_MEMORY_BITS));
    if (memory == NULL) {
        return -1;
    }
    /* Memory is not zero before the kernel has cleared it. */
    memset(memory, 0xa5, 2 * BIT(WORLD_MEMORY_BITS));
    memset(memory + BIT(WORLD_MEMORY_BITS), 0, BIT(WORLD_MEMORY_BITS));
    forget_everything();
    sched_init_core(0);

    root = (struct cte *)take(WORLD_CNODE_BITS + seL4_SlotBits);
    boot = (struct tcb *)take(seL4_TCBBits);
    tcb_init(boot);
    boot->priority = WORLD_MAX_PRIORITY;
    boot->max_priority = WORLD_MAX_PRIORITY;
    boot->ipc_buffer = 0x1000;

    cte_insert_root(&root[SLOT_TCB], cap_thread(boot));
    cte_insert_root(&root[SLOT_CNODE],
                    cap_cnode(root, WORLD_CNODE_BITS, 0, WORD_BITS - WORLD_CNODE_BITS));
    cte_insert_root(&root[SLOT_VSPACE], cap_vspace((void *)take(seL4_VSpaceBits)));
    cte_insert_root(&root[SLOT_IRQ_CONTROL], cap_irq_control());
    cte_insert_root(&root[SLOT_DOMAIN], cap_domain());
    cte_insert_root(&root[SLOT_UNTYPED], cap_untyped((kptr_t)memory, WORLD_MEMORY_BITS, false, 0));
    cte_insert_root(&root[SLOT_DEVICE], cap_untyped(DEVICE_BASE, WORLD_MEMORY_BITS, true, 0));
    cte_insert(root[SLOT_CNODE].cap, &root[SLOT_CNODE], &boot->slots[TCB_SLOT_CSPACE]);
    cte_insert(root[SLOT_VSPACE].cap, &root[SLOT_VSPACE], &boot->slots[TCB_SLOT_VSPACE]);
    cte_insert_root(&boot->slots[TCB_SLOT_BUFFER],
                    cap_frame(take(seL4_PageBits), seL4_PageBits, false));
    thread_set_reg(boot, ARCH_REG_NEXT_IP, WORLD_IP);
    thread_set_reg(boot, ARCH_REG_FAULT_IP, WORLD_IP);
    boot_start_thread(boot);
    return 0;
}

int world_teardown(void **state)
{
    (void)state;
    forget_everything();
    free(memory);
    memory = NULL;
    return 0;
}

struct tcb *world_boot(void)
{
    return boot;
}

struct cte *world_slot(word_t index)
{
    return &root[index];
}

kptr_t world_memory(void)
{
    return (kptr_t)memory;
}

word_t *world_buffer(const struct tcb *tcb)
{
    word_t *buffer = thread_buffer(tcb, true);
    assert_non_null(buffer);
    return buffer;
}

struct answer world_answer(const struct tcb *tcb)
{
    word_t info = thread_get_reg(tcb, ARCH_REG_MSG_INFO);
    struct answer answer = {.badge = thread_get_reg(tcb, ARCH_REG_BADGE),
                            .label = msginfo_label(info),
                            .length = msginfo_length(info)};
    for (word_t i = 0; i < 4; i++) {
        answer.mr[i] = thread_get_reg(tcb, (enum arch_reg)(ARCH_REG_MSG0 + i));
    }
    return answer;
}

void world_enter(word_t number)
{
    if (world_ordinary) {
        kernel_syscall(number);
    } else {
        fast_syscall(number);
    }
}

void world_interrupt(void)
{
    if (!world_ordinary) {
        fast_interrupt();
        return;
    }
    word_t irq = arch_irq_claim();
    if (irq != IRQ_NONE) {
        kernel_interrupt(irq);
    }
}

void world_vm_fault(word_t address)
{
    if (world_ordinary) {
        kernel_fault(
            (struct fault){.kind = seL4_Fault_VMFault, .vm = {.address = address, .status = 7}});
    } else {
        fast_vm_fault(address, 7, 0);
    }
}

void world_syscall(word_t number, word_t x0, word_t info, word_t count, const word_t *words)
{
    struct tcb *tcb = current_thread();
    word_t *buffer = thread_buffer(tcb, true);

    thread_set_reg(tcb, ARCH_REG_CAP, x0);
    thread_set_reg(tcb, ARCH_REG_MSG_INFO, info);
    for (word_t i = 0; i < count; i++) {
        thread_set_msg(tcb, buffer, i, words[i]);
    }
    /* As the vectors do it: the svc is 4 bytes before the address where user level goes on. */
    word_t next = thread_get_reg(tcb, ARCH_REG_NEXT_IP) + 4;
    thread_set_reg(tcb, ARCH_REG_NEXT_IP, next);
    thread_set_reg(tcb, ARCH_REG_FAULT_IP, next - 4);
    world_enter(number);
}

word_t world_invoke(word_t cap, word_t label, const word_t *caps, word_t count, const word_t *words)
{
    struct tcb *tcb = current_thread();
    word_t *buffer = thread_buffer(tcb, true);
    word_t extra = 0;

    for (; caps[extra] != 0; extra++) {
        buffer[BUFFER_CAP(extra)] = caps[extra];
    }
    word_t restart = thread_get_reg(tcb, ARCH_REG_NEXT_IP);
    word_t info = msginfo_pack(label, 0, extra, count);
    world_syscall((word_t)seL4_SysCall, cap, info, count, words);
    /* A preempted call is executed again, its registers being untouched. */
    while (tcb == current_thread() && thread_get_reg(tcb, ARCH_REG_NEXT_IP) == restart) {
        assert_int_equal(thread_get_reg(tcb, ARCH_REG_MSG_INFO), info);
        thread_set_reg(tcb, ARCH_REG_NEXT_IP, restart + 4);
        world_enter((word_t)seL4_SysCall);
    }
    world_last = world_answer(tcb);
    return world_last.label;
}

word_t world_retype(word_t untyped, word_t type, word_t size_bits, word_t first, word_t count)
{
    return world_invoke(untyped, UntypedRetype, CAPS(SLOT_CNODE),
                        WORDS(type, size_bits, 0, 0, first, count));
}

word_t world_copy(word_t dest, word_t source, word_t rights)
{
    return world_invoke(SLOT_CNODE, CNodeCopy, CAPS(SLOT_CNODE),
                        WORDS(dest, WORD_BITS, source, WORD_BITS, rights));
}

word_t world_mint(word_t dest, word_t source, word_t rights, word_t badge)
{
    return world_invoke(SLOT_CNODE, CNodeMint, CAPS(SLOT_CNODE),
                        WORDS(dest, WORD_BITS, source, WORD_BITS, rights, badge));
}

word_t world_move(word_t dest, word_t source)
{
    return world_invoke(SLOT_CNODE, CNodeMove, CAPS(SLOT_CNODE),
                        WORDS(dest, WORD_BITS, source, WORD_BITS));
}

word_t world_delete(word_t slot)
{
    return world_invoke(SLOT_CNODE, CNodeDelete, NO_CAPS, WORDS(slot, WORD_BITS));
}

word_t world_revoke(word_t slot)
{
    return world_invoke(SLOT_CNODE, CNodeRevoke, NO_CAPS, WORDS(slot, WORD_BITS));
}

struct tcb *world_thread(word_t slot, word_t priority, word_t fault_ep)
{
    assert_int_equal(world_retype(SLOT_UNTYPED, seL4_TCBObject, 0, slot, 1), 0);
    assert_int_equal(world_retype(SLOT_UNTYPED, seL4_ARM_SmallPageObject, 0, slot + 1, 1), 0);
    struct tcb *tcb = cap_object(root[slot].cap);
    assert_int_equal(world_invoke(slot, TCBConfigure, CAPS(SLOT_CNODE, SLOT_VSPACE, slot + 1),
                                  WORDS(fault_ep, 0, 0, 0x2000)),
                     0);
    assert_int_equal(world_invoke(slot, TCBSetPriority, CAPS(SLOT_TCB), WORDS(priority)), 0);
    thread_set_reg(tcb, ARCH_REG_FAULT_IP, WORLD_IP);
    assert_int_equal(world_invoke(slot, TCBResume, NO_CAPS, 0, NULL), 0);
    return tcb;
}

void world_expect_current(const struct tcb *tcb)
{
    assert_ptr_equal(current_thread(), tcb);
}

static void check_slot(const struct cte *slot)
{
    const struct cte *prev = cte_prev(slot);
    if (cte_is_empty(slot)) {
        assert_null(prev);
        assert_null(slot->next);
        return;
    }
    if (prev != NULL) {
        assert_ptr_equal(prev->next, slot);
        assert_false(cte_is_empty(prev));
    }
    if (slot->next != NULL) {
        assert_ptr_equal(cte_prev(slot->next), slot);
        assert_false(cte_is_empty(slot->next));
    }
}

static void check_thread(const struct tcb *tcb)
{
    for (word_t i = 0; i < TCB_SLOTS; i++) {
        check_slot(&tcb->slots[i]);
    }
    if (thread_is_runnable(tcb)) {
        assert_true(tcb == current_thread() || tcb->queued);
    } else {
        assert_false(tcb->queued);
    }
    assert_ptr_equal(tcb->bound == NULL ? tcb : tcb->bound->bound, tcb);
}

static void check_queue(const struct wait_queue *queue, enum thread_state state)
{
    const struct tcb *last = NULL;
    for (const struct tcb *tcb = queue->head; tcb != NULL; tcb = tcb->wait_next) {
        assert_ptr_equal(tcb->wait_prev, last);
        assert_ptr_equal(tcb->blocked_on, queue);
        assert_int_equal(tcb->state, state);
        last = tcb;
    }
    assert_ptr_equal(wait_queue_tail(queue), last);
}

static void check_ready(void)
{
    for (word_t p = 0; p < K_PRIORITIES; p++) {
        const struct tcb_queue *queue = &this_cpu()->ready[p];
        const struct tcb *last = NULL;
        for (const struct tcb *tcb = queue->head; tcb != NULL; tcb = tcb->ready_next) {
            assert_true(tcb->queued);
            assert_int_equal(tcb->priority, p);
            assert_true(thread_is_runnable(tcb));
            assert_ptr_equal(tcb->ready_prev, last);
            last = tcb;
        }
        assert_ptr_equal(queue->tail, last);
        assert_int_equal((this_cpu()->ready_bitmap[p / 64] >> (p % 64)) & 1, last != NULL);
    }
}

/** All that was made from an untyped, wherever its capability stands. */
static void check_family(const struct cte *untyped)
{
    for (const struct cte *slot = untyped; slot != NULL; slot = slot->next) {
        check_slot(slot);
        assert_false(cte_is_empty(slot));
        assert_true(slot == untyped || cdt_is_ancestor(untyped, slot));
    }
}

void world_check(void)
{
    for (word_t i = 0; i < BIT(WORLD_CNODE_BITS); i++) {
        const struct cte *slot = &root[i];
        check_slot(slot);
        const void *object = cap_object(slot->cap);
        switch (cap_type(slot->cap)) {
        case CAP_THREAD:
            check_thread(object);
            break;
        case CAP_ENDPOINT: {
            const struct endpoint *ep = object;
            enum wait_state state = wait_queue_state(&ep->queue);
            assert_true((state == WAIT_IDLE) == (ep->queue.head == NULL));
            check_queue(&ep->queue,
                        state == WAIT_SEND ? THREAD_BLOCKED_SEND : THREAD_BLOCKED_RECEIVE);
            break;
        }
        case CAP_NOTIFICATION: {
            const struct notification *n = object;
            assert_true((wait_queue_state(&n->queue) == WAIT_RECEIVE) == (n->queue.head != NULL));
            check_queue(&n->queue, THREAD_BLOCKED_NOTIFICATION);
            break;
        }
        default:
            break;
        }
    }
    check_ready();
    check_family(&root[SLOT_UNTYPED]);
    assert_true(current_thread()->state == THREAD_RUNNING ||
                current_thread()->state == THREAD_IDLE);
}

void world_run_both(void (*once)(uint64_t start), uint64_t start)
{
    world_ordinary = true;
    once(start);
    assert_int_equal(world_teardown(NULL), 0);
    assert_int_equal(world_setup(NULL), 0);
    world_ordinary = false;
    once(start);
}
