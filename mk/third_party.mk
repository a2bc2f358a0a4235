# SPDX-License-Identifier: BSD-2-Clause
#
# Third-party libraries: one third_party/<lib>.mk each. A library's sources are unpacked below
# build/third_party by tools/fetch_source and compiled per user of them, without our warnings.
# A component gets a library's headers through the fourth column of layers.txt, and links
# $(call third_party_objects,<lib>,<out-dir>).

third_party_libs := $(patsubst third_party/%.mk,%,$(wildcard third_party/*.mk))
include $(wildcard third_party/*.mk)

define third_party_lib
$(1)_dir := $(B)/third_party/$(1)-$$($(1)_version)
$(1)_ready := $$($(1)_dir)/.unpacked
$(1)_includes := -isystem $$($(1)_dir)/$$($(1)_headers) -isystem third_party/include
$(1)_host_includes := -isystem $$($(1)_dir)/$$($(1)_headers)
$(1)_srcs := $$(addprefix $$($(1)_dir)/$$($(1)_subdir)/,$$($(1)_sources))
$$($(1)_srcs): | $$($(1)_ready) ;
$$($(1)_ready): third_party/$(1).mk tools/fetch_source
	$$(call say,FETCH,$(1)-$$($(1)_version))
	$$(Q)tools/fetch_source --package $$($(1)_package) --tarball $$($(1)_tarball) \
		--sha256 $$($(1)_sha256) --members "$$($(1)_members)" --into $$($(1)_dir) --work $(B)/third_party
	@touch $$@
endef
$(foreach l,$(third_party_libs),$(eval $(call third_party_lib,$(l))))

third_party_cflags := $(filter-out -W%,$(base_cflags)) $(release_cflags) -w -isystem third_party/include -DNDEBUG
# $(call third_party_build,lib,out-dir,flags): rules for its objects.
third_party_build = $(call compile,$(1),$(2),$($(1)_srcs),$(third_party_cflags) -isystem $($(1)_dir)/$($(1)_headers) $($(1)_cflags) $(3),$($(1)_ready))
third_party_objects = $(call objects,$(2),$($(1)_srcs))

.PHONY: fetch
fetch: $(foreach l,$(third_party_libs),$($(l)_ready))
