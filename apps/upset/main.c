// SPDX-License-Identifier: BSD-2-Clause
/*
 * An instance that misbehaves, until the machine has run for some time: upset= says how, seconds=
 * how long, after= (milliseconds of spinning) when the fault comes. With fault=restart:N it goes on
 * misbehaving after each restart. upset=interrupts needs the machine's clock for itself.
 */
#include <ax/ax.h>

#define SECONDS        3
#define MAX_S          1000000u
#define FAULT_AFTER_MS 10
#define CHUNK          (1u << 20)

/* An address that no region of an instance has. */
#define NOWHERE 0xdeadbeef000ul

static uint64_t end;

static bool over(void)
{
    return ax_hal_time_now_ns() >= end;
}

/* Harmless on a core of one's own: what the others are compared with. */
static void spin(void)
{
    while (!over()) {
    }
}

/* With interrupts held off a fault ends the whole instance. */
static void fault(void)
{
    uint64_t ms = ax_boot_number("after", FAULT_AFTER_MS, 0, MAX_S * 1000);
    uint64_t then = ax_hal_time_now_ns() + ms * AX_NS_PER_MS;
    while (!over() && ax_hal_time_now_ns() < then) {
    }
    if (!over()) {
        ax_irq_save();
        __asm__ volatile("str xzr, [%0]" ::"r"(NOWHERE));
    }
}

/* Takes memory until there is none, writes to all of it, gives it back; again and again. */
static void memory(void)
{
    unsigned most = 0;

    while (!over()) {
        void **list = NULL;
        unsigned count = 0;

        for (void **chunk; !over() && (chunk = ax_alloc(CHUNK)) != NULL; list = chunk) {
            memset(chunk, 0x5a, CHUNK);
            *chunk = list;
            count++;
        }
        while (list != NULL) {
            void *next = *list;

            ax_free(list);
            list = next;
        }
        most = AX_MAX(most, count);
    }
    ax_printf("%u MiB at most\n", most);
}

static void masked(void)
{
    ax_irq_save();
    spin();
    ax_irq_restore();
}

static void print(void)
{
    while (!over()) {
        ax_puts("all work and no play makes Jack a dull boy");
    }
}

/* Tasks that come and go as fast as they can: much for the kernel to do. */
static int nothing(void *arg)
{
    (void)arg;
    return 0;
}

static void flood(void)
{
    while (!over()) {
        struct ax_task *task;
        int err = ax_task_spawn(nothing, NULL, NULL, &task);

        if (err == 0) {
            ax_task_join(task, NULL);
        }
    }
}

/* ---- a device whose interrupt nobody calms: a PL031 clock, DDI 0224C, chapter 3 ---- */

#define RTC_DATA  0x00 /* seconds, counting */
#define RTC_MATCH 0x04 /* the second of the interrupt */
#define RTC_MASK  0x10 /* bit 0: let it out */
#define RTC_RAW   0x14 /* bit 0: it is due */
#define RTC_CLEAR 0x1c

static struct ax_hal_device rtc;
static uint64_t interrupts_taken;

AX_NO_FP static volatile uint32_t *rtc_register(unsigned offset)
{
    return (volatile uint32_t *)((volatile char *)rtc.regs + offset);
}

/* Leaves it raised: it comes again as soon as it is acknowledged. */
AX_NO_FP static void on_interrupt(void *arg)
{
    (void)arg;
    interrupts_taken++;
    if (over()) {
        *rtc_register(RTC_CLEAR) = 1;
    }
}

static void interrupts(void)
{
    int err = ax_hal_device_find("arm,pl031", 0, &rtc);

    if (err == 0) {
        err = ax_hal_irq_register(rtc.irq, on_interrupt, NULL, rtc.trigger);
    }
    if (err != 0) {
        ax_printf("no clock of its own: %s\n", ax_strerror(err));
        ax_system_exit(1);
    }
    *rtc_register(RTC_MASK) = 1;
    while (*rtc_register(RTC_RAW) == 0) {
        *rtc_register(RTC_MATCH) = *rtc_register(RTC_DATA);
    }
    uint64_t since = ax_hal_time_now_ns();
    err = ax_hal_irq_enable(rtc.irq);
    ax_assert(err == 0);
    spin();
    uint64_t ms = AX_MAX((ax_hal_time_now_ns() - since) / AX_NS_PER_MS, 1ul);
    ax_printf("%lu interrupts in %lu ms, %lu in 10 ms\n", interrupts_taken, ms,
              interrupts_taken * 10 / ms);
}

static const struct {
    const char *name;
    void (*run)(void);
} ways[] = {
    {"spin", spin},   {"fault", fault}, {"memory", memory},         {"masked", masked},
    {"print", print}, {"flood", flood}, {"interrupts", interrupts},
};

int main(void)
{
    char name[16] = "spin";
    uint64_t seconds = ax_boot_number("seconds", SECONDS, 0, MAX_S);

    ax_boot_arg("upset", name, sizeof(name));
    end = seconds * AX_NS_PER_SEC;
    for (size_t i = 0; i < AX_ARRAY_LEN(ways); i++) {
        if (strcmp(name, ways[i].name) == 0) {
            ways[i].run();
            ax_printf("Upset by %s: over\n", name);
            return 0;
        }
    }
    ax_printf("upset=%s: no such way\n", name);
    return 1;
}
