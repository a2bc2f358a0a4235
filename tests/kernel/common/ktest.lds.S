// SPDX-License-Identifier: BSD-2-Clause
//
// Image of a kernel suite. The table of cases is sorted by name, so that they run in the order of
// their IDs.

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
    . = 0x400000;
    ktest_image = .;

    .text : {
        *(.text.start)
        *(.text .text.*)
    } :text

    .rodata : ALIGN(0x1000) {
        *(.rodata .rodata.*)
        . = ALIGN(8);
        ktest_cases = .;
        KEEP(*(SORT_BY_NAME(.ktest_cases.*)))
        ktest_cases_end = .;
        QUAD(0)
    } :rodata

    /* Only for the offsets of its variables: each thread has a block of its own, zero at first. */
    .tbss : {
        *(.tbss .tbss.*)
    } :rodata :tls

    .data : ALIGN(0x1000) {
        *(.data .data.*)
    } :data

    .bss : {
        *(.bss .bss.* COMMON)
        . = ALIGN(0x1000);
    } :data

    ASSERT(SIZEOF(.tbss) <= 48, "thread-local storage outgrows its blocks")

    /DISCARD/ : {
        *(.comment .note .note.* .eh_frame .eh_frame_hdr .ARM.attributes)
    }
}
