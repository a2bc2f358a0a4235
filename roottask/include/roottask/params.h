// SPDX-License-Identifier: BSD-2-Clause
//
// The kernel command line: words parted by spaces, most of the form key=value. Pure functions.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <roottask/words.h>

/* What the root task does with an instance that faulted. */
enum fault_policy { FAULT_STOP, FAULT_RESTART };

/* Longest token of the sentinel line, in characters. */
#define PARAMS_TOKEN_MAX 64

/* What the root task itself takes from the command line. */
struct params {
    char token[PARAMS_TOKEN_MAX + 1]; /* arcel4.token=: of the sentinel line; "0" without one */
    bool fault_given;                 /* fault= was there and well-formed */
    enum fault_policy fault;          /* fault=stop | fault=restart | fault=restart:COUNT */
    uint32_t restarts;                /* COUNT, default PARAMS_RESTARTS */
    bool malformed; /* a word of ours has a wrong value; the first such: bad_word */
    char bad_word[64];
};

#define PARAMS_RESTARTS     3u
#define PARAMS_RESTARTS_MAX 1000000u

/* Reads the words that concern the root task; others are left alone. Never fails: see malformed. */
void params_parse(const char *cmdline, struct params *params);

/* What "fault=" may have as value: stop, restart, restart:COUNT. False, and nothing changed, for
 * anything else. */
bool params_fault(const struct word *value, enum fault_policy *fault, uint32_t *restarts);

/* Copies the command line for an instance, without the words "arcel4.*" that are the root task's
 * own, and behind it the instance's own words, which so win over those of the same name. Cut off at
 * a word's end where it does not fit in `size` bytes with its terminating zero: returns false then.
 */
bool params_for_instance(const char *cmdline, const char *own, char *out, size_t size);
