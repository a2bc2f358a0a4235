// SPDX-License-Identifier: BSD-2-Clause
//
// The fault monitor: a second thread of the root task, above the service thread, that waits for one
// message: a fault of the latter. It shares nothing with it but the UART's registers and the end of
// the system.

#include <stddef.h>
#include <oskit/fault.h>
#include <oskit/thread.h>
#include <roottask/ending.h>
#include <roottask/images.h>
#include <roottask/root.h>
#include <roottask/tls.h>
#include <roottask/uart.h>

#define MONITOR_STACK 8192

/* Threads that are watched: the service thread, which is 0, and the agents. */
static seL4_CPtr watched[ROOT_THREADS] = {seL4_CapInitThreadTCB};
static uint32_t watched_count = 1;

static uint8_t stack[MONITOR_STACK] __attribute__((aligned(16)));
static seL4_CPtr fault_endpoint;

static void describe_place(uint64_t addr, struct oskit_text *text)
{
    if (addr >= (uintptr_t)root_text && addr < (uintptr_t)root_text_end) {
        oskit_text_add(text, "in the root task's text\n");
    } else if (addr >= (uintptr_t)root_rodata && addr < (uintptr_t)root_rodata_end) {
        oskit_text_add(text, "in the root task's read-only data\n");
    } else if (addr >= (uintptr_t)root_guard && addr < (uintptr_t)root_guard + 0x1000) {
        oskit_text_add(text, "in the guard page: the root task's stack overflowed\n");
    } else if (addr >= (uintptr_t)root_data && addr < (uintptr_t)root_end) {
        oskit_text_add(text, "in the root task's data\n");
    } else {
        oskit_text_add(text, "outside the root task's image\n");
    }
}

/* The thread. Never returns. */
static void monitor_main(seL4_IPCBuffer *buffer)
{
    static char report[3072];
    struct oskit_text text;
    struct oskit_fault fault;
    seL4_UserContext regs = {0};
    seL4_Word badge;

    seL4_SetIPCBuffer(buffer);

    seL4_MessageInfo_t tag = seL4_Recv(fault_endpoint, &badge);

    (void)oskit_fault_decode(tag, &fault);
    (void)seL4_TCB_ReadRegisters(watched[badge < watched_count ? badge : 0], 0, 0,
                                 sizeof(regs) / sizeof(seL4_Word), &regs);
    oskit_text_init(&text, report, sizeof(report));
    oskit_text_add(&text, "\nThe root task faulted: ");
    oskit_fault_describe(&fault, &text);
    oskit_text_add(&text, "\n  the address is ");
    describe_place(fault.addr, &text);
    oskit_text_add(&text, "  the instruction is ");
    describe_place(fault.ip, &text);
    oskit_registers_describe(&regs, &text);
    uart_write(report);
    sentinel_print(STATUS_FAULT);
    for (;;) {
        (void)seL4_Recv(fault_endpoint, &badge);
    }
}

void monitor_start(void)
{
    seL4_CPtr tcb = root_object(seL4_TCBObject, "make the fault monitor's thread");
    seL4_CPtr frame = root_object(seL4_ARM_SmallPageObject, "make the fault monitor's IPC buffer");
    struct oskit_thread_config config = {.cspace = seL4_CapInitThreadCNode,
                                         .vspace = seL4_CapInitThreadVSpace,
                                         .ipc_buffer = ROOT_MONITOR_IPC,
                                         .ipc_frame = frame,
                                         .authority = seL4_CapInitThreadTCB,
                                         .priority = MONITOR_PRIORITY,
                                         .max_priority = MONITOR_PRIORITY,
                                         .entry = (uintptr_t)monitor_main,
                                         .stack = (uintptr_t)stack + MONITOR_STACK,
                                         .args = {ROOT_MONITOR_IPC},
                                         .tls = tls_block(TLS_MONITOR)};

    fault_endpoint = root_object(seL4_EndpointObject, "make the fault monitor's endpoint");
    root_must(oskit_map(&root.vspace, frame, ROOT_MONITOR_IPC, seL4_PageBits, OSKIT_MAP_WRITE),
              "map the fault monitor's IPC buffer");
    root_must(oskit_thread_configure(tcb, &config), "configure the fault monitor");
    root_must(oskit_thread_start(tcb), "start the fault monitor");
    root_must(
        oskit_error_of(seL4_TCB_SetSpace(seL4_CapInitThreadTCB, fault_endpoint,
                                         seL4_CapInitThreadCNode, 0, seL4_CapInitThreadVSpace, 0)),
        "watch over itself");
    root_must(oskit_error_of(seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB,
                                                  SERVICE_PRIORITY)),
              "lower its own priority");
}

seL4_CPtr monitor_watch(seL4_CPtr tcb)
{
    seL4_CPtr slot;

    root_must(oskit_slot_alloc(&root.cspace, &slot), "find a slot for a fault endpoint");
    root_must(oskit_cap_mint(&root.cspace, slot, fault_endpoint, seL4_AllRights, watched_count),
              "badge a fault endpoint");
    watched[watched_count] = tcb;
    watched_count++;
    return slot;
}
