// SPDX-License-Identifier: BSD-2-Clause

#include <roottask/params.h>

#define OWN_PREFIX "arcel4."

/* A word of the command line: [start, start + length). */
struct word {
    const char *start;
    size_t length;
};

static bool next_word(const char **at, struct word *word)
{
    while (**at == ' ' || **at == '\t') {
        (*at)++;
    }
    word->start = *at;
    while (**at != '\0' && **at != ' ' && **at != '\t') {
        (*at)++;
    }
    word->length = (size_t)(*at - word->start);
    return word->length != 0;
}

/* Whether the word begins with this text; what follows it in *rest. */
static bool has_prefix(const struct word *word, const char *prefix, struct word *rest)
{
    size_t n = 0;

    while (prefix[n] != '\0') {
        if (n == word->length || word->start[n] != prefix[n]) {
            return false;
        }
        n++;
    }
    *rest = (struct word){word->start + n, word->length - n};
    return true;
}

static bool equals(const struct word *word, const char *text)
{
    struct word rest;

    return has_prefix(word, text, &rest) && rest.length == 0;
}

static bool parse_count(const struct word *word, uint32_t *value)
{
    uint32_t sum = 0;

    if (word->length == 0 || word->length > 7) {
        return false;
    }
    for (size_t i = 0; i < word->length; i++) {
        if (word->start[i] < '0' || word->start[i] > '9') {
            return false;
        }
        sum = sum * 10 + (uint32_t)(word->start[i] - '0');
    }
    *value = sum;
    return sum <= PARAMS_RESTARTS_MAX;
}

static bool parse_fault(const struct word *value, struct params *params)
{
    struct word count;
    uint32_t restarts = PARAMS_RESTARTS;

    if (equals(value, "stop")) {
        params->fault = FAULT_STOP;
    } else if (equals(value, "restart")) {
        params->fault = FAULT_RESTART;
    } else if (has_prefix(value, "restart:", &count) && parse_count(&count, &restarts)) {
        params->fault = FAULT_RESTART;
    } else {
        return false;
    }
    params->restarts = restarts;
    params->fault_given = true;
    return true;
}

static void copy_word(const struct word *word, char *out, size_t size)
{
    size_t n = word->length < size - 1 ? word->length : size - 1;

    for (size_t i = 0; i < n; i++) {
        out[i] = word->start[i];
    }
    out[n] = '\0';
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
    copy_word(value, params->token, sizeof(params->token));
    return true;
}

void params_parse(const char *cmdline, struct params *params)
{
    struct word word;
    struct word value;

    *params = (struct params){.token = "0", .fault = FAULT_STOP, .restarts = PARAMS_RESTARTS};
    while (next_word(&cmdline, &word)) {
        bool good = true;

        if (has_prefix(&word, OWN_PREFIX "token=", &value)) {
            good = parse_token(&value, params);
        } else if (has_prefix(&word, "fault=", &value)) {
            good = parse_fault(&value, params);
        }
        if (!good && !params->malformed) {
            params->malformed = true;
            copy_word(&word, params->bad_word, sizeof(params->bad_word));
        }
    }
}

bool params_for_instance(const char *cmdline, char *out, size_t size)
{
    struct word word;
    struct word rest;
    size_t used = 0;

    out[0] = '\0';
    while (next_word(&cmdline, &word)) {
        size_t gap = used != 0 ? 1 : 0;

        if (has_prefix(&word, OWN_PREFIX, &rest)) {
            continue;
        }
        if (used + gap + word.length + 1 > size) {
            return false;
        }
        if (gap != 0) {
            out[used] = ' ';
        }
        copy_word(&word, out + used + gap, word.length + 1);
        used += gap + word.length;
    }
    return true;
}
