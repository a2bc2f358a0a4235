// SPDX-License-Identifier: BSD-2-Clause
/*
 * Sixteen tasks add up the square roots of two million random numbers, meet at a barrier made of a
 * wait queue, and main compares with what it found alone. Under round robin the tasks are preempted
 * in the middle of floating-point work.
 */
#include <ax/ax.h>

#define TASKS   16
#define NUMBERS 2000000u

static uint32_t *numbers;
static uint64_t results[TASKS];

static struct ax_wait_queue meeting = AX_WAIT_QUEUE_INIT(meeting);
static unsigned arrived; /* guarded by the meeting's lock */

/* Whole part of the square root, found in floating point. */
static uint64_t whole_root(uint32_t n)
{
    return (uint64_t)__builtin_sqrt((double)n);
}

static uint64_t sum_of(size_t from, size_t to)
{
    uint64_t sum = 0;

    for (size_t i = from; i < to; i++) {
        sum += whole_root(numbers[i]);
    }
    return sum;
}

static bool all_arrived(void *arg)
{
    (void)arg;
    return arrived == TASKS;
}

static void meet_others(void)
{
    ax_wait_lock(&meeting);
    arrived++;
    ax_wait_unlock(&meeting);
    ax_notify_all(&meeting);
    int err = ax_wait_until_true(&meeting, all_arrived, NULL, AX_TIME_NEVER);
    ax_assert(err == 0);
}

static int add_part(void *arg)
{
    uintptr_t part = (uintptr_t)arg;
    size_t from = part * (NUMBERS / TASKS);
    size_t to = from + NUMBERS / TASKS;
    unsigned long long id = ax_task_id(ax_task_current());

    ax_printf("part %lu: ThreadId(%llu) [%zu, %zu)\n", part, id, from, to);
    results[part] = sum_of(from, to);
    meet_others();
    ax_printf("part %lu: ThreadId(%llu) finished\n", part, id);
    return 0;
}

/* Numbers that are the same in every run (xorshift32; G. Marsaglia, Xorshift RNGs, 2003). */
static void fill_numbers(void)
{
    uint32_t x = 0x9e3779b9;

    numbers = ax_alloc(NUMBERS * sizeof(numbers[0]));
    ax_assert(numbers != NULL);
    for (size_t i = 0; i < NUMBERS; i++) {
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
        numbers[i] = x;
    }
}

int main(void)
{
    struct ax_wait_queue nobody = AX_WAIT_QUEUE_INIT(nobody);
    struct ax_task *tasks[TASKS];
    uint64_t actual = 0;

    fill_numbers();
    uint64_t expected = sum_of(0, NUMBERS);

    /* As good as a sleep of half a second. */
    int err = ax_wait(&nobody, ax_deadline_after(500 * AX_NS_PER_MS));
    ax_assert(err == -AX_ETIMEDOUT);

    for (uintptr_t i = 0; i < TASKS; i++) {
        err = ax_task_spawn(add_part, (void *)i, NULL, &tasks[i]);
        ax_assert(err == 0);
    }
    for (unsigned i = 0; i < TASKS; i++) {
        err = ax_task_join(tasks[i], NULL);
        ax_assert(err == 0);
        actual += results[i];
    }
    ax_printf("sum = %llu\n", (unsigned long long)actual);
    ax_assert(actual == expected);
    ax_free(numbers);
    ax_puts("Parallel summation tests run OK!");
    return 0;
}
