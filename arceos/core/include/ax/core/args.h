// SPDX-License-Identifier: BSD-2-Clause
/*
 * Reading `name=value` words, as on a boot command line.
 */
#pragma once

#include <ax/core/types.h>

/*
 * Copies the value of the last word `name=value` among the space-separated words of `args` into
 * buf[0 .. n), terminated. Returns its length; -AX_ENOENT: no such word; -AX_ERANGE: it does not
 * fit (buf is then an empty string). Any context.
 */
int ax_arg_get(const char *args, const char *name, char *buf, size_t n);

/*
 * The same for an unsigned number (decimal, 0x, 0). 0, -AX_ENOENT, or -AX_EINVAL if the value is no
 * number; then *value is untouched.
 */
int ax_arg_get_number(const char *args, const char *name, uint64_t *value);
