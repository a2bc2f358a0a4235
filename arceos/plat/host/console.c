// SPDX-License-Identifier: BSD-2-Clause

#include <poll.h>
#include <unistd.h>

#include "host.h"

static uint8_t input_bytes[4096];
static struct ax_ring input = {.data = input_bytes, .size = sizeof(input_bytes)};
static void (*rx)(void *arg);
static void *rx_arg;

void ax_hal_console_write(const char *bytes, size_t n)
{
    if (ax_host.console != NULL) {
        ax_host.console(bytes, n);
        return;
    }
    while (n > 0) {
        ssize_t written = write(STDOUT_FILENO, bytes, n);
        if (written <= 0) {
            return;
        }
        bytes += written;
        n -= (size_t)written;
    }
}

size_t ax_hal_console_read(char *buf, size_t n)
{
    return ax_ring_get(&input, buf, n);
}

static void on_input(void *arg)
{
    (void)arg;
    if (rx != NULL) {
        rx(rx_arg);
    }
}

void ax_hal_console_set_rx(void (*callback)(void *arg), void *arg)
{
    rx = callback;
    rx_arg = arg;
    if (ax_hal_irq_register(HOST_IRQ_CONSOLE, on_input, NULL, AX_IRQ_EDGE) == 0) {
        ax_hal_irq_enable(HOST_IRQ_CONSOLE);
    }
}

void ax_host_feed(const char *bytes, size_t n)
{
    ax_ring_put(&input, bytes, n);
    ax_host_raise(HOST_IRQ_CONSOLE);
}

bool host_console_wait(void)
{
    char buf[256];

    if (!ax_host.input || rx == NULL) {
        return false;
    }
    ssize_t n = read(STDIN_FILENO, buf, sizeof(buf));
    if (n <= 0) {
        return false;
    }
    ax_host_feed(buf, (size_t)n);
    return true;
}
