# SPDX-License-Identifier: BSD-2-Clause
#
# Include paths of each component from layers.txt: its own, and those of what it may include.

layer_lines := $(shell awk '!/^\#/ && NF == 4 { print $$1 ":" $$2 ":" $$3 ":" $$4 }' layers.txt)
layer_field = $(word $(2),$(subst :, ,$(1)))
layer_list = $(filter-out -,$(subst $(comma), ,$(1)))
$(foreach l,$(layer_lines),\
	$(eval layer_dir-$(call layer_field,$(l),1) := $(call layer_field,$(l),2))\
	$(eval layer_deps-$(call layer_field,$(l),1) := $(call layer_list,$(call layer_field,$(l),3)))\
	$(eval layer_libs-$(call layer_field,$(l),1) := $(call layer_list,$(call layer_field,$(l),4))))
layer_names := $(foreach l,$(layer_lines),$(call layer_field,$(l),1))

# All that a component may include, below it, each once.
uniq = $(if $(1),$(firstword $(1)) $(call uniq,$(filter-out $(firstword $(1)),$(1))))
layer_below = $(call uniq,$(layer_deps-$(1)) $(foreach d,$(layer_deps-$(1)),$(call layer_below,$(d))))
$(foreach n,$(layer_names),$(eval layer_closure-$(n) := $(call layer_below,$(n))))

# A component's include folders: its own, its architecture's, its board's.
layer_roots = $(wildcard $(1)/include $(1)/arch/$(2)/include $(1)/plat/$(3)/include)

# $(call layer_includes,component[,architecture,platform]): the -I options for ABI variant $(abi_dirs).
# seL4's own headers come from a genuine prefix when one is given, so ours are left out then.
layer_includes = $(strip \
	$(foreach c,$(1) $(layer_closure-$(1)),\
		$(if $(filter abi,$(c)),$(abi_includes),\
		$(if $(filter libsel4,$(c)),$(libsel4_includes),\
		$(addprefix -I,$(call layer_roots,$(layer_dir-$(c)),$(or $(2),$(ARCH)),$(or $(3),$(PLAT)))))))\
	$(foreach l,$(call uniq,$(layer_libs-$(1)) $(foreach c,$(layer_closure-$(1)),$(layer_libs-$(c)))),$($(l)_includes)))
# What must exist before a component's first file is compiled.
layer_ready = $(strip $(if $(filter abi libsel4,$(1) $(layer_closure-$(1))),$(abi_ready)) \
	$(foreach l,$(call uniq,$(layer_libs-$(1)) $(foreach c,$(layer_closure-$(1)),$(layer_libs-$(c)))),$($(l)_ready)))
