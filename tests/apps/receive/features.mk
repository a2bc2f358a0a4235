# SPDX-License-Identifier: BSD-2-Clause
APP_DESCRIPTION := tasks that receive by hand are ended, and the others go on
