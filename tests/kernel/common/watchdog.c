// SPDX-License-Identifier: BSD-2-Clause
//
// A thread above all others that ends the suite, and says in which case, when a case takes too
// long. It wakes by the physical timer, so it works only as far as interrupts do; without it, the
// suite's own time limit ends the run.

#include <stdint.h>
#include <ktest/case.h>
#include <ktest/machine.h>
#include <ktest/objects.h>
#include <ktest/run.h>
#include <ktest/thread.h>

/* Seconds of the machine's clock; the longest case takes about one on a loaded machine. Where cores
 * run in parallel, that clock goes on while others use the host: ktest.limit tells another time. */
#define LIMIT_SECONDS 20

#define TIMER_BADGE 1

static uint8_t stack[4096] __attribute__((aligned(4096)));
static uint8_t buffer[4096] __attribute__((aligned(4096)));
static uint64_t tls[8];
static seL4_CPtr handler;
static seL4_CPtr signal;   /* what the handler signals, with the badge */
static seL4_CPtr endpoint; /* receives the main thread's faults, whose badge is 0 */
static const char *volatile watched_id;
static const char *volatile watched_name;
static volatile uint64_t began;
static uint64_t limit;

static _Noreturn void give_up(const char *why)
{
    console_put("FAIL ");
    console_put(watched_id != NULL ? watched_id : "START0000");
    console_put(" ");
    console_put(watched_name != NULL ? watched_name : "the framework");
    console_put(": ");
    console_put(why);
    console_put("\n");
    suite_end(1);
}

static _Noreturn void report_fault(seL4_MessageInfo_t info)
{
    char buf[160];
    struct oskit_text text;

    oskit_text_init(&text, buf, sizeof(buf));
    oskit_text_add(&text, "the main thread faulted, type ");
    oskit_text_dec(&text, seL4_MessageInfo_get_label(info));
    oskit_text_add(&text, ", words");
    for (seL4_Word i = 0; i < seL4_MessageInfo_get_length(info) && i < 4; i++) {
        oskit_text_add(&text, " ");
        oskit_text_hex(&text, seL4_GetMR((int)i));
    }
    give_up(buf);
}

static void watch(void)
{
    for (;;) {
        seL4_Word badge;
        seL4_MessageInfo_t info = seL4_Recv(endpoint, &badge);

        if (badge != TIMER_BADGE) {
            report_fault(info);
        }
        if (watched_id != NULL && counter_now() - began > limit) {
            give_up("did not end");
        }
        timer_arm(counter_frequency());
        seL4_IRQHandler_Ack(handler);
    }
}

static void watchdog_main(void)
{
    seL4_SetIPCBuffer((seL4_IPCBuffer *)buffer);
    watch();
}

void watchdog_take_timer(void)
{
    REQUIRE_OK(irq_handler_get(TIMER_IRQ, TIMER_TRIGGER, handler));
    REQUIRE_OK(seL4_IRQHandler_SetNotification(handler, signal));
    timer_arm(counter_frequency());
}

void watchdog_leave_timer(void)
{
    timer_stop();
    REQUIRE_OK(seL4_CNode_Delete(ROOT, handler, DEPTH));
}

void watchdog_restart(void)
{
    began = counter_now();
}

void watchdog_start(void)
{
    seL4_CPtr tcb = lasting_object(seL4_TCBObject, 0);
    seL4_UserContext context = {
        .pc = (seL4_Word)watchdog_main,
        .sp = (seL4_Word)(stack + sizeof(stack)),
        .tpidr_el0 = (seL4_Word)tls,
    };

    limit = params_number("ktest.limit=", LIMIT_SECONDS) * counter_frequency();
    seL4_CPtr notification = lasting_object(seL4_NotificationObject, 0);

    signal = lasting_slot();
    endpoint = lasting_object(seL4_EndpointObject, 0);
    REQUIRE_OK(seL4_CNode_Mint(ROOT, signal, DEPTH, ROOT, notification, DEPTH, seL4_AllRights,
                               TIMER_BADGE));
    REQUIRE_OK(seL4_TCB_BindNotification(tcb, notification));
    REQUIRE_OK(seL4_TCB_SetSpace(SELF, endpoint, ROOT, 0, SPACE, 0));
    handler = lasting_slot();
    watchdog_take_timer();
    REQUIRE_OK(
        seL4_TCB_Configure(tcb, 0, ROOT, 0, SPACE, 0, (seL4_Word)buffer, image_frame(buffer)));
    REQUIRE_OK(seL4_TCB_SetSchedParams(tcb, SELF, 0, seL4_MaxPrio));
    REQUIRE_OK(
        seL4_TCB_WriteRegisters(tcb, true, 0, sizeof(context) / sizeof(seL4_Word), &context));
}

void watchdog_watch(const char *id, const char *name)
{
    watched_id = NULL;
    watched_name = name;
    began = counter_now();
    watched_id = id;
}
