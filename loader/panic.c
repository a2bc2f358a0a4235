// SPDX-License-Identifier: BSD-2-Clause
#include <stdbool.h>

#include <loader/arch.h>
#include <loader/console.h>
#include <loader/panic.h>
#include <loader/plat.h>

static enum psci_conduit panic_conduit;
static bool panic_conduit_known;

void panic_set_conduit(enum psci_conduit conduit)
{
    panic_conduit = conduit;
    panic_conduit_known = true;
}

void panic_stop(void)
{
    arch_power_off(panic_conduit_known ? panic_conduit : plat_early_conduit(arch_entry_level()));
}

void panic_error(const char *what, enum loader_error error)
{
    console_print("loader: %s: %s\n", what, loader_error_text(error));
    panic_stop();
}
