# SPDX-License-Identifier: BSD-2-Clause
#
# make install PREFIX=dir: the embedded kernel and its libsel4 in the layout of seL4's own installation.

.PHONY: install
install: $(KERNEL_ELF) $(abi_ready)
	$(if $(PREFIX),,$(error install: give PREFIX=, the folder to install to))
	$(if $(PREFIX_DIR),$(error install: leave SEL4_PREFIX= out, the embedded kernel is what is installed))
	$(call say,INSTALL,'$(PREFIX)')
	$(Q)tools/install --prefix '$(PREFIX)' --kernel $(KERNEL_ELF) --mem $(MEM_MB) --smp $(SMP) \
		--include abi/include --include libsel4/include --include $(gen)/include --src libsel4/src
