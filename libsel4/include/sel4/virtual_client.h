// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* Upstream keeps renamed MCS invocations here. Without MCS there are none. */

#include <interfaces/sel4_client.h>
