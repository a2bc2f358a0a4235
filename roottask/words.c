// SPDX-License-Identifier: BSD-2-Clause

#include <roottask/words.h>

#define MAX_DIGITS 12u

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

bool word_next(const char **at, struct word *word)
{
    while (is_blank(**at)) {
        (*at)++;
    }
    word->start = *at;
    while (**at != '\0' && !is_blank(**at)) {
        (*at)++;
    }
    word->length = (size_t)(*at - word->start);
    return word->length != 0;
}

bool word_take(struct word *text, struct word *word)
{
    while (text->length > 0 && is_blank(*text->start)) {
        text->start++;
        text->length--;
    }
    while (text->length > 0 && is_blank(text->start[text->length - 1])) {
        text->length--;
    }
    *word = (struct word){text->start, 0};
    while (text->length > 0 && !is_blank(*text->start)) {
        text->start++;
        text->length--;
        word->length++;
    }
    return word->length != 0;
}

bool word_has_prefix(const struct word *word, const char *prefix, struct word *rest)
{
    size_t n = 0;

    while (prefix[n] != '\0') {
        if (n == word->length || word->start[n] != prefix[n]) {
            return false;
        }
        n++;
    }
    *rest = (struct word){word->start + n, word->length - n};
    return true;
}

bool word_equals(const struct word *word, const char *text)
{
    struct word rest;

    return word_has_prefix(word, text, &rest) && rest.length == 0;
}

bool word_number(const struct word *word, uint64_t max, uint64_t *value)
{
    uint64_t sum = 0;

    if (word->length == 0 || word->length > MAX_DIGITS) {
        return false;
    }
    for (size_t i = 0; i < word->length; i++) {
        if (word->start[i] < '0' || word->start[i] > '9') {
            return false;
        }
        sum = sum * 10 + (uint64_t)(word->start[i] - '0');
    }
    if (sum > max) {
        return false;
    }
    *value = sum;
    return true;
}

void word_copy(const struct word *word, char *out, size_t size)
{
    size_t n = word->length < size - 1 ? word->length : size - 1;

    for (size_t i = 0; i < n; i++) {
        out[i] = word->start[i];
    }
    out[n] = '\0';
}
