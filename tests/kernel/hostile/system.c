// SPDX-License-Identifier: BSD-2-Clause
//
// Every instruction of the system class (Arm ARM, C4.1.94: hints, barriers, PSTATE, SYS and SYSL,
// MSR and MRS of each register), executed at EL0. What is not in the list of allowed ones must end
// as an exception at that instruction, and nothing else may happen.

#include <ktest/case.h>
#include <ktest/machine.h>
#include <ktest/objects.h>
#include "sandbox.h"
#include "witness.h"

/* op0, op1, CRn, CRm, op2 as in bits 20 to 5 of the instruction; L is bit 21. */
#define ENCODING(op0, op1, crn, crm, op2)                                                          \
    ((op0) << 14 | (op1) << 11 | (crn) << 7 | (crm) << 3 | (op2))
#define ENCODINGS                       (1u << 14) /* of one op0 */
#define INSTRUCTION(read, encoding, rt) (0xd5000000u | (read) << 21 | (encoding) << 5 | (rt))

#define CHUNK                                                                                      \
    (SANDBOX_WORDS / 2) /* instructions in the page, each with an undefined one behind it */

/* Classes of exceptions (Arm ARM D17.2.37, ESR_EL1.EC). */
#define CLASS_UNKNOWN 0x00
#define CLASS_SYSTEM  0x18

#define READ  1
#define WRITE 2

/* Encodings that EL0 may use: those that agree with `value` where `mask` has ones. All others are
 * EL1's, or nobody's. Read with the contract of docs/kernel.md ("What EL0 may do"). */
struct allowed {
    unsigned value;
    unsigned mask;
    unsigned ways;
};

#define EXACT   0xffffu
#define ANY_CRM (0xffffu & ~0x78u)
#define ANY_OP2 (0xffffu & ~0x7fu) /* and any CRm */

static const struct allowed allowed[] = {
    {ENCODING(0, 3, 2, 0, 0), ANY_OP2, WRITE},       /* hints, WFI and WFE among them */
    {ENCODING(0, 3, 3, 0, 2), ANY_CRM, WRITE},       /* CLREX */
    {ENCODING(0, 3, 3, 0, 4), ANY_CRM, WRITE},       /* DSB */
    {ENCODING(0, 3, 3, 0, 5), ANY_CRM, WRITE},       /* DMB */
    {ENCODING(0, 3, 3, 0, 6), ANY_CRM, WRITE},       /* ISB */
    {ENCODING(1, 3, 7, 5, 1), EXACT, WRITE},         /* IC IVAU */
    {ENCODING(1, 3, 7, 10, 1), EXACT, WRITE},        /* DC CVAC */
    {ENCODING(1, 3, 7, 11, 1), EXACT, WRITE},        /* DC CVAU */
    {ENCODING(1, 3, 7, 14, 1), EXACT, WRITE},        /* DC CIVAC */
    {ENCODING(2, 3, 0, 1, 0), EXACT, READ},          /* MDCCSR_EL0 */
    {ENCODING(3, 3, 0, 0, 1), EXACT, READ},          /* CTR_EL0 */
    {ENCODING(3, 3, 0, 0, 7), EXACT, READ},          /* DCZID_EL0 */
    {ENCODING(3, 3, 4, 2, 0), EXACT, READ | WRITE},  /* NZCV */
    {ENCODING(3, 3, 4, 4, 0), EXACT, READ | WRITE},  /* FPCR */
    {ENCODING(3, 3, 4, 4, 1), EXACT, READ | WRITE},  /* FPSR */
    {ENCODING(3, 3, 9, 14, 0), EXACT, READ},         /* PMUSERENR_EL0 */
    {ENCODING(3, 3, 13, 0, 2), EXACT, READ | WRITE}, /* TPIDR_EL0 */
    {ENCODING(3, 3, 13, 0, 3), EXACT, READ},         /* TPIDRRO_EL0 */
    {ENCODING(3, 3, 14, 0, 0), EXACT, READ},         /* CNTFRQ_EL0 */
    {ENCODING(3, 3, 14, 0, 1), EXACT, READ},         /* CNTPCT_EL0 */
    {ENCODING(3, 3, 14, 0, 2), EXACT, READ},         /* CNTVCT_EL0 */
    {ENCODING(3, 3, 14, 2, 0), EXACT, READ | WRITE}, /* CNTP_TVAL_EL0 */
    {ENCODING(3, 3, 14, 2, 1), EXACT, READ | WRITE}, /* CNTP_CTL_EL0 */
    {ENCODING(3, 3, 14, 2, 2), EXACT, READ | WRITE}, /* CNTP_CVAL_EL0 */
};

static bool is_allowed(unsigned encoding, unsigned read)
{
    for (unsigned i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++) {
        if ((encoding & allowed[i].mask) == allowed[i].value &&
            (allowed[i].ways & (read ? READ : WRITE)) != 0) {
            return true;
        }
    }
    return false;
}

/* Runs the instruction at this place of the code and compares with what is allowed. */
static void try_one(struct sandbox *box, unsigned index, unsigned encoding, unsigned read)
{
    seL4_UserContext context = sandbox_context(index);

    context.x1 = SANDBOX_DATA;

    struct outcome outcome = sandbox_run(box, &context);
    seL4_Word class = 0;
    bool good;

    if (is_allowed(encoding, read)) {
        good = outcome_is_end(&outcome, index + 1);
    } else {
        good = outcome_is_exception(&outcome, index, &class) &&
               (class == CLASS_UNKNOWN || class == CLASS_SYSTEM);
    }
    if (!good) {
        /* Which one, in the text of the difference. */
        EXPECT_EQ(INSTRUCTION(read, encoding, 0), 0);
    }
}

static void sweep(unsigned op0, unsigned read)
{
    static uint32_t code[SANDBOX_WORDS];
    struct sandbox box;
    /* Instructions without an operand have 31 in its place. */
    unsigned rt = op0 == 0 && !read ? 31 : 1;

    sandbox_init(&box);
    witness_start();
    for (unsigned first = 0; first < ENCODINGS; first += CHUNK) {
        for (unsigned i = 0; i < CHUNK; i++) {
            code[2 * i] = INSTRUCTION(read, op0 << 14 | (first + i), rt);
        }
        sandbox_load(&box, code, SANDBOX_WORDS);
        for (unsigned i = 0; i < CHUNK; i++) {
            try_one(&box, 2 * i, op0 << 14 | (first + i), read);
        }
        witness_check();
    }
    /* The watchdog's timer may have been stopped. */
    timer_arm(counter_frequency());
}

CASE(HOSTILE0100, "hints, barriers and PSTATE: every encoding that writes")
{
    sweep(0, 0);
}

CASE(HOSTILE0101, "every encoding that reads where hints and barriers are")
{
    sweep(0, 1);
}

CASE(HOSTILE0102, "every SYS instruction: caches, translation, TLB")
{
    sweep(1, 0);
}

CASE(HOSTILE0103, "every SYSL instruction")
{
    sweep(1, 1);
}

CASE(HOSTILE0104, "every write of a debug or trace register")
{
    sweep(2, 0);
}

CASE(HOSTILE0105, "every read of a debug or trace register")
{
    sweep(2, 1);
}

CASE(HOSTILE0106, "every write of a system register")
{
    sweep(3, 0);
}

CASE(HOSTILE0107, "every read of a system register")
{
    sweep(3, 1);
}
