// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <sel4/sel4.h>

/* The address of the image: task.lds. */
extern char image_start[];

/* Where _start goes, on this stack. */
extern char stack[];
void task_main(seL4_BootInfo *info);
