# SPDX-License-Identifier: BSD-2-Clause
#
# The embedded kernel's own options; mk/kernel.mk builds it.

# Optimised as one program: calls between files are inlined where that saves instructions. Backtraces
# of panics, which follow the frame pointers, are for debug builds.
kernel_cflags := -flto $(if $(filter release,$(MODE)),-fomit-frame-pointer)
kernel_ldflags := -O2 $(kernel_cflags) $(no_fp) -ffreestanding
