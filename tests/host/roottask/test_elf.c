// SPDX-License-Identifier: BSD-2-Clause
/* ELF files: a good one, one thing wrong at a time, and random bytes. */

#include <elf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <roottask/elf.h>

#define LOW  0x400000
#define HIGH 0x10000000

struct image {
    Elf64_Ehdr header;
    Elf64_Phdr segments[4];
    uint8_t data[0x2000];
};

static struct image image;
static struct elf_plan plan;

static Elf64_Phdr load(uint64_t vaddr, uint64_t offset, uint64_t filesz, uint64_t memsz,
                       uint32_t flags)
{
    return (Elf64_Phdr){.p_type = PT_LOAD,
                        .p_flags = flags,
                        .p_offset = offset,
                        .p_vaddr = vaddr,
                        .p_filesz = filesz,
                        .p_memsz = memsz};
}

static int setup(void **state)
{
    (void)state;
    image = (struct image){.header = {.e_ident = {0x7f, 'E', 'L', 'F', 2, 1, 1},
                                      .e_type = ET_EXEC,
                                      .e_machine = EM_AARCH64,
                                      .e_version = 1,
                                      .e_entry = LOW + 0x40,
                                      .e_phoff = offsetof(struct image, segments),
                                      .e_phentsize = sizeof(Elf64_Phdr),
                                      .e_phnum = 4}};
    /* Not in order of addresses, as linkers may leave them. */
    image.segments[0] = load(LOW + 0x3010, 0x800, 0x20, 0x5000, PF_R | PF_W);
    image.segments[1] = load(LOW, 0x200, 0x400, 0x400, PF_R | PF_X);
    image.segments[2] = load(LOW + 0x1000, 0x600, 0x10, 0x10, PF_R);
    image.segments[3] = (Elf64_Phdr){.p_type = PT_TLS};
    return 0;
}

static enum elf_error parse(void)
{
    return elf_parse(&image, sizeof(image), LOW, HIGH, &plan);
}

static void a_good_file_is_planned(void **state)
{
    (void)state;
    assert_int_equal(parse(), ELF_OK);
    assert_int_equal(plan.count, 3);
    assert_int_equal(plan.entry, LOW + 0x40);
    assert_int_equal(plan.segments[0].flags, ELF_READ | ELF_EXEC);
    assert_int_equal(plan.segments[2].vaddr, LOW + 0x3000);
    assert_int_equal(plan.segments[2].skip, 0x10);
    assert_int_equal(plan.segments[2].pages, 6);
    assert_int_equal(plan.pages, 8);
}

/* Changes one thing and expects one error. */
#define WRONG(change, error)                                                                       \
    do {                                                                                           \
        setup(NULL);                                                                               \
        change;                                                                                    \
        assert_int_equal(parse(), error);                                                          \
    } while (0)

static void one_thing_wrong(void **state)
{
    (void)state;
    WRONG(image.header.e_ident[0] = 0, ELF_NOT_ELF);
    WRONG(image.header.e_ident[4] = 1, ELF_NOT_ELF);
    WRONG(image.header.e_ident[5] = 2, ELF_NOT_ELF);
    WRONG(image.header.e_version = 2, ELF_NOT_ELF);
    WRONG(image.header.e_machine = EM_X86_64, ELF_NOT_AARCH64);
    WRONG(image.header.e_type = ET_DYN, ELF_NOT_STATIC);
    WRONG(image.segments[3].p_type = PT_INTERP, ELF_NOT_STATIC);
    WRONG(image.segments[3].p_type = PT_DYNAMIC, ELF_NOT_STATIC);
    WRONG(image.header.e_phnum = 0, ELF_SEGMENTS);
    WRONG(image.header.e_phentsize = 55, ELF_SEGMENTS);
    WRONG(image.header.e_phnum = 1, ELF_ENTRY);
    WRONG(image.header.e_phoff = sizeof(image) - 10, ELF_TRUNCATED);
    WRONG(image.header.e_phoff = UINT64_MAX - 8, ELF_TRUNCATED);
    WRONG(image.header.e_entry = LOW + 0x1000, ELF_ENTRY);
    WRONG(image.header.e_entry = LOW + 0x42, ELF_ENTRY);
    WRONG(image.header.e_entry = 0, ELF_ENTRY);
}

static void one_segment_wrong(void **state)
{
    (void)state;
    WRONG(image.segments[1].p_flags = PF_R | PF_W | PF_X, ELF_RIGHTS);
    WRONG(image.segments[1].p_vaddr = LOW - 0x1000, ELF_RANGE);
    WRONG(image.segments[1].p_vaddr = HIGH, ELF_RANGE);
    WRONG(image.segments[0].p_memsz = UINT64_MAX, ELF_RANGE);
    WRONG(image.segments[0].p_memsz = 0x1f, ELF_RANGE);
    WRONG(image.segments[0].p_offset = sizeof(image) - 0x1f, ELF_TRUNCATED);
    WRONG(image.segments[0].p_offset = UINT64_MAX, ELF_TRUNCATED);
    WRONG(image.segments[2].p_vaddr = LOW + 0x800, ELF_OVERLAP);
    WRONG(image.segments[2].p_vaddr = LOW, ELF_OVERLAP);
    WRONG(image.segments[0].p_vaddr = LOW + 0x1010, ELF_OVERLAP);
}

static void short_files_are_truncated(void **state)
{
    (void)state;
    for (uint64_t size = 0; size < 0x820; size++) {
        struct image *copy = malloc(size != 0 ? size : 1);

        memcpy(copy, &image, size);
        assert_int_equal(elf_parse(copy, size, LOW, HIGH, &plan), ELF_TRUNCATED);
        free(copy);
    }
}

static void random_damage_is_survived(void **state)
{
    (void)state;
    srand(1);
    for (unsigned i = 0; i < 100000; i++) {
        setup(NULL);
        for (unsigned n = 0; n < 4; n++) {
            ((uint8_t *)&image)[(size_t)rand() % offsetof(struct image, data)] = (uint8_t)rand();
        }

        enum elf_error error = parse();

        assert_in_range(error, ELF_OK, ELF_ERROR_END - 1);
        assert_non_null(elf_error_text(error));
        for (uint32_t s = 0; error == ELF_OK && s < plan.count; s++) {
            const struct elf_segment *seg = &plan.segments[s];

            assert_true(seg->vaddr >= LOW && seg->vaddr + seg->pages * 0x1000 <= HIGH);
            assert_true(seg->offset + seg->file_size <= sizeof(image));
            assert_true(seg->skip + seg->file_size <= seg->pages * 0x1000);
            assert_true((seg->flags & (ELF_WRITE | ELF_EXEC)) != (ELF_WRITE | ELF_EXEC));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_good_file_is_planned, setup),
        cmocka_unit_test(one_thing_wrong),
        cmocka_unit_test(one_segment_wrong),
        cmocka_unit_test_setup(short_files_are_truncated, setup),
        cmocka_unit_test(random_damage_is_survived),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
