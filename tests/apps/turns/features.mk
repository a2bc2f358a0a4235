# SPDX-License-Identifier: BSD-2-Clause
APP_DESCRIPTION := tasks that wake up endlessly leave another one its time (CFS)
