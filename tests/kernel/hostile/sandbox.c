// SPDX-License-Identifier: BSD-2-Clause

#include <ktest/case.h>
#include <ktest/objects.h>
#include <ktest/thread.h>
#include "sandbox.h"

#define PAGE          4096ul
#define UNTYPED_BITS  17
#define SLOTS         32
#define DEFAULT       seL4_ARM_Default_VMAttributes
#define NEVER_EXECUTE (DEFAULT | seL4_ARM_ExecuteNever)
#define BADGE         0x5a5a

/* Turns until a thread that neither faulted nor blocked counts as running on: its share of time may
 * have been used up in earlier runs. */
#define TURNS 4

static seL4_CPtr make(struct sandbox *box, seL4_Word type, seL4_Word size_bits)
{
    seL4_CPtr slot = box->slots + box->used;

    REQUIRE(box->used < SLOTS);
    box->used++;
    REQUIRE_OK(retype(box->untyped, type, size_bits, slot, 1));
    return slot;
}

/* A frame, mapped for the sandbox, and for the main thread at this page of its view. */
static seL4_CPtr page(struct sandbox *box, seL4_Word address, seL4_CapRights_t rights,
                      seL4_ARM_VMAttributes attributes, seL4_CPtr *view)
{
    seL4_CPtr frame = make(box, seL4_ARM_SmallPageObject, 0);

    *view = box->slots + box->used;
    box->used++;
    REQUIRE_OK(seL4_ARM_Page_Map(frame, box->vspace, address, rights, attributes));
    REQUIRE_OK(seL4_CNode_Copy(ROOT, *view, DEPTH, ROOT, frame, DEPTH, seL4_AllRights));
    REQUIRE_OK(seL4_ARM_Page_Map(*view, SPACE, FREE_ADDRESS + (address - SANDBOX_CODE),
                                 seL4_ReadWrite, NEVER_EXECUTE));
    return frame;
}

static void build_memory(struct sandbox *box)
{
    seL4_CPtr view;

    box->vspace = make(box, seL4_ARM_VSpaceObject, 0);
    REQUIRE_OK(seL4_ARM_ASIDPool_Assign(seL4_CapInitThreadASIDPool, box->vspace));
    for (unsigned level = 1; level < 4; level++) {
        REQUIRE_OK(seL4_ARM_PageTable_Map(make(box, seL4_ARM_PageTableObject, 0), box->vspace,
                                          SANDBOX_CODE, DEFAULT));
    }
    box->code_frame = page(box, SANDBOX_CODE, seL4_CanRead, DEFAULT, &box->code_view);
    for (unsigned i = 0; i < 2; i++) {
        box->data_frame[i] =
            page(box, SANDBOX_DATA + i * PAGE, seL4_ReadWrite, NEVER_EXECUTE, &view);
    }
    box->buffer_frame = page(box, SANDBOX_BUFFER, seL4_ReadWrite, NEVER_EXECUTE, &view);
}

seL4_CPtr sandbox_address(seL4_Word guard, seL4_Word slot)
{
    return guard << SANDBOX_RADIX | slot;
}

void sandbox_build(struct sandbox *box, seL4_Word guard)
{
    seL4_Word guard_bits = seL4_WordBits - SANDBOX_RADIX;
    seL4_CPtr badged;

    REQUIRE_OK(seL4_CNode_Revoke(ROOT, box->untyped, DEPTH));
    box->used = 0;
    box->handler = make(box, seL4_EndpointObject, 0);
    box->cspace = make(box, seL4_CapTableObject, SANDBOX_RADIX);
    box->tcb = make(box, seL4_TCBObject, 0);
    build_memory(box);
    badged = box->slots + box->used;
    REQUIRE_OK(
        seL4_CNode_Mint(ROOT, badged, DEPTH, ROOT, box->handler, DEPTH, seL4_AllRights, BADGE));
    REQUIRE_OK(
        seL4_CNode_Move(box->cspace, SANDBOX_SLOT_HANDLER, SANDBOX_RADIX, ROOT, badged, DEPTH));
    REQUIRE_OK(seL4_TCB_Configure(box->tcb, sandbox_address(guard, SANDBOX_SLOT_HANDLER),
                                  box->cspace, seL4_CNode_CapData_new(guard, guard_bits).words[0],
                                  box->vspace, 0, SANDBOX_BUFFER, box->buffer_frame));
    REQUIRE_OK(seL4_TCB_SetSchedParams(box->tcb, SELF, 0, THREAD_PRIORITY));
}

void sandbox_init(struct sandbox *box)
{
    box->untyped = object_new(seL4_UntypedObject, UNTYPED_BITS);
    box->slots = slots_new(SLOTS);
    box->used = 0;
    box->code = (volatile uint32_t *)FREE_ADDRESS;
    box->data = (volatile uint64_t *)(FREE_ADDRESS + (SANDBOX_DATA - SANDBOX_CODE));
    box->buffer = (seL4_IPCBuffer *)(FREE_ADDRESS + (SANDBOX_BUFFER - SANDBOX_CODE));
    tables_map(SPACE, FREE_ADDRESS);
    sandbox_build(box, SANDBOX_FAR_GUARD);
    REQUIRE_OK(seL4_TCB_SetPriority(SELF, SELF, THREAD_PRIORITY));
}

void sandbox_load(struct sandbox *box, const uint32_t *word, unsigned count)
{
    for (unsigned i = 0; i < SANDBOX_WORDS; i++) {
        box->code[i] = i < count ? word[i] : 0;
    }
    REQUIRE_OK(seL4_ARM_Page_Unify_Instruction(box->code_view, 0, PAGE));
}

seL4_UserContext sandbox_context(unsigned index)
{
    return (seL4_UserContext){.pc = SANDBOX_CODE + 4ul * index,
                              .sp = SANDBOX_BUFFER - 1024,
                              .x7 = 1 /* no system call */};
}

struct outcome sandbox_run(struct sandbox *box, seL4_UserContext *context)
{
    struct outcome outcome = {0};
    seL4_MessageInfo_t info;
    seL4_Word badge = 0;

    REQUIRE_OK(
        seL4_TCB_WriteRegisters(box->tcb, true, 0, sizeof(*context) / sizeof(seL4_Word), context));
    for (unsigned i = 0; i < TURNS && badge != BADGE; i++) {
        seL4_Yield();
        info = seL4_NBRecv(box->handler, &badge);
    }
    if (badge == BADGE) {
        outcome.label = seL4_MessageInfo_get_label(info);
        for (unsigned i = 0; i < seL4_MessageInfo_get_length(info); i++) {
            outcome.word[i < seL4_UnknownSyscall_Length ? i : 0] = seL4_GetMR((int)i);
        }
    } else {
        REQUIRE_OK(seL4_TCB_Suspend(box->tcb));
    }
    return outcome;
}

bool outcome_is_exception(const struct outcome *outcome, unsigned index, seL4_Word *class)
{
    *class = outcome->word[seL4_UserException_Number] >> 26;
    return outcome->label == seL4_Fault_UserException &&
           outcome->word[seL4_UserException_FaultIP] == SANDBOX_CODE + 4ul * index;
}

bool outcome_is_end(const struct outcome *outcome, unsigned index)
{
    seL4_Word class;

    return outcome_is_exception(outcome, index, &class) && class == 0;
}
