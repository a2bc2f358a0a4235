# SPDX-License-Identifier: BSD-2-Clause
#
# The parts of the loader that touch no hardware.
layers := loader
arch := aarch64
plat := qemu-virt
libs := libfdt
srcs := loader/elf.c loader/error.c loader/range.c loader/plan.c loader/devtree.c loader/console.c \
	loader/arch/aarch64/paging.c
