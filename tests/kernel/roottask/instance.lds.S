// SPDX-License-Identifier: BSD-2-Clause
//
// An instance that is no ArceOS: it tests what the root task gives and refuses.

#include <instance/layout.h>

ENTRY(_start)

PHDRS
{
    text PT_LOAD FLAGS(5);
    rodata PT_LOAD FLAGS(4);
    tls PT_TLS FLAGS(4);
    data PT_LOAD FLAGS(6);
}

SECTIONS
{
    . = INSTANCE_IMAGE_BASE;

    .text : { *(.text.start) *(.text .text.*) } :text
    .rodata : ALIGN(0x1000) { *(.rodata .rodata.*) } :rodata
    .tdata : { *(.tdata .tdata.*) } :rodata :tls
    .tbss : { *(.tbss .tbss.*) } :rodata :tls
    .data : ALIGN(0x1000) { *(.data .data.*) } :data
    .bss : { *(.bss .bss.* COMMON) } :data

    /DISCARD/ : { *(.comment .note .note.* .eh_frame .eh_frame_hdr) }
}
