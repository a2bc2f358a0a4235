// SPDX-License-Identifier: BSD-2-Clause
/*
 * The kernel's image: linked inside the kernel window, loaded at PLAT_KERNEL_PHYS. Pages are
 * mapped as text, constants or data and never as two of them.
 */
#include <arch/machine.h>
#include <plat/link.h>

ENTRY(kernel_start)

PHDRS
{
    text PT_LOAD FLAGS(5);
    rodata PT_LOAD FLAGS(4);
    data PT_LOAD FLAGS(6);
    note PT_NOTE FLAGS(4);
}

SECTIONS
{
    . = ARM_WINDOW + PLAT_KERNEL_PHYS;
    kernel_image_start = .;
    .text : AT(ADDR(.text) - ARM_WINDOW) {
        *(.text.start)
        *(.text.vectors)
        *(.text .text.*)
        . = ALIGN(4096);
    } :text

    kernel_rodata_start = .;
    .note.arcel4 : AT(ADDR(.note.arcel4) - ARM_WINDOW) {
        KEEP(*(.note.arcel4))
    } :rodata :note
    .rodata : AT(ADDR(.rodata) - ARM_WINDOW) {
        *(.rodata .rodata.*)
        . = ALIGN(4096);
    } :rodata

    kernel_data_start = .;
    .data : AT(ADDR(.data) - ARM_WINDOW) {
        *(.data .data.*)
    } :data
    .bss : AT(ADDR(.bss) - ARM_WINDOW) {
        *(.bss .bss.* COMMON)
        . = ALIGN(4096);
    } :data
    kernel_image_end = .;

    /DISCARD/ : {
        *(.comment .eh_frame* .note.GNU-stack .note.gnu.*)
    }
}
