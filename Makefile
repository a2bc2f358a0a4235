# SPDX-License-Identifier: BSD-2-Clause
#
# ArceL4's build. `make help` and `./ax help` tell the commands and variables, mk/README.md how a new
# source file, module, application or test joins.

MAKEFLAGS += --no-builtin-rules --no-builtin-variables --no-print-directory
.SUFFIXES:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := build
SHELL := /bin/bash

top := $(CURDIR)
words := A ARGS SMP LOG MODE MEM FEATURES TASK SEL4_PREFIX ICOUNT BLK NET GRAPHIC DISK DISK_IMG VIRTIO NET_DEV V ROOT EL CNODE_BITS BUILD SYSTEM

# A variable's value comes from the command line or the environment and is checked in one place.
quoted = '$(subst ','\'',$(1))'
given := $(foreach w,$(words),$(if $(filter command environment,$(firstword $(origin $(w)))),$(w)=$(call quoted,$($(w)))))
goals := $(or $(MAKECMDGOALS),build)
ifneq ($(filter-out help clean list,$(goals)),)
needs_app := $(filter-out kernel loader user fetch host% ktest% bench-% check% list-no-fp install %.o %.a,$(goals))
config := $(shell env $(given) tools/check_config --make $(if $(needs_app),,--no-app) 2>&1)
ifneq ($(filter ax:,$(config)),)
$(error $(filter-out ax:,$(config)))
endif
$(foreach line,$(config),$(eval override $(line)))

# One build at a time in a build folder: a second make waits for the first.
building := $(filter-out help clean list run test soak bench debug trace,$(goals))
ifneq ($(if $(AX_LOCKED),,$(building)),)
.PHONY: $(goals)
$(firstword $(building)):
	@mkdir -p $(BUILD) && exec 9>$(BUILD)/.lock && flock 9 && $(MAKE) $(if $(filter 1,$(V)),,-s) AX_LOCKED=1 $(building)
$(filter-out $(firstword $(building)),$(building)): $(firstword $(building)) ;
else
include mk/rules.mk
include mk/layers.mk
include mk/third_party.mk
include mk/abi.mk
include mk/freestanding.mk
include mk/kernel.mk
include mk/user.mk
include mk/image.mk
include mk/ktest.mk
include mk/bench.mk
include mk/host.mk
include mk/checks.mk
include mk/install.mk
endif
endif

include mk/commands.mk
