// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <sel4/sel4.h>

/** What the last system call looked like, and the answer to the next one. */
struct fake_kernel {
    unsigned calls;                     /**< system calls so far */
    struct fake_registers sent;         /**< registers of the last one */
    seL4_Word words[seL4_MsgMaxLength]; /**< its message, registers included */
    seL4_CPtr caps[seL4_MsgMaxExtraCaps];

    seL4_Word answer_badge;
    seL4_MessageInfo_t answer;
    seL4_Word
        answer_words[seL4_MsgMaxLength]; /**< only as many as the answer's length are written */
};

extern struct fake_kernel fake;

/** cmocka set-up: an IPC buffer full of a pattern, an empty answer. */
int fake_kernel_reset(void **state);

/** Pattern that word i of the IPC buffer has after fake_kernel_reset. */
seL4_Word fake_pattern(unsigned i);

/** Field accessors of the last message. */
seL4_Word fake_label(void);
seL4_Word fake_length(void);
seL4_Word fake_caps(void);
