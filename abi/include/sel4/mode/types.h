// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/** Widths inside a capability on a 64-bit machine. */
#define seL4_GuardSizeBits 6
#define seL4_GuardBits     58
#define seL4_BadgeBits     64
