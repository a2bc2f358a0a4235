// SPDX-License-Identifier: BSD-2-Clause
/*
 * Editing a line on a terminal as ECMA-48 (ISO 6429) and the VT100's keys have it. The line never
 * wraps: what does not fit in COLUMNS is scrolled sideways. Characters may be UTF-8 of one column.
 */

#include "shell.h"

#define COLUMNS 80 /* a terminal tells no more without being asked */

#define CTRL(c) ((c)&0x1f)
#define ESCAPE  0x1b
#define DELETE  0x7f

/* Keys that are no byte of their own. */
enum key {
    KEY_NONE = 256, /* an unknown sequence */
    KEY_UP,
    KEY_DOWN,
    KEY_LEFT,
    KEY_RIGHT,
    KEY_HOME,
    KEY_END,
    KEY_DELETE,
};

struct editor {
    char *text; /* SHELL_LINE_MAX bytes, always terminated */
    size_t length;
    size_t cursor;  /* byte that the cursor stands on */
    unsigned back;  /* line of the history that is shown; 0 = the new one */
    char *new_line; /* what was typed before going back, SHELL_LINE_MAX bytes */
};

/* ---- keys ---- */

static int key_of_letter(char c)
{
    switch (c) {
    case 'A':
        return KEY_UP;
    case 'B':
        return KEY_DOWN;
    case 'C':
        return KEY_RIGHT;
    case 'D':
        return KEY_LEFT;
    case 'H':
        return KEY_HOME;
    case 'F':
        return KEY_END;
    default:
        return KEY_NONE;
    }
}

static int key_of_number(unsigned n)
{
    switch (n) {
    case 1:
    case 7:
        return KEY_HOME;
    case 4:
    case 8:
        return KEY_END;
    case 3:
        return KEY_DELETE;
    default:
        return KEY_NONE;
    }
}

/* After ESC [ : parameters, then a letter or ~. */
static int read_sequence(void)
{
    unsigned first = 0;
    bool in_first = true;

    for (;;) {
        char c = shell_read_byte();

        if (c >= '0' && c <= '9') {
            first = in_first ? first * 10 + (unsigned)(c - '0') : first;
        } else if (c < 0x20 || c >= 0x40) {
            return c == '~' ? key_of_number(first) : key_of_letter(c);
        } else {
            in_first = false;
        }
    }
}

static int read_key(void)
{
    char c = shell_read_byte();

    if (c != ESCAPE) {
        return (unsigned char)c;
    }
    c = shell_read_byte();
    if (c == '[') {
        return read_sequence();
    }
    return c == 'O' ? key_of_letter(shell_read_byte()) : KEY_NONE;
}

/* ---- the screen ---- */

static bool continues_character(char c)
{
    return (c & 0xc0) == 0x80;
}

static size_t columns_of(const char *from, const char *to)
{
    size_t n = 0;

    for (; from < to; from++) {
        n += !continues_character(*from);
    }
    return n;
}

/* Shows prompt and line anew, the cursor in its place, in one piece. */
static void redraw(const struct editor *e)
{
    char out[2 * SHELL_LINE_MAX];
    size_t room = COLUMNS - sizeof(SHELL_PROMPT); /* one column stays free for the cursor */
    const char *cursor = e->text + e->cursor;
    const char *from = e->text;

    while (columns_of(from, cursor) > room) {
        from++;
    }
    while (continues_character(*from)) {
        from++;
    }
    const char *to = from;
    while (*to != '\0' && columns_of(from, to + 1) <= room) {
        to++;
    }
    int n = ax_snprintf(out, sizeof(out), "\r" SHELL_PROMPT "%.*s\x1b[K", (int)(to - from), from);
    ax_snprintf(out + n, sizeof(out) - (size_t)n, "\r\x1b[%zuC",
                sizeof(SHELL_PROMPT) - 1 + columns_of(from, cursor));
    ax_console_out(out, strlen(out));
}

static void ring_bell(void)
{
    ax_console_out("\a", 1);
}

/* ---- editing ---- */

static size_t before(const struct editor *e, size_t at)
{
    do {
        at--;
    } while (at > 0 && continues_character(e->text[at]));
    return at;
}

static size_t behind(const struct editor *e, size_t at)
{
    do {
        at++;
    } while (at < e->length && continues_character(e->text[at]));
    return at;
}

static void erase(struct editor *e, size_t from, size_t to)
{
    memmove(e->text + from, e->text + to, e->length - to + 1);
    e->length -= to - from;
    e->cursor = from;
    redraw(e);
}

static void insert(struct editor *e, char c)
{
    if (e->length + 1 >= SHELL_LINE_MAX) {
        ring_bell();
        return;
    }
    memmove(e->text + e->cursor + 1, e->text + e->cursor, e->length - e->cursor + 1);
    e->text[e->cursor++] = c;
    e->length++;
    bool at_end = e->cursor == e->length;
    if (at_end && columns_of(e->text, e->text + e->length) <= COLUMNS - sizeof(SHELL_PROMPT)) {
        ax_console_out(&c, 1);
    } else {
        redraw(e);
    }
}

