// SPDX-License-Identifier: BSD-2-Clause
/* The host: simulated time. */
#pragma once

#include <ax/core/types.h>

/* The counter; time.h says what it is for. From plat/host. */
uint64_t ax_hal_time_ticks_relaxed(void);
