// SPDX-License-Identifier: BSD-2-Clause
/* Operations on threads. */

#include "bench.h"

#define CONTEXT_WORDS (sizeof(seL4_UserContext) / sizeof(seL4_Word))
#define TCB_BITS      11u
#define FEW_WORDS     2u

static struct step *invoke(struct agent *agent, seL4_CPtr tcb, seL4_Word label, unsigned words,
                           const seL4_Word *message)
{
    return agent_invoke(agent, tcb, label, words, message, 0, NULL);
}

/** Retype, Configure, SetSchedParams, Delete of a thread. */
static void measure_create(void)
{
    static const seL4_CPtr root = seL4_CapInitThreadCNode;
    static const seL4_CPtr authority = seL4_CapInitThreadTCB;
    measure();
    seL4_CPtr untyped = world_object(seL4_UntypedObject, TCB_BITS);
    seL4_CPtr slot = world_slot();
    struct agent *agent = agent_new(0);
    seL4_CPtr caps[3] = {root, seL4_CapInitThreadVSpace, world_image_frame(agent->buffer)};

    struct step *retype = agent_invoke(agent, untyped, UntypedRetype, 6,
                                       (seL4_Word[]){seL4_TCBObject, 0, 0, 0, slot, 1}, 1, &root);
    struct step *configure = agent_invoke(
        agent, slot, TCBConfigure, 4, (seL4_Word[]){0, 0, 0, (seL4_Word)agent->buffer}, 3, caps);
    struct step *params =
        agent_invoke(agent, slot, TCBSetSchedParams, 2, (seL4_Word[]){0, 100}, 1, &authority);
    struct step *destroy =
        agent_invoke(agent, root, CNodeDelete, 2, (seL4_Word[]){slot, seL4_WordBits}, 0, NULL);
    run_alone(agent, MAX_SAMPLES / 4);
    put_row("TCB Configure", result(configure));
    put_row("TCB SetSchedParams", result(params));
    put_row("CNode Delete of a configured thread", result(destroy));
    put_row("Thread: Retype, Configure, SetSchedParams, Delete",
            result(retype) + result(configure) + result(params) + result(destroy));
}

/** A thread of lower priority, which never runs. */
static void measure_registers(void)
{
    static const seL4_Word few[2] = {0, FEW_WORDS};
    static const seL4_Word all[2] = {0, CONTEXT_WORDS};
    static const seL4_Word nothing[2] = {0, 0};
    static const seL4_Word write[MAX_MESSAGE] = {0, CONTEXT_WORDS};
    static const seL4_Word write_few[4] = {0, FEW_WORDS};
    measure();
    seL4_CPtr tcb = world_object(seL4_TCBObject, 0);
    struct agent *agent = agent_new(0);
    struct step *read_all = invoke(agent, tcb, TCBReadRegisters, 2, all);
    struct step *write_all = invoke(agent, tcb, TCBWriteRegisters, 4, write);
    struct step *read_few = invoke(agent, tcb, TCBReadRegisters, 2, few);
    struct step *write_two = invoke(agent, tcb, TCBWriteRegisters, 4, write_few);
    struct step *resume = invoke(agent, tcb, TCBResume, 0, NULL);
    struct step *suspend = invoke(agent, tcb, TCBSuspend, 0, NULL);
    struct step *tls = invoke(agent, tcb, TCBSetTLSBase, 1, all);
    struct step *flags = invoke(agent, tcb, TCBSetFlags, 2, nothing);

    write_all->info = seL4_MessageInfo_new(TCBWriteRegisters, 0, 0, CONTEXT_WORDS + 2).words[0];
    world_check(seL4_TCB_SetFlags(tcb, 0, seL4_TCBFlag_fpuDisabled).error, "SetFlags");
    run_alone(agent, MAX_SAMPLES);
    put_row("TCB ReadRegisters, 36 registers", result(read_all));
    put_row("TCB WriteRegisters, 36 registers", result(write_all));
    put_row("TCB ReadRegisters, 2 registers", result(read_few));
    put_row("TCB WriteRegisters, 2 registers", result(write_two));
    put_row("TCB Resume of a thread of lower priority", result(resume));
    put_row("TCB Suspend of a ready thread", result(suspend));
    put_row("TCB SetTLSBase", result(tls));
    put_row("TCB SetFlags of nothing (null invocation)", result(flags));
}

void rows_thread(void)
{
    measure_create();
    measure_registers();
}
