// SPDX-License-Identifier: BSD-2-Clause
/*
 * The parts of the loader's own image: linker script and payload.S define them. In memory, from low
 * to high: text, data (with stacks and tables), read-only data with the payload last.
 */
#pragma once

#include <stdint.h>

/* Addressed relative to the program counter, since the image may have been moved. */
#pragma GCC visibility push(hidden)

/** First byte of the image and of its text, which is where the machine enters. */
extern char image_start[];
/** First byte after the text. */
extern char image_text_end[];

/** First byte after the image. */
extern char image_end[];

/** The payload: the kernel's and the root task's ELF files. */
extern const uint8_t payload_kernel[];
extern const uint8_t payload_kernel_end[];
extern const uint8_t payload_root[];
extern const uint8_t payload_root_end[];

/** Number of cores that a kernel without the note of boot/note.h waits for (LOADER_NODES). */
extern const uint32_t payload_nodes;

#pragma GCC visibility pop
