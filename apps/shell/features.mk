# SPDX-License-Identifier: BSD-2-Clause
APP_DESCRIPTION := an interactive shell to look at the system with, and to upset it
APP_FEATURES := sched-rr
