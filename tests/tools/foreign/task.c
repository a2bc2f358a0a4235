// SPDX-License-Identifier: BSD-2-Clause
//
// A root task from elsewhere: it knows nothing but the headers and sources of an installed prefix.
// It makes objects, lets a second thread call it, on the last core if there are several, and prints
// what came of it.

#include <autoconf.h>
#include <sel4/sel4.h>

#define PAGE 4096

#include "task.h"

#define PAGE 4096

char stack[PAGE] __attribute__((aligned(16)));
static char thread_stack[PAGE] __attribute__((aligned(16)));
static char thread_buffer[PAGE] __attribute__((aligned(PAGE)));
/* Thread-local storage of the second thread: two words of the ABI's, and libsel4's one variable. */
static seL4_Word thread_tls[8] __attribute__((aligned(16)));
static seL4_Word main_tls[8] __attribute__((aligned(16)));

static seL4_CPtr endpoint;
static seL4_CPtr next_slot;

__asm__(".section .text.start, \"ax\"\n"
        ".global _start\n"
        "_start:\n"
        "    adrp    x1, stack + 4096\n"
        "    add     sp, x1, :lo12:stack + 4096\n"
        "    bl      task_main\n");

static void print(const char *text)
{
    while (*text != '\0') {
        seL4_DebugPutChar(*text++);
    }
}

static void print_number(seL4_Word value)
{
    char digits[21] = {0};
    char *first = &digits[20];

    do {
        *--first = (char)('0' + value % 10);
        value /= 10;
    } while (value != 0);
    print(first);
}

static void stop(void)
{
    for (;;) {
        seL4_Yield();
    }
}

static void require(seL4_Error error, const char *what)
{
    if (error != seL4_NoError) {
        print("foreign: ");
        print(what);
        print(": error ");
        print_number(error);
        print("\n");
        stop();
    }
}

/* A new object from the first untyped memory that has room. */
static seL4_CPtr make(const seL4_BootInfo *info, seL4_Word type, const char *what)
{
    seL4_CPtr slot = next_slot++;
    seL4_Error error = seL4_NotEnoughMemory;

    for (seL4_CPtr i = info->untyped.start; i < info->untyped.end && error != seL4_NoError; i++) {
        if (!info->untypedList[i - info->untyped.start].isDevice) {
            error = seL4_Untyped_Retype(i, type, 0, seL4_CapInitThreadCNode, 0, 0, slot, 1);
        }
    }
    require(error, what);
    return slot;
}

static void thread_main(void)
{
    seL4_Word sum = 20;

    seL4_SetIPCBuffer((seL4_IPCBuffer *)thread_buffer);
    for (;;) {
        seL4_SetMR(0, sum);
        seL4_Call(endpoint, seL4_MessageInfo_new(0, 0, 0, 1));
        sum += seL4_GetMR(0);
    }
}

static void start_thread(const seL4_BootInfo *info)
{
    seL4_CPtr tcb = make(info, seL4_TCBObject, "a thread");
    seL4_CPtr frame = info->userImageFrames.start + (seL4_Word)(thread_buffer - image_start) / PAGE;
    static seL4_UserContext context;

    context.pc = (seL4_Word)thread_main;
    context.sp = (seL4_Word)(thread_stack + sizeof(thread_stack));
    context.tpidr_el0 = (seL4_Word)thread_tls;
    require(seL4_TCB_Configure(tcb, seL4_CapNull, seL4_CapInitThreadCNode, 0,
                               seL4_CapInitThreadVSpace, 0, (seL4_Word)thread_buffer, frame),
            "TCB_Configure");
    require(seL4_TCB_SetPriority(tcb, seL4_CapInitThreadTCB, seL4_MaxPrio), "TCB_SetPriority");
#if CONFIG_MAX_NUM_NODES > 1
    require(seL4_TCB_SetAffinity(tcb, info->numNodes - 1), "TCB_SetAffinity");
#endif
    require(seL4_TCB_WriteRegisters(tcb, 1, 0, sizeof(context) / sizeof(seL4_Word), &context),
            "TCB_WriteRegisters");
}

void task_main(seL4_BootInfo *info)
{
    seL4_Word badge;

    __asm__ volatile("msr tpidr_el0, %0" ::"r"(main_tls));
    seL4_SetIPCBuffer(info->ipcBuffer);
    next_slot = info->empty.start;
    endpoint = make(info, seL4_EndpointObject, "an endpoint");
    start_thread(info);
    seL4_Recv(endpoint, &badge);
    seL4_SetMR(0, 22);
    seL4_ReplyRecv(endpoint, seL4_MessageInfo_new(0, 0, 0, 1), &badge);
    print("foreign: ");
    print_number(seL4_GetMR(0));
    print(" from core ");
    print_number(info->numNodes - 1);
    print("\n");
    stop();
}
