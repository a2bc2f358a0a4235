// SPDX-License-Identifier: BSD-2-Clause
/* Makes tasks until something is used up: an error, from which nothing is left behind. */

#include "shell.h"

#define MAX_TASKS  100000u
#define STACK_SIZE (16 * AX_KIB) /* unless the second argument says otherwise, in KiB */

/* Structures of tasks that cores keep for their next ones, each for its own: at most so many are
 * not where they are wanted. */
#define KEPT_MOST (32u * AX_MAX_CPUS)

static struct ax_wait_queue hall = AX_WAIT_QUEUE_INIT(hall);

static int stand_there(void *arg)
{
    (void)arg;
    return ax_wait(&hall, AX_TIME_NEVER);
}

/* Makes up to `count` tasks that wait in the hall; stores how many, and why there are no more. */
static unsigned fill_hall(struct ax_task **tasks, uint64_t count, size_t stack, int *err)
{
    struct ax_task_options options = {.name = "crowd", .stack_size = stack};
    unsigned made = 0;

    *err = 0;
    while (made < count && *err == 0) {
        *err = ax_task_spawn(stand_there, NULL, &options, &tasks[made]);
        made += *err == 0;
    }
    while (ax_wait_count(&hall) < made) {
        ax_task_yield();
        ax_cpu_relax();
    }
    return made;
}

static void empty_hall(struct ax_task **tasks, unsigned count)
{
    ax_notify_all(&hall);
    for (unsigned i = 0; i < count; i++) {
        int code;
        int err = ax_task_join(tasks[i], &code);
        ax_assert(err == 0 && code == 0);
    }
}

int demo_crowd(int argc, char **argv)
{
    static struct shell_counters before, after;
    uint64_t count = MAX_TASKS;
    uint64_t stack = STACK_SIZE / AX_KIB;
    int err;

    if (argc > 1 && !shell_number(argv[1], MAX_TASKS, &count)) {
        ax_printf("crowd: %s is no number from 0 to %u\n", argv[1], MAX_TASKS);
        return 1;
    }
    if (argc > 2 && !shell_number(argv[2], AX_TASK_STACK_MAX / AX_KIB, &stack)) {
        ax_printf("crowd: %s is no size of a stack in KiB\n", argv[2]);
        return 1;
    }
    stack *= AX_KIB;
    struct ax_task **tasks = ax_alloc((count + KEPT_MOST) * sizeof(tasks[0]));
    if (tasks == NULL) {
        ax_puts("crowd: out of memory");
        return 1;
    }
    /* The first time tables are made, and the heap takes pages, that stay for later ones: enough
     * for these wherever structures are kept then. */
    unsigned made = fill_hall(tasks, count + KEPT_MOST, stack, &err);
    empty_hall(tasks, made);
    shell_counters_read(&before);
    made = fill_hall(tasks, AX_MIN((uint64_t)made + 1, count), stack, &err);
    ax_printf("%u tasks at once%s%s\n", made, err != 0 ? ", then: " : "",
              err != 0 ? ax_strerror(err) : "");
    empty_hall(tasks, made);
    shell_counters_read(&after);
    ax_free(tasks);
    if (shell_counters_compare(&before, &after) != 0) {
        return 1;
    }
    ax_printf("all %u counters are where they were\n", after.count);
    return 0;
}
