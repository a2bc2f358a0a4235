// SPDX-License-Identifier: BSD-2-Clause
/*
 * top: who has the cores. Two looks at the accounts of all tasks, and what lies between them; live
 * until a key is pressed, or a number of times.
 */

#include "shell.h"

#define ROWS         20 /* tasks shown: the busiest */
#define INTERVAL_MS  1000
#define SHORTEST_MS  10
#define LONGEST_MS   60000
#define BAR          20 /* characters of a core's bar */
#define CLEAR_SCREEN "\x1b[H\x1b[2J"

/* All tasks at one moment, by id. */
struct look {
    uint64_t ns;
    unsigned count, room;
    struct ax_task_info *tasks;
};

/* What a task did between two looks. */
struct row {
    const struct ax_task_info *now;
    uint64_t ns;
    uint64_t switches;
};

/* Room for some tasks more than there were; false: no memory. */
static bool grow(struct look *look)
{
    unsigned room = look->room * 2 + 32;
    struct ax_task_info *tasks = ax_realloc(look->tasks, room * sizeof(*tasks));

    if (tasks == NULL) {
        return false;
    }
    look->tasks = tasks;
    look->room = room;
    return true;
}

static bool take_look(struct look *look)
{
    uint64_t id = 0;

    look->count = 0;
    for (;;) {
        if (look->count == look->room && !grow(look)) {
            return false;
        }
        if (ax_task_info_next(id, &look->tasks[look->count]) != 0) {
            break;
        }
        id = look->tasks[look->count++].id;
    }
    look->ns = ax_hal_time_now_ns();
    return true;
}

/* One row for each task of the second look; a task that came in between began at zero. */
static void compare(const struct look *before, const struct look *after, struct row *rows)
{
    unsigned b = 0;

    for (unsigned i = 0; i < after->count; i++) {
        const struct ax_task_info *now = &after->tasks[i];

        while (b < before->count && before->tasks[b].id < now->id) {
            b++;
        }
        rows[i] = (struct row){.now = now, .ns = now->cpu_ns, .switches = now->switches};
        if (b < before->count && before->tasks[b].id == now->id) {
            rows[i].ns -= AX_MIN(rows[i].ns, before->tasks[b].cpu_ns);
            rows[i].switches -= AX_MIN(rows[i].switches, before->tasks[b].switches);
        }
    }
}

/* Thousandths of `whole`; at most all of it, though the looks at two tasks differ in time. */
static unsigned share_of(uint64_t part, uint64_t whole)
{
    return whole == 0 ? 0 : (unsigned)(AX_MIN(part, whole) * 1000 / whole);
}

static void print_core(unsigned cpu, const struct row *idle, uint64_t ns)
{
    unsigned busy = 1000 - share_of(idle->ns, ns);
    unsigned filled = (busy * BAR + 500) / 1000;
    char bar[BAR + 1];

    for (unsigned i = 0; i < BAR; i++) {
        bar[i] = i < filled ? '#' : '.';
    }
    bar[BAR] = '\0';
    ax_printf("core %u  %3u.%u %%  [%s]\n", cpu, busy / 10, busy % 10, bar);
}

static void print_head(const struct row *rows, unsigned count, uint64_t ns)
{
    unsigned of_state[AX_TASK_EXITED + 1] = {0};
    uint64_t switches = 0;

    for (unsigned i = 0; i < count; i++) {
        of_state[rows[i].now->state] += !rows[i].now->idle;
        switches += rows[i].switches;
    }
    ax_printf("top: in %llu ms %llu switches; tasks: %u running, %u ready, %u blocked\n",
              (unsigned long long)(ns / AX_NS_PER_MS), (unsigned long long)switches,
              of_state[AX_TASK_RUNNING], of_state[AX_TASK_READY], of_state[AX_TASK_BLOCKED]);
    for (unsigned i = 0; i < count; i++) {
        if (rows[i].now->idle) {
            print_core(rows[i].now->cpu, &rows[i], ns);
        }
    }
}

