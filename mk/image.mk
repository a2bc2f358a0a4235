# SPDX-License-Identifier: BSD-2-Clause
#
# Images: the root task with applications inside, and the loader with kernel and root task inside.
# roottask/payload.S includes the ELF files that IMAGES lists and the description SYSTEM, loader/payload.S the
# files KERNEL_ELF and ROOT_ELF; LOADER_NODES tells the loader how many cores a kernel without a note of its own
# waits for.

root_lds := $(firstword $(wildcard roottask/roottask.lds.S roottask/roottask.lds))
$(call link_script,$(user_out)/roottask.lds,$(root_lds),$(call layer_includes,roottask),$(abi_ready))

# $(call root_task,output,ELF files,description): rules for our root task with these images inside.
define root_task_body
$$(call stamp,$(1:.elf=.images),$(foreach f,$(2),image "$(f)";))
$(1:.elf=.payload.o): roottask/payload.S $(2) $(1:.elf=.images) $(3) $(1).flags | $(call layer_ready,roottask)
	$$(Q)$(CC) $(roottask_flags) $(asm_flags) -iquote . -DIMAGES='"$(1:.elf=.images)"' -DSYSTEM='"$(3)"' -MMD -MP -c -o $$@ $$<
-include $(1:.elf=.payload.d)
$$(call stamp,$(1).flags,$(roottask_flags) $(2) $(3) $(roottask_objs) $(user_libs) $(roottask_ldflags))
$(1): $(roottask_objs) $(1:.elf=.payload.o) $(user_libs) $(user_out)/roottask.lds $(1).flags
	$$(if $(roottask_srcs),,$$(error roottask/ has no sources))
	$$(call say,LD,$(1))
	$$(Q)$(CC) $(base_ldflags) $(roottask_ldflags) -T $(user_out)/roottask.lds -o $(1) $(roottask_objs) \
		$(1:.elf=.payload.o) -Wl,--start-group $(user_libs) -Wl,--end-group -lgcc
endef
root_task = $(eval $(call root_task_body,$(1),$(2),$(or $(3),roottask/one.system)))

# The root task of an application or of several, or any other one with ROOT=.
several := $(and $(APP),$(if $(ROOT_ELF)$(APP_DIR),,y))
ifneq ($(ROOT_ELF),)
root_elf := $(ROOT_ELF)
else ifneq ($(APP),)
root_elf := $(user_out)/$(APP).root.elf
root_system := $(if $(several),$(user_out)/$(APP).system)
ifneq ($(several),)
# Written anew only when it says something else.
$(shell mkdir -p $(user_out) && env $(given) tools/check_config --system >$(root_system).new && \
	{ cmp -s $(root_system).new $(root_system) || cp $(root_system).new $(root_system); } && rm -f $(root_system).new)
endif
$(call root_task,$(root_elf),$(app_elfs),$(root_system))
endif

# The loader's own objects are the same for every kernel and root task.
-include loader/build.mk
loader_out := $(B)/loader
loader_srcs := $(filter-out %/payload.S $(loader_skip),$(call sources,loader) $(call tree,loader/arch/$(ARCH)) \
	$(call tree,loader/plat/$(PLAT))) $(freestanding_srcs)
# Before the MMU is on, memory is device memory: no unaligned access.
loader_flags := $(base_cflags) $(release_cflags) $(no_fp) -mstrict-align $(call layer_includes,loader) $(loader_cflags)
$(call compile,loader,$(loader_out),$(loader_srcs),$(loader_flags),$(call layer_ready,loader))
$(call third_party_build,libfdt,$(loader_out),-mstrict-align)
loader_objs := $(call objects,$(loader_out),$(loader_srcs)) $(call third_party_objects,libfdt,$(loader_out))
loader_lds := $(firstword $(wildcard loader/loader.lds.S loader/loader.lds loader/arch/$(ARCH)/loader.lds.S loader/arch/$(ARCH)/loader.lds))
$(call link_script,$(loader_out)/loader.lds,$(loader_lds),$(call layer_includes,loader))

# $(call loader_image,image,kernel ELF,root task ELF,nodes): rules for one bootable image.
define loader_image
$(1:.elf=.payload.o): loader/payload.S $(2) $(3) $(1).flags | $(call layer_ready,loader)
	$$(Q)$(CC) $(loader_flags) $(asm_flags) -DKERNEL_ELF='"$(2)"' -DROOT_ELF='"$(3)"' -DLOADER_NODES=$(4) -MMD -MP -c -o $$@ $$<
-include $(1:.elf=.payload.d)
$$(call stamp,$(1).flags,$(loader_flags) $(2) $(3) $(4) $(loader_objs) $(loader_ldflags))
$(1): $(loader_objs) $(1:.elf=.payload.o) $(loader_out)/loader.lds $(1).flags
	$$(if $(loader_srcs),,$$(error loader/ has no sources))
	$$(call say,LD,$(1))
	$$(Q)$(CC) $(base_ldflags) $(loader_ldflags) -T $(loader_out)/loader.lds -o $(1) $(loader_objs) $(1:.elf=.payload.o) -lgcc
endef
ifneq ($(APP),)
$(eval $(call loader_image,$(IMAGE),$(KERNEL_ELF),$(root_elf),$(SMP)))
endif

.PHONY: build loader user
build: $(if $(APP),$(IMAGE))
loader: $(loader_objs)
# Everything above the kernel that has sources, without the final images.
user: $(module_libs) $(user_libs) $(roottask_objs)
