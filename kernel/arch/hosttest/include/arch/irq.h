// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#define ARCH_IRQ_COUNT 64u
#define IRQ_NONE       (~0ul)
