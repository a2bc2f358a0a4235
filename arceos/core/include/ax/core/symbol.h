// SPDX-License-Identifier: BSD-2-Clause
/*
 * Names of functions, for reports. The table lies in the image: tools/gen_symbols makes it of an
 * image linked without it, and the image is linked a second time with it (mk/user.mk).
 */
#pragma once

#include <ax/core/types.h>

/* A function: where it begins, from ax_symbol_base on, and where its name is. */
struct ax_symbol {
    uint32_t start; /* Bytes from ax_symbol_base. */
    uint32_t name;  /* Bytes from ax_symbol_names. */
};

/* The table, in ascending order; the last entry has no name and says where the last function ends.
 * Without tools/gen_symbols it is empty. */
extern const struct ax_symbol ax_symbols[];
extern const uint32_t ax_symbol_count;
extern const uint64_t ax_symbol_base;
extern const char ax_symbol_names[];

/*
 * Name of the function that `pc` lies in, and in *offset how far; NULL when none is known (*offset
 * is then untouched). The string is constant. Any context.
 */
const char *ax_symbol_find(uintptr_t pc, uintptr_t *offset);

/* Enough for the text of a function of this system; a longer name is cut. */
#define AX_SYMBOL_TEXT 80

/* Writes "name+0x10" for `pc` into buf[0 .. n), "?" if no name is known; returns buf. Any context.
 */
const char *ax_symbol_text(uintptr_t pc, char *buf, size_t n);
