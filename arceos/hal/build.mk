# SPDX-License-Identifier: BSD-2-Clause
#
# Of the architectures, only the one that the image is for.
hal_skip := $(filter-out arceos/hal/arch/$(ARCH)/%,$(call tree,arceos/hal/arch))
