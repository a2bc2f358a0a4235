// SPDX-License-Identifier: BSD-2-Clause
//
// One terminal for several instances. Output: whole lines, each with its instance's name in front;
// only the instance in the foreground, which has the input, shows its unfinished line as it grows.
// Such a line is ended when another instance's line has to come, and shown again behind it. Input:
// an escape key and what it does. Pure functions.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <instance/info.h>
#include <roottask/table.h>

/* Longest line that is kept whole; a longer one in the background is shown in pieces. */
#define MUX_LINE 512u

/* Carriage returns of a kept line behind which the name is shown again; further ones are left out.
 */
#define MUX_RETURNS 4u

/* Room for what one byte can set off: the end of the open line, a whole line, the open line again.
 */
#define MUX_OUT (2 * (MUX_LINE + (MUX_RETURNS + 1) * (INSTANCE_NAME_SIZE + 3)) + 16)

#define MUX_NONE UINT32_MAX

/* An instance's line so far. */
struct mux_line {
    const char *name;     /* NULL: takes no part */
    char bytes[MUX_LINE]; /* since the last end of a line */
    uint32_t length;      /* of bytes */
    bool overflown;       /* more came than is kept: it cannot be shown again */
};

/* The terminal. Zero, and then foreground = open = MUX_NONE, is one without instances. */
struct mux {
    struct mux_line lines[TABLE_MAX_INSTANCES];
    uint32_t foreground; /* instance, or MUX_NONE */
    uint32_t open;       /* whose unfinished line the terminal shows, or MUX_NONE */
    char out[MUX_OUT];   /* what is to be sent next */
    uint32_t out_length; /* of out; to be set to 0 by whoever has sent it */
};

/* Begins without instances. */
void mux_init(struct mux *mux);

/* An instance joins; the first one is put in the foreground. `name` stays the caller's. */
void mux_join(struct mux *mux, uint32_t instance, const char *name);

/* An instance leaves: its unfinished line is shown and ended. If it was in the foreground the next
 * one that takes part comes there. What is to be sent is added to out, which must be empty. */
void mux_leave(struct mux *mux, uint32_t instance);

/* One byte of an instance's output. What is to be sent is put into out, which must be empty. */
void mux_put(struct mux *mux, uint32_t instance, uint8_t byte);

/* Whether the terminal shows a line of this instance that is not finished. */
bool mux_unfinished(const struct mux *mux, uint32_t instance);

/* Ends the open line, for a line of somebody else; out must be empty. */
void mux_close(struct mux *mux);

/* Shows the foreground's unfinished line again, behind mux_close(); out must be empty. */
void mux_reopen(struct mux *mux);

/* Puts an instance in the foreground; false if it takes no part. Its unfinished line is shown by
 * mux_reopen(). */
bool mux_select(struct mux *mux, uint32_t instance);

/* The instance that takes part and follows `instance`, itself if it is the only one, MUX_NONE
 * without any. */
uint32_t mux_next(const struct mux *mux, uint32_t instance);

/* ---- input ---- */

/* Ctrl-]: what is typed behind it is for the terminal itself. */
#define MUX_ESCAPE 0x1d

/* What a typed byte means. */
enum mux_key {
    MUX_KEY_PASS, /* it is for the foreground */
    MUX_KEY_NOTHING,
    MUX_KEY_NEXT,   /* the next instance gets the input */
    MUX_KEY_SELECT, /* instance number `value` gets the input */
    MUX_KEY_LIST    /* tell who takes part */
};

/* Tells what a byte means. *escaped is the state between calls, at first false. */
enum mux_key mux_key(bool *escaped, uint8_t byte, uint32_t *value);
