# SPDX-License-Identifier: BSD-2-Clause
#
# string.c defines what the compiler would otherwise replace its loops by.
flags-roottask/string.c := -fno-builtin -fno-tree-loop-distribute-patterns
roottask_cflags := -ftls-model=local-exec
