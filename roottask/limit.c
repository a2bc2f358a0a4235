// SPDX-License-Identifier: BSD-2-Clause

#include <roottask/limit.h>

uint64_t limit_take(struct limit *limit, uint64_t now, uint64_t window, uint32_t most)
{
    if (limit->used == 0 || now - limit->start >= window) {
        *limit = (struct limit){.start = now};
    }
    if (limit->used == most) {
        return limit->start + window;
    }
    limit->used++;
    return now;
}

uint64_t limit_earliest(const uint64_t *times, uint32_t count)
{
    uint64_t earliest = LIMIT_NEVER;

    for (uint32_t i = 0; i < count; i++) {
        earliest = times[i] < earliest ? times[i] : earliest;
    }
    return earliest;
}
