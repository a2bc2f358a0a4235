// SPDX-License-Identifier: BSD-2-Clause
/*
 * Sends the manager what the task layer never would: unknown services, wrong lengths, tasks that do
 * not exist or may not be moved, cores that there are not, memory that is not there. Each is an
 * error to the caller, and the system goes on. The messages are made by hand: applications know
 * nothing of seL4.
 */
#include <ax/ax.h>

#include "../call.h"

/* The services and the manager's slot, as docs/tasks.md has them. */
enum { CREATE = 0x1000, SWITCH, EXIT, EXIT_SYSTEM, MIGRATE, END };
#define MANAGER     32
#define MAX_NUMBERS 256

/* A Call of `length` words; the first word of the answer. */
static int send(uint64_t label, uint64_t length, uint64_t word0, uint64_t word1)
{
    struct raw_answer answer = raw_call(MANAGER, label, length, word0, word1, 0);

    return answer.length == 1 ? (int)(int64_t)answer.word : 1;
}

/* The caller stays on its core, whose manager the capability names, and is not preempted. */
static int call(uint64_t label, uint64_t length, uint64_t word0, uint64_t word1)
{
    ax_irq_save();
    int result = send(label, length, word0, word1);
    ax_irq_restore();
    return result;
}

static void expect(const char *what, int result, int expected)
{
    if (result != expected) {
        ax_printf("%s: %d, expected %d\n", what, result, expected);
        ax_system_exit(1);
    }
}

static void test_form(void)
{
    expect("service 0", call(0, 1, 1, 0), -AX_ENOSYS);
    expect("service before the first", call(CREATE - 1, 1, 1, 0), -AX_ENOSYS);
    expect("service behind the last", call(END, 1, 1, 0), -AX_ENOSYS);
    expect("create without words", call(CREATE, 0, 0, 0), -AX_EINVAL);
    expect("switch with two words", call(SWITCH, 2, 1, 0), -AX_EINVAL);
    expect("exit without words", call(EXIT, 0, 0, 0), -AX_EINVAL);
    expect("exit of the system with two words", call(EXIT_SYSTEM, 2, 0, 0), -AX_EINVAL);
    expect("migrate with one word", call(MIGRATE, 1, 1, 0), -AX_EINVAL);
    ax_puts("Messages of the wrong form are refused!");
}

static void test_unknown(void)
{
    static const uint64_t none[] = {MAX_NUMBERS * 64, UINT32_MAX, UINT64_MAX, (uint64_t)1 << 62};

    for (unsigned i = 0; i < AX_ARRAY_LEN(none); i++) {
        expect("switch to nobody", call(SWITCH, 1, none[i], 0), -AX_ESRCH);
        expect("exit to nobody", call(EXIT, 1, none[i], 0), -AX_ESRCH);
        expect("migrate nobody", call(MIGRATE, 2, none[i], 0), -AX_ESRCH);
    }
    expect("exit to number 0", call(EXIT, 1, 0, 0), -AX_ESRCH);
    expect("migrate number 0", call(MIGRATE, 2, 0, 0), -AX_ESRCH);
    ax_puts("Tasks that do not exist are refused!");
}

/* The number of the calling task: the only one that is running, on one core. */
static uint64_t own_number(void)
{
    uint64_t self = 0;
    unsigned stopped = 0;

    for (uint64_t number = 1; number < MAX_NUMBERS; number++) {
        int result = call(MIGRATE, 2, number, 0);

        if (result == -AX_EBUSY) {
            ax_assert(self == 0);
            self = number;
        } else if (result == 0) {
            stopped++;
        } else {
            expect("migrate to its own core", result, -AX_ESRCH);
        }
    }
    ax_assert(self != 0 && stopped >= 2); /* idle, gc */
    return self;
}

static void test_not_to_be_moved(void)
{
    uint64_t self = own_number();

    expect("switch to the caller", call(SWITCH, 1, self, 0), -AX_EINVAL);
    expect("exit to the caller", call(EXIT, 1, self, 0), -AX_ESRCH);
    expect("migrate the caller", call(MIGRATE, 2, self, 0), -AX_EBUSY);
    for (uint64_t number = 1; number < MAX_NUMBERS; number++) {
        int result = call(MIGRATE, 2, number, ax_hal_cpu_count());

        ax_assert(result == -AX_EINVAL || result == -AX_ESRCH);
        result = call(MIGRATE, 2, number, (uint64_t)1 << 32);
        ax_assert(result == -AX_EINVAL || result == -AX_ESRCH);
    }
    ax_puts("A running task and a core that there is not are refused!");
}

static void test_create(void)
{
    static struct ax_hal_thread thread;
    static struct ax_hal_thread_args args = {.stack_size = AX_PAGE_SIZE};
    static uint64_t tls[64];
    uint64_t good = (uintptr_t)&args, place = (uintptr_t)&thread;

    expect("create from a null pointer", call(CREATE, 2, 0, place), -AX_EFAULT);
    expect("create at a null pointer", call(CREATE, 2, good, 0), -AX_EFAULT);
    expect("create from nowhere", call(CREATE, 2, 0xdeadbeef000, place), -AX_EFAULT);
    expect("create at an odd address", call(CREATE, 2, good, place + 1), -AX_EFAULT);
    expect("create without a thread pointer", call(CREATE, 2, good, place), -AX_EINVAL);
    args.thread_pointer = (uintptr_t)tls;
    args.id = 77;
    args.cpu = ax_hal_cpu_count();
    expect("create on a core that there is not", call(CREATE, 2, good, place), -AX_EINVAL);
    args.cpu = 0;
    args.stack_size = 2 * AX_TASK_STACK_MAX;
    expect("create with a stack too large", call(CREATE, 2, good, place), -AX_EINVAL);
    ax_puts("Threads that cannot be made are refused!");
}

int main(void)
{
    struct ax_hal_stats before, after;

    ax_hal_stats(&before);
    test_form();
    test_unknown();
    test_not_to_be_moved();
    test_create();
    ax_hal_stats(&after);
    ax_assert(after.slots_used == before.slots_used && after.object_used == before.object_used);
    ax_assert(after.threads == before.threads && after.stack_used == before.stack_used);
    ax_puts("Task service tests run OK!");
    return 0;
}
