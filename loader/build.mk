# SPDX-License-Identifier: BSD-2-Clause
#
# The loader moves itself by copying when it is in the way, so it must run anywhere: no tables of
# addresses from switches, and linked as position independent, which lets the linker script refuse
# whatever would need a relocation.
loader_cflags := -fno-jump-tables -fno-tree-switch-conversion
loader_ldflags := -Wl,-pie,--no-dynamic-linker,-z,text,-z,norelro

# Loops that implement memcpy and memset must not become calls of memcpy and memset.
flags-loader/string.c := -fno-tree-loop-distribute-patterns
