// SPDX-License-Identifier: BSD-2-Clause
/* The image of the benchmark's root task. */
ENTRY(_start)

PHDRS
{
    text PT_LOAD FLAGS(5);
    data PT_LOAD FLAGS(6);
}

SECTIONS
{
    . = 0x400000;
    bench_image_start = .;
    .text : {
        *(.text.start)
        *(.text .text.*)
        *(.rodata .rodata.*)
    } :text
    .data : ALIGN(0x1000) {
        *(.data .data.*)
    } :data
    .tbss : {
        *(.tbss .tbss.*)
    } :data
    .bss : {
        *(.bss .bss.* COMMON)
        . = ALIGN(0x1000);
    } :data

    /DISCARD/ : {
        *(.comment .note .note.* .eh_frame .eh_frame_hdr .ARM.attributes)
    }
}
