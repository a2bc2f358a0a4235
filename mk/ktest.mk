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

define ktest_suite
cflags :=
-include tests/kernel/$(1)/suite.mk
ktest_$(1)_srcs := $$(call tree,tests/kernel/$(1))
ktest_$(1)_objs := $$(call objects,$(user_out),$$(ktest_$(1)_srcs) $(ktest_common_srcs))
$$(call compile,ktest-$(1),$(user_out),$$(ktest_$(1)_srcs),$(ktest_flags) $$(cflags),$(call layer_ready,ktests))
$$(call stamp,$(user_out)/ktest-$(1).elf.members,$$(ktest_$(1)_objs) $(user_libs))
$(user_out)/ktest-$(1).elf: $$(ktest_$(1)_objs) $(user_libs) $(user_out)/ktest.lds $(user_out)/ktest-$(1).elf.members
	$$(if $$(ktest_$(1)_srcs),,$$(error tests/kernel/$(1) has no sources))
	$$(call say,LD,$$@)
	$$(Q)$(CC) $(base_ldflags) $(roottask_ldflags) -T $(user_out)/ktest.lds -o $$@ $$(ktest_$(1)_objs) \
		-Wl,--start-group $(user_libs) -Wl,--end-group -lgcc
$$(eval $$(call loader_image,$(user_out)/ktest-$(1).img.elf,$(KERNEL_ELF),$(user_out)/ktest-$(1).elf,$(SMP)))
.PHONY: ktest-$(1)
ktest-$(1): $(user_out)/ktest-$(1).img.elf
endef
$(foreach s,$(ktest_goals),$(eval $(call ktest_suite,$(s))))
