// SPDX-License-Identifier: BSD-2-Clause

#include <oskit/text.h>

static void put(struct oskit_text *text, char c)
{
    if (text->length + 1 < text->size) {
        text->data[text->length] = c;
        text->length++;
        text->data[text->length] = '\0';
    } else {
        text->lost++;
    }
}

void oskit_text_init(struct oskit_text *text, char *data, size_t size)
{
    *text = (struct oskit_text){.data = data, .size = size};
    if (size != 0) {
        data[0] = '\0';
    }
}

void oskit_text_add(struct oskit_text *text, const char *s)
{
    for (; *s != '\0'; s++) {
        put(text, *s);
    }
}

void oskit_text_add_n(struct oskit_text *text, const char *s, size_t n)
{
    for (size_t i = 0; i < n && s[i] != '\0'; i++) {
        put(text, s[i]);
    }
}

void oskit_text_dec(struct oskit_text *text, uint64_t value)
{
    char digits[20];
    unsigned n = 0;

    do {
        digits[n] = (char)('0' + value % 10);
        n++;
        value /= 10;
    } while (value != 0);
    while (n > 0) {
        n--;
        put(text, digits[n]);
    }
}

void oskit_text_hex_wide(struct oskit_text *text, uint64_t value, unsigned digits)
{
    unsigned needed = 1;

    while (needed < 16 && (value >> (4 * needed)) != 0) {
        needed++;
    }
    if (digits > 16) {
        digits = 16;
    }
    if (digits < needed) {
        digits = needed;
    }
    oskit_text_add(text, "0x");
    while (digits > 0) {
        digits--;
        put(text, "0123456789abcdef"[(value >> (4 * digits)) & 15]);
    }
}

void oskit_text_hex(struct oskit_text *text, uint64_t value)
{
    oskit_text_hex_wide(text, value, 1);
}
