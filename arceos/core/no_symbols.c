// SPDX-License-Identifier: BSD-2-Clause
/*
 * An image without a table of names; in the second link the table's own object takes its place. In
 * a file of its own, for in this one the compiler may take the values for granted.
 */

#include <ax/core/symbol.h>

AX_WEAK const struct ax_symbol ax_symbols[] = {{0, 0}};
AX_WEAK const uint32_t ax_symbol_count = 0;
AX_WEAK const uint64_t ax_symbol_base = 0;
AX_WEAK const char ax_symbol_names[] = "";
