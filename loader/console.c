// SPDX-License-Identifier: BSD-2-Clause
#include <stdarg.h>

#include <loader/console.h>
#include <loader/plat.h>

static uint64_t console_base;

void console_init(uint64_t uart_base)
{
    console_base = uart_base;
}

static void put(char byte)
{
    if (console_base != 0) {
        if (byte == '\n') {
            plat_uart_put(console_base, '\r');
        }
        plat_uart_put(console_base, byte);
    }
}

static void put_string(const char *string)
{
    while (*string != '\0') {
        put(*string++);
    }
}

static void put_number(uint64_t value, unsigned base)
{
    char digits[20];
    unsigned count = 0;

    do {
        digits[count++] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value != 0);
    while (count > 0) {
        put(digits[--count]);
    }
}

void console_print(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    for (; *format != '\0'; format++) {
        if (*format != '%') {
            put(*format);
            continue;
        }
        switch (*++format) {
        case 's':
            put_string(va_arg(arguments, const char *));
            break;
        case 'u':
            put_number(va_arg(arguments, uint64_t), 10);
            break;
        case 'x':
            put_string("0x");
            put_number(va_arg(arguments, uint64_t), 16);
            break;
        default:
            put(*format);
            break;
        }
    }
    va_end(arguments);
}
