# SPDX-License-Identifier: BSD-2-Clause
APP_DESCRIPTION := prints Hello, world!
