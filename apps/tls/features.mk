# SPDX-License-Identifier: BSD-2-Clause
APP_DESCRIPTION := thread-local variables in ten tasks
