# SPDX-License-Identifier: BSD-2-Clause
APP_DESCRIPTION := what an event costs, and that events are found where they belong
APP_FEATURES := sched-rr
