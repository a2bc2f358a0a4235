// SPDX-License-Identifier: BSD-2-Clause
/* The system call wrappers, the IPC buffer accessors, packed words and faults. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>
#include <cmocka.h>

#include "fake_kernel.h"

static void answer_with(seL4_Word label, unsigned length)
{
    fake.answer = seL4_MessageInfo_new(label, 0, 0, length);
    for (unsigned i = 0; i < length; i++) {
        fake.answer_words[i] = 1000 + i;
    }
}

static void test_send_takes_words_from_the_buffer(void **state)
{
    (void)state;
    seL4_MessageInfo_t info = seL4_MessageInfo_new(7, 0, 0, 6);

    seL4_Send(3, info);
    assert_int_equal(fake.sent.number, (seL4_Word)-3);
    assert_int_equal(fake.sent.info, info.words[0]);
    for (unsigned i = 0; i < 6; i++) {
        assert_int_equal(fake.words[i], fake_pattern(i));
    }
    seL4_NBSend(3, info);
    assert_int_equal(fake.sent.number, (seL4_Word)-4);
    seL4_Reply(info);
    assert_int_equal(fake.sent.number, (seL4_Word)-6);
    assert_int_equal(fake.sent.mr[3], fake_pattern(3));
}

static void test_words_by_pointer_stop_at_the_length(void **state)
{
    (void)state;
    seL4_Word mr[4] = {1, 2, 3, 4};

    seL4_SendWithMRs(3, seL4_MessageInfo_new(0, 0, 0, 2), &mr[0], &mr[1], &mr[2], &mr[3]);
    assert_int_equal(fake.sent.mr[1], 2);
    assert_int_equal(fake.sent.mr[2], 0);
    seL4_NBSendWithMRs(3, seL4_MessageInfo_new(0, 0, 0, 4), &mr[0], NULL, &mr[2], &mr[3]);
    assert_int_equal(fake.sent.mr[0], 1);
    assert_int_equal(fake.sent.mr[1], 0);
    assert_int_equal(fake.sent.mr[3], 4);
    seL4_ReplyWithMRs(seL4_MessageInfo_new(0, 0, 0, 1), &mr[0], NULL, NULL, NULL);
    assert_int_equal(fake.sent.mr[0], 1);
}

static void test_recv_fills_buffer_and_badge(void **state)
{
    (void)state;
    seL4_Word badge = 0;

    answer_with(5, 6);
    fake.answer_badge = 0xbad;
    seL4_MessageInfo_t info = seL4_Recv(8, &badge);

    assert_int_equal(fake.sent.number, (seL4_Word)-5);
    assert_int_equal(fake.sent.x0, 8);
    assert_int_equal(badge, 0xbad);
    assert_int_equal(seL4_MessageInfo_get_label(info), 5);
    for (int i = 0; i < 6; i++) {
        assert_int_equal(seL4_GetMR(i), 1000 + i);
    }
    (void)seL4_NBRecv(8, NULL);
    assert_int_equal(fake.sent.number, (seL4_Word)-8);
    (void)seL4_Poll(8, NULL);
    assert_int_equal(fake.sent.number, (seL4_Word)-8);
    badge = 0;
    seL4_Wait(8, &badge);
    assert_int_equal(fake.sent.number, (seL4_Word)-5);
    assert_int_equal(badge, 0xbad);
}

static void test_call_and_reply_recv(void **state)
{
    (void)state;
    seL4_Word badge = 0;

    answer_with(0, 5);
    fake.answer_badge = 0x44;
    (void)seL4_Call(2, seL4_MessageInfo_new(1, 0, 0, 5));
    assert_int_equal(fake.sent.number, (seL4_Word)-1);
    assert_int_equal(fake.words[4], fake_pattern(4));
    assert_int_equal(seL4_GetMR(4), 1004);
    (void)seL4_ReplyRecv(6, seL4_MessageInfo_new(0, 0, 0, 1), &badge);
    assert_int_equal(fake.sent.number, (seL4_Word)-2);
    assert_int_equal(fake.sent.x0, 6);
    assert_int_equal(badge, 0x44);
}

static void test_words_by_pointer_both_ways(void **state)
{
    (void)state;
    seL4_Word mr0 = 1, mr3 = 4, badge = 0;

    answer_with(0, 4);
    fake.answer_badge = 0x55;
    (void)seL4_CallWithMRs(2, seL4_MessageInfo_new(0, 0, 0, 4), &mr0, NULL, NULL, &mr3);
    assert_int_equal(fake.sent.mr[0], 1);
    assert_int_equal(fake.sent.mr[1], 0);
    assert_int_equal(fake.sent.mr[3], 4);
    assert_int_equal(mr0, 1000);
    assert_int_equal(mr3, 1003);
    assert_int_equal(seL4_GetMR(0), fake_pattern(0));

    (void)seL4_RecvWithMRs(2, &badge, &mr0, NULL, NULL, NULL);
    assert_int_equal(badge, 0x55);
    (void)seL4_ReplyRecvWithMRs(2, seL4_MessageInfo_new(0, 0, 0, 0), NULL, &mr0, NULL, NULL, &mr3);
    assert_int_equal(fake.sent.mr[0], 0);
    assert_int_equal(mr3, 1003);
}

static void test_calls_without_message(void **state)
{
    (void)state;
    seL4_Signal(12);
    assert_int_equal(fake.sent.number, (seL4_Word)-3);
    assert_int_equal(fake.sent.x0, 12);
    assert_int_equal(fake.sent.info, 0);
    seL4_Yield();
    assert_int_equal(fake.sent.number, (seL4_Word)-7);
}

static void test_debug_calls(void **state)
{
    (void)state;
    char name[2000];

    seL4_DebugPutString("ab");
    assert_int_equal(fake.calls, 2);
    assert_int_equal(fake.sent.number, (seL4_Word)-9);
    assert_int_equal(fake.sent.x0, 'b');
    fake.answer_badge = 12;
    assert_int_equal(seL4_DebugCapIdentify(4), 12);
    assert_int_equal(fake.sent.number, (seL4_Word)-12);

    memset(name, 'x', sizeof(name));
    name[sizeof(name) - 1] = 0;
    seL4_Word after = seL4_GetUserData();

    seL4_DebugNameThread(5, name);
    assert_int_equal(strlen((char *)seL4_GetIPCBuffer()->msg), seL4_MsgMaxLength * 8 - 1);
    assert_int_equal(seL4_GetUserData(), after);
}

static void test_receive_path_and_caps(void **state)
{
    (void)state;
    seL4_CPtr cnode = 0, index = 0;
    seL4_Word depth = 0;

    seL4_SetCapReceivePath(1, 2, 3);
    seL4_GetCapReceivePath(&cnode, &index, &depth);
    seL4_GetCapReceivePath(NULL, NULL, NULL);
    assert_int_equal(cnode * 100 + index * 10 + depth, 123);
    seL4_SetCap(2, 0x99);
    assert_int_equal(seL4_GetCap(2), 0x99);
    assert_int_equal(seL4_GetBadge(2), 0x99);
}

static void test_packed_words(void **state)
{
    (void)state;
    seL4_MessageInfo_t info = seL4_MessageInfo_new(~0ul, ~0ul, ~0ul, ~0ul);

    assert_int_equal(info.words[0], ~0ul);
    info = seL4_MessageInfo_set_label(seL4_MessageInfo_new(1, 2, 3, 4), 0x123456789);
    assert_int_equal(info.words[0], 0x123456789ul << 12 | 2 << 9 | 3 << 7 | 4);
    seL4_MessageInfo_ptr_set_length(&info, 0xff);
    assert_int_equal(seL4_MessageInfo_get_length(info), 0x7f);
    assert_int_equal(seL4_MessageInfo_ptr_get_extraCaps(&info), 3);
    assert_int_equal(seL4_AllRights.words[0], 15);
    assert_int_equal(seL4_NoWrite.words[0], 14);
    assert_int_equal(seL4_CNode_CapData_new(5, 52).words[0], 5 << 6 | 52);
}

static void test_faults(void **state)
{
    (void)state;
    seL4_Fault_t fault = seL4_getFault(seL4_MessageInfo_new(seL4_Fault_VMFault, 0, 0, 4));

    assert_int_equal(seL4_Fault_get_seL4_FaultType(fault), seL4_Fault_VMFault);
    assert_int_equal(seL4_Fault_VMFault_get_IP(fault), fake_pattern(0));
    assert_int_equal(seL4_Fault_VMFault_get_Addr(fault), fake_pattern(1));
    assert_int_equal(seL4_Fault_VMFault_get_FSR(fault), fake_pattern(3));
    fault = seL4_getFault(seL4_MessageInfo_new(seL4_Fault_UnknownSyscall, 0, 0, 13));
    assert_int_equal(seL4_Fault_UnknownSyscall_get_X7(fault), fake_pattern(7));
    assert_int_equal(seL4_Fault_UnknownSyscall_get_Syscall(fault), fake_pattern(12));
    fault = seL4_getFault(seL4_MessageInfo_new(seL4_Fault_CapFault, 0, 0, 7));
    assert_int_equal(seL4_Fault_CapFault_get_Addr(fault), fake_pattern(1));
    assert_int_equal(seL4_Fault_CapFault_get_MR6(fault), fake_pattern(6));
    fault = seL4_getFault(seL4_MessageInfo_new(seL4_Fault_UserException, 0, 0, 5));
    assert_int_equal(seL4_Fault_UserException_get_Number(fault), fake_pattern(3));
    assert_true(seL4_Fault_seL4_FaultType_equals(fault, seL4_Fault_UserException));
    fault = seL4_getFault(seL4_MessageInfo_new(99, 0, 0, 0));
    assert_int_equal(seL4_Fault_get_seL4_FaultType(fault), seL4_Fault_NullFault);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_send_takes_words_from_the_buffer, fake_kernel_reset),
        cmocka_unit_test_setup(test_words_by_pointer_stop_at_the_length, fake_kernel_reset),
        cmocka_unit_test_setup(test_recv_fills_buffer_and_badge, fake_kernel_reset),
        cmocka_unit_test_setup(test_call_and_reply_recv, fake_kernel_reset),
        cmocka_unit_test_setup(test_words_by_pointer_both_ways, fake_kernel_reset),
        cmocka_unit_test_setup(test_calls_without_message, fake_kernel_reset),
        cmocka_unit_test_setup(test_debug_calls, fake_kernel_reset),
        cmocka_unit_test_setup(test_receive_path_and_caps, fake_kernel_reset),
        cmocka_unit_test_setup(test_packed_words, fake_kernel_reset),
        cmocka_unit_test_setup(test_faults, fake_kernel_reset),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
