# SPDX-License-Identifier: BSD-2-Clause
#
# The benchmark of the kernel: a root task of its own, and its bootable image. Only when it is a goal.

ifneq ($(filter bench-kernel,$(MAKECMDGOALS)),)
kbench_srcs := $(call tree,bench/kernel)
kbench_flags := $(user_base) $(no_fp) $(call layer_includes,kbench)
kbench_elf := $(user_out)/bench-kernel.root.elf

$(call compile,kbench,$(user_out),$(kbench_srcs),$(kbench_flags),$(call layer_ready,kbench))
$(call link_script,$(user_out)/bench-kernel.lds,bench/kernel/bench.lds.S,$(call layer_includes,kbench),$(abi_ready))
kbench_objs := $(call objects,$(user_out),$(kbench_srcs))
$(call stamp,$(kbench_elf).members,$(kbench_objs) $(libsel4_lib))
$(kbench_elf): $(kbench_objs) $(libsel4_lib) $(user_out)/bench-kernel.lds $(kbench_elf).members
	$(call say,LD,$@)
	$(Q)$(CC) $(base_ldflags) -T $(user_out)/bench-kernel.lds -o $@ $(kbench_objs) $(libsel4_lib) -lgcc
$(eval $(call loader_image,$(user_out)/bench-kernel.img.elf,$(KERNEL_ELF),$(kbench_elf),$(SMP)))

.PHONY: bench-kernel
bench-kernel: $(user_out)/bench-kernel.img.elf
endif
