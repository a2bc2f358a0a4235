// SPDX-License-Identifier: BSD-2-Clause

#include <string.h>
#include <roottask/system.h>
#include <roottask/words.h>

#define MIB (1ULL << 20)

/* The most memory that a description may ask for by size, in MiB. */
#define MAX_MEMORY_MIB (1ULL << 20)

/* What the description does not choose. */
static const struct instance_row defaults = {
    .image_number = UINT32_MAX,
    .object_divisor = 8,
    .reserve_divisor = 32,
    .cores = INSTANCE_MAX_CORES,
    .manager_priority = 250,
    .task_priority = 100,
    .rights = RIGHT_IRQ | RIGHT_TRANSLATE | RIGHT_UNTYPED | RIGHT_SHUTDOWN | RIGHT_VSPACES,
    .fault = FAULT_STOP,
};

static enum system_error read_image(const struct word *value, struct instance_row *row)
{
    uint64_t number;

    if (!word_number(value, UINT32_MAX - 1, &number)) {
        return SYSTEM_IMAGE;
    }
    row->image_number = (uint32_t)number;
    return SYSTEM_OK;
}

static enum system_error read_cores(const struct word *value, struct instance_row *row)
{
    struct word first = *value;
    struct word last;
    uint64_t from;
    uint64_t to;

    if (word_equals(value, "all")) {
        row->cores = INSTANCE_MAX_CORES;
        return SYSTEM_OK;
    }
    first.length = 0;
    while (first.length < value->length && value->start[first.length] != '-') {
        first.length++;
    }
    last = (struct word){first.start + first.length, value->length - first.length};
    if (!word_has_prefix(&last, "-", &last) ||
        !word_number(&first, INSTANCE_MAX_CORES - 1, &from) ||
        !word_number(&last, INSTANCE_MAX_CORES - 1, &to) || to < from) {
        return SYSTEM_CORES;
    }
    row->first_core = (uint32_t)from;
    row->cores = (uint32_t)(to - from + 1);
    return SYSTEM_OK;
}

static enum system_error read_memory(const struct word *value, struct instance_row *row)
{
    struct word digits = {value->start, value->length - 1};
    char unit = value->start[value->length - 1];
    uint64_t number;

    if (unit == '%' && word_number(&digits, 100, &number) && number != 0) {
        row->memory_percent = (uint32_t)number;
    } else if (unit == 'M' && word_number(&digits, MAX_MEMORY_MIB, &number) && number != 0) {
        row->memory_fixed = number * MIB;
    } else {
        return SYSTEM_MEMORY;
    }
    return SYSTEM_OK;
}

static bool read_device(const struct word *word, struct instance_row *row)
{
    struct word rest;
    uint64_t group;

    if (word_equals(word, "rtc")) {
        row->classes |= DEVICE_RTC;
    } else if (word_equals(word, "virtio")) {
        row->classes |= DEVICE_VIRTIO;
    } else if (word_equals(word, "all")) {
        row->classes |= DEVICE_RTC | DEVICE_VIRTIO;
    } else if (word_has_prefix(word, "virtio:", &rest) &&
               word_number(&rest, TABLE_MAX_GROUPS - 1, &group)) {
        row->groups |= 1U << group;
    } else {
        return word_equals(word, "none");
    }
    return true;
}

static enum system_error read_devices(const struct word *value, struct instance_row *row)
{
    struct word left = *value;
    struct word word;

    while (word_take(&left, &word)) {
        if (!read_device(&word, row)) {
            return SYSTEM_DEVICES;
        }
    }
    return SYSTEM_OK;
}

static enum system_error read_fault(const struct word *value, struct instance_row *row)
{
    row->fault_given = params_fault(value, &row->fault, &row->restarts);
    return row->fault_given ? SYSTEM_OK : SYSTEM_FAULT;
}

static enum system_error read_params(const struct word *value, struct instance_row *row)
{
    if (value->length >= sizeof(row->params)) {
        return SYSTEM_PARAMS;
    }
    word_copy(value, row->params, sizeof(row->params));
    return SYSTEM_OK;
}

