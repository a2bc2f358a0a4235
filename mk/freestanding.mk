# SPDX-License-Identifier: BSD-2-Clause
#
# The C library functions that every image without a C library has, compiled with each image's own flags.
# Their loops must not become calls of the functions that they stand in.
freestanding_srcs := $(call sources,freestanding)
$(foreach s,$(freestanding_srcs),$(eval flags-$(s) := -fno-builtin -fno-tree-loop-distribute-patterns -fno-lto \
	-Ithird_party/include))
