// SPDX-License-Identifier: BSD-2-Clause
//
// The image of an instance: one segment for each kind of access, so that the root task can map it
// W^X (abi/include/instance/layout.h).
#include <instance/layout.h>

OUTPUT_FORMAT("elf64-littleaarch64")
OUTPUT_ARCH(aarch64)
ENTRY(_start)

PHDRS
{
    text   PT_LOAD FLAGS(5);
    rodata PT_LOAD FLAGS(4);
    data   PT_LOAD FLAGS(6);
    tls    PT_TLS  FLAGS(4);
}

SECTIONS
{
    . = INSTANCE_IMAGE_BASE;
    plat_image_start = .;

    .text : ALIGN(INSTANCE_PAGE_SIZE) {
        plat_text_start = .;
        *(.text.start)
        *(.text .text.*)
        plat_text_end = .;
    } :text

    .rodata : ALIGN(INSTANCE_PAGE_SIZE) {
        plat_rodata_start = .;
        *(.rodata .rodata.*)
    } :rodata
    .eh_frame : { *(.eh_frame .eh_frame.*) } :rodata
    .init_array : ALIGN(8) {
        plat_init_array_start = .;
        KEEP(*(SORT_BY_INIT_PRIORITY(.init_array.*)))
        KEEP(*(.init_array))
        plat_init_array_end = .;
        plat_rodata_end = .;
    } :rodata

    . = ALIGN(INSTANCE_PAGE_SIZE); /* here, since .tdata may be empty */
    .tdata : {
        plat_data_start = .;
        plat_tls_start = .;
        *(.tdata .tdata.*)
        plat_tls_file_end = .;
    } :data :tls
    .tbss : { *(.tbss .tbss.*) } :data :tls

    plat_tls_align = MAX(ALIGNOF(.tdata), ALIGNOF(.tbss));
    plat_tls_mem_size = SIZEOF(.tdata) + SIZEOF(.tbss) +
                        (SIZEOF(.tbss) == 0 ? 0 : ADDR(.tbss) - (ADDR(.tdata) + SIZEOF(.tdata)));

    .data : ALIGN(16) {
        *(.data .data.*)
        *(.got .got.plt)
        plat_data_end = .;
    } :data
    .bss : ALIGN(16) {
        plat_bss_start = .;
        *(.bss .bss.*)
        *(COMMON)
    } :data
    . = ALIGN(INSTANCE_PAGE_SIZE);
    plat_image_end = .;

    ASSERT(. <= INSTANCE_IMAGE_END, "the image does not fit its address range")

    /DISCARD/ : { *(.note.* .comment .gnu.*) }
}
