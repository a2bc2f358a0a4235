// SPDX-License-Identifier: BSD-2-Clause
/*
 * A stress test. Tasks are made, end, move, sleep, wake each other, fault, take interrupts, map,
 * unmap and lock, at random from a seed, on all cores; then every counter must be back where it
 * was. Parameters: seed= (default: from the clock), seconds= (default 10), workers= (default: three
 * a core and two).
 *
 * What a worker does follows from the seed; how the workers mix does only when instructions are
 * counted (ICOUNT=).
 */
#include "stress.h"

#define SECONDS   10
#define WARM_UP   (500 * AX_NS_PER_MS)
#define PRIORITY  (AX_PRIORITIES - 1)
#define NICE_MAIN AX_NICE_MIN

int main(void)
{
    static struct counters before, after;
    uint64_t random = ax_hal_wall_time_ns();
    uint64_t seed = ax_boot_number("seed", dice_next(&random) % 1000000000, 0, UINT64_MAX);
    uint64_t seconds = ax_boot_number("seconds", SECONDS, 1, 1000000);
    unsigned workers = (unsigned)ax_boot_number(
        "workers", AX_MIN(3ull * ax_hal_cpu_count() + 2, (uint64_t)MAX_WORKERS), 1, MAX_WORKERS);

    ax_printf("stress: seed %llu, %llu s, %u workers, %u cores\n", (unsigned long long)seed,
              (unsigned long long)seconds, workers, ax_hal_cpu_count());
    /* No worker keeps main from watching. */
    int err = ax_task_set_priority(ax_task_current(), PRIORITY);
    CHECK(NULL, err == 0);
    err = ax_task_set_nice(ax_task_current(), NICE_MAIN);
    CHECK(NULL, err == 0);

    /* What is made once and kept, such as page tables, is there after the first run. */
    stress_run(seed, workers, WARM_UP, false);
    counters_read(&before);
    stress_run(seed, workers, seconds * AX_NS_PER_SEC, true);
    counters_read(&after);
    if (counters_compare(&before, &after) != 0) {
        ax_printf("stress: seed %llu: something is missing, or too much\n",
                  (unsigned long long)seed);
        return 1;
    }
    ax_puts("All counters are where they were!");
    ax_puts("Stress tests run OK!");
    return 0;
}
