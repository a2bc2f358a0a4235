// SPDX-License-Identifier: BSD-2-Clause
//
// Names of an image's functions, from the symbol table that its file has (System V ABI, chapter 4).
// No byte of the file is trusted.

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <boot/elf64.h>
#include <roottask/elf.h>

struct section {
    uint32_t name;
    uint32_t type;
    uint64_t flags;
    uint64_t addr;
    uint64_t offset;
    uint64_t size;
    uint32_t link; /* symbol table: the section of its names */
    uint32_t info;
    uint64_t align;
    uint64_t entry_size;
};

struct symbol {
    uint32_t name;
    uint8_t info; /* low four bits: the type */
    uint8_t other;
    uint16_t section;
    uint64_t value;
    uint64_t size;
};

#define SECTION_SYMBOLS 2u
#define SYMBOL_FUNCTION 2u

/* Copies section header `i`. False: it is not in the file. */
static bool section_at(const uint8_t *file, uint64_t size, const struct elf64_header *h, uint64_t i,
                       struct section *out)
{
    if (h->shentsize != sizeof(*out) || i >= h->shnum || h->shoff > size ||
        (size - h->shoff) / sizeof(*out) <= i) {
        return false;
    }
    memcpy(out, file + h->shoff + i * sizeof(*out), sizeof(*out));
    return out->offset <= size && out->size <= size - out->offset;
}

static bool find_symbols(const uint8_t *file, uint64_t size, struct section *symbols,
                         struct section *names)
{
    struct elf64_header h;

    if (size < sizeof(h)) {
        return false;
    }
    memcpy(&h, file, sizeof(h));
    for (uint64_t i = 0; section_at(file, size, &h, i, symbols); i++) {
        if (symbols->type == SECTION_SYMBOLS) {
            return section_at(file, size, &h, symbols->link, names);
        }
    }
    return false;
}

const char *elf_function(const void *file, uint64_t size, uint64_t addr, uint64_t *offset,
                         uint64_t *length)
{
    const uint8_t *bytes = file;
    struct section symbols;
    struct section names;

    if (!find_symbols(bytes, size, &symbols, &names)) {
        return NULL;
    }
    for (uint64_t at = 0; at + sizeof(struct symbol) <= symbols.size; at += sizeof(struct symbol)) {
        struct symbol s;

        memcpy(&s, bytes + symbols.offset + at, sizeof(s));
        if ((s.info & 0xf) != SYMBOL_FUNCTION || addr < s.value || addr - s.value >= s.size ||
            s.name >= names.size) {
            continue;
        }
        const char *name = (const char *)bytes + names.offset + s.name;

        *offset = addr - s.value;
        *length = strnlen(name, names.size - s.name);
        return name;
    }
    return NULL;
}
