// SPDX-License-Identifier: BSD-2-Clause
/* The end of a run that cannot go on. */
#pragma once

#include <loader/devtree.h>
#include <loader/error.h>

/** PSCI conduit for the power-off; until this is called, the board's early one. */
void panic_set_conduit(enum psci_conduit conduit);

/** Switches the machine off after what was printed. */
_Noreturn void panic_stop(void);

/** Prints "loader: <what>: <text of error>", then switches the machine off. */
_Noreturn void panic_error(const char *what, enum loader_error error);
