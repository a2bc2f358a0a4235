# SPDX-License-Identifier: BSD-2-Clause
#
# The embedded kernel's own options; mk/kernel.mk builds it.

# Optimised as one program: calls between files are inlined where that saves instructions. Panics of
# debug builds follow the frame pointers; those of release builds look for return addresses.
kernel_cflags := -flto $(if $(filter release,$(MODE)),-fomit-frame-pointer)
kernel_ldflags := -O2 $(kernel_cflags) $(no_fp) -ffreestanding