static void print_row(const struct row *row, uint64_t ns)
{
    const struct ax_task_info *t = row->now;
    unsigned share = share_of(row->ns, ns);

    ax_printf("%5llu  %-16s %-8s %4u %4d %4u.%u %9llu %7llu.%03llu\n", (unsigned long long)t->id,
              t->name, ax_task_state_name(t->state), t->cpu, t->priority, share / 10, share % 10,
              (unsigned long long)row->switches, (unsigned long long)(t->cpu_ns / AX_NS_PER_SEC),
              (unsigned long long)(t->cpu_ns / AX_NS_PER_MS % 1000));
}

/* More of the interval, else more switches, else the older one. */
static bool busier(const struct row *a, const struct row *b)
{
    if (a->ns != b->ns) {
        return a->ns > b->ns;
    }
    return a->switches != b->switches ? a->switches > b->switches : a->now->id < b->now->id;
}

/* The busiest ROWS, found one by one; idle tasks are told by their cores. */
static void print_rows(struct row *rows, unsigned count, uint64_t ns)
{
    unsigned left = 0;

    for (unsigned i = 0; i < count; i++) {
        if (!rows[i].now->idle) {
            rows[left++] = rows[i];
        }
    }
    ax_printf("%5s  %-16s %-8s %4s %4s %6s %9s %11s\n", "ID", "NAME", "STATE", "CORE", "PRIO",
              "CPU %", "SWITCHES", "TIME");
    for (unsigned shown = 0; shown < ROWS && left > 0; shown++) {
        unsigned best = 0;

        for (unsigned i = 1; i < left; i++) {
            best = busier(&rows[i], &rows[best]) ? i : best;
        }
        print_row(&rows[best], ns);
        rows[best] = rows[--left];
    }
    if (left > 0) {
        ax_printf("and %u more tasks\n", left);
    }
}

static bool show(const struct look *before, const struct look *after)
{
    struct row *rows = ax_alloc((after->count + 1) * sizeof(*rows));
    uint64_t ns = after->ns - before->ns;

    if (rows == NULL) {
        return false;
    }
    compare(before, after, rows);
    print_head(rows, after->count, ns);
    print_rows(rows, after->count, ns);
    ax_free(rows);
    return true;
}

/* Shows `times` intervals; 0: until a key is pressed. False: no memory. */
static bool run(uint64_t times, uint64_t ms)
{
    struct look looks[2] = {0};
    bool ok = take_look(&looks[0]);

    for (uint64_t i = 0; ok && (times == 0 || i < times); i++) {
        uint64_t until = looks[i % 2].ns + ms * AX_NS_PER_MS;
        char key;

        if (times != 0) {
            ax_task_sleep_until(until);
        } else if (shell_read_byte_until(&key, until)) {
            break;
        }
        ok = take_look(&looks[(i + 1) % 2]);
        if (ok && times == 0) {
            ax_printf(CLEAR_SCREEN);
        }
        ok = ok && show(&looks[i % 2], &looks[(i + 1) % 2]);
    }
    ax_free(looks[0].tasks);
    ax_free(looks[1].tasks);
    return ok;
}

int command_top(int argc, char **argv)
{
    uint64_t times = 0, ms = INTERVAL_MS;

    for (int i = 1; i < argc; i += 2) {
        bool count = strcmp(argv[i], "-n") == 0;
        uint64_t *value = count ? &times : &ms;

        if ((!count && strcmp(argv[i], "-d") != 0) || argv[i + 1] == NULL) {
            return shell_usage(argv[0]);
        }
        if (!shell_number(argv[i + 1], count ? UINT32_MAX : LONGEST_MS, value) ||
            *value < (count ? 1 : SHORTEST_MS)) {
            ax_printf("top: %s is no number from %u to %u\n", argv[i + 1], count ? 1 : SHORTEST_MS,
                      count ? UINT32_MAX : LONGEST_MS);
            return 1;
        }
    }
    if (times == 0 && !shell_in_foreground()) {
        ax_puts("top: in the background there are no keys to end it: give -n COUNT");
        return 1;
    }
    if (!run(times, ms)) {
        ax_puts("top: out of memory");
        return 1;
    }
    return 0;
}
