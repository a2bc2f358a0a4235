// SPDX-License-Identifier: BSD-2-Clause
/* ArceOS as a seL4 application on AArch64 (config.h). */
#pragma once

#define AX_ARCH     "aarch64"
#define AX_PLATFORM "sel4"
