# SPDX-License-Identifier: BSD-2-Clause
APP_DESCRIPTION := leaves a device at work behind and faults
