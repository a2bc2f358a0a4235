// SPDX-License-Identifier: BSD-2-Clause
/*
 * What a platform configures, in one place. Values that differ between platforms are given by
 * <ax/hal/arch/platform.h>, which the include path chooses (hal/arch/aarch64, hal/arch/host): it
 * may define any of the macros below first. Devices, memory and interrupt numbers are never here:
 * they come from the device tree (mem.h, device.h).
 */
#pragma once

#include <ax/hal/arch/platform.h>

/* AX_ARCH, AX_PLATFORM: the words of the banner; <ax/hal/arch/platform.h> must define both. */

/* Cores that the tables are laid out for. */
#ifndef AX_MAX_CPUS
#define AX_MAX_CPUS 8
#endif

/* Timer ticks per second while a task runs; an idle core takes none. Divides 1 000 000 000. */
#ifndef AX_TICKS_PER_SEC
#define AX_TICKS_PER_SEC 100
#endif

/* Stack of a task that asks for none in particular, in bytes; a multiple of AX_PAGE_SIZE. */
#ifndef AX_TASK_STACK_SIZE
#define AX_TASK_STACK_SIZE (256 * 1024)
#endif

/* Stack of the idle and gc tasks, in bytes. */
#ifndef AX_SERVICE_STACK_SIZE
#define AX_SERVICE_STACK_SIZE (16 * 1024)
#endif

/* Smallest and largest stack that a task may ask for, in bytes. */
#ifndef AX_TASK_STACK_MIN
#define AX_TASK_STACK_MIN (8 * 1024)
#endif
#ifndef AX_TASK_STACK_MAX
#define AX_TASK_STACK_MAX (8 * 1024 * 1024)
#endif

/* Bytes of struct ax_hal_thread, a multiple of 16; the platform checks that its own part fits. */
#ifndef AX_HAL_THREAD_SIZE
#define AX_HAL_THREAD_SIZE 1024
#endif

/* Bytes of the platform's own part of struct ax_percpu, a multiple of 8. */
#ifndef AX_HAL_PERCPU_SIZE
#define AX_HAL_PERCPU_SIZE 256
#endif

/* The two page sizes of the memory system, in bytes. */
#define AX_PAGE_SIZE       4096ul
#define AX_LARGE_PAGE_SIZE (2ul * 1024 * 1024)
