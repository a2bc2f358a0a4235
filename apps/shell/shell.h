// SPDX-License-Identifier: BSD-2-Clause
/* What the parts of the shell give each other. */
#pragma once

#include <ax/ax.h>

#define SHELL_LINE_MAX  256 /* bytes of a line, terminator included */
#define SHELL_WORDS_MAX 32  /* words of a line */
#define SHELL_PROMPT    "arceos:/$ "

/* ---- commands ---- */

/*
 * Runs in a task of its own. argv[0] is the name, argv[argc] NULL; the strings live as long as the
 * task. Returns 0, or 1 after it has said what was wrong.
 */
typedef int (*shell_fn)(int argc, char **argv);

struct shell_command {
    const char *name;
    const char *usage; /* the arguments, in a line; "" = none */
    const char *help;  /* what it does, in a line */
    int max_args;      /* more are refused */
    shell_fn fn;
};

/* All commands in alphabetical order, ended by one without a name (commands.c). */
extern const struct shell_command shell_commands[];

/* The command of this name, or NULL. */
const struct shell_command *shell_find(const char *name);

/* Says how `command` is used and returns 1. */
int shell_usage(const char *command);

/* A number of 0 .. max in all of `text`; false if it is none. */
bool shell_number(const char *text, uint64_t max, uint64_t *number);

int command_caps(int argc, char **argv);
int command_date(int argc, char **argv); /* look.c */
int command_irqs(int argc, char **argv);
int command_ps(int argc, char **argv);
int command_uptime(int argc, char **argv);
int command_free(int argc, char **argv);  /* counters.c */
int command_fault(int argc, char **argv); /* fault.c */
int command_run(int argc, char **argv);   /* demos.c */
int command_top(int argc, char **argv);   /* top.c */
int command_trace(int argc, char **argv); /* trace.c */

/* ---- running them (jobs.c); called by the shell's own task ---- */

/*
 * Runs a line. Waits for its end, unless it ends in "&". An empty one does nothing; what cannot be
 * run is told.
 */
void shell_run_line(const char *line);

/* True in the task of a command that the shell waits for: what is typed is the command's. */
bool shell_in_foreground(void);

/* Tells which background jobs have ended. */
void shell_reap_jobs(void);

/* ---- reading (input.c, line.c, history.c) ---- */

/* Prepares for reading; once. */
void shell_input_init(void);

/* The next byte that was typed; waits for it. One reader at a time. */
char shell_read_byte(void);

/* The same, at most until a time of ax_hal_time_now_ns(): false if nothing was typed. */
bool shell_read_byte_until(char *byte, uint64_t deadline_ns);

/*
 * Reads a line with editing and history into buf[0 .. SHELL_LINE_MAX), terminated, without its
 * end. False: end of input (Ctrl-D on an empty line).
 */
bool shell_read_line(char *buf);

/* Adds a line to the history, unless it is empty or the same as the last one. */
void shell_history_add(const char *line);

/* The line that is `back` lines back, 1 = the last one; NULL if there are not so many. */
const char *shell_history_get(unsigned back);

/* ---- words (words.c) ---- */

/*
 * Splits `line`, in place, at blanks; '…', "…" and \x protect them. argv[0 .. SHELL_WORDS_MAX]
 * gets the words and a NULL. The number of words, or -AX_EINVAL (a quotation does not end) or
 * -AX_ENOSPC (too many).
 */
int shell_split(char *line, char **argv);

/* ---- counters (counters.c) ---- */

#define SHELL_COUNTERS 24

/* Everything that `free` shows. */
struct shell_counters {
    unsigned count;
    struct shell_counter {
        const char *name;
        const char *unit;
        uint64_t total; /* 0 = there is no such figure */
        uint64_t used;
        uint64_t cached; /* of what is not used, kept ready for the next */
        bool by_core;    /* each core keeps some: how much depends on where tasks end */
    } list[SHELL_COUNTERS];
};

/* Waits until ended tasks have been collected, and fills *out. Task context. */
void shell_counters_read(struct shell_counters *out);

/* Prints those that differ; how many. */
unsigned shell_counters_compare(const struct shell_counters *before,
                                const struct shell_counters *after);

/* ---- demonstrations that are large enough for a file: churn.c, crowd.c ---- */

int demo_churn(int argc, char **argv);
int demo_crowd(int argc, char **argv);
