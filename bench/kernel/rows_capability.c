// SPDX-License-Identifier: BSD-2-Clause
/* Operations on slots. */

#include "bench.h"

/** An operation on slots of the root CNode; of `words` the first ones are given. */
static struct step *cnode(struct agent *agent, seL4_Word label, unsigned words, seL4_CPtr dest,
                          seL4_CPtr source, seL4_Word badge)
{
    static const seL4_CPtr root = seL4_CapInitThreadCNode;
    bool move = label == CNodeMove;
    seL4_Word message[] = {
        dest, seL4_WordBits, source, seL4_WordBits, move ? 0 : seL4_AllRights.words[0], badge};

    return agent_invoke(agent, root, label, words, message, words > 2 ? 1 : 0, &root);
}

void rows_capability(void)
{
    measure();
    seL4_CPtr endpoint = world_object(seL4_EndpointObject, 0);
    seL4_CPtr slot = world_slot();
    seL4_CPtr other = world_slot();
    struct agent *agent = agent_new(0);
    struct step *copy = cnode(agent, CNodeCopy, 5, slot, endpoint, 0);
    struct step *move = cnode(agent, CNodeMove, 4, other, slot, 0);
    struct step *delete = cnode(agent, CNodeDelete, 2, other, 0, 0);
    struct step *mint = cnode(agent, CNodeMint, 6, slot, endpoint, 5);
    struct step *delete_minted = cnode(agent, CNodeDelete, 2, slot, 0, 0);

    cnode(agent, CNodeCopy, 5, slot, endpoint, 0);
    struct step *revoke = cnode(agent, CNodeRevoke, 2, endpoint, 0, 0);
    struct step *revoke_none = cnode(agent, CNodeRevoke, 2, endpoint, 0, 0);
    run_alone(agent, MAX_SAMPLES);
    put_row("CNode Copy", result(copy));
    put_row("CNode Mint with a badge", result(mint));
    put_row("CNode Move", result(move));
    put_row("CNode Delete of a copy", result(delete));
    put_row("CNode Delete of a badged copy", result(delete_minted));
    put_row("CNode Revoke of one copy", result(revoke));
    put_row("CNode Revoke of nothing", result(revoke_none));
}
