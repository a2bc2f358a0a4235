// SPDX-License-Identifier: BSD-2-Clause
//
// Text as words parted by blanks: what the command line and the description of a system are made
// of. Pure functions.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The text [start, start + length); not terminated. */
struct word {
    const char *start;
    size_t length;
};

/* The next word of a terminated text, from *at, which moves behind it. False: there is none. */
bool word_next(const char **at, struct word *word);

/* Takes the first word off a piece of text, both ends of which lose their blanks. False: there is
 * none. */
bool word_take(struct word *text, struct word *word);

/* Whether the word begins with this text; what follows it in *rest. */
bool word_has_prefix(const struct word *word, const char *prefix, struct word *rest);

/* Whether the word is this text. */
bool word_equals(const struct word *word, const char *text);

/* A decimal number of 1 to 12 digits, at most `max`. False, and *value as it was, for others. */
bool word_number(const struct word *word, uint64_t max, uint64_t *value);

/* Copies it into `size` bytes, cut off where it does not fit, terminated. */
void word_copy(const struct word *word, char *out, size_t size);
