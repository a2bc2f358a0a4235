// SPDX-License-Identifier: BSD-2-Clause

#include <ax/core/printf.h>
#include <ax/core/symbol.h>

const char *ax_symbol_find(uintptr_t pc, uintptr_t *offset)
{
    uint32_t low = 0;
    uint32_t high = ax_symbol_count;
    uint64_t at = pc - ax_symbol_base;

    /* The last entry that does not begin behind it is in [low, high). */
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;

        if (ax_symbols[middle].start <= at) {
            low = middle;
        } else {
            high = middle;
        }
    }
    /* The last one of all is the end. */
    if (low + 1 >= ax_symbol_count || at < ax_symbols[low].start) {
        return NULL;
    }
    *offset = at - ax_symbols[low].start;
    return ax_symbol_names + ax_symbols[low].name;
}

const char *ax_symbol_text(uintptr_t pc, char *buf, size_t n)
{
    uintptr_t offset;
    const char *name = ax_symbol_find(pc, &offset);

    if (name == NULL) {
        ax_snprintf(buf, n, "?");
    } else {
        ax_snprintf(buf, n, "%s+%#lx", name, offset);
    }
    return buf;
}