static void set_text(struct editor *e, const char *text)
{
    ax_strlcpy(e->text, text, SHELL_LINE_MAX);
    e->length = e->cursor = strlen(e->text);
    redraw(e);
}

static void move_to(struct editor *e, size_t cursor)
{
    e->cursor = cursor;
    redraw(e);
}

static void erase_word(struct editor *e)
{
    size_t from = e->cursor;

    while (from > 0 && e->text[from - 1] == ' ') {
        from--;
    }
    while (from > 0 && e->text[from - 1] != ' ') {
        from--;
    }
    erase(e, from, e->cursor);
}

/* Goes `back` lines back in the history. */
static void show_history(struct editor *e, unsigned back)
{
    const char *line = back == 0 ? e->new_line : shell_history_get(back);

    if (line == NULL) {
        ring_bell();
        return;
    }
    if (e->back == 0) {
        ax_strlcpy(e->new_line, e->text, SHELL_LINE_MAX);
    }
    e->back = back;
    set_text(e, line);
}

/* Completes the command's name as far as it is certain; lists the choices if it is not. */
static void complete(struct editor *e)
{
    const struct shell_command *match = NULL;
    unsigned matches = 0;
    size_t sure = 0;

    if (e->cursor != e->length || memchr(e->text, ' ', e->length) != NULL) {
        ring_bell();
        return;
    }
    for (const struct shell_command *c = shell_commands; c->name != NULL; c++) {
        if (strncmp(c->name, e->text, e->length) != 0) {
            continue;
        }
        if (matches++ == 0) {
            match = c;
            sure = strlen(c->name);
        }
        while (strncmp(c->name, match->name, sure) != 0) {
            sure--;
        }
    }
    bool extended = sure > e->length;
    for (size_t i = e->length; i < sure; i++) {
        insert(e, match->name[i]);
    }
    if (matches == 1) {
        insert(e, ' ');
    } else if (!extended && matches > 1) {
        ax_printf("\n");
        for (const struct shell_command *c = shell_commands; c->name != NULL; c++) {
            if (strncmp(c->name, e->text, e->length) == 0) {
                ax_printf("%s  ", c->name);
            }
        }
        ax_printf("\n");
        redraw(e);
    } else if (matches == 0) {
        ring_bell();
    }
}

static void move_by_key(struct editor *e, int key)
{
    switch (key) {
    case KEY_LEFT:
    case CTRL('b'):
        move_to(e, e->cursor > 0 ? before(e, e->cursor) : 0);
        break;
    case KEY_RIGHT:
    case CTRL('f'):
        move_to(e, e->cursor < e->length ? behind(e, e->cursor) : e->length);
        break;
    case KEY_HOME:
    case CTRL('a'):
        move_to(e, 0);
        break;
    case KEY_END:
    case CTRL('e'):
        move_to(e, e->length);
        break;
    case KEY_UP:
    case CTRL('p'):
        show_history(e, e->back + 1);
        break;
    case KEY_DOWN:
    case CTRL('n'):
        if (e->back > 0) {
            show_history(e, e->back - 1);
        }
        break;
    default:
        break;
    }
}

static void edit_by_key(struct editor *e, int key)
{
    switch (key) {
    case DELETE:
    case '\b':
        if (e->cursor > 0) {
            erase(e, before(e, e->cursor), e->cursor);
        }
        break;
    case KEY_DELETE:
    case CTRL('d'):
        if (e->cursor < e->length) {
            erase(e, e->cursor, behind(e, e->cursor));
        }
        break;
    case CTRL('k'):
        erase(e, e->cursor, e->length);
        break;
    case CTRL('u'):
        erase(e, 0, e->cursor);
        break;
    case CTRL('w'):
        erase_word(e);
        break;
    case CTRL('l'):
        ax_console_out("\x1b[H\x1b[2J", 7);
        redraw(e);
        break;
    case '\t':
        complete(e);
        break;
    default:
        if (key >= ' ' && key < KEY_NONE) {
            insert(e, (char)key);
        } else {
            move_by_key(e, key);
        }
        break;
    }
}

bool shell_read_line(char *buf)
{
    static char new_line[SHELL_LINE_MAX];
    static bool after_cr; /* "\r\n" is one end of line */
    struct editor e = {.text = buf, .new_line = new_line};

    set_text(&e, "");
    for (;;) {
        int key = read_key();
        bool repeated = key == '\n' && after_cr;

        after_cr = key == '\r';
        if (repeated) {
            continue;
        }
        if (key == '\r' || key == '\n') {
            ax_printf("\n");
            return true;
        }
        if (key == CTRL('c')) {
            ax_printf("^C\n");
            set_text(&e, "");
            e.back = 0;
        } else if (key == CTRL('d') && e.length == 0) {
            ax_printf("\n");
            return false;
        } else {
            edit_by_key(&e, key);
        }
    }
}
