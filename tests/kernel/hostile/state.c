// SPDX-License-Identifier: BSD-2-Clause
//
// Registers that ask for another exception level, state or address space, and instructions that do.

#include <ktest/case.h>
#include <ktest/objects.h>
#include "code.h"
#include "sandbox.h"
#include "witness.h"

/* SPSR of a thread but for its condition flags (tests/kernel/threads/code.h). */
#ifdef CONFIG_DEBUG_BUILD
#define USER_STATE 0x40ul
#else
#define USER_STATE 0x140ul
#endif

/* Classes of exceptions (Arm ARM D17.2.37, ESR_EL1.EC). */
#define CLASS_UNKNOWN  0x00
#define CLASS_SYSTEM   0x18
#define CLASS_PC_ALIGN 0x22
#define CLASS_SP_ALIGN 0x26
#define CLASS_BRK      0x3c

CASE(HOSTILE0020, "no state register makes a thread run as AArch32, at EL1, masked or stepping")
{
    static const uint32_t code[] = {CODE_CURRENT_EL};
    /* AArch32 user, T32, supervisor; EL1 and above with either stack; masks; IL, SS, PAN, UAO. */
    static const seL4_Word state[] = {0x10,
                                      0x30,
                                      0x13,
                                      0x1f,
                                      0x4,
                                      0x5,
                                      0x9,
                                      0xd,
                                      0x3c0,
                                      0x3c5,
                                      0x100000,
                                      0x200000,
                                      0x400000,
                                      0x800000,
                                      0x200010,
                                      0x8000000,
                                      0xffffffffffffffff};
    struct sandbox box;
    seL4_Word class;

    sandbox_init(&box);
    witness_start();
    sandbox_load(&box, code, 1);
    for (unsigned i = 0; i < sizeof(state) / sizeof(state[0]); i++) {
        seL4_UserContext context = sandbox_context(0);

        context.spsr = state[i];
        struct outcome outcome = sandbox_run(&box, &context);
        EXPECT(outcome_is_exception(&outcome, 0, &class));
        EXPECT(class == CLASS_UNKNOWN || class == CLASS_SYSTEM);
        EXPECT_EQ(outcome.word[seL4_UserException_SPSR], (state[i] & 0xf0000000) | USER_STATE);
    }
    witness_check();
}

/* Addresses of the kernel, of nobody, of what is not mapped, and ones that no access reaches. */
static const seL4_Word bad[] = {
    0xffff8f8040000000, 0xffffff8040000000, 0xfffffffffffffffc, 0x8000000000000000,
    0x0001000000000000, 0x0000800000000000, 0x00007ffffffffffc, 0,
    SANDBOX_END,        0x0100000010000000};

CASE(HOSTILE0021, "a program counter may be any number")
{
    struct sandbox box;

    sandbox_init(&box);
    witness_start();
    sandbox_load(&box, NULL, 0);
    for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        for (seL4_Word offset = 0; offset < 4; offset++) {
            seL4_UserContext context = sandbox_context(0);

            context.pc = bad[i] + offset;
            struct outcome outcome = sandbox_run(&box, &context);
            EXPECT_EQ(outcome.word[0], context.pc);
            if (outcome.label == seL4_Fault_UserException) {
                EXPECT_EQ(outcome.word[seL4_UserException_Number] >> 26, CLASS_PC_ALIGN);
                EXPECT(offset != 0);
            } else {
                /* QEMU looks at the translation before the alignment. */
                EXPECT_EQ(outcome.label, seL4_Fault_VMFault);
                EXPECT_EQ(outcome.word[seL4_VMFault_Addr], context.pc);
                EXPECT_EQ(outcome.word[seL4_VMFault_PrefetchFault], 1);
            }
        }
    }
    witness_check();
}

CASE(HOSTILE0022, "a stack pointer may be any number, also in a system call and a fault")
{
    static const uint32_t code[] = {CODE_SVC, CODE_LOAD_SP};
    struct sandbox box;
    seL4_Word class;

    sandbox_init(&box);
    witness_start();
    sandbox_load(&box, code, 2);
    for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        for (seL4_Word offset = 0; offset < 2; offset++) {
            seL4_UserContext context = sandbox_context(0);

            context.x7 = (seL4_Word)seL4_SysReply; /* does nothing */
            context.sp = (bad[i] & ~15ul) + offset * 8;
            struct outcome outcome = sandbox_run(&box, &context);
            /* QEMU has no alignment check of the stack pointer. */
            if (outcome_is_exception(&outcome, 1, &class)) {
                EXPECT_EQ(class, CLASS_SP_ALIGN);
                EXPECT(offset != 0);
                EXPECT_EQ(outcome.word[seL4_UserException_SP], context.sp);
            } else {
                EXPECT_EQ(outcome.label, seL4_Fault_VMFault);
                EXPECT_EQ(outcome.word[seL4_VMFault_IP], SANDBOX_CODE + 4);
                EXPECT_EQ(outcome.word[seL4_VMFault_Addr], context.sp);
            }
        }
    }
    witness_check();
}

