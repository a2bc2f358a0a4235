// SPDX-License-Identifier: BSD-2-Clause
/*
 * From the platform's start to the application, and back.
 *
 * The boot command line (ax_hal_bootargs) may say:
 *   log=off|error|warn|info|debug|trace   the log level; warn if it says nothing
 *   sched=fifo|rr|cfs                     the scheduler; fifo if it says nothing
 *
 * The application is `int main(int argc, char **argv)`. It runs as the task "main", in task
 * context; argv[0] is "main", argv[argc] NULL. What it returns is the exit status of the system,
 * which then ends whatever other tasks do; so it does when main ends by ax_task_exit() or a fault.
 */
#pragma once

#include <ax/core/types.h>

/* Ends the system with `status` (its low 8 bits), when all that was printed is out. Any context. */
void ax_system_exit(int status) AX_NORETURN;

/* Value of `name=value` on the boot command line; as ax_arg_get() (core). Any context. */
int ax_boot_arg(const char *name, char *buf, size_t n);

/*
 * The number `name=number` on the boot command line, `otherwise` without one. Ends the system with
 * status 1, and a line that says what is allowed, if it is none from `least` to `most`. Task
 * context.
 */
uint64_t ax_boot_number(const char *name, uint64_t otherwise, uint64_t least, uint64_t most);
