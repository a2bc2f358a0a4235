# SPDX-License-Identifier: BSD-2-Clause
#
# TLSF 3.0 (public domain): the byte allocator, from the source package of zynaddsubfx. It aligns to 8
# bytes: callers that need 16 ask tlsf_memalign for it.
tlsf_package := zynaddsubfx
tlsf_version := 3.0.6
tlsf_tarball := zynaddsubfx_3.0.6.orig.tar.bz2
tlsf_sha256 := cbd160778f6cf147f9b0487719edc5197a1404f46d7c7bfd89e153f0d8ce71ae
tlsf_members := tlsf
tlsf_subdir := tlsf
tlsf_headers := tlsf
tlsf_sources := tlsf.c
# Its messages (a pool of a wrong size) go where all output goes.
tlsf_cflags := $(no_fp) -Dprintf=ax_printf
