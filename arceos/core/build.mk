# SPDX-License-Identifier: BSD-2-Clause
#
# The loops of memcpy and memset must not become calls of themselves.
flags-arceos/core/mem.c := -fno-tree-loop-distribute-patterns
