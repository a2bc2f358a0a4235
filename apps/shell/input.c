// SPDX-License-Identifier: BSD-2-Clause
/* What is typed: the console's interrupt wakes the reader. */

#include "shell.h"

static struct ax_wait_queue arrived = AX_WAIT_QUEUE_INIT(arrived);
static char bytes[64]; /* taken from the console, not yet read */
static size_t first, count;

AX_NO_FP static void on_arrival(void *arg)
{
    (void)arg;
    ax_notify_one(&arrived);
}

/* Called with the queue's lock held: an arrival after the look finds a waiter. */
static bool any(void *arg)
{
    (void)arg;
    if (count == 0) {
        first = 0;
        count = ax_hal_console_read(bytes, sizeof(bytes));
    }
    return count > 0;
}

void shell_input_init(void)
{
    ax_hal_console_set_rx(on_arrival, NULL);
}

bool shell_read_byte_until(char *byte, uint64_t deadline_ns)
{
    if (ax_wait_until_true(&arrived, any, NULL, deadline_ns) != 0) {
        return false;
    }
    count--;
    *byte = bytes[first++];
    return true;
}

char shell_read_byte(void)
{
    char byte = '\0';
    bool read = shell_read_byte_until(&byte, AX_TIME_NEVER);

    ax_assert(read);
    return byte;
}
