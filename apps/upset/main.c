// SPDX-License-Identifier: BSD-2-Clause
/*
 * An instance that misbehaves, until the machine has run for some time: upset= says how, seconds=
 * how long, after= (milliseconds) when the fault comes. With fault=restart:N it goes on misbehaving
 * after each restart.
 */
#include <ax/ax.h>

#define SECONDS        3
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
    uint64_t ms = FAULT_AFTER_MS;

    if (ax_arg_get_number(ax_hal_bootargs(), "after", &ms) < 0) {
        ms = FAULT_AFTER_MS;
    }
    ax_task_sleep_ns(ms * AX_NS_PER_MS);
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

static const struct {
    const char *name;
    void (*run)(void);
} ways[] = {
    {"spin", spin},     {"fault", fault}, {"memory", memory},
    {"masked", masked}, {"print", print}, {"flood", flood},
};

int main(void)
{
    char name[16] = "spin";
    uint64_t seconds = SECONDS;

    ax_boot_arg("upset", name, sizeof(name));
    if (ax_arg_get_number(ax_hal_bootargs(), "seconds", &seconds) < 0) {
        seconds = SECONDS;
    }
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
