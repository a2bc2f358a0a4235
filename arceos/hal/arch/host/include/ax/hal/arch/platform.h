// SPDX-License-Identifier: BSD-2-Clause
/* A Linux process as platform (config.h). */
#pragma once

#define AX_ARCH     "host"
#define AX_PLATFORM "linux-process"

/* Sanitizers want room: a stack is what pthread gives, never below this. */
#define AX_TASK_STACK_SIZE (256 * 1024)
