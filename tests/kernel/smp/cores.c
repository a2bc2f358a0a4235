// SPDX-License-Identifier: BSD-2-Clause

#include <ktest/run.h>
#include "cores.h"
#include "code.h"

seL4_Word cores(void)
{
    return boot_info()->numNodes;
}

void cores_need(seL4_Word count)
{
    if (cores() < count) {
        case_skip("needs more cores");
    }
}

void ours_only(const char *why)
{
    if (GENUINE) {
        case_skip(why);
    }
}

struct thread *thread_new_on(seL4_Word core, thread_function *function, seL4_Word a, seL4_Word b)
{
    struct thread *thread = thread_new(function, a, b);

    thread->ended = object_new(seL4_NotificationObject, 0);
    thread_core(thread, core);
    return thread;
}

void thread_wait(const struct thread *thread)
{
    while (!thread->done) {
        seL4_Wait(thread->ended, NULL);
    }
}

struct thread *thread_run_on(seL4_Word core, thread_function *function, seL4_Word a, seL4_Word b)
{
    struct thread *thread = thread_new_on(core, function, a, b);

    thread_resume(thread);
    return thread;
}

static void nothing(struct thread *self, seL4_Word a, seL4_Word b)
{
    (void)self;
    (void)a;
    (void)b;
}

struct thread *code_thread(seL4_Word core, void (*code)(void), seL4_Word x0, seL4_Word x1,
                           seL4_Word x2)
{
    struct thread *thread = thread_new_on(core, nothing, 0, 0);
    seL4_UserContext context = {.pc = (seL4_Word)code, .x0 = x0, .x1 = x1, .x2 = x2};

    REQUIRE_OK(seL4_TCB_WriteRegisters(thread->tcb, false, 0, sizeof(context) / sizeof(seL4_Word),
                                       &context));
    return thread;
}

void thread_resume(const struct thread *thread)
{
    REQUIRE_OK(seL4_TCB_Resume(thread->tcb));
}

void thread_suspend(const struct thread *thread)
{
    REQUIRE_OK(seL4_TCB_Suspend(thread->tcb));
}

seL4_Word rounds(seL4_Word few)
{
    static seL4_Word effort;

    if (effort == 0) {
        effort = params_number("smp.effort=", 1);
    }
    return few * effort;
}

/* An emulator may run all cores on one: it goes on with another one at this hint. */
void relax(void)
{
    __asm__ volatile("yield" ::: "memory");
}

void wait_change(const volatile seL4_Word *word, seL4_Word value)
{
    while (__atomic_load_n(word, __ATOMIC_ACQUIRE) == value) {
        relax();
    }
}

void wait_steps(const volatile seL4_Word *word, seL4_Word steps)
{
    seL4_Word start = *word;

    while (__atomic_load_n(word, __ATOMIC_ACQUIRE) - start < steps) {
        relax();
    }
}

bool changes_within(const volatile seL4_Word *word, const volatile seL4_Word *clock,
                    seL4_Word steps)
{
    seL4_Word before = *word;

    wait_steps(clock, steps);
    return __atomic_load_n(word, __ATOMIC_ACQUIRE) != before;
}
