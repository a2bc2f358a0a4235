// SPDX-License-Identifier: BSD-2-Clause
/*
 * One of several instances, which asks the root task for what is another's or nobody's. The
 * messages are made by hand: applications know nothing of seL4. clock=1 says that the machine's
 * clock is this instance's.
 */
#include <ax/ax.h>

#include "../call.h"

/* abi/include/instance/service.h: the services, and what the root task answers. */
enum { REGISTER_IRQ = 0x2000, UNREGISTER_IRQ, TRANSLATE, MORE_UNTYPED, DRAIN, SHUTDOWN, END };
enum { OK, SERVICE, MESSAGE, ARGUMENT, DENIED, EXISTS, UNKNOWN, MEMORY };
#define ROOT_TASK 4 /* slot of its endpoint */

/* Interrupts of QEMU's "virt": the kernel's timer, the UART, the clock, one of nothing, the last
 * virtio slot's, which no instance of this system has. */
#define KERNEL_TIMER 27
#define UART         33
#define CLOCK        34
#define NOTHING      200
#define LAST_VIRTIO  79
#define EDGE         1
#define LEVEL        0

/* Grants of untyped memory that the root task keeps track of, for one instance. */
#define MOST_GRANTS 32

/* A Call of `length` words; the answer's label. */
static unsigned ask(uint64_t label, uint64_t length, uint64_t word0, uint64_t word1, uint64_t word2)
{
    return (unsigned)raw_call(ROOT_TASK, label, length, word0, word1, word2).label;
}

static void expect(const char *what, unsigned answer, unsigned expected)
{
    if (answer != expected) {
        ax_printf("%s: %u, expected %u\n", what, answer, expected);
        ax_system_exit(1);
    }
}

static void test_interrupts(bool has_clock, bool shared)
{
    unsigned clock = has_clock && !shared ? OK : DENIED;

    expect("the UART", ask(REGISTER_IRQ, 3, UART, LEVEL, 0), DENIED);
    expect("the kernel's timer", ask(REGISTER_IRQ, 3, KERNEL_TIMER, LEVEL, 0), DENIED);
    expect("nobody's interrupt", ask(REGISTER_IRQ, 3, NOTHING, LEVEL, 0), DENIED);
    expect("another's disk", ask(REGISTER_IRQ, 3, LAST_VIRTIO, EDGE, 0), DENIED);
    expect("a number out of range", ask(REGISTER_IRQ, 3, UINT64_MAX, LEVEL, 0), DENIED);
    expect("the next instance's core", ask(REGISTER_IRQ, 3, CLOCK, LEVEL, 1), ARGUMENT);
    expect("a trigger that there is not", ask(REGISTER_IRQ, 3, CLOCK, 2, 0), ARGUMENT);
    expect("the clock", ask(REGISTER_IRQ, 3, CLOCK, LEVEL, 0), clock);
    expect("the clock again", ask(REGISTER_IRQ, 3, CLOCK, LEVEL, 0), clock == OK ? EXISTS : DENIED);
    expect("what is not registered", ask(UNREGISTER_IRQ, 2, UART, 0, 0), UNKNOWN);
    expect("the clock back", ask(UNREGISTER_IRQ, 2, CLOCK, 0, 0), clock == OK ? OK : UNKNOWN);
    ax_puts("Interrupts of others are refused!");
}

static void test_form(void)
{
    expect("no service", ask(0, 0, 0, 0, 0), SERVICE);
    expect("the service behind the last", ask(END, 0, 0, 0, 0), SERVICE);
    expect("too few words", ask(REGISTER_IRQ, 2, CLOCK, LEVEL, 0), MESSAGE);
    expect("too many words", ask(TRANSLATE, 2, 0, 0, 0), MESSAGE);
    expect("a status out of range", ask(SHUTDOWN, 1, 256, 0, 0), ARGUMENT);
    expect("the null page", ask(TRANSLATE, 1, 0, 0, 0), UNKNOWN);
    expect("an address of the kernel's", ask(TRANSLATE, 1, UINT64_MAX - 4095, 0, 0), UNKNOWN);
    ax_puts("Requests of the wrong form are refused!");
}

/* What is held back for this instance, and not a byte of what is held back for the others. */
static void test_memory(void)
{
    unsigned grants = 0, answer;

    expect("no untyped", ask(MORE_UNTYPED, 1, 0, 0, 0), ARGUMENT);
    expect("all of an address space", ask(MORE_UNTYPED, 1, 48, 0, 0), ARGUMENT);
    expect("more than the machine has", ask(MORE_UNTYPED, 1, 40, 0, 0), MEMORY);
    while ((answer = ask(MORE_UNTYPED, 1, 20, 0, 0)) == OK) {
        grants++;
        ax_assert(grants <= MOST_GRANTS);
    }
    expect("the end of the memory", answer, MEMORY);
    ax_printf("%u MiB were held back\n", grants);
}

int main(void)
{
    uint64_t has_clock = 0, shared = 0;

    ax_arg_get_number(ax_hal_bootargs(), "clock", &has_clock);
    ax_arg_get_number(ax_hal_bootargs(), "shared", &shared);
    test_interrupts(has_clock == 1, shared == 1);
    test_form();
    test_memory();
    ax_puts("Neighbour tests run OK!");
    return 0;
}
