# SPDX-License-Identifier: BSD-2-Clause
APP_DESCRIPTION := a core that makes tasks until memory is used up gets what the others do not use
