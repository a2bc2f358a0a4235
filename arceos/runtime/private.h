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

/* Lets core print through hal and makes a panic end the instance. */
void ax_glue_init(void);

/* From now on log lines name core and task. */
void ax_glue_ready(void);
