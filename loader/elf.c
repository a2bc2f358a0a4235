// SPDX-License-Identifier: BSD-2-Clause
#include <string.h>

#include <boot/elf64.h>
#include <boot/note.h>
#include <loader/elf.h>

#define USER_HALF_END     (UINT64_C(1) << 48)
#define KERNEL_HALF_START (UINT64_C(0xffff) << 48)

static bool inside_file(const struct elf_image *image, uint64_t offset, uint64_t size)
{
    return offset <= image->file_size && size <= image->file_size - offset;
}

/* Headers are copied out: nothing says that the file, or the table in it, is aligned. */
static struct elf64_program_header program_header(const struct elf_image *image, unsigned index)
{
    struct elf64_program_header header;

    memcpy(&header, image->file + image->phoff + index * sizeof(header), sizeof(header));
    return header;
}

static bool loads(const struct elf64_program_header *header)
{
    return header->type == ELF64_SEGMENT_LOAD && header->memsz != 0;
}

static enum loader_error check_header(struct elf_image *image, struct elf64_header *header)
{
    static const uint8_t magic[4] = {0x7f, 'E', 'L', 'F'};
    static const uint8_t class_data_version[3] = {2, 1, 1};

    if (image->file_size < sizeof(*header)) {
        return LOADER_ELF_TRUNCATED;
    }
    memcpy(header, image->file, sizeof(*header));
    if (memcmp(header->ident, magic, sizeof(magic)) != 0) {
        return LOADER_ELF_MAGIC;
    }
    if (memcmp(header->ident + 4, class_data_version, sizeof(class_data_version)) != 0) {
        return LOADER_ELF_CLASS;
    }
    if (header->machine != ELF64_MACHINE_AARCH64) {
        return LOADER_ELF_MACHINE;
    }
    if (header->type != ELF64_TYPE_EXEC) {
        return LOADER_ELF_TYPE;
    }
    if (header->phentsize != sizeof(struct elf64_program_header) ||
        !inside_file(image, header->phoff, header->phnum * sizeof(struct elf64_program_header))) {
        return LOADER_ELF_HEADERS;
    }
    image->entry = header->entry;
    image->phoff = header->phoff;
    image->phnum = header->phnum;
    return LOADER_OK;
}

static bool wraps(uint64_t start, uint64_t size)
{
    /* Rounding the end up to a page must not wrap either. */
    return size > UINT64_MAX - start || start + size > UINT64_MAX - PAGE_SIZE;
}

static enum loader_error check_segment(const struct elf_image *image,
                                       const struct elf64_program_header *segment,
                                       enum elf_role role)
{
    if (segment->filesz > segment->memsz || !inside_file(image, segment->offset, segment->filesz)) {
        return LOADER_ELF_SEGMENT;
    }
    if (wraps(segment->vaddr, segment->memsz) ||
        (role == ELF_KERNEL && wraps(segment->paddr, segment->memsz))) {
        return LOADER_ELF_WRAPS;
    }
    if (role == ELF_KERNEL ? segment->vaddr < KERNEL_HALF_START
                           : segment->vaddr + segment->memsz > USER_HALF_END) {
        return LOADER_ELF_HALF;
    }
    return LOADER_OK;
}

/* Whether segment `index` shares a virtual address with one before it. */
static bool overlaps_earlier(const struct elf_image *image, unsigned index)
{
    struct elf64_program_header segment = program_header(image, index);
    struct range range = {segment.vaddr, segment.vaddr + segment.memsz};

    for (unsigned i = 0; i < index; i++) {
        struct elf64_program_header other = program_header(image, i);

        if (loads(&other) &&
            range_overlaps(range, (struct range){other.vaddr, other.vaddr + other.memsz})) {
            return true;
        }
    }
    return false;
}

static enum loader_error check_segments(struct elf_image *image, enum elf_role role)
{
    struct range hull = {UINT64_MAX, 0};
    uint64_t offset = 0;
    bool entry_found = false;

