// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* Every system call of this configuration. */

#include <sel4/config.h>
#include <sel4/functions.h>
#include <sel4/arch/syscalls.h>
#include <sel4/arch/syscalls_debug.h>
