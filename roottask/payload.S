// SPDX-License-Identifier: BSD-2-Clause
//
// The images of the instances, as data. Compiled once for each application.

    .section .rodata.payload, "a"
    .balign 8
    .globl image_app, image_app_end
image_app:
    .incbin APP_ELF
image_app_end:
