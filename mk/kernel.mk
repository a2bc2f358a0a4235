# SPDX-License-Identifier: BSD-2-Clause
#
# The embedded kernel: build/kernel/<configuration>/kernel.elf.

-include kernel/build.mk
kernel_out := $(B)/kernel/$(KCONF)
kernel_srcs := $(call sources,$(addprefix kernel/,boot syscall object sched smp)) \
	$(call tree,kernel/arch/$(ARCH)) $(call tree,kernel/plat/$(PLAT)) $(freestanding_srcs)
kernel_lds := $(firstword $(wildcard kernel/arch/$(ARCH)/kernel.lds.S kernel/arch/$(ARCH)/kernel.lds))
kernel_flags := $(base_cflags) $(release_cflags) $(no_fp) $(call layer_includes,kernel) $(kernel_cflags)

ifeq ($(PREFIX_DIR),)
$(call compile,kernel,$(kernel_out),$(kernel_srcs),$(kernel_flags),$(call layer_ready,kernel))
$(call third_party_build,libfdt,$(kernel_out))
kernel_objs := $(call objects,$(kernel_out),$(kernel_srcs)) $(call third_party_objects,libfdt,$(kernel_out))

$(call link_script,$(kernel_out)/kernel.lds,$(kernel_lds),$(call layer_includes,kernel),$(abi_ready))
$(call stamp,$(KERNEL_ELF).members,$(kernel_objs) $(kernel_ldflags))
$(KERNEL_ELF): $(kernel_objs) $(kernel_out)/kernel.lds $(KERNEL_ELF).members
	$(if $(and $(kernel_srcs),$(kernel_lds)),,$(error kernel/ has no sources or no kernel.lds))
	$(call say,LD,$@)
	$(Q)$(CC) $(base_ldflags) $(kernel_ldflags) -T $(kernel_out)/kernel.lds -o $@ $(kernel_objs) -lgcc
endif

.PHONY: kernel
kernel: $(KERNEL_ELF)
