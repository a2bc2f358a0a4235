// SPDX-License-Identifier: BSD-2-Clause
//
// The parts of the framework that only its own sources use.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sel4/sel4.h>
#include <oskit/text.h>

/* Finds the exit token and the other parameters in the boot information. Call it first. */
void params_init(const seL4_BootInfo *info);

/* The device tree that the kernel handed over; NULL if there is none. */
const void *params_devtree(const seL4_BootInfo *info);

/* The token for the exit line: "0" unless the command line has one. */
const char *params_token(void);

/* The number behind `key`, which ends with =, on the kernel command line; otherwise if it is not
 * there. */
seL4_Word params_number(const char *key, seL4_Word otherwise);

/* Finds the console. Called once at start, when objects can be made. */
void console_init(const seL4_BootInfo *info);

/* Writes to the console. May overwrite message words of the caller. */
void console_put(const char *text);

/* Prints the exit line and never returns: nothing else ends a suite. */
_Noreturn void suite_end(unsigned status);

/* Runs every case of the image and ends the suite. */
_Noreturn void cases_run(void);

/* The differences noted since the last call of check_begin, or why the case was skipped. */
void check_begin(void);
enum check_result { CHECK_PASSED, CHECK_FAILED, CHECK_SKIPPED };
enum check_result check_result(const char **text);

/* Runs a case's function; comes back also when the case ends itself in the middle. */
void check_run(void (*run)(void));

/* Starts the thread that ends a suite whose case does not end. */
void watchdog_start(void);

/* Says which case runs from now on; NULL: none, the time is not limited. */
void watchdog_watch(const char *id, const char *name);
