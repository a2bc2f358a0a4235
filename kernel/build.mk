# SPDX-License-Identifier: BSD-2-Clause
#
# The embedded kernel's own options; mk/kernel.mk builds it.

# The loops of these functions are not to become calls of the functions that they stand in.
flags-kernel/arch/aarch64/string.c := -fno-tree-loop-distribute-patterns
