// SPDX-License-Identifier: BSD-2-Clause

#include <oskit/message.h>

struct oskit_message oskit_message_of(seL4_MessageInfo_t tag, seL4_Word badge)
{
    return (struct oskit_message){.badge = badge,
                                  .label = seL4_MessageInfo_get_label(tag),
                                  .length = (unsigned)seL4_MessageInfo_get_length(tag),
                                  .caps = (unsigned)seL4_MessageInfo_get_extraCaps(tag)};
}

void oskit_receive_slot(const struct oskit_cspace *cs, seL4_CPtr slot)
{
    seL4_SetCapReceivePath(slot == 0 ? 0 : cs->root, slot, slot == 0 ? 0 : OSKIT_DEPTH);
}

enum oskit_error oskit_call(seL4_CPtr endpoint, seL4_Word label, const seL4_Word *words,
                            unsigned count, seL4_Word *status, seL4_Word *answer,
                            unsigned answer_count)
{
    if (count > seL4_MsgMaxLength) {
        return OSKIT_ERR_ARGUMENT;
    }
    for (unsigned i = 0; i < count; i++) {
        seL4_SetMR((int)i, words[i]);
    }

    seL4_MessageInfo_t tag = seL4_Call(endpoint, seL4_MessageInfo_new(label, 0, 0, count));
    unsigned length = (unsigned)seL4_MessageInfo_get_length(tag);

    *status = seL4_MessageInfo_get_label(tag);
    for (unsigned i = 0; i < answer_count; i++) {
        answer[i] = i < length ? seL4_GetMR((int)i) : 0;
    }
    return OSKIT_OK;
}

seL4_MessageInfo_t oskit_answer(seL4_Word status, const seL4_Word *words, unsigned count,
                                seL4_CPtr cap)
{
    for (unsigned i = 0; i < count; i++) {
        seL4_SetMR((int)i, words[i]);
    }
    if (cap != 0) {
        seL4_SetCap(0, cap);
    }
    return seL4_MessageInfo_new(status, 0, cap != 0 ? 1 : 0, count);
}
