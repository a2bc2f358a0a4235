// SPDX-License-Identifier: BSD-2-Clause
//
// Text put together in a buffer of the caller's; what does not fit is cut off and counted, never
// written.
#pragma once

#include <stddef.h>
#include <stdint.h>

/* A buffer that text is appended to; too long a text is cut. */
struct oskit_text {
    char *data;    /* always zero-terminated if size is not 0 */
    size_t size;   /* of data, in bytes */
    size_t length; /* characters in data, without the zero */
    size_t lost;   /* characters that did not fit */
};

/* Begins an empty text in a buffer. */
void oskit_text_init(struct oskit_text *text, char *data, size_t size);

/* Append a string; at most n characters of one; a number in decimal; in hexadecimal with 0x; the
 * same with leading zeroes to `digits` digits. */
void oskit_text_add(struct oskit_text *text, const char *s);
void oskit_text_add_n(struct oskit_text *text, const char *s, size_t n);
void oskit_text_dec(struct oskit_text *text, uint64_t value);
void oskit_text_hex(struct oskit_text *text, uint64_t value);
void oskit_text_hex_wide(struct oskit_text *text, uint64_t value, unsigned digits);
