# SPDX-License-Identifier: BSD-2-Clause
APP_DESCRIPTION := interrupts held off and let through, by tasks and by a device
