// SPDX-License-Identifier: BSD-2-Clause

#include <stdint.h>
#include <ktest/case.h>
#include <ktest/machine.h>
#include <ktest/objects.h>
#include <ktest/run.h>
#include <ktest/thread.h>
#include <oskit/text.h>
#include "latency.h"

#define TICK_INSTRUCTIONS 16

/* From one interrupt to the next, in ticks: uniform in 64 to 64 + 2047. */
#define GAP_LEAST  64
#define GAP_SPREAD 2048
#define SHOT_LEAST 16

/* The bounds are those of release builds; debug builds check themselves. */
#ifdef CONFIG_DEBUG_BUILD
#define SLOWER 4
#else
#define SLOWER 1
#endif

static seL4_CPtr handler;
static seL4_CPtr notification;
static seL4_CPtr shot; /* what the thread waits for before it sets the timer, or 0 */
static uint64_t least, spread;
static volatile bool active;
static volatile unsigned count;
static volatile unsigned signal_count; /* interrupts after which `signalled` is signalled */
static seL4_CPtr signalled;
static volatile uint64_t longest;

static uint64_t random_number(void)
{
    static uint64_t state = 0x9e3779b97f4a7c15ul;

    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state >> 24;
}

static void catch_interrupts(struct thread *self, seL4_Word a, seL4_Word b)
{
    (void)self;
    (void)a;
    (void)b;
    while (active) {
        if (shot != 0) {
            seL4_Wait(shot, NULL);
        }
        uint64_t due = counter_now() + least + random_number() % spread;

        __asm__ volatile("msr cntp_cval_el0, %0\n\tmsr cntp_ctl_el0, %1\n\tisb"
                         :
                         : "r"(due), "r"((uint64_t)1)
                         : "memory");
        seL4_Wait(notification, NULL);
        uint64_t late = counter_now() - due;

        timer_stop();
        seL4_IRQHandler_Ack(handler);
        longest = late > longest ? late : longest;
        count++;
        if (count == signal_count) {
            seL4_Signal(signalled);
        }
    }
}

static void begin(void)
{
    watchdog_leave_timer();
    handler = slot_new();
    notification = object_new(seL4_NotificationObject, 0);
    REQUIRE_OK(irq_handler_get(TIMER_IRQ, TIMER_TRIGGER, handler));
    REQUIRE_OK(seL4_IRQHandler_SetNotification(handler, notification));
    active = true;
    count = 0;
    signal_count = 0;
    longest = 0;
    struct thread *catcher = thread_new(catch_interrupts, 0, 0);
    thread_priority(catcher, seL4_MaxPrio);
    REQUIRE_OK(seL4_TCB_Resume(catcher->tcb));
}

void latency_begin(void)
{
    least = GAP_LEAST;
    spread = GAP_SPREAD;
    shot = 0;
    begin();
}

void latency_begin_shots(seL4_Word instructions)
{
    /* The way back to the main thread and to its operation takes a while. */
    least = SHOT_LEAST;
    spread = instructions / TICK_INSTRUCTIONS;
    shot = object_new(seL4_NotificationObject, 0);
    begin();
}

void latency_shoot(void)
{
    seL4_Signal(shot);
}

void latency_signal_at(unsigned interrupts, seL4_CPtr what)
{
    signalled = what;
    signal_count = interrupts;
}

unsigned latency_count(void)
{
    return count;
}

static void print(const char *what, seL4_Word instructions)
{
    char buf[160];
    struct oskit_text text;

    oskit_text_init(&text, buf, sizeof(buf));
    oskit_text_add(&text, "latency: ");
    oskit_text_dec(&text, instructions);
    oskit_text_add(&text, " instructions at most in ");
    oskit_text_dec(&text, count);
    oskit_text_add(&text, " interrupts, ");
    oskit_text_add(&text, what);
    oskit_text_add(&text, "\n");
    console_put(buf);
}

void latency_end(const char *what, seL4_Word bound)
{
    unsigned before = count;

    active = false;
    if (shot != 0) {
        latency_shoot();
    }
    while (count == before) {
    }
    cap_delete(handler);
    watchdog_take_timer();
    print(what, longest * TICK_INSTRUCTIONS);
#ifdef LATENCY_MEASURE_ONLY
    (void)bound;
#else
    /* Instructions are counted of all cores: the other ones' ticks come on top. */
    EXPECT(longest * TICK_INSTRUCTIONS <= bound * SLOWER * boot_info()->numNodes);
#endif
}
