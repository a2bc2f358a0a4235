// SPDX-License-Identifier: BSD-2-Clause
/* Private to runtime. */
#pragma once

#include <ax/core/types.h>

/* The application's (runtime.h). */
int main(int argc, char **argv);

/* Logo and configuration. */
void ax_banner_print(const char *scheduler);

/* The memory regions, as info lines. */
void ax_regions_print(void);

/*
 * With FEATURES=trace (trace.c): makes the rings of all cores and what a reader outside needs to
 * find them; with a heap, before the first task is made. 0 or -AX_ENOMEM.
 */
int ax_trace_init(void);

/* From now on this core's events go to its rings. Bring-up context of core `cpu`. */
void ax_trace_attach(unsigned cpu);

/* Lets core print through hal and makes a panic end the instance. */
void ax_glue_init(void);

/* From now on log lines name core and task. */
void ax_glue_ready(void);
