# SPDX-License-Identifier: BSD-2-Clause
#
# The embedded kernel's own options; mk/kernel.mk builds it.

# Switches become comparisons and no reads of tables; a loop that copies is not turned into a call
# of the function that it stands in.
kernel_cflags := -fno-tree-switch-conversion
kernel_ldflags := -Wl,--gc-sections
