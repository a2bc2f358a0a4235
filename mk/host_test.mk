# SPDX-License-Identifier: BSD-2-Clause
#
# The unit tests of one folder, for this machine: make -f mk/host_test.mk DIR=tests/host/<x>
# (mk/host.mk calls it). tests/README.md tells what a folder's test.mk may set.

MAKEFLAGS += --no-builtin-rules --no-builtin-variables --no-print-directory
.SUFFIXES:
.DELETE_ON_ERROR:
SHELL := /bin/bash
top := $(CURDIR)
V ?= 0
MODE := debug
KCONF := smp0-debug
CNODE_BITS := 13
PREFIX_DIR :=

.DEFAULT_GOAL := programs
include mk/rules.mk
include mk/layers.mk
include mk/third_party.mk
include mk/abi.mk

arch := host
plat := host
layers :=
include $(wildcard $(DIR)/test.mk)

HOSTCC ?= gcc
out := $(B)/host/$(DIR:tests/host/%=%)
host_libs := $(call uniq,$(libs) $(foreach l,$(layers) $(foreach c,$(layers),$(layer_closure-$(c))),$(layer_libs-$(l))))
includes := $(call uniq,-I$(DIR) $(addprefix -I,$(incs) $(wildcard $(DIR)/include)) \
	$(filter -I%,$(foreach l,$(layers),$(call layer_includes,$(l),$(arch),$(plat))))) \
	$(foreach l,$(host_libs),$($(l)_host_includes))
ready := $(call uniq,$(foreach l,$(layers),$(call layer_ready,$(l))) $(foreach l,$(host_libs),$($(l)_ready)))
sanitize := -fsanitize=address,undefined -fno-sanitize-recover=all
flags := -std=gnu17 $(warnings) -g -O1 -fno-omit-frame-pointer -fno-common $(sanitize) -DAX_HOST_TEST=1 -DAX_DEBUG=1 \
	$(addprefix -D,$(defs)) $(includes) $(cflags)

tests := $(sort $(wildcard $(DIR)/test_*.c))
helpers := $(filter-out $(tests),$(call sources,$(DIR)))
names := $(patsubst $(DIR)/%.c,%,$(tests))
all_srcs := $(call uniq,$(tests) $(helpers) $(srcs) $(foreach n,$(names),$(srcs-$(n))))
$(call compile,host,$(out),$(all_srcs),$(flags),$(ready),$(HOSTCC))
lib_srcs := $(foreach l,$(libs),$($(l)_srcs))
$(call compile,host-libs,$(out),$(lib_srcs),-std=gnu17 -w -g -O1 $(filter-out -fsanitize=%,$(sanitize)) $(foreach l,$(libs),$($(l)_host_includes)),$(ready),$(HOSTCC))

define program
$(call stamp,$(out)/$(1).members,$(helpers) $(srcs) $(srcs-$(1)) $(lib_srcs) $(ldflags))
$(out)/$(1): $(call objects,$(out),$(DIR)/$(1).c $(helpers) $(srcs) $(srcs-$(1)) $(lib_srcs)) $(out)/$(1).members
	$$(call say,LD,host/$(DIR:tests/host/%=%)/$(1))
	$$(Q)$(HOSTCC) $(sanitize) $(ldflags) -o $$@ $$(filter %.o,$$^) -lcmocka -lm -lpthread
endef
$(foreach n,$(names),$(eval $(call program,$(n))))

.PHONY: programs
programs: $(addprefix $(out)/,$(names))
