// SPDX-License-Identifier: BSD-2-Clause
/* trace: what the cores did last, of a build with FEATURES=trace. */

#include <ax/hal/trace.h>

#include "shell.h"

#define STANDARD 20
#define MOST     1000
#define RINGS    (2 * AX_MAX_CPUS)

/* The last events of one ring, and how many of them have been shown. */
struct tail {
    struct ax_trace_record *records;
    unsigned count, shown, cpu;
};

static bool take_tail(struct tail *tail, const struct ax_trace_ring *ring, unsigned cpu,
                      unsigned max)
{
    uint64_t count = __atomic_load_n(&ring->count, __ATOMIC_ACQUIRE);
    uint64_t next = count > max ? count - max : 0, lost = 0;

    *tail = (struct tail){.records = ax_alloc(max * sizeof(*tail->records)), .cpu = cpu};
    if (tail->records == NULL) {
        return false;
    }
    tail->count = ax_trace_read(ring, &next, tail->records, max, &lost);
    return true;
}

/* Those of all cores, two for each: of its tasks and of its manager. */
static bool take_tails(struct tail tails[RINGS], unsigned max)
{
    bool ok = true;

    for (unsigned i = 0; i < 2 * ax_hal_cpu_count() && ok; i++) {
        ok = take_tail(&tails[i], ax_percpu_of(i / 2)->trace[i % 2], i / 2, max);
    }
    return ok;
}

/* The one whose next event is the oldest; NULL: all have been shown. */
static struct tail *oldest(struct tail tails[RINGS])
{
    struct tail *found = NULL;

    for (unsigned i = 0; i < RINGS; i++) {
        struct tail *t = &tails[i];

        if (t->shown < t->count &&
            (found == NULL || t->records[t->shown].ticks < found->records[found->shown].ticks)) {
            found = t;
        }
    }
    return found;
}

static void print_event(const struct ax_trace_record *record, unsigned cpu)
{
    uint64_t ns = ax_hal_ticks_to_ns(record->ticks);

    ax_printf("%6llu.%09llu %4u  %-8s %10u %8u\n", (unsigned long long)(ns / AX_NS_PER_SEC),
              (unsigned long long)(ns % AX_NS_PER_SEC), cpu,
              ax_trace_kind_name(ax_trace_kind_of(record)), ax_trace_id_of(record),
              ax_trace_arg_of(record));
}

/* The last `max` of them all, in order of time. */
static void show(struct tail tails[RINGS], unsigned max)
{
    unsigned skip = 0;

    for (unsigned i = 0; i < RINGS; i++) {
        skip += tails[i].count;
    }
    skip -= AX_MIN(skip, max);
    ax_printf("%16s %4s  %-8s %10s %8s\n", "TIME", "CORE", "EVENT", "ID", "ARG");
    for (struct tail *t = oldest(tails); t != NULL; t = oldest(tails)) {
        if (skip > 0) {
            skip--;
        } else {
            print_event(&t->records[t->shown], t->cpu);
        }
        t->shown++;
    }
}

int command_trace(int argc, char **argv)
{
    struct tail tails[RINGS] = {{0}};
    uint64_t max = STANDARD;

    if (!AX_TRACE) {
        ax_puts("trace: this system leaves no events: build it with FEATURES=trace");
        return 1;
    }
    if (argc > 1 && (!shell_number(argv[1], MOST, &max) || max == 0)) {
        ax_printf("trace: %s is no number from 1 to %u\n", argv[1], MOST);
        return 1;
    }
    bool ok = take_tails(tails, (unsigned)max);
    if (ok) {
        show(tails, (unsigned)max);
    } else {
        ax_puts("trace: out of memory");
    }
    for (unsigned i = 0; i < RINGS; i++) {
        ax_free(tails[i].records);
    }
    return ok ? 0 : 1;
}
