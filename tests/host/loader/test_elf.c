// SPDX-License-Identifier: BSD-2-Clause
#include <elf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <boot/note.h>
#include <cmocka.h>
#include <loader/elf.h>

#define KERNEL_VIRTUAL  UINT64_C(0xffffff8040000000)
#define KERNEL_PHYSICAL UINT64_C(0x40000000)
#define USER_VIRTUAL    UINT64_C(0x400000)
#define TEXT_OFFSET     0x200
#define DATA_OFFSET     0x300
#define NOTE_OFFSET     0x400

/* A file with a text and a data segment, and room for a note. */
struct file {
    union {
        uint8_t bytes[0x500];
        struct {
            Elf64_Ehdr header;
            Elf64_Phdr segment[3];
        };
    };
};

static struct file make_file(uint64_t virtual, uint64_t physical)
{
    struct file file = {.bytes = {0}};

    memcpy(file.header.e_ident, ELFMAG, SELFMAG);
    file.header.e_ident[EI_CLASS] = ELFCLASS64;
    file.header.e_ident[EI_DATA] = ELFDATA2LSB;
    file.header.e_ident[EI_VERSION] = EV_CURRENT;
    file.header.e_type = ET_EXEC;
    file.header.e_machine = EM_AARCH64;
    file.header.e_version = EV_CURRENT;
    file.header.e_entry = virtual + 0x10;
    file.header.e_phoff = sizeof(Elf64_Ehdr);
    file.header.e_phentsize = sizeof(Elf64_Phdr);
    file.header.e_phnum = 2;
    file.segment[0] =
        (Elf64_Phdr){PT_LOAD, PF_R | PF_X, TEXT_OFFSET, virtual, physical, 0x100, 0x100, 0x1000};
    file.segment[1] = (Elf64_Phdr){PT_LOAD,           PF_R | PF_W, DATA_OFFSET, virtual + 0x2010,
                                   physical + 0x2010, 0x80,        0x3000,      0x1000};
    memset(file.bytes + TEXT_OFFSET, 0x11, 0x100);
    memset(file.bytes + DATA_OFFSET, 0x22, 0x80);
    return file;
}

static struct file kernel_file(void)
{
    return make_file(KERNEL_VIRTUAL, KERNEL_PHYSICAL);
}

static struct file user_file(void)
{
    return make_file(USER_VIRTUAL, 0);
}

static enum loader_error open_as(const struct file *file, enum elf_role role)
{
    struct elf_image image;

    return elf_open(&image, file, sizeof(*file), role);
}

static void add_note(struct file *file, uint32_t name_size, const char *name, uint32_t desc_size,
                     uint32_t nodes)
{
    const uint32_t other[] = {4, 3, 7, 0x00554e47, 0x00010203}; /* one of GNU's before it */
    const uint32_t head[] = {name_size, desc_size, BOOT_NOTE_MAX_NODES};
    uint8_t *at = file->bytes + NOTE_OFFSET;

    memcpy(at, other, sizeof(other));
    memcpy(at + 20, head, sizeof(head));
    memcpy(at + 32, name, name_size);
    memcpy(at + 40, &nodes, sizeof(nodes));
    file->segment[2] = (Elf64_Phdr){.p_type = PT_NOTE, .p_offset = NOTE_OFFSET, .p_filesz = 44};
    file->header.e_phnum = 3;
}

static void test_kernel(void **state)
{
    struct file file = kernel_file();
    struct elf_image image;

    (void)state;
    assert_int_equal(elf_open(&image, &file, sizeof(file), ELF_KERNEL), LOADER_OK);
    assert_int_equal(image.entry, KERNEL_VIRTUAL + 0x10);
    assert_int_equal(image.virt.start, KERNEL_VIRTUAL);
    assert_int_equal(image.virt.end, KERNEL_VIRTUAL + 0x6000);
    assert_int_equal(image.phys.start, KERNEL_PHYSICAL);
    assert_int_equal(image.phys.end, KERNEL_PHYSICAL + 0x6000);
    assert_int_equal(image.max_nodes, 0);
    assert_int_equal(elf_open(&image, &file, sizeof(file), ELF_USER), LOADER_ELF_HALF);
}

