// SPDX-License-Identifier: BSD-2-Clause
/*
 * The ELF note by which a kernel tells the loader how many cores it takes.
 *
 * A kernel carries it in a section that a PT_NOTE program header covers. Name BOOT_NOTE_NAME
 * (terminating zero included in the size), type BOOT_NOTE_MAX_NODES, descriptor one 32-bit
 * little-endian number n, at least 1: the loader starts as many cores as the machine has, but at
 * most n, and the kernel finds the number in x6 (see boot/entry.h).
 *
 * Genuine seL4 has no such note and waits until exactly CONFIG_MAX_NUM_NODES cores have arrived;
 * for a kernel without the note the loader therefore starts exactly the number of cores that its
 * build was given (LOADER_NODES), and refuses a machine that has fewer.
 *
 * Source: ELF specification (gABI), chapter "Note Section".
 */
#pragma once

/** Owner name of the note. */
#define BOOT_NOTE_NAME "ArceL4"

/** Note type: most cores that the kernel takes. */
#define BOOT_NOTE_MAX_NODES 1

#ifdef __ASSEMBLER__
// clang-format off

/** Emits the note, in a section of its own, for a kernel that takes up to `nodes` cores. */
.macro boot_note_max_nodes nodes
    .pushsection .note.arcel4, "a", %note
    .balign 4
    .word 2f - 1f
    .word 4f - 3f
    .word BOOT_NOTE_MAX_NODES
1:  .asciz BOOT_NOTE_NAME
2:  .balign 4
3:  .word \nodes
4:  .balign 4
    .popsection
.endm

// clang-format on
#endif
