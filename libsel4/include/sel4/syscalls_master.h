// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* The name under which upstream declares the system calls of a kernel without MCS. */

#include <sel4/syscalls.h>