static void test_user_ignores_physical(void **state)
{
    struct file file = user_file();
    struct elf_image image;

    (void)state;
    file.segment[1].p_paddr = UINT64_MAX;
    assert_int_equal(elf_open(&image, &file, sizeof(file), ELF_USER), LOADER_OK);
    assert_int_equal(image.virt.start, USER_VIRTUAL);
    assert_int_equal(image.virt.end, USER_VIRTUAL + 0x6000);
    assert_int_equal(open_as(&file, ELF_KERNEL), LOADER_ELF_HALF);
}

static void test_unpack(void **state)
{
    struct file file = user_file();
    struct elf_image image;
    uint8_t *memory = malloc(0x6000);

    (void)state;
    memset(memory, 0xff, 0x6000);
    assert_int_equal(elf_open(&image, &file, sizeof(file), ELF_USER), LOADER_OK);
    assert_int_equal(range_size(image.virt), 0x6000);
    elf_unpack(&image, memory);
    for (unsigned i = 0; i < 0x6000; i++) {
        uint8_t expected = i < 0x100 ? 0x11 : i >= 0x2010 && i < 0x2090 ? 0x22 : 0;

        assert_int_equal(memory[i], expected);
    }
    free(memory);
}

static void test_header_errors(void **state)
{
    struct file file = user_file();
    struct elf_image image;

    (void)state;
    assert_int_equal(elf_open(&image, &file, 63, ELF_USER), LOADER_ELF_TRUNCATED);
    assert_int_equal(elf_open(&image, &file, 0, ELF_USER), LOADER_ELF_TRUNCATED);
    assert_int_equal(elf_open(&image, &file, 64, ELF_USER), LOADER_ELF_HEADERS);
    file.bytes[0] = 0;
    assert_int_equal(open_as(&file, ELF_USER), LOADER_ELF_MAGIC);
    file = user_file();
    file.header.e_ident[EI_CLASS] = ELFCLASS32;
    assert_int_equal(open_as(&file, ELF_USER), LOADER_ELF_CLASS);
    file = user_file();
    file.header.e_ident[EI_DATA] = ELFDATA2MSB;
    assert_int_equal(open_as(&file, ELF_USER), LOADER_ELF_CLASS);
    file = user_file();
    file.header.e_machine = EM_X86_64;
    assert_int_equal(open_as(&file, ELF_USER), LOADER_ELF_MACHINE);
    file = user_file();
    file.header.e_type = ET_DYN;
    assert_int_equal(open_as(&file, ELF_USER), LOADER_ELF_TYPE);
    file = user_file();
    file.header.e_phentsize = 32;
    assert_int_equal(open_as(&file, ELF_USER), LOADER_ELF_HEADERS);
    file = user_file();
    file.header.e_phoff = UINT64_MAX - 8;
    assert_int_equal(open_as(&file, ELF_USER), LOADER_ELF_HEADERS);
    file = user_file();
    file.header.e_phnum = 0;
    assert_int_equal(open_as(&file, ELF_USER), LOADER_ELF_EMPTY);
}

static void test_segment_errors(void **state)
{
    struct file file = user_file();

    (void)state;
    file.segment[1].p_filesz = 0x4000;
    assert_int_equal(open_as(&file, ELF_USER), LOADER_ELF_SEGMENT);
    file = user_file();
    file.segment[1].p_offset = sizeof(file) - 0x7f;
    assert_int_equal(open_as(&file, ELF_USER), LOADER_ELF_SEGMENT);
    file = user_file();
    file.segment[1].p_offset = UINT64_MAX;
    assert_int_equal(open_as(&file, ELF_USER), LOADER_ELF_SEGMENT);
    file = user_file();
    file.segment[1].p_memsz = UINT64_MAX - 0x1000;
    assert_int_equal(open_as(&file, ELF_USER), LOADER_ELF_WRAPS);
    file = user_file();
    file.segment[1].p_vaddr = USER_VIRTUAL + 0xff;
    assert_int_equal(open_as(&file, ELF_USER), LOADER_ELF_OVERLAP);
    file = user_file();
    file.segment[1].p_memsz = UINT64_C(1) << 48;
    assert_int_equal(open_as(&file, ELF_USER), LOADER_ELF_HALF);
    file = kernel_file();
    file.segment[1].p_paddr += 0x1000;
    assert_int_equal(open_as(&file, ELF_KERNEL), LOADER_ELF_OFFSET);
    file = make_file(KERNEL_VIRTUAL, KERNEL_PHYSICAL + 8);
    assert_int_equal(open_as(&file, ELF_KERNEL), LOADER_ELF_OFFSET);
    file = make_file(UINT64_MAX - 0x2fff, KERNEL_PHYSICAL);
    assert_int_equal(open_as(&file, ELF_KERNEL), LOADER_ELF_WRAPS);
}

