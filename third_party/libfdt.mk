# SPDX-License-Identifier: BSD-2-Clause
#
# libfdt (BSD-2-Clause or GPL-2.0-or-later, used under the first): device trees, freestanding. From the
# source package of arm-trusted-firmware, which carries it complete with its read-write part.
libfdt_package := arm-trusted-firmware
libfdt_version := 2.8.0
libfdt_tarball := arm-trusted-firmware_2.8.0+dfsg.orig.tar.xz
libfdt_sha256 := a4ecc35e0b893fe8682c075fc1bdb858de87e4cb18fbed9a1597e2c9f6d320de
libfdt_members := lib/libfdt include/lib/libfdt
libfdt_subdir := lib/libfdt
libfdt_headers := include/lib/libfdt
libfdt_sources := fdt.c fdt_addresses.c fdt_empty_tree.c fdt_ro.c fdt_rw.c fdt_strerror.c fdt_sw.c fdt_wip.c
libfdt_cflags := $(no_fp)
