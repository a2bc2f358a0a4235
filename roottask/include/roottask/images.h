// SPDX-License-Identifier: BSD-2-Clause
//
// Bounds of the files and of the root task's own sections, from payload.S and the linker script.
#pragma once

#include <stdint.h>

/* The application's ELF file, as built. */
extern const uint8_t image_app[];
extern const uint8_t image_app_end[];

/* Sections of the root task, each on pages of its own; root_guard is one page that is never mapped.
 */
extern uint8_t root_text[], root_text_end[];
extern uint8_t root_rodata[], root_rodata_end[];
extern uint8_t root_data[], root_end[];
extern uint8_t root_guard[];

/* Template of thread-local storage. */
extern const uint8_t root_tls[], root_tls_file_end[];
