// SPDX-License-Identifier: BSD-2-Clause
/*
 * What the loader carries. KERNEL_ELF and ROOT_ELF are the quoted paths of the two files;
 * LOADER_NODES is the number of cores that a kernel waits for which does not tell it itself
 * (boot/note.h).
 */
#ifndef LOADER_NODES
#define LOADER_NODES 1
#endif

    .section .payload, "a"

    .global payload_nodes
    .balign 4
payload_nodes:
    .word LOADER_NODES

    .global payload_kernel, payload_kernel_end
    .balign 64
payload_kernel:
    .incbin KERNEL_ELF
payload_kernel_end:

    .global payload_root, payload_root_end
    .balign 64
payload_root:
    .incbin ROOT_ELF
payload_root_end:
