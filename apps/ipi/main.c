// SPDX-License-Identifier: BSD-2-Clause
/*
 * A task on each core calls functions on every core, one and all, hundreds of times; each call is
 * counted where it arrives, in order, while the core computes, holds interrupts off or is idle.
 */
#include <ax/ax.h>

#define ROUNDS      45
#define PATIENCE_NS (30 * AX_NS_PER_SEC) /* a call that takes longer is lost */

/* One for each pair of cores: written by the one, read by the other's handler. */
struct channel {
    unsigned from;
    unsigned to;
    unsigned received; /* atomically */
    unsigned wrong;    /* atomically: calls made elsewhere */
};

static struct channel channels[AX_MAX_CPUS][AX_MAX_CPUS];
static unsigned broadcasts[AX_MAX_CPUS]; /* by receiver; atomically */

static void arrive(void *arg)
{
    struct channel *channel = arg;

    if (ax_cpu_id() != channel->to || ax_in_irq() != (channel->from != channel->to)) {
        __atomic_fetch_add(&channel->wrong, 1, __ATOMIC_RELAXED);
    }
    __atomic_fetch_add(&channel->received, 1, __ATOMIC_RELEASE);
}

static void arrive_everywhere(void *arg)
{
    (void)arg;
    __atomic_fetch_add(&broadcasts[ax_cpu_id()], 1, __ATOMIC_RELEASE);
}

static void await(const unsigned *count, unsigned expected)
{
    uint64_t deadline = ax_deadline_after(PATIENCE_NS);

    while (__atomic_load_n(count, __ATOMIC_ACQUIRE) != expected) {
        ax_assert(ax_hal_time_now_ns() < deadline);
        ax_task_yield();
        ax_cpu_relax();
    }
}

static int call_all(void *arg)
{
    unsigned self = (unsigned)(uintptr_t)arg;

    for (unsigned round = 1; round <= ROUNDS; round++) {
        for (unsigned to = 0; to < ax_hal_cpu_count(); to++) {
            int err = ax_ipi_run_on_cpu(to, arrive, &channels[self][to]);
            ax_assert(err == 0);
        }
        if (round % 3 == 0) { /* calls that arrive meanwhile have to wait */
            ax_irq_save();
            for (unsigned i = 0; i < 500; i++) {
                ax_cpu_relax();
            }
            ax_irq_restore();
        } else if (round % 3 == 1) {
            ax_task_sleep_ns(50 * AX_NS_PER_US);
        }
        int err = ax_ipi_run_on_each_cpu(arrive_everywhere, NULL);
        ax_assert(err == 0);
        for (unsigned to = 0; to < ax_hal_cpu_count(); to++) {
            await(&channels[self][to].received, round);
        }
    }
    return 0;
}

int main(void)
{
    unsigned cpus = ax_hal_cpu_count();
    struct ax_task *tasks[AX_MAX_CPUS];

    ax_assert(ax_ipi_run_on_cpu(cpus, arrive, NULL) == -AX_EINVAL);
    for (unsigned i = 0; i < cpus; i++) {
        struct ax_task_options options = {.cpu_mask = (uint64_t)1 << i};

        for (unsigned to = 0; to < cpus; to++) {
            channels[i][to].from = i;
            channels[i][to].to = to;
        }
        int err = ax_task_spawn(call_all, (void *)(uintptr_t)i, &options, &tasks[i]);
        ax_assert(err == 0);
    }
    for (unsigned i = 0; i < cpus; i++) {
        int err = ax_task_join(tasks[i], NULL);
        ax_assert(err == 0);
    }
    for (unsigned to = 0; to < cpus; to++) {
        unsigned calls = 0;

        for (unsigned from = 0; from < cpus; from++) {
            ax_assert(channels[from][to].wrong == 0);
            calls += from != to ? channels[from][to].received : 0;
        }
        await(&broadcasts[to], cpus * ROUNDS);
        ax_printf("CPU %u: %u calls from others\n", to, calls);
    }
    ax_puts("IPI tests run OK!");
    return 0;
}
