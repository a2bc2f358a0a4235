# SPDX-License-Identifier: BSD-2-Clause
APP_DESCRIPTION := a growing vector of three million numbers, a tree of 50000 strings
