# SPDX-License-Identifier: BSD-2-Clause
APP_DESCRIPTION := ten tasks bind themselves to a core and check that they run there