static void test_entry_errors(void **state)
{
    struct file file = user_file();

    (void)state;
    file.header.e_entry = USER_VIRTUAL + 0x100;
    assert_int_equal(open_as(&file, ELF_USER), LOADER_ELF_ENTRY);
    file.header.e_entry = USER_VIRTUAL + 2;
    assert_int_equal(open_as(&file, ELF_USER), LOADER_ELF_ENTRY);
    file.header.e_entry = USER_VIRTUAL + 0x2010; /* in the data */
    assert_int_equal(open_as(&file, ELF_USER), LOADER_ELF_ENTRY);
    file.header.e_entry = USER_VIRTUAL;
    assert_int_equal(open_as(&file, ELF_USER), LOADER_OK);
}

static void test_note(void **state)
{
    struct file file = kernel_file();
    struct elf_image image;

    (void)state;
    add_note(&file, sizeof(BOOT_NOTE_NAME), BOOT_NOTE_NAME, 4, 8);
    assert_int_equal(elf_open(&image, &file, sizeof(file), ELF_KERNEL), LOADER_OK);
    assert_int_equal(image.max_nodes, 8);
    add_note(&file, sizeof(BOOT_NOTE_NAME), "OtherL", 4, 8);
    assert_int_equal(elf_open(&image, &file, sizeof(file), ELF_KERNEL), LOADER_OK);
    assert_int_equal(image.max_nodes, 0);
    add_note(&file, sizeof(BOOT_NOTE_NAME), BOOT_NOTE_NAME, 4, 0);
    assert_int_equal(open_as(&file, ELF_KERNEL), LOADER_ELF_NOTE);
    add_note(&file, sizeof(BOOT_NOTE_NAME), BOOT_NOTE_NAME, 5, 1);
    assert_int_equal(open_as(&file, ELF_KERNEL), LOADER_ELF_NOTE);
    add_note(&file, sizeof(BOOT_NOTE_NAME), BOOT_NOTE_NAME, UINT32_MAX, 1);
    assert_int_equal(open_as(&file, ELF_KERNEL), LOADER_ELF_NOTE);
    add_note(&file, sizeof(BOOT_NOTE_NAME), BOOT_NOTE_NAME, 4, 1);
    file.segment[2].p_filesz = UINT64_MAX;
    assert_int_equal(open_as(&file, ELF_KERNEL), LOADER_ELF_NOTE);
}

/* Every byte of the headers and the notes set to some values: no answer but a clean one. */
static void test_any_byte(void **state)
{
    static const uint8_t values[] = {0x00, 0x01, 0x7f, 0x80, 0xff};

    (void)state;
    for (unsigned at = 0; at < sizeof(struct file); at++) {
        for (unsigned v = 0; v < sizeof(values); v++) {
            struct file *file = malloc(sizeof(*file));
            struct elf_image image;

            *file = kernel_file();
            add_note(file, sizeof(BOOT_NOTE_NAME), BOOT_NOTE_NAME, 4, 8);
            file->bytes[at] = values[v];
            if (elf_open(&image, file, sizeof(*file), ELF_KERNEL) == LOADER_OK &&
                range_size(image.virt) < 0x100000) {
                void *memory = malloc(range_size(image.virt));

                elf_unpack(&image, memory);
                free(memory);
            }
            free(file);
        }
    }
}

/* Every length of the file, in a block of exactly that size. */
static void test_any_length(void **state)
{
    struct file file = kernel_file();

    (void)state;
    add_note(&file, sizeof(BOOT_NOTE_NAME), BOOT_NOTE_NAME, 4, 8);
    for (size_t size = 0; size < NOTE_OFFSET + 44; size++) {
        void *cut = malloc(size + 1);
        struct elf_image image;

        memcpy((uint8_t *)cut + 1, &file, size);
        assert_int_not_equal(elf_open(&image, (uint8_t *)cut + 1, size, ELF_KERNEL), LOADER_OK);
        free(cut);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kernel),         cmocka_unit_test(test_user_ignores_physical),
        cmocka_unit_test(test_unpack),         cmocka_unit_test(test_header_errors),
        cmocka_unit_test(test_segment_errors), cmocka_unit_test(test_entry_errors),
        cmocka_unit_test(test_note),           cmocka_unit_test(test_any_byte),
        cmocka_unit_test(test_any_length),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
