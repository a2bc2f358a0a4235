# SPDX-License-Identifier: BSD-2-Clause
#
# The loader moves itself by copying when it is in the way, so it must run anywhere: no tables of
# addresses from switches, and linked as position independent, which lets the linker script refuse
# whatever would need a relocation.
loader_cflags := -fno-jump-tables -fno-tree-switch-conversion
loader_ldflags := -Wl,-pie,--no-dynamic-linker,-z,text,-z,norelro

# An image of any kernel and root task, for tests and for trying things:
#   make loader-image ROOT=task.elf KERNEL=kernel.elf TASK_ELF=task.elf NODES=1 OUT=image.elf
.PHONY: loader-image
loader-image: loader $(B)/loader/loader.lds
	$(Q)$(CC) $(loader_flags) $(asm_flags) -DKERNEL_ELF='"$(KERNEL)"' -DROOT_ELF='"$(TASK_ELF)"' \
		-DLOADER_NODES=$(or $(NODES),1) -c -o $(OUT).payload.o loader/payload.S
	$(Q)$(CC) $(base_ldflags) $(loader_ldflags) -T $(loader_out)/loader.lds -o $(OUT) $(loader_objs) \
		$(OUT).payload.o -lgcc
