// SPDX-License-Identifier: BSD-2-Clause
//
// What the linker script and the start-up code define.
#pragma once

#include <sel4/sel4.h>
#include <ktest/case.h>

/* First address of the image; its pages follow in the order of bootinfo's userImageFrames. */
extern const char ktest_image[];

/* The cases of this suite. */
extern const struct ktest_case ktest_cases[];
extern const struct ktest_case ktest_cases_end[];

/* Where start.S goes: the root task's main thread, with its boot information. */
_Noreturn void ktest_main(seL4_BootInfo *info);

/* C's strcpy: seL4's own headers for debug kernels call it. */
char *strcpy(char *restrict dst, const char *restrict src);
