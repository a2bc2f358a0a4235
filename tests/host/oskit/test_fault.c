// SPDX-License-Identifier: BSD-2-Clause
/* Faults, errors and text in words. */

#include <string.h>
#include <oskit/fault.h>
#include "rig.h"

/* Decodes, and describes into a static buffer. */
static const char *describe(seL4_Word label, const seL4_Word *words, unsigned count,
                            struct oskit_fault *fault)
{
    static char buffer[256];
    struct oskit_text text;

    assert_int_equal(oskit_fault_decode_words(label, words, count, fault), OSKIT_OK);
    oskit_text_init(&text, buffer, sizeof(buffer));
    oskit_fault_describe(fault, &text);
    assert_int_equal(text.lost, 0);
    return buffer;
}

static void page_faults(void **state)
{
    /* Syndromes from the Arm ARM: translation fault level 3 on a read, permission fault on a write,
     * permission fault on a fetch, alignment, synchronous external abort. */
    static const struct {
        seL4_Word prefetch, esr;
        enum oskit_fault_kind kind;
        enum oskit_fault_access access;
        bool permission;
        const char *text;
    } cases[] = {
        {0, 0x92000007, OSKIT_FAULT_PAGE, OSKIT_ACCESS_READ, false,
         "page fault: read from 0x1234, where nothing is mapped, by the instruction at 0x400010"},
        {0, 0x9200004f, OSKIT_FAULT_PAGE, OSKIT_ACCESS_WRITE, true,
         "page fault: write to 0x1234, which is not writable, by the instruction at 0x400010"},
        {0, 0x9200000f, OSKIT_FAULT_PAGE, OSKIT_ACCESS_READ, true,
         "page fault: read from 0x1234, which is not readable, by the instruction at 0x400010"},
        {1, 0x8200000f, OSKIT_FAULT_PAGE, OSKIT_ACCESS_EXEC, true,
         "page fault: execution at 0x1234, which is not executable, by the instruction at "
         "0x400010"},
        {0, 0x92000061, OSKIT_FAULT_ALIGNMENT, OSKIT_ACCESS_WRITE, false,
         "alignment fault: write to 0x1234, which is misaligned, by the instruction at 0x400010"},
        {0, 0x92000010, OSKIT_FAULT_BUS, OSKIT_ACCESS_READ, false,
         "bus error: read from 0x1234, which the memory system refused, by the instruction at "
         "0x400010"},
    };
    struct oskit_fault fault;

    (void)state;
    for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        seL4_Word words[seL4_VMFault_Length] = {0x400010, 0x1234, cases[i].prefetch, cases[i].esr};

        assert_string_equal(describe(seL4_Fault_VMFault, words, seL4_VMFault_Length, &fault),
                            cases[i].text);
        assert_int_equal(fault.kind, cases[i].kind);
        assert_int_equal(fault.access, cases[i].access);
        assert_int_equal(fault.permission, cases[i].permission);
    }
    assert_int_equal(fault.level, 0);
}

static void exceptions(void **state)
{
    static const struct {
        seL4_Word esr;
        enum oskit_fault_kind kind;
        const char *text;
    } cases[] = {
        {0x02000000, OSKIT_FAULT_UNDEFINED, "undefined or forbidden instruction"},
        {0x62300000, OSKIT_FAULT_UNDEFINED, "undefined or forbidden instruction"},
        {0x1e000000, OSKIT_FAULT_FPU, "floating point in a thread without it"},
        {0xf2000001, OSKIT_FAULT_BREAKPOINT, "breakpoint"},
        {0x8a000000, OSKIT_FAULT_ALIGNMENT,
         "alignment fault: execution at 0x400012, which is misaligned"},
        {0x9a000000, OSKIT_FAULT_ALIGNMENT, "alignment fault: use of 0x5008, which is misaligned"},
        {0xbe000000, OSKIT_FAULT_OTHER, "exception of class 0x2f"},
    };
    struct oskit_fault fault;

    (void)state;
    for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        seL4_Word words[seL4_UserException_Length] = {0x400012, 0x5008, 0, cases[i].esr, 0};
        const char *text =
            describe(seL4_Fault_UserException, words, seL4_UserException_Length, &fault);

        assert_memory_equal(text, cases[i].text, strlen(cases[i].text));
        assert_int_equal(fault.kind, cases[i].kind);
    }
}

