// SPDX-License-Identifier: BSD-2-Clause
/* Names of functions from an ELF file's symbol table: this program's own. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <roottask/elf.h>

static uint8_t *file;
static uint64_t size;
static uint64_t base; /* where the program was loaded */

int main(int argc, char **argv);

static int read_own_file(void **state)
{
    FILE *f = fopen("/proc/self/exe", "rb");

    (void)state;
    assert_non_null(f);
    fseek(f, 0, SEEK_END);
    size = (uint64_t)ftell(f);
    rewind(f);
    file = malloc(size);
    assert_int_equal(fread(file, 1, size, f), size);
    fclose(f);

    /* The file's addresses begin at 0; in memory its header lies at a page before main. */
    base = (uint64_t)(uintptr_t)main & ~0xfffull;
    while (memcmp((void *)(uintptr_t)base, "\177ELF", 4) != 0) {
        base -= 0x1000;
    }
    return 0;
}

static int forget_it(void **state)
{
    (void)state;
    free(file);
    return 0;
}

static void own_functions_are_found(void **state)
{
    uint64_t offset, length;

    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        uint64_t addr = (uint64_t)(uintptr_t)own_functions_are_found - base + i;
        const char *name = elf_function(file, size, addr, &offset, &length);

        assert_non_null(name);
        assert_int_equal(length, strlen("own_functions_are_found"));
        assert_memory_equal(name, "own_functions_are_found", length);
        assert_int_equal(offset, i);
    }
    assert_null(elf_function(file, size, 1, &offset, &length));
    assert_null(elf_function(file, size, UINT64_MAX, &offset, &length));
    assert_null(elf_function(file, 0, 1, &offset, &length));
}

/* Whatever is in the file: an answer lies inside it. */
static void damaged_files_are_survived(void **state)
{
    uint64_t addr = (uint64_t)(uintptr_t)own_functions_are_found - base;
    uint64_t offset, length;
    uint64_t sections;

    (void)state;
    memcpy(&sections, file + 40, sizeof(sections));
    srand(5);
    for (unsigned i = 0; i < 300; i++) {
        uint64_t at = i % 2 == 0 ? (uint64_t)rand() % 64 : sections + (uint64_t)rand() % 2560;
        uint8_t kept = file[at % size];

        file[at % size] = (uint8_t)rand();
        const char *name = elf_function(file, size, addr, &offset, &length);
        if (name != NULL) {
            assert_true((const uint8_t *)name >= file &&
                        (const uint8_t *)name + length <= file + size);
        }
        file[at % size] = kept;
    }
    for (uint64_t part = 0; part < size; part += 1 + size / 50) {
        uint8_t *copy = malloc(part + 1);

        memcpy(copy, file, part);
        (void)elf_function(copy, part, addr, &offset, &length);
        free(copy);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(own_functions_are_found),
                                       cmocka_unit_test(damaged_files_are_survived)};

    (void)argc;
    (void)argv;
    return cmocka_run_group_tests_name("roottask/symbols", tests, read_own_file, forget_it);
}
