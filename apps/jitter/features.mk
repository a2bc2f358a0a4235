# SPDX-License-Identifier: BSD-2-Clause
APP_DESCRIPTION := measures how late timers are, and how fast the disk is if there is one
APP_DISK := 1M
