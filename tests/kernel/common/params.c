// SPDX-License-Identifier: BSD-2-Clause
//
// The kernel command line: /chosen/bootargs of the device tree, in bootinfo's extra chunk.

#include <string.h>
#include <libfdt.h>
#include <ktest/run.h>

static const char *arguments = "";
static char token[40] = "0";

const void *params_devtree(const seL4_BootInfo *info)
{
    const char *at = (const char *)info + seL4_BootInfoFrameSize;
    const char *end = at + info->extraLen;

    while (at + sizeof(seL4_BootInfoHeader) <= end) {
        const seL4_BootInfoHeader *header = (const seL4_BootInfoHeader *)at;

        if (header->id == SEL4_BOOTINFO_HEADER_FDT) {
            return fdt_check_header(header + 1) == 0 ? header + 1 : NULL;
        }
        if (header->len < sizeof(*header)) {
            break;
        }
        at += header->len;
    }
    return NULL;
}

static size_t word_length(const char *text)
{
    size_t length = 0;

    while (text[length] != '\0' && text[length] != ' ') {
        length++;
    }
    return length;
}

void params_init(const seL4_BootInfo *info)
{
    static const char key[] = "arcel4.token=";
    const void *tree = params_devtree(info);
    const char *found = NULL;

    if (tree != NULL) {
        found = fdt_getprop(tree, fdt_path_offset(tree, "/chosen"), "bootargs", NULL);
    }
    arguments = found != NULL ? found : "";
    for (const char *word = arguments; *word != '\0';) {
        size_t length = word_length(word);

        if (length > sizeof(key) - 1 && length - (sizeof(key) - 1) < sizeof(token) &&
            strncmp(word, key, sizeof(key) - 1) == 0) {
            memcpy(token, word + sizeof(key) - 1, length - (sizeof(key) - 1));
            token[length - (sizeof(key) - 1)] = '\0';
        }
        word += length + (word[length] == ' ' ? 1 : 0);
    }
}

const char *params_token(void)
{
    return token;
}

seL4_Word params_number(const char *key, seL4_Word otherwise)
{
    const char *text = arguments;
    seL4_Word value = 0;

    while (text != NULL && strncmp(text, key, strlen(key)) != 0) {
        text = strchr(text, ' ');
        text = text != NULL ? text + 1 : NULL;
    }
    if (text == NULL) {
        return otherwise;
    }
    for (text += strlen(key); *text >= '0' && *text <= '9'; text++) {
        value = value * 10 + (seL4_Word)(*text - '0');
    }
    return value;
}
