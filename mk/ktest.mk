# SPDX-License-Identifier: BSD-2-Clause
#
# Kernel test suites: root tasks of their own. Only those among the goals get rules.

ktest_common_srcs := $(call tree,tests/kernel/common)
ktest_lds := $(firstword $(wildcard tests/kernel/common/*.lds.S tests/kernel/common/*.lds roottask/roottask.lds.S))
ktest_flags := $(user_base) $(no_fp) -Itests/kernel/common/include -Itests/kernel/common $(call layer_includes,ktests)

ktest_goals := $(patsubst ktest-%,%,$(filter ktest-%,$(MAKECMDGOALS)))
ifneq ($(ktest_goals),)
$(call compile,ktest,$(user_out),$(ktest_common_srcs),$(ktest_flags),$(call layer_ready,ktests))
$(call link_script,$(user_out)/ktest.lds,$(ktest_lds),$(call layer_includes,ktests),$(abi_ready))
endif

# A suite that sets instance := <linker script> is no root task but an instance of ours.
define ktest_suite
cflags :=
instance :=
-include tests/kernel/$(1)/suite.mk
ktest_$(1)_srcs := $$(call tree,tests/kernel/$(1))
$$(call compile,ktest-$(1),$(user_out),$$(ktest_$(1)_srcs),$(ktest_flags) $$(cflags),$(call layer_ready,ktests))
$$(eval $$(if $$(instance),$$(call ktest_instance,$(1),$$(instance)),$$(call ktest_root,$(1))))
$$(eval $$(call loader_image,$(user_out)/ktest-$(1).img.elf,$(KERNEL_ELF),$(user_out)/ktest-$(1).root.elf,$(SMP)))
.PHONY: ktest-$(1)
ktest-$(1): $(user_out)/ktest-$(1).img.elf
endef

# $(call ktest_link,output,linker script,objects)
define ktest_link
$$(call stamp,$(1).members,$(3) $(user_libs) $(2))
$(1): $(3) $(user_libs) $(2) $(1).members
	$$(if $(3),,$$(error no sources for $(1)))
	$$(call say,LD,$$@)
	$$(Q)$(CC) $(base_ldflags) $(roottask_ldflags) -T $(2) -o $$@ $(3) \
		-Wl,--start-group $(user_libs) -Wl,--end-group -lgcc
endef
ktest_objs = $(call objects,$(user_out),$(ktest_$(1)_srcs) $(2))

define ktest_root
$$(eval $$(call ktest_link,$(user_out)/ktest-$(1).root.elf,$(user_out)/ktest.lds,$$(call ktest_objs,$(1),$(ktest_common_srcs))))
endef
define ktest_instance
$$(call link_script,$(user_out)/ktest-$(1).lds,$(2),$(call layer_includes,ktests),$(abi_ready))
$$(eval $$(call ktest_link,$(user_out)/ktest-$(1).elf,$(user_out)/ktest-$(1).lds,$$(call ktest_objs,$(1))))
$$(call root_task,$(user_out)/ktest-$(1).root.elf,$(user_out)/ktest-$(1).elf)
endef
$(foreach s,$(ktest_goals),$(eval $(call ktest_suite,$(s))))
