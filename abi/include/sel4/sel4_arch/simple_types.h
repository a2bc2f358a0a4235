// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* AArch64 is LP64: 64-bit integers are spelled long, and so is the word. */
#define SEL4_WORD_IS_UINT64
#define SEL4_INT64_IS_LONG
