# SPDX-License-Identifier: BSD-2-Clause
APP_DESCRIPTION := one of several instances: what is another's, or nobody's, is refused by the root task
