# SPDX-License-Identifier: BSD-2-Clause
APP_DESCRIPTION := while a task waits in the kernel, another one of its core goes on
