# SPDX-License-Identifier: BSD-2-Clause
APP_DESCRIPTION := every core calls functions on every other one
