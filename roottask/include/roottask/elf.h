// SPDX-License-Identifier: BSD-2-Clause
//
// ELF images of instances: checks and the plan of what to load where. Pure functions, which trust
// no byte of the file. Source: System V ABI, chapters 4 and 5; ELF for the Arm 64-bit Architecture.
#pragma once

#include <stdint.h>

#define ELF_MAX_SEGMENTS 12

#define ELF_EXEC  1u
#define ELF_WRITE 2u
#define ELF_READ  4u

/* One PT_LOAD segment; vaddr is page-aligned downwards and the rest adjusted to it. */
struct elf_segment {
    uint64_t vaddr;     /* of its first page */
    uint64_t pages;     /* 4 KiB pages */
    uint64_t offset;    /* in the file, of the first byte to copy */
    uint64_t skip;      /* bytes between vaddr and the place of that byte */
    uint64_t file_size; /* bytes to copy; all else is zero */
    uint32_t flags;     /* ELF_EXEC | ELF_WRITE | ELF_READ */
};

/* The segments of an image, checked. */
struct elf_plan {
    uint64_t entry;
    uint32_t count;
    uint64_t pages;                                /* of all segments */
    struct elf_segment segments[ELF_MAX_SEGMENTS]; /* ascending addresses */
};

/* Why an image cannot be used. */
enum elf_error {
    ELF_OK = 0,
    ELF_TRUNCATED,   /* ends before what its headers promise */
    ELF_NOT_ELF,     /* wrong magic, class, byte order or version */
    ELF_NOT_AARCH64, /* for another machine */
    ELF_NOT_STATIC,  /* not an executable at fixed addresses, or it wants an interpreter */
    ELF_RANGE,       /* a segment outside [low, high), or with more file than memory bytes */
    ELF_OVERLAP,     /* two segments share a page */
    ELF_RIGHTS,      /* a segment writable and executable */
    ELF_ENTRY,       /* entry not in an executable segment */
    ELF_SEGMENTS,    /* none, or more than ELF_MAX_SEGMENTS */
    ELF_ERROR_END
};

/* Checks the file of `size` bytes and plans its loading; all pages must lie in [low, high). `plan`
 * is filled on ELF_OK. */
enum elf_error elf_parse(const void *file, uint64_t size, uint64_t low, uint64_t high,
                         struct elf_plan *plan);

/*
 * The function of the image that `addr` lies in, from the file's symbol table: its name, *length
 * bytes without a terminator, inside the file, and how far into it *offset. NULL: none is known.
 */
const char *elf_function(const void *file, uint64_t size, uint64_t addr, uint64_t *offset,
                         uint64_t *length);

/* What is wrong, in words. Static storage. */
const char *elf_error_text(enum elf_error error);
