# SPDX-License-Identifier: BSD-2-Clause
APP_DESCRIPTION := waking a task on another core takes one kernel entry at most
