// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* The message info word as a plain word: the layout of seL4_MessageInfo_t. */

#include <kernel/objects.h>

#define MSGINFO_EXTRA_SHIFT     7u
#define MSGINFO_UNWRAPPED_SHIFT 9u
#define MSGINFO_LABEL_SHIFT     12u

/** Message words, cut to what an IPC buffer holds. */
static inline word_t msginfo_length(word_t info)
{
    word_t length = info & MASK(seL4_MsgLengthBits);
    return length < seL4_MsgMaxLength ? length : seL4_MsgMaxLength;
}

/** Capabilities that travel. */
static inline word_t msginfo_extra(word_t info)
{
    return (info >> MSGINFO_EXTRA_SHIFT) & MASK(seL4_MsgExtraCapBits);
}

/** The label of a message. */
static inline word_t msginfo_label(word_t info)
{
    return info >> MSGINFO_LABEL_SHIFT;
}

/** A message info word of its parts. */
static inline word_t msginfo_pack(word_t label, word_t unwrapped, word_t extra, word_t length)
{
    return label << MSGINFO_LABEL_SHIFT | unwrapped << MSGINFO_UNWRAPPED_SHIFT |
           extra << MSGINFO_EXTRA_SHIFT | length;
}

/** Slots of the capabilities that travel with a message. */
struct extra_caps {
    struct cte *slot[seL4_MsgMaxExtraCaps];
    word_t count;
};

/**
 * Looks up the capabilities that `sender`'s message carries. STATUS_ERROR if one is not found;
 * `fault` (may be NULL) then tells what sender would be told.
 */
enum status extra_caps_lookup(struct tcb *sender, const word_t *buffer, word_t info,
                              struct extra_caps *extra, struct fault *fault);
