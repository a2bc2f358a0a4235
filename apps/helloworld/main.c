// SPDX-License-Identifier: BSD-2-Clause

#include <ax/core/printf.h>

int main(void)
{
    ax_puts("Hello, world!");
    return 0;
}
