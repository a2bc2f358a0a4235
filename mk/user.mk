# SPDX-License-Identifier: BSD-2-Clause
#
# Everything above the kernel: libsel4, oskit, the modules of arceos, the root task and the application.
# One folder of build output per variant (kernel configuration or genuine kernel, mode).

user_out := $(B)/$(VARIANT)
user_modules := $(filter-out plat_host,$(foreach n,$(layer_names),$(if $(filter arceos/%,$(layer_dir-$(n))),$(n))))
user_base := $(base_cflags) $(mode_cflags) -DAX_DEBUG=$(if $(filter debug,$(MODE)),1,0)

# A prefix may bring libsel4's own sources: then those are used.
source_folder-libsel4 := $(and $(PREFIX_DIR),$(wildcard $(PREFIX_DIR)/libsel4/src))
source_folder = $(or $(source_folder-$(1)),$(layer_dir-$(1)))

# Objects and archive of one component: $(call user_component,name). Its build.mk may set <name>_cflags,
# <name>_skip (sources to leave out) and flags-<source file>. A payload.S includes another image and is
# compiled per image instead.
define user_component
-include $(layer_dir-$(1))/build.mk
$(1)_srcs := $$(filter-out %/payload.S $$($(1)_skip),$$(call tree,$(call source_folder,$(1))))
$(1)_flags := $(user_base) $(no_fp) $$(call layer_includes,$(1)) $$($(1)_cflags)
$$(call compile,$(1),$(user_out),$$($(1)_srcs),$$($(1)_flags),$(call layer_ready,$(1)))
$(1)_objs := $$(call objects,$(user_out),$$($(1)_srcs))
$(1)_lib := $$(if $$($(1)_srcs),$(user_out)/lib/$(1).a)
$$(if $$($(1)_srcs),$$(call archive,$(user_out)/lib/$(1).a,$$($(1)_objs)))
endef
$(foreach c,libsel4 oskit roottask $(user_modules),$(eval $(call user_component,$(c))))

$(foreach l,$(third_party_libs),$(call third_party_build,$(l),$(user_out)))
$(foreach l,$(third_party_libs),$(call archive,$(user_out)/lib/$(l).a,$(call third_party_objects,$(l),$(user_out))))
$(call compile,freestanding,$(user_out),$(freestanding_srcs),$(user_base) $(no_fp))
$(call archive,$(user_out)/lib/freestanding.a,$(call objects,$(user_out),$(freestanding_srcs)))
user_libs := $(user_out)/lib/freestanding.a $(libsel4_lib) $(oskit_lib) $(addprefix $(user_out)/lib/,$(addsuffix .a,$(third_party_libs)))
module_libs := $(foreach m,$(user_modules),$($(m)_lib))

# The application: its folder may stand anywhere. features.mk may set APP_CFLAGS.
ifneq ($(APP_DIR),)
app_rel := $(patsubst $(top)/%,%,$(APP_DIR))
-include $(app_rel)/features.mk
app_srcs := $(call tree,$(app_rel))
app_objs := $(call objects,$(user_out),$(app_srcs))
app_elf := $(user_out)/$(APP).elf
$(call compile,app-$(APP),$(user_out),$(app_srcs),$(user_base) -I$(app_rel)/include $(call layer_includes,apps) $(APP_CFLAGS),$(call layer_ready,apps))

app_lds := $(firstword $(wildcard arceos/plat/sel4/*.lds.S arceos/plat/sel4/*.lds))
$(call link_script,$(user_out)/app.lds,$(app_lds),$(call layer_includes,plat_sel4),$(abi_ready))
$(call stamp,$(app_elf).members,$(app_objs) $(module_libs) $(user_libs) $(app_ldflags))
$(app_elf): $(app_objs) $(module_libs) $(user_libs) $(user_out)/app.lds $(app_elf).members
	$(if $(plat_sel4_srcs),,$(error arceos/plat/sel4 has no sources))
	$(call say,LD,$@)
	$(Q)$(CC) $(base_ldflags) $(app_ldflags) -T $(user_out)/app.lds -o $@ $(app_objs) \
		-Wl,--whole-archive $(module_libs) -Wl,--no-whole-archive -Wl,--start-group $(user_libs) -Wl,--end-group -lgcc
endif
