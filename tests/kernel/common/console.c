// SPDX-License-Identifier: BSD-2-Clause
//
// The console is the kernel's own: both kinds of build that the suites run on have it.

#include <ktest/run.h>

void console_put(const char *text)
{
    for (; *text != '\0'; text++) {
        seL4_DebugPutChar(*text);
    }
}
