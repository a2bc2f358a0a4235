# SPDX-License-Identifier: BSD-2-Clause
APP_DESCRIPTION := handled breakpoint and page faults; unhandled faults end their task alone
