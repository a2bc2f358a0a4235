// SPDX-License-Identifier: BSD-2-Clause
/* CONTRACT_VIRTUAL and CONTRACT_PHYSICAL: where the image lies. */
OUTPUT_FORMAT("elf64-littleaarch64")
OUTPUT_ARCH(aarch64)
ENTRY(contract_start)

PHDRS
{
    text PT_LOAD FLAGS(5);
    note PT_NOTE FLAGS(4);
    data PT_LOAD FLAGS(6);
}

SECTIONS
{
    . = CONTRACT_VIRTUAL;
    .text : AT(CONTRACT_PHYSICAL) { *(.text.start) *(.text .text.*) *(.rodata .rodata.*) } :text
    .note.arcel4 : { KEEP(*(.note.arcel4)) } :text :note
    . = ALIGN(4096);
    .data : { *(.data .data.*) } :data
    .bss : { *(.bss .bss.*) } :data
    /DISCARD/ : { *(.comment .eh_frame .note.GNU-stack) }
}
