# SPDX-License-Identifier: BSD-2-Clause
APP_DESCRIPTION := requests to the manager that are wrong are answered with an error
