// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* Checks that stay in every build, and the prototype for who provides their report. */

#include <sel4/debug_assert.h>

/** Reports a failed check and does not return. */
void __assert_fail(const char *str, const char *file, int line, const char *function);
