// SPDX-License-Identifier: BSD-2-Clause

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <boot/elf64.h>
#include <roottask/elf.h>

#define PAGE 0x1000ULL

static enum elf_error check_header(const struct elf64_header *h, uint64_t size)
{
    /* 64-bit, little-endian, version 1. */
    static const uint8_t ident[7] = {0x7f, 'E', 'L', 'F', 2, 1, 1};

    if (memcmp(h->ident, ident, sizeof(ident)) != 0 || h->version != 1) {
        return ELF_NOT_ELF;
    }
    if (h->machine != ELF64_MACHINE_AARCH64) {
        return ELF_NOT_AARCH64;
    }
    if (h->type != ELF64_TYPE_EXEC) {
        return ELF_NOT_STATIC;
    }
    if (h->phentsize != sizeof(struct elf64_program_header) || h->phnum == 0) {
        return ELF_SEGMENTS;
    }
    if (h->phoff > size || (size - h->phoff) / sizeof(struct elf64_program_header) < h->phnum) {
        return ELF_TRUNCATED;
    }
    return ELF_OK;
}

static enum elf_error check_segment(const struct elf64_program_header *p, uint64_t size,
                                    uint64_t low, uint64_t high)
{
    if (p->filesz > p->memsz || p->vaddr < low || p->vaddr >= high || p->memsz > high - p->vaddr) {
        return ELF_RANGE;
    }
    if (p->offset > size || p->filesz > size - p->offset) {
        return ELF_TRUNCATED;
    }
    if ((p->flags & ELF_WRITE) != 0 && (p->flags & ELF_EXEC) != 0) {
        return ELF_RIGHTS;
    }
    return ELF_OK;
}

static struct elf_segment segment_of(const struct elf64_program_header *p)
{
    uint64_t skip = p->vaddr % PAGE;

    return (struct elf_segment){.vaddr = p->vaddr - skip,
                                .pages = (skip + p->memsz + PAGE - 1) / PAGE,
                                .offset = p->offset,
                                .skip = skip,
                                .file_size = p->filesz,
                                .flags = p->flags & (ELF_EXEC | ELF_WRITE | ELF_READ)};
}

/* Inserts in ascending order; two segments must not share a page, which has one set of rights. */
static enum elf_error insert(struct elf_plan *plan, struct elf_segment segment)
{
    uint32_t i = plan->count;

    if (i == ELF_MAX_SEGMENTS) {
        return ELF_SEGMENTS;
    }
    while (i > 0 && plan->segments[i - 1].vaddr > segment.vaddr) {
        plan->segments[i] = plan->segments[i - 1];
        i--;
    }
    plan->segments[i] = segment;
    plan->count++;
    plan->pages += segment.pages;
    return ELF_OK;
}

static enum elf_error check_plan(const struct elf_plan *plan)
{
    bool entry_found = false;

    for (uint32_t i = 0; i < plan->count; i++) {
        const struct elf_segment *s = &plan->segments[i];
        uint64_t end = s->vaddr + s->pages * PAGE;

        if (i + 1 < plan->count && end > plan->segments[i + 1].vaddr) {
            return ELF_OVERLAP;
        }
        if ((s->flags & ELF_EXEC) != 0 && plan->entry >= s->vaddr && plan->entry < end) {
            entry_found = true;
        }
    }
    if (plan->count == 0) {
        return ELF_SEGMENTS;
    }
    return entry_found && plan->entry % 4 == 0 ? ELF_OK : ELF_ENTRY;
}

enum elf_error elf_parse(const void *file, uint64_t size, uint64_t low, uint64_t high,
                         struct elf_plan *plan)
{
    struct elf64_header header;

    *plan = (struct elf_plan){0};
    if (size < sizeof(header)) {
        return ELF_TRUNCATED;
    }
    memcpy(&header, file, sizeof(header));

    enum elf_error error = check_header(&header, size);

    plan->entry = header.entry;
    for (uint32_t i = 0; i < header.phnum && error == ELF_OK; i++) {
        struct elf64_program_header p;

        memcpy(&p, (const uint8_t *)file + header.phoff + i * sizeof(p), sizeof(p));
        if (p.type == ELF64_SEGMENT_DYNAMIC || p.type == ELF64_SEGMENT_INTERP) {
            return ELF_NOT_STATIC;
        }
        if (p.type != ELF64_SEGMENT_LOAD || p.memsz == 0) {
            continue;
        }
        error = check_segment(&p, size, low, high);
        if (error == ELF_OK) {
            error = insert(plan, segment_of(&p));
        }
    }
    return error != ELF_OK ? error : check_plan(plan);
}

const char *elf_error_text(enum elf_error error)
{
    static const char *const texts[ELF_ERROR_END] = {
        [ELF_OK] = "well-formed",
        [ELF_TRUNCATED] = "ends too early",
        [ELF_NOT_ELF] = "not an ELF file of 64 bits, little-endian",
        [ELF_NOT_AARCH64] = "not for AArch64",
        [ELF_NOT_STATIC] = "not linked statically at fixed addresses",
        [ELF_RANGE] = "a segment lies outside the room for images",
        [ELF_OVERLAP] = "two segments share a page",
        [ELF_RIGHTS] = "a segment is writable and executable",
        [ELF_ENTRY] = "its entry is not in an executable segment",
        [ELF_SEGMENTS] = "no segments to load, or too many",
    };

    return (unsigned)error < ELF_ERROR_END ? texts[error] : "unknown error";
}