static const struct {
    const char *name;
    enum system_error (*read)(const struct word *value, struct instance_row *row);
} keys[] = {
    {"image", read_image},     {"cores", read_cores}, {"memory", read_memory},
    {"devices", read_devices}, {"fault", read_fault}, {"params", read_params},
};

static enum system_error begin_row(const struct word *line, struct system_plan *plan)
{
    struct word name = {line->start + 1, line->length - 2};

    if (plan->count == TABLE_MAX_INSTANCES) {
        return SYSTEM_ROWS;
    }
    if (line->length < 3 || line->start[line->length - 1] != ']' ||
        name.length >= INSTANCE_NAME_SIZE) {
        return SYSTEM_NAME;
    }
    for (uint32_t i = 0; i < plan->count; i++) {
        if (word_equals(&name, plan->rows[i].name)) {
            return SYSTEM_NAME;
        }
    }
    plan->rows[plan->count] = defaults;
    word_copy(&name, plan->rows[plan->count].name, INSTANCE_NAME_SIZE);
    plan->count++;
    return SYSTEM_OK;
}

/* "key = value"; `seen` has a bit for each key that this instance has had. */
static enum system_error read_key(struct word line, struct system_plan *plan, uint32_t *seen)
{
    struct word key;
    struct word sign;
    struct word value;

    if (plan->count == 0 || !word_take(&line, &key) || !word_take(&line, &sign) ||
        !word_equals(&sign, "=")) {
        return SYSTEM_LINE;
    }
    value = line;
    while (value.length > 0 && *value.start == ' ') {
        value = (struct word){value.start + 1, value.length - 1};
    }
    for (uint32_t i = 0; i < sizeof(keys) / sizeof(keys[0]) && value.length > 0; i++) {
        if (word_equals(&key, keys[i].name) && (*seen >> i & 1) == 0) {
            *seen |= 1U << i;
            return keys[i].read(&value, &plan->rows[plan->count - 1]);
        }
    }
    return SYSTEM_LINE;
}

static bool next_line(struct word *text, struct word *line)
{
    *line = (struct word){text->start, 0};
    while (line->length < text->length && line->start[line->length] != '\n') {
        line->length++;
    }

    size_t gone = line->length + (line->length < text->length ? 1 : 0);

    *text = (struct word){text->start + gone, text->length - gone};
    return gone != 0;
}

enum system_error system_parse(const char *text, size_t size, uint32_t images,
                               struct system_plan *plan)
{
    struct word left = {text, size};
    struct word line;
    uint32_t seen = 0;

    memset(plan, 0, sizeof(*plan));
    while (next_line(&left, &line)) {
        enum system_error error = SYSTEM_OK;

        plan->line++;
        if (line.length > 0 && *line.start == '[') {
            seen = 0;
            error = begin_row(&line, plan);
        } else if (line.length > 0 && *line.start != '#') {
            error = read_key(line, plan, &seen);
        }
        if (error != SYSTEM_OK) {
            return error;
        }
    }
    for (uint32_t i = 0; i < plan->count; i++) {
        if (plan->rows[i].image_number >= images) {
            return SYSTEM_IMAGE;
        }
    }
    return plan->count != 0 ? SYSTEM_OK : SYSTEM_ROWS;
}

const char *system_error_text(enum system_error error)
{
    static const char *const texts[] = {
        [SYSTEM_OK] = "no error",
        [SYSTEM_LINE] = "not [name] and not key = value, or the key for a second time",
        [SYSTEM_NAME] = "no name, too long a name, or one that another instance has",
        [SYSTEM_IMAGE] = "no such image",
        [SYSTEM_CORES] = "no range of cores",
        [SYSTEM_MEMORY] = "no size and no part of the memory",
        [SYSTEM_DEVICES] = "no such devices",
        [SYSTEM_FAULT] = "not stop, restart or restart:N",
        [SYSTEM_PARAMS] = "more parameters than fit",
        [SYSTEM_ROWS] = "no instance, or too many",
    };

    return (unsigned)error < SYSTEM_ERROR_END ? texts[error] : "unknown error";
}
