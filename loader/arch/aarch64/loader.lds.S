// SPDX-License-Identifier: BSD-2-Clause
/*
 * Text, then data, then read-only data with the payload at its end. Zeroed data comes before the
 * payload on purpose: the machine loads an image that is too large for its RAM as far as it goes,
 * and a loader with stack and data can still say so.
 */
#include <loader/link.h>

OUTPUT_FORMAT("elf64-littleaarch64")
OUTPUT_ARCH(aarch64)
ENTRY(loader_start)

PHDRS
{
    text PT_LOAD FLAGS(5);
    data PT_LOAD FLAGS(6);
    rodata PT_LOAD FLAGS(4);
    stack PT_GNU_STACK FLAGS(6);
}

SECTIONS
{
    . = LOADER_LINK_ADDRESS;
    image_start = .;
    .text : {
        KEEP(*(.text.start))
        *(.text .text.*)
    } :text
    . = ALIGN(4096);
    image_text_end = .;

    .data : { *(.data .data.*) } :data
    .bss : {
        . = ALIGN(16);
        image_bss_start = .;
        *(.bss .bss.*)
        . = ALIGN(16);
        image_bss_end = .;
    } :data
    . = ALIGN(4096);

    .rodata : { *(.rodata .rodata.*) } :rodata
    .payload : { KEEP(*(.payload)) } :rodata
    . = ALIGN(4096);
    image_end = .;

    /*
     * The image is linked as position independent, and must be so without any relocation at run
     * time: the loader moves itself by copying.
     */
    .rela.dyn : { *(.rela .rela.*) }
    ASSERT(SIZEOF(.rela.dyn) == 0, "the loader contains absolute addresses")

    /DISCARD/ : {
        *(.interp .dynamic .dynsym .dynstr .hash .gnu.hash .note .note.* .comment .eh_frame)
    }
}
