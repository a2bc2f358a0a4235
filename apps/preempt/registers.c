// SPDX-License-Identifier: BSD-2-Clause

#include "preempt.h"

/* Different everywhere (S. Vigna's splitmix64). */
static uint64_t scramble(uint64_t n)
{
    n += 0x9e3779b97f4a7c15;
    n = (n ^ (n >> 30)) * 0xbf58476d1ce4e5b9;
    n = (n ^ (n >> 27)) * 0x94d049bb133111eb;
    return n ^ (n >> 31);
}

void make_registers(struct registers *r, uint64_t seed)
{
    uint64_t n = seed << 8;

    for (size_t i = 0; i < AX_ARRAY_LEN(r->x); i++) {
        r->x[i] = scramble(n++);
    }
    for (size_t i = 0; i < AX_ARRAY_LEN(r->q); i++) {
        r->q[i][0] = scramble(n++);
        r->q[i][1] = scramble(n++);
    }
    r->nzcv = scramble(n++) & 0xf0000000;
    r->fpcr = scramble(n++) & 0x00c00000; /* rounding mode */
    r->fpsr = scramble(n++) & 0x0000001f; /* the exceptions that were seen */
    r->tp = (uintptr_t)__builtin_thread_pointer();
}

void check_registers(uint64_t seed, uint64_t spins)
{
    struct registers before, after;

    make_registers(&before, seed);
    hold_registers(&before, &after, spins);
    if (memcmp(&before, &after, sizeof(before)) == 0) {
        return;
    }
    const uint64_t *b = (const uint64_t *)&before, *a = (const uint64_t *)&after;
    for (size_t i = 0; i < sizeof(before) / sizeof(*b); i++) {
        if (a[i] != b[i]) {
            ax_printf("word %zu of the registers: %#llx instead of %#llx\n", i,
                      (unsigned long long)a[i], (unsigned long long)b[i]);
        }
    }
    ax_panic("registers changed in %s", ax_task_name(ax_task_current()));
}
