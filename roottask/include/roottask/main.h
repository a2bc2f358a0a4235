// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <sel4/sel4.h>

/* Entered by start.S on the root task's stack, with thread-local storage but no IPC buffer set. */
_Noreturn void main(const seL4_BootInfo *boot);