    for (unsigned i = 0; i < image->phnum; i++) {
        struct elf64_program_header segment = program_header(image, i);
        enum loader_error error;

        if (!loads(&segment)) {
            continue;
        }
        error = check_segment(image, &segment, role);
        if (error != LOADER_OK) {
            return error;
        }
        if (overlaps_earlier(image, i)) {
            return LOADER_ELF_OVERLAP;
        }
        if (hull.end == 0) {
            offset = segment.paddr - segment.vaddr;
        }
        if (role == ELF_KERNEL &&
            (segment.paddr - segment.vaddr != offset || offset % PAGE_SIZE != 0)) {
            return LOADER_ELF_OFFSET;
        }
        if (segment.vaddr < hull.start) {
            hull.start = segment.vaddr;
        }
        if (segment.vaddr + segment.memsz > hull.end) {
            hull.end = segment.vaddr + segment.memsz;
        }
        if ((segment.flags & ELF64_FLAG_EXECUTE) != 0 && image->entry % 4 == 0 &&
            image->entry >= segment.vaddr && image->entry - segment.vaddr < segment.memsz) {
            entry_found = true;
        }
    }
    if (hull.end == 0) {
        return LOADER_ELF_EMPTY;
    }
    if (!entry_found) {
        return LOADER_ELF_ENTRY;
    }
    image->virt.start = align_down(hull.start, PAGE_SIZE);
    image->virt.end = align_up(hull.end, PAGE_SIZE);
    image->phys.start = image->virt.start + offset;
    image->phys.end = image->virt.end + offset;
    return LOADER_OK;
}

/* Looks for the note of boot/note.h among the `size` bytes of notes at `offset` in the file. */
static enum loader_error read_notes(struct elf_image *image, uint64_t offset, uint64_t size)
{
    while (size >= sizeof(struct elf64_note_header)) {
        struct elf64_note_header note;
        uint64_t name = offset + sizeof(note);
        uint64_t desc;
        uint64_t end;

        memcpy(&note, image->file + offset, sizeof(note));
        desc = name + align_up(note.name_size, 4);
        end = desc + align_up(note.desc_size, 4);
        if (end - offset > size) {
            return LOADER_ELF_NOTE;
        }
        if (note.type == BOOT_NOTE_MAX_NODES && note.name_size == sizeof(BOOT_NOTE_NAME) &&
            memcmp(image->file + name, BOOT_NOTE_NAME, sizeof(BOOT_NOTE_NAME)) == 0) {
            if (note.desc_size != sizeof(image->max_nodes)) {
                return LOADER_ELF_NOTE;
            }
            memcpy(&image->max_nodes, image->file + desc, sizeof(image->max_nodes));
            return image->max_nodes == 0 ? LOADER_ELF_NOTE : LOADER_OK;
        }
        size -= end - offset;
        offset = end;
    }
    return LOADER_OK;
}

enum loader_error elf_open(struct elf_image *image, const void *file, uint64_t file_size,
                           enum elf_role role)
{
    struct elf64_header header;
    enum loader_error error;

    *image = (struct elf_image){.file = file, .file_size = file_size};
    error = check_header(image, &header);
    if (error == LOADER_OK) {
        error = check_segments(image, role);
    }
    for (unsigned i = 0; error == LOADER_OK && role == ELF_KERNEL && i < image->phnum; i++) {
        struct elf64_program_header notes = program_header(image, i);

        if (notes.type == ELF64_SEGMENT_NOTE && image->max_nodes == 0) {
            error = inside_file(image, notes.offset, notes.filesz)
                        ? read_notes(image, notes.offset, notes.filesz)
                        : LOADER_ELF_NOTE;
        }
    }
    return error;
}

void elf_unpack(const struct elf_image *image, void *memory)
{
    memset(memory, 0, range_size(image->virt));
    for (unsigned i = 0; i < image->phnum; i++) {
        struct elf64_program_header segment = program_header(image, i);

        if (loads(&segment)) {
            memcpy((uint8_t *)memory + (segment.vaddr - image->virt.start),
                   image->file + segment.offset, segment.filesz);
        }
    }
}
