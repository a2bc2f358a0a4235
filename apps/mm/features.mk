# SPDX-License-Identifier: BSD-2-Clause
APP_DESCRIPTION := address spaces: areas mapped, touched, protected, unmapped, by many tasks
