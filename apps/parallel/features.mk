# SPDX-License-Identifier: BSD-2-Clause
APP_DESCRIPTION := 16 tasks add up two million square roots
# A square root is one instruction; a C library's errno is not there to be set.
APP_CFLAGS := -fno-math-errno
