// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* Integers of known width, the machine word, and how to print them. */

#include <sel4/macros.h>
#include <sel4/arch/simple_types.h>

/** Integers of fixed width, in bits. */
typedef signed char seL4_Int8;
typedef unsigned char seL4_Uint8;
typedef signed short seL4_Int16;
typedef unsigned short seL4_Uint16;
typedef signed int seL4_Int32;
typedef unsigned int seL4_Uint32;
typedef signed long seL4_Int64;
typedef unsigned long seL4_Uint64;

/** Truth value: a byte in memory, one bit in a message. */
typedef seL4_Int8 seL4_Bool;
#define seL4_True  1
#define seL4_False 0

#ifdef __cplusplus
#define seL4_Null 0L
#else
#define seL4_Null ((void *)0)
#endif

/** A message word, a register, an address. */
typedef seL4_Uint64 seL4_Word;

/** Address of a capability in the CSpace of whoever uses it. */
typedef seL4_Word seL4_CPtr;

/* printf() conversions. */
#define SEL4_PRId64    "ld"
#define SEL4_PRIi64    "li"
#define SEL4_PRIu64    "lu"
#define SEL4_PRIx64    "lx"
#define SEL4_PRId_word SEL4_PRId64
#define SEL4_PRIi_word SEL4_PRIi64
#define SEL4_PRIu_word SEL4_PRIu64
#define SEL4_PRIx_word SEL4_PRIx64
#define SEL4_PRI_word  SEL4_PRIu_word

SEL4_COMPILE_ASSERT(seL4_Uint8_width, sizeof(seL4_Uint8) == 1)
SEL4_COMPILE_ASSERT(seL4_Uint16_width, sizeof(seL4_Uint16) == 2)
SEL4_COMPILE_ASSERT(seL4_Uint32_width, sizeof(seL4_Uint32) == 4)
SEL4_COMPILE_ASSERT(seL4_Uint64_width, sizeof(seL4_Uint64) == 8)
SEL4_COMPILE_ASSERT(seL4_Word_width, sizeof(seL4_Word) == sizeof(void *))

#include <sel4/sel4_arch/constants.h>

SEL4_COMPILE_ASSERT(seL4_WordSizeBits_fits, sizeof(seL4_Word) == 1u << seL4_WordSizeBits)
