// SPDX-License-Identifier: BSD-2-Clause
//
// ROOT0020 to ROOT0059: every service and every error.

#include <stddef.h>
#include "suite.h"

static void receive_into(seL4_CPtr slot)
{
    seL4_SetCapReceivePath(INSTANCE_SLOT_CNODE, slot, INSTANCE_CSPACE_DEPTH);
}

static void delete_cap(seL4_CPtr slot)
{
    (void)seL4_CNode_Delete(INSTANCE_SLOT_CNODE, slot, INSTANCE_CSPACE_DEPTH);
}

static seL4_Word register_irq(uint64_t irq, uint64_t edge, uint64_t core)
{
    seL4_Word words[4] = {irq, edge, core};

    return request(INSTANCE_REGISTER_IRQ, INSTANCE_IRQ_WORDS, words);
}

static seL4_Word unregister_irq(uint64_t irq, uint64_t core)
{
    seL4_Word words[4] = {irq, core};

    return request(INSTANCE_UNREGISTER_IRQ, INSTANCE_UNIRQ_WORDS, words);
}

static void test_forms(void)
{
    static seL4_Word many[seL4_MsgMaxLength];
    seL4_Word words[4] = {0};

    check(request(0, 0, NULL) == INSTANCE_ERR_SERVICE, "ROOT0020", "label 0 is refused");
    check(request(INSTANCE_SERVICE_END, 0, NULL) == INSTANCE_ERR_SERVICE, "ROOT0021",
          "label behind the last is refused");
    check(request((1ULL << 52) - 1, 0, NULL) == INSTANCE_ERR_SERVICE, "ROOT0022",
          "largest label is refused");
    check(request(INSTANCE_REGISTER_IRQ, 2, words) == INSTANCE_ERR_MESSAGE, "ROOT0023",
          "too few words are refused");
    check(request(INSTANCE_CONSOLE_DRAIN, seL4_MsgMaxLength, many) == INSTANCE_ERR_MESSAGE,
          "ROOT0024", "too many words are refused");
    check(request(seL4_Fault_VMFault, 4, words) == INSTANCE_ERR_SERVICE, "ROOT0025",
          "a fault's label as request is refused");
    seL4_MessageInfo_t forged =
        seL4_Call(INSTANCE_SLOT_CORE_FAULT_EP, seL4_MessageInfo_new(INSTANCE_SHUTDOWN, 0, 0, 1));
    check(seL4_MessageInfo_get_label(forged) == INSTANCE_ERR_SERVICE, "ROOT0026",
          "a request on the fault endpoint is refused");
}

static bool timer_fires(void)
{
    uint64_t ctl;

    if (seL4_TCB_BindNotification(INSTANCE_SLOT_TCB, INSTANCE_SLOT_NOTIFICATION) != seL4_NoError ||
        seL4_CNode_Mint(INSTANCE_SLOT_CNODE, SLOT_B, INSTANCE_CSPACE_DEPTH, INSTANCE_SLOT_CNODE,
                        INSTANCE_SLOT_NOTIFICATION, INSTANCE_CSPACE_DEPTH, seL4_AllRights,
                        INSTANCE_BADGE_NOTIFICATION | 1) != seL4_NoError ||
        seL4_IRQHandler_SetNotification(SLOT_A, SLOT_B) != seL4_NoError) {
        return false;
    }
    __asm__ volatile("msr cntp_tval_el0, %0" ::"r"(10000ULL));
    __asm__ volatile("msr cntp_ctl_el0, %0" ::"r"(1ULL));

    seL4_Word badge = 0;

    seL4_Wait(INSTANCE_SLOT_NOTIFICATION, &badge);
    __asm__ volatile("mrs %0, cntp_ctl_el0" : "=r"(ctl));
    __asm__ volatile("msr cntp_ctl_el0, %0" ::"r"(0ULL));
    delete_cap(SLOT_B);
    return badge == (INSTANCE_BADGE_NOTIFICATION | 1) && (ctl & 4) != 0;
}

static void test_irqs(void)
{
    uint32_t virtio = INFO->devices[0].irq;

    receive_into(SLOT_A);
    check(register_irq(INFO->timer_irq, 0, 0) == INSTANCE_OK, "ROOT0030",
          "timer interrupt is registered");
    check(timer_fires(), "ROOT0031", "its handler cap works: the timer fires");
    receive_into(SLOT_C);
    check(register_irq(INFO->timer_irq, 0, 0) == INSTANCE_ERR_EXISTS, "ROOT0032",
          "registering twice is refused");
    check(register_irq(33, 0, 0) == INSTANCE_ERR_DENIED, "ROOT0033",
          "the UART's interrupt is denied");
    check(register_irq(27, 0, 0) == INSTANCE_ERR_DENIED, "ROOT0034",
          "the kernel's timer is denied");
    check(register_irq(UINT64_MAX, 0, 0) == INSTANCE_ERR_DENIED, "ROOT0035",
          "no such interrupt is denied");
    check(register_irq(UINT32_MAX, 0, 0) == INSTANCE_ERR_DENIED, "ROOT0036",
          "no-interrupt is denied");
    check(register_irq(INFO->timer_irq, 2, 0) == INSTANCE_ERR_ARGUMENT, "ROOT0037",
          "trigger 2 is refused");
    check(register_irq(INFO->timer_irq, 0, INFO->cores) == INSTANCE_ERR_ARGUMENT, "ROOT0038",
          "another's core is refused");
    check(unregister_irq(INFO->timer_irq, 0) == INSTANCE_OK &&
              seL4_IRQHandler_Ack(SLOT_A) == seL4_InvalidCapability,
          "ROOT0039", "unregistering takes the cap away");
    check(unregister_irq(INFO->timer_irq, 0) == INSTANCE_ERR_UNKNOWN, "ROOT0040",
          "unregistering twice is refused");

    bool good = true;

    for (unsigned i = 0; i < 1000 && good; i++) {
        receive_into(SLOT_A);
        good = register_irq(virtio, INFO->devices[0].edge, 0) == INSTANCE_OK &&
               unregister_irq(virtio, 0) == INSTANCE_OK;
    }
    check(good, "ROOT0041", "1000 registrations leak nothing");
}

