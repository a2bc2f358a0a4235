# SPDX-License-Identifier: BSD-2-Clause
#
# Everything above the kernel: libsel4, oskit, the modules of arceos, the root task and the application.
# One folder of build output per variant (kernel configuration or genuine kernel, mode).

user_out := $(B)/$(VARIANT)
user_modules := $(filter-out plat_host,$(foreach n,$(layer_names),$(if $(filter arceos/%,$(layer_dir-$(n))),$(n))))
user_base := $(base_cflags) $(mode_cflags) -DAX_DEBUG=$(if $(filter debug,$(MODE)),1,0) \
	$(if $(filter trace,$(subst $(comma), ,$(FEATURES))),-DAX_TRACE=1)

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

# The applications: their folders may stand anywhere. features.mk may set APP_CFLAGS.
# An image is linked twice: the second time with the table of its functions' names, which the first one gives.
# $(call app_image,folder,name)
app_lds := $(firstword $(wildcard arceos/plat/sel4/*.lds.S arceos/plat/sel4/*.lds))
define app_image_body
APP_CFLAGS :=
-include $(1)/features.mk
app_srcs-$(2) := $$(call tree,$(1))
app_objs-$(2) := $$(call objects,$(user_out),$$(app_srcs-$(2)))
$$(call compile,app-$(2),$(user_out),$$(app_srcs-$(2)),$(user_base) -I$(1)/include $(call layer_includes,apps) $$(APP_CFLAGS),$(call layer_ready,apps))
$$(call stamp,$(user_out)/$(2).elf.members,$$(app_objs-$(2)) $(module_libs) $(user_libs) $(app_ldflags))
app_link-$(2) = $(CC) $(base_ldflags) $(app_ldflags) -T $(user_out)/app.lds -o $$(1) $$(app_objs-$(2)) $$(2) \
	-Wl,--whole-archive $(module_libs) -Wl,--no-whole-archive -Wl,--start-group $(user_libs) -Wl,--end-group -lgcc
$(user_out)/$(2).elf: $$(app_objs-$(2)) $(module_libs) $(user_libs) $(user_out)/app.lds $(user_out)/$(2).elf.members tools/gen_symbols
	$$(if $(plat_sel4_srcs),,$$(error arceos/plat/sel4 has no sources))
	$$(call say,LD,$$@)
	$$(Q)$$(call app_link-$(2),$$@.bare,)
	$$(Q)tools/gen_symbols $(NM) $$@.bare $$@.symbols.S
	$$(Q)$(CC) -c -o $$@.symbols.o $$@.symbols.S
	$$(Q)$$(call app_link-$(2),$$@,$$@.symbols.o)
	$$(Q)tools/gen_symbols $(NM) $$@.bare --same $$@ && rm $$@.bare
endef
app_dirs := $(patsubst $(top)/%,%,$(subst $(comma), ,$(APP_DIRS)))
app_names := $(subst $(comma), ,$(APP_NAMES))
app_elfs := $(patsubst %,$(user_out)/%.elf,$(app_names))
ifneq ($(app_names),)
$(call link_script,$(user_out)/app.lds,$(app_lds),$(call layer_includes,plat_sel4),$(abi_ready))
$(foreach i,$(wordlist 1,$(words $(app_names)),1 2 3 4 5 6 7 8),\
	$(eval $(call app_image_body,$(word $(i),$(app_dirs)),$(word $(i),$(app_names)))))
endif
