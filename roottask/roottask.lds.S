// SPDX-License-Identifier: BSD-2-Clause
//
// The root task's image. Sections of different rights lie on pages of their own: the kernel maps
// all of them writable and executable, and the root task then takes away what each does not need.

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

    .text : {
        root_text = .;
        *(.text.start)
        *(.text .text.*)
        . = ALIGN(0x1000);
        root_text_end = .;
    } :text

    .rodata : {
        root_rodata = .;
        *(.rodata .rodata.*)
    } :rodata

    /* The template of thread-local storage; the threads have copies. */
    .tdata : ALIGN(16) {
        root_tls = .;
        *(.tdata .tdata.*)
    } :rodata :tls

    .tbss : {
        *(.tbss .tbss.*)
    } :rodata :tls

    .rodata.end : ALIGN(16) {
        BYTE(0)
        . = ALIGN(0x1000);
        root_rodata_end = .;
    } :rodata

    root_tls_file_end = root_tls + SIZEOF(.tdata);
    root_tls_size = SIZEOF(.tdata) + SIZEOF(.tbss);

    .data : ALIGN(0x1000) {
        root_data = .;
        *(.data .data.*)
    } :data

    .bss : {
        *(.bss .bss.* COMMON)
        . = ALIGN(0x1000);
        root_guard = .;
        . += 0x1000;
        *(.root_stack)
        . = ALIGN(0x1000);
        root_end = .;
    } :data

    ASSERT(root_tls_size <= 240, "thread-local storage outgrows its blocks")

    /DISCARD/ : {
        *(.comment .note .note.* .eh_frame .eh_frame_hdr .ARM.attributes)
    }
}
