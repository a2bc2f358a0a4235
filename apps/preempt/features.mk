# SPDX-License-Identifier: BSD-2-Clause
APP_DESCRIPTION := a stress test: what tasks hold survives thousands of preemptions
