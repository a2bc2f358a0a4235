// SPDX-License-Identifier: BSD-2-Clause

#include <string.h>
#include <roottask/params.h>

#define OWN_PREFIX "arcel4."

bool params_fault(const struct word *value, enum fault_policy *fault, uint32_t *restarts)
{
    struct word count;
    uint64_t most = PARAMS_RESTARTS;

    if (word_equals(value, "stop")) {
        *fault = FAULT_STOP;
    } else if (word_equals(value, "restart") || (word_has_prefix(value, "restart:", &count) &&
                                                 word_number(&count, PARAMS_RESTARTS_MAX, &most))) {
        *fault = FAULT_RESTART;
    } else {
        return false;
    }
    *restarts = (uint32_t)most;
    return true;
}

static bool parse_fault(const struct word *value, struct params *params)
{
    bool good = params_fault(value, &params->fault, &params->restarts);

    params->fault_given |= good;
    return good;
}

/* The token ends up in a line that the runner reads: letters and digits only. */
static bool parse_token(const struct word *value, struct params *params)
{
    if (value->length == 0 || value->length > PARAMS_TOKEN_MAX) {
        return false;
    }
    for (size_t i = 0; i < value->length; i++) {
        char c = value->start[i];

        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) {
            return false;
        }
    }
    word_copy(value, params->token, sizeof(params->token));
    return true;
}

void params_parse(const char *cmdline, struct params *params)
{
    struct word word;
    struct word value;

    *params = (struct params){.token = "0", .fault = FAULT_STOP, .restarts = PARAMS_RESTARTS};
    while (word_next(&cmdline, &word)) {
        bool good = true;

        if (word_has_prefix(&word, OWN_PREFIX "token=", &value)) {
            good = parse_token(&value, params);
        } else if (word_has_prefix(&word, "fault=", &value)) {
            good = parse_fault(&value, params);
        }
        if (!good && !params->malformed) {
            params->malformed = true;
            word_copy(&word, params->bad_word, sizeof(params->bad_word));
        }
    }
}

/* Adds words to those in `out`, but for the root task's own. */
static bool add_words(const char *words, char *out, size_t size)
{
    struct word word;
    struct word rest;
    size_t used = strnlen(out, size);

    while (word_next(&words, &word)) {
        size_t gap = used != 0 ? 1 : 0;

        if (word_has_prefix(&word, OWN_PREFIX, &rest)) {
            continue;
        }
        if (used + gap + word.length + 1 > size) {
            return false;
        }
        if (gap != 0) {
            out[used] = ' ';
        }
        word_copy(&word, out + used + gap, word.length + 1);
        used += gap + word.length;
    }
    return true;
}

bool params_for_instance(const char *cmdline, const char *own, char *out, size_t size)
{
    out[0] = '\0';
    return add_words(cmdline, out, size) && add_words(own, out, size);
}
