# SPDX-License-Identifier: BSD-2-Clause
#
# seL4's user interface: headers generated from the tables of abi/ for the kernel's configuration, or a
# genuine kernel's own headers.

gen := $(B)/gen/$(KCONF)

ifeq ($(PREFIX_DIR),)
abi_ready := $(gen)/.generated
abi_own_includes := -Iabi/include -I$(gen)/include
libsel4_includes = $(addprefix -I,$(call layer_roots,libsel4,$(ARCH),$(PLAT)))

gen_abi_args := --nodes $(if $(filter smp1-%,$(KCONF)),8,1) $(if $(filter debug,$(MODE)),--debug) \
	--cnode-bits $(CNODE_BITS)
$(call stamp,$(gen)/.flags,$(gen_abi_args))
$(abi_ready): $(gen)/.flags $(wildcard abi/*.tbl tools/gen_abi*)
	$(call say,GEN,$(gen)/include)
	$(Q)tools/gen_abi $(gen_abi_args) --out $(gen)/include
	@touch $@
# Headers whose text stays the same keep their time, so what includes them is not built again.
$(gen)/include/%.h: $(abi_ready) ;
else
# All of abi/include but seL4's part, which the prefix has.
abi_ready := $(B)/$(VARIANT)/abi/.linked
abi_own_includes := -I$(B)/$(VARIANT)/abi
libsel4_includes := -isystem $(PREFIX_DIR)/libsel4/include

$(abi_ready): $(wildcard abi/include/*)
	@rm -rf $(@D) && mkdir -p $(@D)
	@for d in $(filter-out abi/include/sel4 abi/include/kernel,$(wildcard abi/include/*)); do ln -s $(top)/$$d $(@D)/; done
	@touch $@
endif

# The loader is the same for every kernel: it sees only the contracts.
abi_includes = $(if $(filter loader,$(1)),-Iabi/include,$(abi_own_includes))
