// SPDX-License-Identifier: BSD-2-Clause
/*
 * Checking and unpacking ELF executables. No hardware access; safe on any bytes.
 * Source: ELF specification (gABI, 64-bit object file format); ELF for the Arm 64-bit Architecture.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <loader/error.h>
#include <loader/range.h>

/** Whose image a file is: decides in which half of the address space it must be linked. */
enum elf_role { ELF_KERNEL, ELF_USER };

/** A checked file. The file stays the caller's, and must stay where it is. */
struct elf_image {
    const uint8_t *file;
    uint64_t file_size;
    uint64_t entry;     /* virtual */
    struct range virt;  /* page-aligned hull of all segments */
    struct range phys;  /* of the same size, by p_paddr; meaningful for ELF_KERNEL only */
    uint64_t phoff;     /* file offset of the program headers */
    unsigned phnum;     /* their number */
    uint32_t max_nodes; /* from the note of boot/note.h; 0: the file has none */
};

/**
 * Checks the `file_size` bytes at `file` (any alignment) and describes them in `image`.
 * Guarantees on LOADER_OK: every PT_LOAD segment lies inside the file, its memory inside `virt`;
 * no two share an address; `entry` is in an executable one; for ELF_KERNEL, p_paddr - p_vaddr is
 * the same multiple of a page for all. Errors: LOADER_ELF_*.
 */
enum loader_error elf_open(struct elf_image *image, const void *file, uint64_t file_size,
                           enum elf_role role);

/**
 * Fills all of the range_size(image->virt) bytes at `memory`, to which image->virt.start
 * corresponds: zeros, and over them the file part of each segment. `memory` must not overlap
 * the file.
 */
void elf_unpack(const struct elf_image *image, void *memory);
