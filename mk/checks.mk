# SPDX-License-Identifier: BSD-2-Clause
#
# Checks that need the components' own flags: every header compiles alone, and objects that run without
# FP state hold no FP instruction.

# Headers for the host's implementations are compiled by the host's compiler.
check_out := $(user_out)/headers
header_list = $(filter-out %/arch/host/% %/arch/hosttest/%,$(shell test -d $(1) && find $(1) -name '*.h'))
define header_check
$(check_out)/$(2).ok: $(2) | $(call layer_ready,$(1))
	@mkdir -p $$(@D)
	$$(call say,HEADER,$(2))
	$$(Q)$(CC) $(3) -MMD -MP -MF $$(@:.ok=.d) -MT $$@ -fsyntax-only -include $(2) -x c /dev/null
	@touch $$@
check_headers += $(check_out)/$(2).ok
-include $(check_out)/$(2).d
endef
header_checks = $(foreach h,$(call header_list,$(2)),$(eval $(call header_check,$(1),$(h),$(3))))

ifneq ($(filter check-headers,$(MAKECMDGOALS)),)
base_header_flags := $(base_cflags) $(no_fp)
$(call header_checks,abi,abi/include,$(base_header_flags) $(call layer_includes,abi))
$(call header_checks,kernel,kernel,$(kernel_flags))
$(call header_checks,loader,loader,$(loader_flags))
$(foreach c,libsel4 oskit roottask $(user_modules),$(call header_checks,$(c),$(layer_dir-$(c)),$($(c)_flags)))
endif

.PHONY: check-headers list-no-fp
check-headers: $(check_headers)

# The C objects that must hold no FP instruction, for tools/check_no_fp. Assembly may: it saves FP state.
no_fp_objs := $(filter %.c.o,$(kernel_objs) $(loader_objs) $(foreach c,libsel4 oskit roottask $(user_modules),$($(c)_objs)))
list-no-fp: $(no_fp_objs)
	@printf '%s\n' $(no_fp_objs)
