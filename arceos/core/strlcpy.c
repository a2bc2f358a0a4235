// SPDX-License-Identifier: BSD-2-Clause

#include <ax/core/string.h>

size_t ax_strlcpy(char *dst, const char *src, size_t n)
{
    size_t len = strlen(src);

    if (n > 0) {
        size_t copied = AX_MIN(len, n - 1);
        memcpy(dst, src, copied);
        dst[copied] = '\0';
    }
    return len;
}
