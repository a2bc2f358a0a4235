// SPDX-License-Identifier: BSD-2-Clause
/* What is in use, as `free` shows it and `run churn` compares it. */

#include "shell.h"

static void add(struct shell_counters *c, const char *name, const char *unit, uint64_t total,
                uint64_t used, uint64_t cached)
{
    ax_assert(c->count < SHELL_COUNTERS);
    c->list[c->count++] = (struct shell_counter){name, unit, total, used, cached, false};
}

static void add_by_core(struct shell_counters *c, const char *name, const char *unit,
                        uint64_t total, uint64_t used, uint64_t cached)
{
    add(c, name, unit, total, used, cached);
    c->list[c->count - 1].by_core = true;
}

/* The gc task may still be at work on tasks that have ended. */
static void let_gc_finish(struct ax_task_stats *tasks)
{
    ax_task_stats(tasks);
    while (tasks->ended > 0) {
        ax_task_sleep_ns(AX_NS_PER_MS);
        ax_task_stats(tasks);
    }
}

void shell_counters_read(struct shell_counters *out)
{
    struct ax_task_stats tasks;
    struct ax_alloc_stats memory;
    struct ax_hal_stats hal;

    let_gc_finish(&tasks);
    ax_alloc_stats(&memory);
    ax_hal_stats(&hal);
    out->count = 0;
    add_by_core(out, "heap", "bytes", memory.heap_total, memory.heap_used - tasks.spare_bytes,
                tasks.spare_bytes);
    add_by_core(out, "heap blocks", "blocks", 0, memory.heap_blocks - tasks.spare, tasks.spare);
    add(out, "pages", "4 KiB", memory.pages_total, memory.pages_used, 0);
    add(out, "  for the heap", "4 KiB", 0, memory.heap_pages, 0);
    add(out, "stacks", "bytes", hal.stack_total, hal.stack_used, hal.stack_cached);
    add(out, "untyped, objects", "bytes", hal.object_total, hal.object_used - hal.object_cached,
        hal.object_cached);
    add(out, "untyped, reserve", "bytes", hal.reserve_total, hal.reserve_used, 0);
    add(out, "capability slots", "slots", hal.slots_total, hal.slots_used - hal.slots_cached,
        hal.slots_cached);
    add(out, "threads", "threads", 0, hal.threads, hal.threads_cached);
    add(out, "tasks", "tasks", 0, tasks.living, 0);
    add(out, "  ended but held", "tasks", 0, tasks.held, 0);
}

/* A number, or a dash. */
struct cell {
    char text[21];
};

static struct cell cell_of(uint64_t n, bool shown)
{
    struct cell cell = {"-"};

    if (shown) {
        ax_snprintf(cell.text, sizeof(cell.text), "%llu", (unsigned long long)n);
    }
    return cell;
}

int command_free(int argc, char **argv)
{
    struct shell_counters c;

    (void)argc;
    (void)argv;
    shell_counters_read(&c);
    ax_printf("%-18s %-8s %14s %14s %14s %14s\n", "", "in", "total", "used", "free", "kept ready");
    for (unsigned i = 0; i < c.count; i++) {
        const struct shell_counter *k = &c.list[i];

        struct cell total = cell_of(k->total, k->total != 0);
        struct cell left = cell_of(k->total - k->used, k->total != 0);
        struct cell cached = cell_of(k->cached, k->cached != 0);

        ax_printf("%-18s %-8s %14s %14llu %14s %14s\n", k->name, k->unit, total.text,
                  (unsigned long long)k->used, left.text, cached.text);
    }
    return 0;
}

unsigned shell_counters_compare(const struct shell_counters *before,
                                const struct shell_counters *after)
{
    unsigned different = 0;

    for (unsigned i = 0; i < before->count; i++) {
        const struct shell_counter *b = &before->list[i], *a = &after->list[i];

        if (b->total != a->total || b->used != a->used || (b->cached != a->cached && !b->by_core)) {
            different++;
            ax_printf("%s: used %llu, now %llu; kept ready %llu, now %llu; total %llu, now %llu\n",
                      b->name, (unsigned long long)b->used, (unsigned long long)a->used,
                      (unsigned long long)b->cached, (unsigned long long)a->cached,
                      (unsigned long long)b->total, (unsigned long long)a->total);
        }
    }
    return different;
}
