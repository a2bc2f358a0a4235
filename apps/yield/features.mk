# SPDX-License-Identifier: BSD-2-Clause
APP_DESCRIPTION := ten tasks yield to each other; under round robin nobody needs to
