// SPDX-License-Identifier: BSD-2-Clause

#include <ax/core/printf.h>
#include <ax/core/string.h>

/* One conversion as it was read: flags, width, precision, length, letter. */
struct spec {
    bool left;
    bool zero;
    bool alternate;
    char sign; /* What a positive number shows: '+', ' ', or 0. */
    int width;
    int precision; /* -1 = none given. */
    int length;    /* Bytes of an integer argument. */
};

struct out {
    ax_put_fn put;
    void *arg;
    int count;
};

static void emit(struct out *o, const char *s, size_t n)
{
    if (n > 0) {
        o->put(o->arg, s, n);
        o->count += (int)n;
    }
}

static void pad(struct out *o, char c, int n)
{
    static const char spaces[] = "                ";
    static const char zeroes[] = "0000000000000000";
    const char *from = c == '0' ? zeroes : spaces;

    for (; n > 0; n -= 16) {
        emit(o, from, (size_t)AX_MIN(n, 16));
    }
}

/* Text of `n` bytes in the field's width. */
static void put_text(struct out *o, const struct spec *sp, const char *s, size_t n)
{
    int fill = sp->width - (int)n;

    if (!sp->left) {
        pad(o, ' ', fill);
    }
    emit(o, s, n);
    if (sp->left) {
        pad(o, ' ', fill);
    }
}

/* `prefix` is the sign or 0x; zeroes go between it and the digits. */
static void put_number(struct out *o, const struct spec *sp, uint64_t value, unsigned base,
                       bool upper, const char *prefix)
{
    const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    char buf[24];
    size_t n = 0;

    for (; value != 0; value /= base) {
        buf[sizeof(buf) - ++n] = digits[value % base];
    }
    int wanted = sp->precision < 0 ? 1 : sp->precision;
    int prefix_len = (int)strlen(prefix);
    if (sp->zero && !sp->left && sp->precision < 0) {
        wanted = AX_MAX(wanted, sp->width - prefix_len);
    }
    int zeroes = AX_MAX(wanted - (int)n, 0);
    int fill = sp->width - prefix_len - zeroes - (int)n;
    if (!sp->left) {
        pad(o, ' ', fill);
    }
    emit(o, prefix, (size_t)prefix_len);
    pad(o, '0', zeroes);
    emit(o, buf + sizeof(buf) - n, n);
    if (sp->left) {
        pad(o, ' ', fill);
    }
}

static int read_int(const char **f)
{
    int n = 0;

    for (; **f >= '0' && **f <= '9'; ++*f) {
        n = AX_MIN(n, 100000) * 10 + (**f - '0');
    }
    return n;
}

static void read_flags(struct spec *sp, const char **f)
{
    for (;; ++*f) {
        switch (**f) {
        case '-':
            sp->left = true;
            break;
        case '0':
            sp->zero = true;
            break;
        case '#':
            sp->alternate = true;
            break;
        case ' ':
            sp->sign = sp->sign != 0 ? sp->sign : ' ';
            break;
        case '+':
            sp->sign = '+';
            break;
        default:
            return;
        }
    }
}

static void read_length(struct spec *sp, const char **f)
{
    sp->length = sizeof(int);
    for (;; ++*f) {
        switch (**f) {
        case 'h':
            sp->length /= 2;
            break;
        case 'l':
        case 'z':
        case 't':
        case 'j':
            sp->length = sizeof(uint64_t);
            break;
        default:
            return;
        }
    }
}

/* The integer argument as it was passed, cut to its length and extended as `is_signed` says. */
static uint64_t widen(uint64_t v, int length, bool is_signed)
{
    int shift = 64 - 8 * length;

    return is_signed ? (uint64_t)((int64_t)(v << shift) >> shift) : (v << shift) >> shift;
}

static void put_signed(struct out *o, const struct spec *sp, int64_t v)
{
    char prefix[2] = {v < 0 ? '-' : sp->sign, '\0'};

    put_number(o, sp, v < 0 ? -(uint64_t)v : (uint64_t)v, 10, false, prefix);
}

