// SPDX-License-Identifier: BSD-2-Clause
/*
 * Each manager has untyped memory of its own for kernel objects. One core makes tasks until there
 * is none anywhere: what the others have and do not use is lent to it, and what the root task holds
 * back is fetched. Then another core does the same with what the first one's tasks leave.
 */
#include <ax/ax.h>

#define MAX_TASKS 8192u

/* What may be left of kernel memory: of each core a chunk that is used in part. */
#define CHUNK (256 * AX_KIB)

static struct ax_wait_queue hall = AX_WAIT_QUEUE_INIT(hall);
static struct ax_task *tasks[MAX_TASKS];

static int stand_there(void *arg)
{
    (void)arg;
    return ax_wait(&hall, AX_TIME_NEVER);
}

static unsigned fill_hall(void)
{
    struct ax_task_options options = {.name = "lent", .stack_size = 8 * AX_KIB};
    unsigned made = 0;
    int err = 0;

    while (made < MAX_TASKS && err == 0) {
        err = ax_task_spawn(stand_there, NULL, &options, &tasks[made]);
        made += err == 0;
    }
    if (err != -AX_ENOMEM) {
        ax_printf("%u tasks, then: %s\n", made, ax_strerror(err));
        ax_system_exit(1);
    }
    while (ax_wait_count(&hall) < made) {
        ax_task_yield();
    }
    return made;
}

static void empty_hall(unsigned count)
{
    ax_notify_all(&hall);
    for (unsigned i = 0; i < count; i++) {
        int err = ax_task_join(tasks[i], NULL);
        ax_assert(err == 0);
    }
}

static unsigned make_all(unsigned cpu)
{
    struct ax_hal_stats before, full;

    int err = ax_task_set_affinity((uint64_t)1 << cpu);
    ax_assert(err == 0 && ax_cpu_id() == cpu);
    ax_hal_stats(&before);
    unsigned made = fill_hall();
    ax_hal_stats(&full);
    uint64_t left = full.object_total - full.object_used;

    ax_printf("core %u made %u tasks, and left %lu KiB for objects\n", cpu, made, left / AX_KIB);
    ax_assert(left < ax_hal_cpu_count() * CHUNK + CHUNK / 4);
    ax_printf("the root task gave %lu KiB more\n",
              (full.object_total - before.object_total) / AX_KIB);
    empty_hall(made);
    return made;
}

int main(void)
{
    unsigned cores = ax_hal_cpu_count();
    unsigned made = make_all(cores - 1);

    ax_assert(make_all(0) + 2 >= made); /* one of the first core's may not be collected yet */
    ax_puts("Lending tests run OK!");
    return 0;
}
