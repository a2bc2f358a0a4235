# SPDX-License-Identifier: BSD-2-Clause
APP_DESCRIPTION := what switching, waking, making and ending tasks costs
