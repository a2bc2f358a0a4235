# SPDX-License-Identifier: BSD-2-Clause
APP_DESCRIPTION := waiting, notifying, timeouts, and both at once