static void test_translate(void)
{
    seL4_Word words[4] = {INFO->heap_vaddr + 0x1234};

    check(request(INSTANCE_TRANSLATE, 1, words) == INSTANCE_OK &&
              words[0] == INFO->heap_paddr + 0x1234 && words[1] == INFO->heap_size - 0x1234,
          "ROOT0042", "heap addresses are translated");
    words[0] = (uintptr_t)test_translate;
    check(request(INSTANCE_TRANSLATE, 1, words) == INSTANCE_OK &&
              words[0] ==
                  INFO->segments[0].paddr + ((uintptr_t)test_translate - INFO->segments[0].vaddr),
          "ROOT0043", "image addresses are translated");
    words[0] = 0;
    check(request(INSTANCE_TRANSLATE, 1, words) == INSTANCE_ERR_UNKNOWN, "ROOT0044",
          "unmapped addresses are not");
    words[0] = UINT64_MAX;
    check(request(INSTANCE_TRANSLATE, 1, words) == INSTANCE_ERR_UNKNOWN, "ROOT0045",
          "nor is the last address");
}

static seL4_Word more(uint64_t bits, uint64_t *paddr)
{
    seL4_Word words[4] = {bits};
    seL4_Word error = request(INSTANCE_MORE_UNTYPED, 1, words);

    *paddr = words[0];
    return error;
}

static void test_untyped(void)
{
    uint64_t paddr;

    receive_into(SLOT_EXTRA);
    check(more(12, &paddr) == INSTANCE_OK &&
              seL4_Untyped_Retype(SLOT_EXTRA, seL4_ARM_SmallPageObject, 0, INSTANCE_SLOT_CNODE, 0,
                                  INSTANCE_CSPACE_DEPTH - INSTANCE_CNODE_BITS, SLOT_B,
                                  1) == seL4_NoError &&
              seL4_ARM_Page_GetAddress(SLOT_B).paddr == paddr,
          "ROOT0046", "more untyped memory is given");
    delete_cap(SLOT_B);
    check(more(3, &paddr) == INSTANCE_ERR_ARGUMENT && more(48, &paddr) == INSTANCE_ERR_ARGUMENT &&
              more(UINT64_MAX, &paddr) == INSTANCE_ERR_ARGUMENT,
          "ROOT0047", "impossible sizes are refused");
    check(more(47, &paddr) == INSTANCE_ERR_MEMORY, "ROOT0048",
          "more than the table holds back is refused");

    seL4_Word error = INSTANCE_OK;

    for (unsigned i = 1; error == INSTANCE_OK && i < 64; i++) {
        receive_into(SLOT_EXTRA + i);
        error = more(12, &paddr);
    }
    check(error == INSTANCE_ERR_MEMORY, "ROOT0049", "what is held back ends with an error");
    receive_into(0);
}

static void test_shutdown_form(void)
{
    seL4_Word words[4] = {256};

    check(request(INSTANCE_SHUTDOWN, 1, words) == INSTANCE_ERR_ARGUMENT, "ROOT0050",
          "status 256 is refused");
    check(request(INSTANCE_SHUTDOWN, 0, NULL) == INSTANCE_ERR_MESSAGE, "ROOT0051",
          "shutdown without a status is refused");
}

void test_services(void)
{
    test_forms();
    test_irqs();
    test_translate();
    test_untyped();
    test_shutdown_form();
}

void test_console(void)
{
    struct instance_ring *tx = &CONSOLE->tx;

    check(request(INSTANCE_CONSOLE_DRAIN, 0, NULL) == INSTANCE_OK && tx->tail == tx->head,
          "ROOT0052", "drain waits until all is out");
    /* More than the ring holds, in one go. */
    for (unsigned i = 0; i < 2 * INSTANCE_CONSOLE_TX_SIZE / 64; i++) {
        print("console: 64 bytes a line, twice as many of them as fit: .......\n");
    }
    check(request(INSTANCE_CONSOLE_DRAIN, 0, NULL) == INSTANCE_OK, "ROOT0053",
          "a full ring is drained");

    uint32_t head = tx->head;

    tx->head = head + 0x40000000;
    check(request(INSTANCE_CONSOLE_DRAIN, 0, NULL) == INSTANCE_OK, "ROOT0054",
          "an index that makes no sense is survived");
    tx->head = tx->tail;
    print("console: after the spoiled index\n");
    check(request(INSTANCE_CONSOLE_DRAIN, 0, NULL) == INSTANCE_OK && tx->tail == tx->head,
          "ROOT0055", "and output goes on");
}