CASE(HOSTILE0023, "an address to load from may be any number")
{
    static const uint32_t code[] = {CODE_LOAD};
    struct sandbox box;

    sandbox_init(&box);
    witness_start();
    sandbox_load(&box, code, 1);
    for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        for (seL4_Word offset = 0; offset < 8; offset++) {
            seL4_UserContext context = sandbox_context(0);

            context.x0 = bad[i] + offset;
            struct outcome outcome = sandbox_run(&box, &context);
            EXPECT_EQ(outcome.label, seL4_Fault_VMFault);
            EXPECT_EQ(outcome.word[seL4_VMFault_IP], SANDBOX_CODE);
            EXPECT_EQ(outcome.word[seL4_VMFault_PrefetchFault], 0);
        }
    }
    witness_check();
}

CASE(HOSTILE0024, "both thread pointers may be any number")
{
    static const uint32_t code[] = {0xd53bd040 /* mrs x0, tpidr_el0 */,
                                    0xd53bd061 /* mrs x1, tpidrro_el0 */};
    struct sandbox box;

    sandbox_init(&box);
    witness_start();
    sandbox_load(&box, code, 2);
    for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        seL4_UserContext context = sandbox_context(0);

        context.tpidr_el0 = bad[i];
        context.tpidrro_el0 = ~bad[i];
        struct outcome outcome = sandbox_run(&box, &context);
        EXPECT(outcome_is_end(&outcome, 2));
        REQUIRE_OK(seL4_TCB_ReadRegisters(box.tcb, false, 0, sizeof(context) / sizeof(seL4_Word),
                                          &context));
        EXPECT_EQ(context.x0, bad[i]);
        EXPECT_EQ(context.x1, ~bad[i]);
    }
    witness_check();
}

CASE(HOSTILE0025, "every instruction that makes an exception, with several operands")
{
    static const seL4_Word operand[] = {0, 1, 0xf000, 0xffff};
    static uint32_t code[512];
    struct sandbox box;

    sandbox_init(&box);
    witness_start();
    for (unsigned n = 0; n < 4; n++) {
        for (unsigned i = 0; i < 256; i++) {
            code[2 * i] = 0xd4000000u | (i >> 5) << 21 | (uint32_t)operand[n] << 5 | (i & 31);
        }
        sandbox_load(&box, code, 512);
        for (unsigned i = 0; i < 256; i++) {
            seL4_UserContext context = sandbox_context(2 * i);
            struct outcome outcome = sandbox_run(&box, &context);
            seL4_Word class;

            if (i == 1) { /* svc: x7 is no system call */
                EXPECT_EQ(outcome.label, seL4_Fault_UnknownSyscall);
                continue;
            }
            /* HVC, SMC, HLT, DCPS and what has no meaning are undefined at EL0. */
            EXPECT(outcome_is_exception(&outcome, 2 * i, &class));
            EXPECT_EQ(class, i == 1 << 5 ? CLASS_BRK : CLASS_UNKNOWN);
        }
    }
    witness_check();
}

CASE(HOSTILE0026, "returns from an exception are undefined")
{
    /* eret, drps, eretaa, eretab */
    static const uint32_t code[] = {0xd69f03e0, 0xd6bf03e0, 0xd69f0bff, 0xd69f0fff};
    struct sandbox box;
    seL4_Word class;

    sandbox_init(&box);
    witness_start();
    sandbox_load(&box, code, 4);
    for (unsigned i = 0; i < 4; i++) {
        seL4_UserContext context = sandbox_context(i);
        struct outcome outcome = sandbox_run(&box, &context);

        EXPECT(outcome_is_exception(&outcome, i, &class));
        EXPECT_EQ(class, CLASS_UNKNOWN);
    }
    witness_check();
}

CASE(HOSTILE0027, "FP control and status registers may hold anything, and stay the thread's own")
{
    /* x0 to both; 1.0 / 0.0, the root of -1.0, 0.0 / 0.0; both to x1 and x2. */
    static const uint32_t code[] = {
        0xd51b4400 /* msr fpcr, x0 */,    0xd51b4420 /* msr fpsr, x0 */,
        0x1e6e1000 /* fmov d0, #1.0 */,   0x9e6703e1 /* fmov d1, xzr */,
        0x1e611802 /* fdiv d2, d0, d1 */, 0x1e614003 /* fneg d3, d0 */,
        0x1e61c063 /* fsqrt d3, d3 */,    0x1e611824 /* fdiv d4, d1, d1 */,
        0xd53b4401 /* mrs x1, fpcr */,    0xd53b4422 /* mrs x2, fpsr */,
    };
    static const seL4_Word value[] = {0, ~0ul, 0x9f00, 0x3c00000, 0x700000, 0xf800009f};
    struct sandbox box;

    sandbox_init(&box);
    witness_start();
    sandbox_load(&box, code, sizeof(code) / sizeof(code[0]));
    for (unsigned i = 0; i < sizeof(value) / sizeof(value[0]); i++) {
        seL4_UserContext context = sandbox_context(0);

        context.x0 = value[i];
        struct outcome outcome = sandbox_run(&box, &context);
        EXPECT(outcome_is_end(&outcome, sizeof(code) / sizeof(code[0])));
        REQUIRE_OK(seL4_TCB_ReadRegisters(box.tcb, false, 0, sizeof(context) / sizeof(seL4_Word),
                                          &context));
        /* Divided by zero, and an invalid operation. */
        EXPECT_EQ(context.x2 & 3, 3);
        witness_check();
    }
}