static void put_unsigned(struct out *o, const struct spec *sp, uint64_t v, char letter)
{
    if (letter == 'o') {
        put_number(o, sp, v, 8, false, sp->alternate ? "0" : "");
    } else if (letter == 'u') {
        put_number(o, sp, v, 10, false, "");
    } else {
        const char *prefix = letter == 'X' ? "0X" : "0x";
        put_number(o, sp, v, 16, letter == 'X', sp->alternate && v != 0 ? prefix : "");
    }
}

static void put_string(struct out *o, const struct spec *sp, const char *s)
{
    s = s == NULL ? "(null)" : s;
    put_text(o, sp, s, sp->precision < 0 ? strlen(s) : strnlen(s, (size_t)sp->precision));
}

/* A va_list inside a struct can be handed to functions on every ABI. */
struct args {
    va_list ap;
};

static uint64_t integer_arg(const struct spec *sp, struct args *a, bool is_signed)
{
    uint64_t v = sp->length > 4 ? va_arg(a->ap, uint64_t) : va_arg(a->ap, unsigned);

    return widen(v, sp->length, is_signed);
}

/* Prints one conversion; `text` is where its '%' stands, for letters that are not known. */
static void convert(struct out *o, struct spec *sp, const char *text, const char *letter,
                    struct args *a)
{
    char c = *letter;

    switch (c) {
    case 'd':
    case 'i':
        put_signed(o, sp, (int64_t)integer_arg(sp, a, true));
        break;
    case 'u':
    case 'x':
    case 'X':
    case 'o':
        put_unsigned(o, sp, integer_arg(sp, a, false), c);
        break;
    case 'p':
        put_number(o, sp, (uintptr_t)va_arg(a->ap, void *), 16, false, "0x");
        break;
    case 's':
        put_string(o, sp, va_arg(a->ap, const char *));
        break;
    case 'c':
        c = (char)va_arg(a->ap, int);
        put_text(o, sp, &c, 1);
        break;
    case '%':
        emit(o, "%", 1);
        break;
    default:
        emit(o, text, (size_t)(letter - text) + (c != '\0'));
        break;
    }
}

int ax_vxprintf(ax_put_fn put, void *arg, const char *format, va_list ap)
{
    struct out o = {put, arg, 0};
    struct args a;
    const char *f = format;

    va_copy(a.ap, ap);
    while (*f != '\0') {
        const char *text = f;
        while (*f != '\0' && *f != '%') {
            f++;
        }
        emit(&o, text, (size_t)(f - text));
        if (*f == '\0') {
            break;
        }
        struct spec sp = {.precision = -1};
        text = f++;
        read_flags(&sp, &f);
        if (*f == '*') {
            f++;
            sp.width = va_arg(a.ap, int);
            sp.left |= sp.width < 0;
            sp.width = sp.width < 0 ? -sp.width : sp.width;
        } else {
            sp.width = read_int(&f);
        }
        if (*f == '.') {
            f++;
            bool star = *f == '*';
            f += star;
            sp.precision = star ? va_arg(a.ap, int) : read_int(&f);
        }
        read_length(&sp, &f);
        convert(&o, &sp, text, f, &a);
        f += *f != '\0';
    }
    va_end(a.ap);
    return o.count;
}

struct buffer {
    char *at;
    size_t room; /* Without the terminator. */
};

static void put_buffer(void *arg, const char *bytes, size_t n)
{
    struct buffer *b = arg;

    n = AX_MIN(n, b->room);
    if (n > 0) {
        memcpy(b->at, bytes, n);
        b->at += n;
        b->room -= n;
    }
}

int ax_vsnprintf(char *buf, size_t n, const char *format, va_list ap)
{
    struct buffer b = {buf, n > 0 ? n - 1 : 0};
    int len = ax_vxprintf(put_buffer, &b, format, ap);

    if (n > 0) {
        *b.at = '\0';
    }
    return len;
}

int ax_snprintf(char *buf, size_t n, const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    int len = ax_vsnprintf(buf, n, format, ap);
    va_end(ap);
    return len;
}
