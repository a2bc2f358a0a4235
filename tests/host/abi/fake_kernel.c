// SPDX-License-Identifier: BSD-2-Clause
#include "fake_kernel.h"

#include <string.h>

struct fake_kernel fake;

static seL4_IPCBuffer buffer;

seL4_Word fake_pattern(unsigned i)
{
    return 0x5a5a000000000000ul + i;
}

int fake_kernel_reset(void **state)
{
    (void)state;
    memset(&fake, 0, sizeof(fake));
    seL4_SetIPCBuffer(&buffer);
    for (unsigned i = 0; i < seL4_MsgMaxLength; i++) {
        buffer.msg[i] = fake_pattern(i);
    }
    memset(buffer.caps_or_badges, 0xee, sizeof(buffer.caps_or_badges));
    return 0;
}

void fake_syscall(struct fake_registers *r)
{
    seL4_MessageInfo_t info = {{r->info}};

    fake.calls++;
    fake.sent = *r;
    for (unsigned i = 0; i < seL4_MessageInfo_get_length(info); i++) {
        fake.words[i] = i < 4 ? r->mr[i] : buffer.msg[i];
    }
    memcpy(fake.caps, buffer.caps_or_badges, sizeof(fake.caps));

    r->x0 = fake.answer_badge;
    r->info = fake.answer.words[0];
    for (unsigned i = 0; i < seL4_MessageInfo_get_length(fake.answer); i++) {
        if (i < 4) {
            r->mr[i] = fake.answer_words[i];
        } else {
            buffer.msg[i] = fake.answer_words[i];
        }
    }
}

seL4_Word fake_label(void)
{
    return fake.sent.info >> 12;
}

seL4_Word fake_length(void)
{
    return fake.sent.info & 0x7f;
}

seL4_Word fake_caps(void)
{
    return fake.sent.info >> 7 & 0x3;
}