static void system_calls_and_caps(void **state)
{
    seL4_Word words[seL4_UnknownSyscall_Length] = {0};
    struct oskit_fault fault;

    (void)state;
    words[seL4_UnknownSyscall_FaultIP] = 0x400020;
    words[seL4_UnknownSyscall_Syscall] = 999;
    assert_string_equal(
        describe(seL4_Fault_UnknownSyscall, words, seL4_UnknownSyscall_Length, &fault),
        "unknown system call 0x3e7, by the instruction at 0x400020");
    words[seL4_CapFault_IP] = 0x400024;
    words[seL4_CapFault_Addr] = 0x5000;
    assert_string_equal(describe(seL4_Fault_CapFault, words, 5, &fault),
                        "no capability at pointer 0x5000, by the instruction at 0x400024");
}

static void what_is_no_fault_is_refused(void **state)
{
    seL4_Word words[seL4_UnknownSyscall_Length] = {0};
    struct oskit_fault fault;

    (void)state;
    assert_int_equal(oskit_fault_decode_words(0x1000, words, 13, &fault), OSKIT_ERR_ARGUMENT);
    assert_int_equal(fault.kind, OSKIT_FAULT_NONE);
    assert_int_equal(oskit_fault_decode_words(seL4_Fault_NullFault, words, 13, &fault),
                     OSKIT_ERR_ARGUMENT);
    assert_int_equal(oskit_fault_decode_words(seL4_Fault_VMFault, words, 3, &fault),
                     OSKIT_ERR_ARGUMENT);
    assert_int_equal(oskit_fault_decode(seL4_MessageInfo_new(0xfffffffffffff, 0, 0, 120), &fault),
                     OSKIT_ERR_ARGUMENT);
    seL4_SetMR(seL4_VMFault_Addr, 0x77);
    assert_int_equal(oskit_fault_decode(seL4_MessageInfo_new(seL4_Fault_VMFault, 0, 0, 4), &fault),
                     OSKIT_OK);
    assert_int_equal(fault.addr, 0x77);
}

static void registers_have_names(void **state)
{
    static char buffer[4096];
    seL4_UserContext regs = {.pc = 0x400000, .x30 = 0x1234, .x28 = 0xabcdef, .tpidrro_el0 = 0x55};
    struct oskit_text text;

    (void)state;
    oskit_text_init(&text, buffer, sizeof(buffer));
    oskit_registers_describe(&regs, &text);
    assert_int_equal(text.lost, 0);
    assert_memory_equal(buffer, "  pc   0x0000000000400000 sp ", 29);
    assert_non_null(strstr(buffer, "lr   0x0000000000001234\n"));
    assert_non_null(strstr(buffer, "x28  0x0000000000abcdef fp   0x0000000000000000"));
    assert_non_null(strstr(buffer, "cpu  0x0000000000000055\n"));
}

static void text_is_cut_never_overrun(void **state)
{
    char buffer[8];
    struct oskit_text text;

    (void)state;
    oskit_text_init(&text, buffer, sizeof(buffer));
    oskit_text_add(&text, "abc");
    oskit_text_hex_wide(&text, 0xfff, 16);
    assert_string_equal(buffer, "abc0x00");
    assert_int_equal(text.lost, 14);
    oskit_text_init(&text, buffer, sizeof(buffer));
    oskit_text_dec(&text, 0);
    oskit_text_add_n(&text, "xyz", 2);
    oskit_text_hex(&text, 0x1f);
    assert_string_equal(buffer, "0xy0x1f");
    oskit_text_init(&text, buffer, 0);
    oskit_text_dec(&text, UINT64_MAX);
    assert_int_equal(text.lost, 20);
}

static void errors_have_names(void **state)
{
    (void)state;
    for (int i = 0; i < OSKIT_ERR_END; i++) {
        assert_non_null(oskit_error_text((enum oskit_error)i));
    }
    assert_string_equal(oskit_error_text(OSKIT_ERR_END), "unknown error");
    assert_int_equal(oskit_error_of(seL4_NoError), OSKIT_OK);
    assert_int_equal(oskit_error_of(seL4_DeleteFirst), OSKIT_ERR_EXISTS);
    assert_int_equal(oskit_error_of((seL4_Error)99), OSKIT_ERR_KERNEL_MESSAGE);
    for (int i = 1; i < seL4_NumErrors; i++) {
        assert_int_not_equal(oskit_error_of((seL4_Error)i), OSKIT_OK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(page_faults),
        cmocka_unit_test(exceptions),
        cmocka_unit_test(system_calls_and_caps),
        cmocka_unit_test_setup_teardown(what_is_no_fault_is_refused, rig_flat, rig_stop),
        cmocka_unit_test(registers_have_names),
        cmocka_unit_test(text_is_cut_never_overrun),
        cmocka_unit_test(errors_have_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
