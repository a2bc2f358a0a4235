// SPDX-License-Identifier: BSD-2-Clause
//
// Bounds of the files and of the root task's own sections, from payload.S and the linker script.
#pragma once

#include <stdint.h>

/* An application's ELF file, as built. */
struct image {
    const uint8_t *start;
    const uint8_t *end;
};

/* All of them. */
extern const struct image image_table[], image_table_end[];

/* The description of the instances (roottask/system.h). */
extern const char system_text[], system_text_end[];

/* Sections of the root task, each on pages of its own; root_guard is one page that is never mapped.
 */
extern uint8_t root_text[], root_text_end[];
extern uint8_t root_rodata[], root_rodata_end[];
extern uint8_t root_data[], root_end[];
extern uint8_t root_guard[];

/* Template of thread-local storage. */
extern const uint8_t root_tls[], root_tls_file_end[];
