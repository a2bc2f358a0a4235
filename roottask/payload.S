// SPDX-License-Identifier: BSD-2-Clause
//
// What the root task carries as data, compiled once for each system: the ELF files of the
// applications, as the file IMAGES lists them (image "path", one after the other), and the
// description of the instances (roottask/system.h).

    .macro image path
    .pushsection .rodata.payload, "a"
    .balign 8
1:  .incbin "\path"
2:  .popsection
    .quad 1b, 2b
    .endm

    .section .rodata.images, "a"
    .balign 8
    .globl image_table, image_table_end
image_table:
#include IMAGES
image_table_end:

    .section .rodata.system, "a"
    .globl system_text, system_text_end
system_text:
    .incbin SYSTEM
system_text_end:
