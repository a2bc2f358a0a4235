# SPDX-License-Identifier: BSD-2-Clause
#
# The embedded kernel's own options; mk/kernel.mk builds it.

# Optimised as one program: calls between files are inlined where that saves instructions.
kernel_cflags := -flto -fomit-frame-pointer
kernel_ldflags := -flto=1 -O2 -fomit-frame-pointer -mgeneral-regs-only -ffreestanding

# The loops of these functions are not to become calls of the functions that they stand in.
flags-kernel/arch/aarch64/string.c := -fno-tree-loop-distribute-patterns -fno-lto
