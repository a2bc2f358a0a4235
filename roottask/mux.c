// SPDX-License-Identifier: BSD-2-Clause

#include <stddef.h>
#include <roottask/mux.h>

void mux_init(struct mux *mux)
{
    for (uint32_t i = 0; i < TABLE_MAX_INSTANCES; i++) {
        mux->lines[i] = (struct mux_line){0};
    }
    mux->foreground = MUX_NONE;
    mux->open = MUX_NONE;
    mux->out_length = 0;
}

static void send(struct mux *mux, char byte)
{
    /* MUX_OUT is computed so that all fits; never beyond it all the same. */
    if (mux->out_length < MUX_OUT) {
        mux->out[mux->out_length] = byte;
        mux->out_length++;
    }
}

static void send_name(struct mux *mux, uint32_t instance)
{
    send(mux, '[');
    for (const char *c = mux->lines[instance].name; *c != '\0'; c++) {
        send(mux, *c);
    }
    send(mux, ']');
    send(mux, ' ');
}

static void end_line(struct mux *mux)
{
    send(mux, '\r');
    send(mux, '\n');
    mux->open = MUX_NONE;
}

/* Name and unfinished line, as they were; behind an overlong one, the name alone. */
static void show(struct mux *mux, uint32_t instance)
{
    const struct mux_line *line = &mux->lines[instance];

    uint32_t returns = 0;

    send_name(mux, instance);
    for (uint32_t i = 0; i < line->length && !line->overflown; i++) {
        if (line->bytes[i] != '\r') {
            send(mux, line->bytes[i]);
        } else if (returns < MUX_RETURNS) {
            returns++;
            send(mux, '\r');
            send_name(mux, instance);
        }
    }
    mux->open = instance;
}

void mux_close(struct mux *mux)
{
    if (mux->open != MUX_NONE) {
        end_line(mux);
    }
}

void mux_reopen(struct mux *mux)
{
    uint32_t i = mux->foreground;

    if (i != MUX_NONE && mux->open != i && (mux->lines[i].length != 0 || mux->lines[i].overflown)) {
        mux_close(mux);
        show(mux, i);
    }
}

void mux_join(struct mux *mux, uint32_t instance, const char *name)
{
    mux->lines[instance] = (struct mux_line){.name = name};
    if (mux->foreground == MUX_NONE) {
        mux->foreground = instance;
    }
}

static void forget(struct mux_line *line)
{
    line->length = 0;
    line->overflown = false;
}

/* Shows what an instance in the background has gathered as a line of its own. */
static void show_whole(struct mux *mux, uint32_t instance)
{
    mux_close(mux);
    show(mux, instance);
    end_line(mux);
    forget(&mux->lines[instance]);
    mux_reopen(mux);
}

static void keep(struct mux_line *line, uint8_t byte)
{
    /* A line that is drawn again and again: what stands before is painted over. */
    if (byte == '\r' && line->length > MUX_LINE / 2) {
        line->length = 0;
    }
    if (line->length < MUX_LINE) {
        line->bytes[line->length] = (char)byte;
        line->length++;
    } else {
        line->overflown = true;
    }
}

bool mux_unfinished(const struct mux *mux, uint32_t instance)
{
    return mux->open == instance;
}

/* The foreground's bytes are shown one by one. */
static void put_foreground(struct mux *mux, uint32_t instance, uint8_t byte)
{
    struct mux_line *line = &mux->lines[instance];

    if (mux->open != instance) {
        mux_close(mux);
        show(mux, instance);
    }
    if (byte == '\r' && line->length == 0) {
        return; /* it stands there already */
    }
    if (byte == '\n') {
        end_line(mux);
        forget(line);
        return;
    }
    keep(line, byte);
    send(mux, (char)byte);
    if (byte == '\r') {
        send_name(mux, instance);
    }
}

void mux_put(struct mux *mux, uint32_t instance, uint8_t byte)
{
    struct mux_line *line = &mux->lines[instance];

    if (instance == mux->foreground) {
        put_foreground(mux, instance, byte);
    } else if (byte == '\n') {
        show_whole(mux, instance);
    } else {
        if (line->length == MUX_LINE) {
            show_whole(mux, instance);
        }
        keep(line, byte);
    }
}

bool mux_select(struct mux *mux, uint32_t instance)
{
    if (instance >= TABLE_MAX_INSTANCES || mux->lines[instance].name == NULL) {
        return false;
    }
    mux->foreground = instance;
    return true;
}

uint32_t mux_next(const struct mux *mux, uint32_t instance)
{
    for (uint32_t i = 1; i <= TABLE_MAX_INSTANCES; i++) {
        uint32_t next = (instance + i) % TABLE_MAX_INSTANCES;

        if (mux->lines[next].name != NULL) {
            return next;
        }
    }
    return MUX_NONE;
}

void mux_leave(struct mux *mux, uint32_t instance)
{
    struct mux_line *line = &mux->lines[instance];

    if (instance == mux->open) {
        mux_close(mux);
    } else if (line->length != 0) {
        show_whole(mux, instance);
    }
    forget(line);
    line->name = NULL;
    if (instance == mux->foreground) {
        mux->foreground = mux_next(mux, instance);
    }
}

enum mux_key mux_key(bool *escaped, uint8_t byte, uint32_t *value)
{
    bool was = *escaped;

    *escaped = !was && byte == MUX_ESCAPE;
    if (!was) {
        return *escaped ? MUX_KEY_NOTHING : MUX_KEY_PASS;
    }
    if (byte == MUX_ESCAPE) {
        return MUX_KEY_PASS;
    }
    if (byte >= '0' && byte <= '9') {
        *value = byte - '0';
        return MUX_KEY_SELECT;
    }
    return byte == 'n' ? MUX_KEY_NEXT : MUX_KEY_LIST;
}
