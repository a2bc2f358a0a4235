// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <sel4/arch/constants_cortex_a57.h>
