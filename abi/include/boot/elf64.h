// SPDX-License-Identifier: BSD-2-Clause
/*
 * The form of images: ELF64, little-endian (System V ABI, chapters 4 and 5; ELF for the Arm 64-bit
 * architecture, IHI 0056). Headers may lie unaligned in a file: copy them out.
 */
#pragma once

#include <stdint.h>

/* Values of the headers' fields. */
enum {
    ELF64_TYPE_EXEC = 2,
    ELF64_MACHINE_AARCH64 = 183,
    ELF64_SEGMENT_LOAD = 1,
    ELF64_SEGMENT_DYNAMIC = 2,
    ELF64_SEGMENT_INTERP = 3,
    ELF64_SEGMENT_NOTE = 4,
    ELF64_FLAG_EXECUTE = 1,
};

/* At the file's start. */
struct elf64_header {
    uint8_t ident[16]; /* magic, class, data encoding, version, ABI, padding */
    uint16_t type;
    uint16_t machine;
    uint32_t version;
    uint64_t entry;
    uint64_t phoff; /* of the table of program headers, in the file */
    uint64_t shoff;
    uint32_t flags;
    uint16_t ehsize;
    uint16_t phentsize;
    uint16_t phnum;
    uint16_t shentsize;
    uint16_t shnum;
    uint16_t shstrndx;
};

/* A segment. */
struct elf64_program_header {
    uint32_t type;
    uint32_t flags;
    uint64_t offset;
    uint64_t vaddr;
    uint64_t paddr;
    uint64_t filesz;
    uint64_t memsz;
    uint64_t align;
};

/* Before a note's name and description, in a segment of notes. */
struct elf64_note_header {
    uint32_t name_size;
    uint32_t desc_size;
    uint32_t type;
};

_Static_assert(sizeof(struct elf64_header) == 64, "layout of the specification");
_Static_assert(sizeof(struct elf64_program_header) == 56, "layout of the specification");
_Static_assert(sizeof(struct elf64_note_header) == 12, "layout of the specification");
