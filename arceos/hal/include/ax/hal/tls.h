// SPDX-License-Identifier: BSD-2-Clause
/*
 * Thread-local storage of the image: where the initial contents lie, and how a block is laid out.
 * (ELF Handling For Thread-Local Storage, U. Drepper, section 3; AAPCS64 for the 16-byte TCB.)
 */
#pragma once

#include <ax/core/types.h>

/* The image's thread-local storage, from which each task's block is made. */
struct ax_hal_tls_template {
    const void *start; /* Initial contents; NULL if the platform's threads bring their own TLS. */
    size_t file_size;  /* Bytes to copy from start. */
    size_t mem_size;   /* Bytes of the segment; the rest is zero. 0 = no thread-local variable. */
    size_t align;      /* Of the segment; a power of two, at least 1. */
};

/* The image's PT_TLS. Given by the platform from its linker symbols. Constant, any context. */
struct ax_hal_tls_template ax_hal_tls_template(void);

/* Where everything goes in a block of variant 1 (aarch64): TCB of 16 bytes, then the segment. */
struct ax_tls_layout {
    size_t size;    /* Bytes to allocate. */
    size_t align;   /* Alignment of the block. */
    size_t pointer; /* Offset of the thread pointer (the TCB). */
    size_t data;    /* Offset of the segment's first byte. */
};

/* Computes the layout for `tmpl`. Pure. */
struct ax_tls_layout ax_tls_layout_variant1(const struct ax_hal_tls_template *tmpl);

/*
 * Fills `block` (layout->size bytes, aligned to layout->align, owned by the caller) and returns the
 * value of the thread pointer. Any context.
 */
uintptr_t ax_tls_init(void *block, const struct ax_hal_tls_template *tmpl,
                      const struct ax_tls_layout *layout);
