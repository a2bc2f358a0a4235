// SPDX-License-Identifier: BSD-2-Clause

#include <ax/core/args.h>
#include <ax/core/errno.h>
#include <ax/core/string.h>

int ax_arg_get(const char *args, const char *name, char *buf, size_t n)
{
    size_t name_len = strlen(name);
    int result = -AX_ENOENT;

    while (*args != '\0') {
        while (*args == ' ') {
            args++;
        }
        const char *word = args;
        while (*args != '\0' && *args != ' ') {
            args++;
        }
        size_t len = (size_t)(args - word);
        if (len <= name_len || strncmp(word, name, name_len) != 0 || word[name_len] != '=') {
            continue;
        }
        word += name_len + 1;
        len -= name_len + 1;
        result = len < n ? (int)len : -AX_ERANGE;
        len = len < n ? len : 0;
        if (n > 0) {
            memcpy(buf, word, len);
            buf[len] = '\0';
        }
    }
    return result;
}

int ax_arg_get_number(const char *args, const char *name, uint64_t *value)
{
    char text[32];
    char *end;
    int len = ax_arg_get(args, name, text, sizeof(text));

    if (len == -AX_ENOENT) {
        return len;
    }
    unsigned long number = strtoul(text, &end, 0);
    if (len <= 0 || *end != '\0') {
        return -AX_EINVAL;
    }
    *value = number;
    return 0;
}
