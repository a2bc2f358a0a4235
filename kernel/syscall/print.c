// SPDX-License-Identifier: BSD-2-Clause

/* Messages of the kernel. */

#include <stdarg.h>
#include <kernel/arch.h>
#include <kernel/debug.h>
#include <kernel/percpu.h>
#include <string.h>

/** One conversion of a format. */
struct conversion {
    bool left;      /**< - */
    bool alternate; /**< # */
    bool zero;      /**< 0 */
    bool is_long;   /**< l */
    size_t width;
};

static void put_padded(const struct conversion *how, const char *prefix, const char *text,
                       size_t length)
{
    size_t total = strlen(prefix) + length;
    size_t pad = how->width > total ? how->width - total : 0;

    for (size_t i = 0; i < pad && !how->left && !how->zero; i++) {
        arch_debug_putchar(' ');
    }
    for (const char *p = prefix; *p != '\0'; p++) {
        arch_debug_putchar(*p);
    }
    for (size_t i = 0; i < pad && !how->left && how->zero; i++) {
        arch_debug_putchar('0');
    }
    for (size_t i = 0; i < length; i++) {
        arch_debug_putchar(text[i]);
    }
    for (size_t i = 0; i < pad && how->left; i++) {
        arch_debug_putchar(' ');
    }
}

static void put_number(const struct conversion *how, word_t value, word_t base, const char *prefix)
{
    char digits[24];
    size_t at = sizeof(digits);

    do {
        digits[--at] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value != 0);
    put_padded(how, prefix, &digits[at], sizeof(digits) - at);
}

static const char *parse_conversion(const char *format, struct conversion *how)
{
    *how = (struct conversion){.width = 0};
    for (;; format++) {
        if (*format == '-') {
            how->left = true;
        } else if (*format == '#') {
            how->alternate = true;
        } else if (*format == '0') {
            how->zero = true;
        } else {
            break;
        }
    }
    for (; *format >= '0' && *format <= '9'; format++) {
        how->width = how->width * 10 + (size_t)(*format - '0');
    }
    for (; *format == 'l' || *format == 'z'; format++) {
        how->is_long = true;
    }
    return format;
}

static void put_signed(const struct conversion *how, long value)
{
    word_t magnitude = value < 0 ? 0ul - (word_t)value : (word_t)value;
    put_number(how, magnitude, 10, value < 0 ? "-" : "");
}

static void put_text(const struct conversion *how, const char *text)
{
    put_padded(how, "", text, strlen(text));
}

static void put_formatted(const char *format, va_list args)
{
    for (; *format != '\0'; format++) {
        struct conversion how;
        char c;

        if (*format != '%') {
            arch_debug_putchar(*format);
            continue;
        }
        format = parse_conversion(format + 1, &how);
        switch (*format) {
        case 'd':
        case 'i':
            put_signed(&how, how.is_long ? va_arg(args, long) : va_arg(args, int));
            break;
        case 'u':
            put_number(&how, how.is_long ? va_arg(args, word_t) : va_arg(args, unsigned), 10, "");
            break;
        case 'x':
            put_number(&how, how.is_long ? va_arg(args, word_t) : va_arg(args, unsigned), 16,
                       how.alternate ? "0x" : "");
            break;
        case 'p':
            put_number(&how, (word_t)va_arg(args, void *), 16, "0x");
            break;
        case 's':
            put_text(&how, va_arg(args, const char *));
            break;
        case 'c':
            c = (char)va_arg(args, int);
            put_padded(&how, "", &c, 1);
            break;
        case '\0':
            return;
        default:
            arch_debug_putchar(*format);
            break;
        }
    }
}

void kprintf(const char *format, ...)
{
    va_list args;

    if (!K_PRINTING) {
        return;
    }
    va_start(args, format);
    put_formatted(format, args);
    va_end(args);
}

void panic(const char *format, ...)
{
    va_list args;
    const struct tcb *tcb = current_thread();

    va_start(args, format);
    put_formatted("\nkernel panic: ", args);
    put_formatted(format, args);
    put_formatted("\n", args);
    va_end(args);
    arch_debug_backtrace();
    if (tcb != NULL) {
        arch_debug_dump_context(tcb);
    }
    arch_halt();
}
