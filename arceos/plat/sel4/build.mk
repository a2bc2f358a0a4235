# SPDX-License-Identifier: BSD-2-Clause
#
# Of the ways to run tasks, only the one that TASK= names.
plat_sel4_skip := $(foreach d,$(filter-out $(or $(TASK),thread),managed thread user),$(call tree,arceos/plat/sel4/$(d)))
