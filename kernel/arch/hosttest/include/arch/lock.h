// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* The made-up machine has one core: nobody waits. */

#include <kernel/types.h>

static inline void arch_wait_change(const word_t *word, word_t value)
{
    (void)word;
    (void)value;
}

static inline void arch_wake_cores(void)
{
}
