// SPDX-License-Identifier: BSD-2-Clause

#include <ax/core/string.h>

char *strstr(const char *s, const char *needle)
{
    size_t n = strlen(needle);

    for (;; s++) {
        if (strncmp(s, needle, n) == 0) {
            return (char *)s;
        }
        if (*s == '\0') {
            return NULL;
        }
    }
}

static int digit_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c |= 0x20;
    return c >= 'a' && c <= 'z' ? c - 'a' + 10 : 99;
}

unsigned long strtoul(const char *restrict s, char **restrict end, int base)
{
    bool hex = s[0] == '0' && (s[1] | 0x20) == 'x' && digit_value(s[2]) < 16;
    const char *p = s;
    unsigned long value = 0;

    if (hex && (base == 0 || base == 16)) {
        p += 2;
        base = 16;
    } else if (base == 0) {
        base = s[0] == '0' ? 8 : 10;
    }
    bool overflow = false;
    for (; digit_value(*p) < base; p++) {
        overflow |= __builtin_mul_overflow(value, (unsigned long)base, &value);
        overflow |= __builtin_add_overflow(value, (unsigned long)digit_value(*p), &value);
    }
    if (end != NULL) {
        *end = (char *)p;
    }
    return overflow ? ~0ul : value;
}
