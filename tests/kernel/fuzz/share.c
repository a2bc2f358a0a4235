// SPDX-License-Identifier: BSD-2-Clause

#include <string.h>
#include <ktest/run.h>
#include "share.h"

struct share {
    seL4_Word tried;
    seL4_Word succeeded;
};

static struct share share[ROWS];

_Static_assert((int)nArchInvocationLabels <= (int)ROW_SEND, "rows of invocations overlap others");

/* Every invocation of the configuration but the secure monitor call, whose capability no root task
 * has here, and every system call and fault. */
static const char *const name[ROWS] = {
    [UntypedRetype] = "Untyped_Retype",
    [TCBReadRegisters] = "TCB_ReadRegisters",
    [TCBWriteRegisters] = "TCB_WriteRegisters",
    [TCBCopyRegisters] = "TCB_CopyRegisters",
    [TCBConfigure] = "TCB_Configure",
    [TCBSetPriority] = "TCB_SetPriority",
    [TCBSetMCPriority] = "TCB_SetMCPriority",
    [TCBSetSchedParams] = "TCB_SetSchedParams",
    [TCBSetIPCBuffer] = "TCB_SetIPCBuffer",
    [TCBSetSpace] = "TCB_SetSpace",
    [TCBSuspend] = "TCB_Suspend",
    [TCBResume] = "TCB_Resume",
    [TCBBindNotification] = "TCB_BindNotification",
    [TCBUnbindNotification] = "TCB_UnbindNotification",
#ifdef CONFIG_ENABLE_SMP_SUPPORT
    [TCBSetAffinity] = "TCB_SetAffinity",
#endif
    [TCBSetTLSBase] = "TCB_SetTLSBase",
    [TCBSetFlags] = "TCB_SetFlags",
    [CNodeRevoke] = "CNode_Revoke",
    [CNodeDelete] = "CNode_Delete",
    [CNodeCancelBadgedSends] = "CNode_CancelBadgedSends",
    [CNodeCopy] = "CNode_Copy",
    [CNodeMint] = "CNode_Mint",
    [CNodeMove] = "CNode_Move",
    [CNodeMutate] = "CNode_Mutate",
    [CNodeRotate] = "CNode_Rotate",
    [CNodeSaveCaller] = "CNode_SaveCaller",
    [IRQIssueIRQHandler] = "IRQControl_Get",
    [IRQAckIRQ] = "IRQHandler_Ack",
    [IRQSetIRQHandler] = "IRQHandler_SetNotification",
    [IRQClearIRQHandler] = "IRQHandler_Clear",
    [DomainSetSet] = "DomainSet_Set",
    [DomainScheduleConfigure] = "DomainSet_ScheduleConfigure",
    [DomainScheduleSetStart] = "DomainSet_ScheduleSetStart",
    [ARMVSpaceClean_Data] = "VSpace_Clean_Data",
    [ARMVSpaceInvalidate_Data] = "VSpace_Invalidate_Data",
    [ARMVSpaceCleanInvalidate_Data] = "VSpace_CleanInvalidate_Data",
    [ARMVSpaceUnify_Instruction] = "VSpace_Unify_Instruction",
    [ARMPageTableMap] = "PageTable_Map",
    [ARMPageTableUnmap] = "PageTable_Unmap",
    [ARMPageMap] = "Page_Map",
    [ARMPageUnmap] = "Page_Unmap",
    [ARMPageClean_Data] = "Page_Clean_Data",
    [ARMPageInvalidate_Data] = "Page_Invalidate_Data",
    [ARMPageCleanInvalidate_Data] = "Page_CleanInvalidate_Data",
    [ARMPageUnify_Instruction] = "Page_Unify_Instruction",
    [ARMPageGetAddress] = "Page_GetAddress",
    [ARMASIDControlMakePool] = "ASIDControl_MakePool",
    [ARMASIDPoolAssign] = "ASIDPool_Assign",
    [ARMIRQIssueIRQHandlerTrigger] = "IRQControl_GetTrigger",
#ifdef CONFIG_ENABLE_SMP_SUPPORT
    [ARMIRQIssueIRQHandlerTriggerCore] = "IRQControl_GetTriggerCore",
#else
    [ARMIRQIssueSGISignal] = "IRQControl_IssueSGISignal",
    [ROW_SGI_SIGNAL] = "SGISignal",
#endif
    [ROW_SEND] = "Send",
    [ROW_NBSEND] = "NBSend",
    [ROW_CALL] = "Call",
    [ROW_RECV] = "Recv",
    [ROW_NBRECV] = "NBRecv",
    [ROW_REPLY] = "Reply",
    [ROW_REPLY_RECV] = "ReplyRecv",
    [ROW_YIELD] = "Yield",
    [ROW_LOAD] = "load",
    [ROW_STORE] = "store",
    [ROW_FLOAT] = "floating point",
    [ROW_CAP_FAULT] = "capability fault, delivered",
    [ROW_UNKNOWN_CALL] = "unknown system call, delivered",
    [ROW_USER_EXCEPTION] = "user exception, delivered",
    [ROW_VM_FAULT] = "VM fault, delivered",
};

void share_clear(void)
{
    memset(share, 0, sizeof(share));
}

void share_tried(unsigned row)
{
    share[row].tried++;
}

void share_succeeded(unsigned row)
{
    /* A fault that is answered may be raised and delivered again. */
    if (share[row].succeeded < share[row].tried) {
        share[row].succeeded++;
    }
}

static void print_row(const char *what, const struct share *one)
{
    char line[100];
    struct oskit_text text;

    oskit_text_init(&text, line, sizeof(line));
    oskit_text_add(&text, "share ");
    oskit_text_dec(&text, one->tried == 0 ? 0 : one->succeeded * 100 / one->tried);
    oskit_text_add(&text, " % of ");
    oskit_text_dec(&text, one->tried);
    oskit_text_add(&text, ": ");
    oskit_text_add(&text, what);
    oskit_text_add(&text, "\n");
    console_put(line);
}

/* A label that the configuration has and the table lacks: an invocation that nobody tries. */
static bool labels_complete(void)
{
    bool complete = true;

    for (unsigned label = UntypedRetype; label < nArchInvocationLabels; label++) {
        if (name[label] == NULL && label != ARMSMCCall) {
            struct share none = {0};

            print_row("a label without a name", &none);
            complete = false;
        }
    }
    return complete;
}

bool share_report(void)
{
    struct share all = {0};
    bool good = labels_complete();

    for (unsigned i = 0; i < ROWS; i++) {
        if (name[i] != NULL) {
            print_row(name[i], &share[i]);
            good = good && share[i].succeeded != 0;
            all.tried += share[i].tried;
            all.succeeded += share[i].succeeded;
        }
    }
    print_row("all", &all);
    return good && all.succeeded * 2 >= all.tried;
}
