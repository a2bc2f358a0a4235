// SPDX-License-Identifier: BSD-2-Clause

#include <ax/core/string.h>
#include <ax/trace.h>

_Static_assert(sizeof(AX_TRACE_MAGIC) == sizeof(((struct ax_trace_header *)0)->magic), "fits");
_Static_assert(sizeof(struct ax_trace_name) == 32, "known outside");
_Static_assert(offsetof(struct ax_trace_ring, records) == 64, "known outside");
_Static_assert(offsetof(struct ax_trace_header, rings) == 56, "known outside");

static struct ax_trace_header *the_header;
static struct ax_trace_name *the_names;

static uint64_t count_of(const struct ax_trace_ring *ring)
{
    return __atomic_load_n(&ring->count, __ATOMIC_ACQUIRE);
}

/* The oldest event that no writer touches once `count` has been seen: the one whose place comes
 * next may be half overwritten. */
static uint64_t oldest(uint64_t count)
{
    return count < AX_TRACE_RECORDS ? 0 : count - AX_TRACE_RECORDS + 1;
}

static void drop_older(uint64_t *next, uint64_t first, uint64_t *lost)
{
    if (*next < first) {
        *lost += first - *next;
        *next = first;
    }
}

unsigned ax_trace_read(const struct ax_trace_ring *ring, uint64_t *next,
                       struct ax_trace_record *out, unsigned max, uint64_t *lost)
{
    uint64_t count = count_of(ring);

    drop_older(next, oldest(count), lost);
    uint64_t first = *next;
    unsigned n = (unsigned)AX_MIN(count - first, (uint64_t)max);
    for (unsigned i = 0; i < n; i++) {
        const struct ax_trace_record *r = &ring->records[(first + i) % AX_TRACE_RECORDS];

        out[i].ticks = __atomic_load_n(&r->ticks, __ATOMIC_RELAXED);
        out[i].what = __atomic_load_n(&r->what, __ATOMIC_RELAXED);
    }
    /* What was copied from a place that is another event's by now is dropped. */
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    uint64_t valid = oldest(count_of(ring));
    unsigned stale = valid > first ? (unsigned)AX_MIN(valid - first, (uint64_t)n) : 0;
    *lost += stale;
    *next = first + n;
    memmove(out, out + stale, (n - stale) * sizeof(*out));
    return n - stale;
}

const char *ax_trace_kind_name(enum ax_trace_kind kind)
{
    static const char *const names[AX_TRACE_KINDS] = {
        [AX_TRACE_SWITCH] = "switch",   [AX_TRACE_SPAWN] = "spawn",     [AX_TRACE_BLOCK] = "block",
        [AX_TRACE_WAKE] = "wake",       [AX_TRACE_PREEMPT] = "preempt", [AX_TRACE_KICK] = "kick",
        [AX_TRACE_EXIT] = "exit",       [AX_TRACE_MIGRATE] = "migrate", [AX_TRACE_IRQ] = "irq",
        [AX_TRACE_IRQ_END] = "irq end", [AX_TRACE_FAULT] = "fault",     [AX_TRACE_CALL] = "call",
        [AX_TRACE_RETURN] = "return",   [AX_TRACE_LOCK] = "lock",       [AX_TRACE_MARK] = "mark",
    };

    return (unsigned)kind < AX_TRACE_KINDS && names[kind] != NULL ? names[kind] : "?";
}

void ax_trace_set_header(struct ax_trace_header *header, struct ax_trace_name *names)
{
    header->ring_records = AX_TRACE_RECORDS;
    header->names_max = AX_TRACE_NAMES;
    the_names = names;
    the_header = header;
}

struct ax_trace_header *ax_trace_header(void)
{
    return the_header;
}

void ax_trace_name(uint64_t id, const char *name)
{
    if (the_header == NULL) {
        return;
    }
    uint32_t i = __atomic_fetch_add(&the_header->names_count, 1, __ATOMIC_RELAXED);
    if (i < AX_TRACE_NAMES) {
        ax_strlcpy(the_names[i].name, name, sizeof(the_names[i].name));
        __atomic_store_n(&the_names[i].id, id, __ATOMIC_RELEASE);
    }
}
