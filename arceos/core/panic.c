// SPDX-License-Identifier: BSD-2-Clause

#include <ax/core/assert.h>
#include <ax/core/printf.h>

static void (*panic_hook)(void);
static bool panicking;

void ax_panic_set_hook(void (*hook)(void))
{
    panic_hook = hook;
}

bool ax_panicking(void)
{
    return __atomic_load_n(&panicking, __ATOMIC_RELAXED);
}

void ax_panic_at(const char *file, int line, const char *format, ...)
{
    bool nested = __atomic_exchange_n(&panicking, true, __ATOMIC_RELAXED);
    va_list ap;

    ax_printf("panicked at %s:%d:\n", file, line);
    va_start(ap, format);
    ax_vprintf(format, ap);
    va_end(ap);
    ax_printf("\n");
    if (!nested && panic_hook != NULL) {
        panic_hook();
    }
    __builtin_trap();
}
