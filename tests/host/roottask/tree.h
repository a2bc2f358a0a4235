// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* Device trees made with libfdt for the tests. */

#include <stdbool.h>
#include <stdint.h>

/* A tree like QEMU's "virt" machine: UARTs, RTC, `virtio` slots, timer, PSCI, two cpus. */
struct tree_options {
    const char *bootargs; /* NULL = none */
    const char *stdout_path;
    unsigned virtio;
    bool smc;
    bool second_uart_disabled;
};

/* The tree, in a static buffer; its size in *size. */
const void *tree_make(const struct tree_options *options, uint64_t *size);
