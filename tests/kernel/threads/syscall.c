// SPDX-License-Identifier: BSD-2-Clause
//
// System calls themselves: what they leave alone, and the ones for debugging.

#include <ktest/case.h>
#include <ktest/machine.h>
#include <ktest/objects.h>
#include "code.h"
#include "start.h"

/* Makes a system call with a pattern in all other registers and returns those that changed, as
 * bits. */
static seL4_Word changed(seL4_Word number, seL4_Word x0, seL4_Word x1)
{
    seL4_CPtr handler = object_new(seL4_EndpointObject, 0);
    struct thread *one = code_new(code_svc, x0, x1, handler);
    union {
        seL4_UserContext named;
        seL4_Word word[CONTEXT_WORDS];
    } before, after;
    seL4_Word bits = 0;

    before.named = thread_registers(one);
    for (unsigned i = 0; i < CONTEXT_WORDS; i++) {
        if (&before.word[i] > &before.named.x1) {
            before.word[i] = 0x1111111100 + i;
        }
    }
    before.named.x7 = number;
    before.named.spsr = 0xa0000000 | USER_STATE;
    code_set(one, &before.named);
    REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    after.named = code_parked(one, handler);
    for (unsigned i = 1; i < CONTEXT_WORDS; i++) {
        bits |= after.word[i] != before.word[i] ? 1ul << i : 0;
    }
    return bits;
}

/* Positions in seL4_UserContext. */
#define X0 (1ul << 3)
#define X1 (1ul << 4)

CASE(SYSCALL0001, "a yield, a send and a reply change no register")
{
    seL4_CPtr notification = object_new(seL4_NotificationObject, 0);

    EXPECT_EQ(changed((seL4_Word)seL4_SysYield, 1, 2), 0);
    EXPECT_EQ(changed((seL4_Word)seL4_SysSend, notification, 0), 0);
    EXPECT_EQ(changed((seL4_Word)seL4_SysNBSend, notification, 0), 0);
    EXPECT_EQ(changed((seL4_Word)seL4_SysReply, 0, 0), 0);
}

CASE(SYSCALL0002, "a poll changes the badge and the tag only")
{
    seL4_CPtr notification = object_new(seL4_NotificationObject, 0);

    EXPECT_EQ(changed((seL4_Word)seL4_SysNBRecv, notification, 5) & ~(X0 | X1), 0);
    seL4_Signal(cap_mint(notification, seL4_AllRights, 0x1234));
    EXPECT_EQ(changed((seL4_Word)seL4_SysNBRecv, notification, 5) & ~(X0 | X1), 0);
}

/* Makes system calls with numbers from first down to last: each must be unknown. */
static void expect_unknown(long first, long last)
{
    seL4_CPtr handler = object_new(seL4_EndpointObject, 0);
    struct thread *one = code_new(code_svc, 0, 0, handler);
    seL4_UserContext context = thread_registers(one);

    for (long number = first; number >= last; number--) {
        context.x7 = (seL4_Word)number;
        code_set(one, &context);
        REQUIRE_OK(seL4_TCB_Resume(one->tcb));
        EXPECT_EQ(seL4_MessageInfo_get_label(seL4_Recv(handler, NULL)), seL4_Fault_UnknownSyscall);
        EXPECT_EQ(seL4_GetMR(seL4_UnknownSyscall_Syscall), number);
    }
}

CASE(SYSCALL0003, "debug calls of a debug kernel are unknown to a release kernel")
{
#ifdef CONFIG_DEBUG_BUILD
    case_skip("this is a debug kernel");
#else
    expect_unknown(-11, -16);
#endif
}

CASE(SYSCALL0006, "system calls that this configuration lacks are unknown")
{
    /* Code injection, benchmarks, setting the own thread pointer; and what lies behind. */
    expect_unknown(-17, -40);
#ifndef CONFIG_PRINTING
    expect_unknown(-9, -10);
#endif
#ifndef CONFIG_ENABLE_SMP_SUPPORT
    expect_unknown(-15, -16);
#endif
}

CASE(SYSCALL0004, "a debug kernel tells the kind of a capability")
{
#ifndef CONFIG_DEBUG_BUILD
    case_skip("this is no debug kernel");
#else
    seL4_CPtr handler = slot_new();

    REQUIRE_OK(irq_handler_spare(handler));
    EXPECT_EQ(seL4_DebugCapIdentify(slot_new()), 0);
    EXPECT_EQ(seL4_DebugCapIdentify(arena()), 2);
    EXPECT_EQ(seL4_DebugCapIdentify(object_new(seL4_EndpointObject, 0)), 4);
    EXPECT_EQ(seL4_DebugCapIdentify(object_new(seL4_NotificationObject, 0)), 6);
    EXPECT_EQ(seL4_DebugCapIdentify(ROOT), 10);
    EXPECT_EQ(seL4_DebugCapIdentify(SELF), 12);
    EXPECT_EQ(seL4_DebugCapIdentify(seL4_CapIRQControl), 14);
    EXPECT_EQ(seL4_DebugCapIdentify(handler), 16);
    EXPECT_EQ(seL4_DebugCapIdentify(seL4_CapDomain), 20);
    EXPECT_EQ(seL4_DebugCapIdentify(object_new(seL4_ARM_SmallPageObject, 0)), 1);
    EXPECT_EQ(seL4_DebugCapIdentify(object_new(seL4_ARM_PageTableObject, 0)), 3);
    EXPECT_EQ(seL4_DebugCapIdentify(SPACE), 9);
    EXPECT_EQ(seL4_DebugCapIdentify(seL4_CapASIDControl), 11);
    EXPECT_EQ(seL4_DebugCapIdentify(seL4_CapInitThreadASIDPool), 13);
#endif
}

CASE(SYSCALL0005, "a debug kernel names threads")
{
#ifndef CONFIG_DEBUG_BUILD
    case_skip("this is no debug kernel");
#else
    seL4_DebugNameThread(SELF, "ktest");
    seL4_DebugNameThread(object_new(seL4_TCBObject, 0), "");
#endif
}
