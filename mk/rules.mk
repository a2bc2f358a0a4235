# SPDX-License-Identifier: BSD-2-Clause
#
# Tools, flags and the rules that every component shares.

ARCH := aarch64
PLAT := qemu-virt
BUILD ?= build
B := $(BUILD)

CROSS ?= aarch64-linux-gnu-
CC := $(CROSS)gcc
LD := $(CROSS)ld
AR := $(CROSS)gcc-ar
OBJCOPY := $(CROSS)objcopy
NM := $(CROSS)nm

ifeq ($(V),1)
Q :=
say = @:
else
Q := @
say = @printf '  %-8s %s\n' $(1) $(patsubst $(B)/%,%,$(2))
endif

# Objects name files relative to the tree, wherever it stands.
export PWD := /proc/self/cwd

# The cross compiler's own freestanding headers, and nobody's C library.
# _LIBC_LIMITS_H_ keeps its <limits.h> from looking for one.
cc_include := $(shell $(CC) -print-file-name=include 2>/dev/null)
warnings := -Wall -Wextra -Werror -Wmissing-prototypes -Wstrict-prototypes -Wundef
base_cflags := -std=gnu17 $(warnings) -ffreestanding -nostdinc -isystem $(cc_include) -D_LIBC_LIMITS_H_=1 \
	-march=armv8-a -mtune=cortex-a57 -mno-outline-atomics -fno-pic -fno-pie -fno-common \
	-fno-stack-protector -fno-asynchronous-unwind-tables -fno-unwind-tables \
	-fno-omit-frame-pointer -ffunction-sections -fdata-sections -fno-strict-aliasing -g \
	-ffile-prefix-map=/proc/self/cwd=.
release_cflags := -O2
debug_cflags := -Og
mode_cflags := $($(MODE)_cflags)
no_fp := -mgeneral-regs-only
base_ldflags := -nostdlib -static -no-pie -Wl,--gc-sections,-z,noexecstack,-z,max-page-size=4096 \
	-Wl,--build-id=none,--fatal-warnings

# Rewrites a stamp only when its text changed: objects depend on it, so changed flags rebuild them.
# $(call stamp,file,text)
define stamp_body
ifneq ($$(strip $$(file <$(1))),$$(strip $(2)))
$$(shell mkdir -p $(dir $(1)))
$$(file >$(1),$(strip $(2)))
endif
endef
stamp = $(eval $(call stamp_body,$(1),$(2)))

# Linker scripts are no sources.
sources_only = $(sort $(filter-out %.lds.S,$(1)))
# The C and assembly files directly in the given folders; and those anywhere below one.
sources = $(call sources_only,$(wildcard $(foreach d,$(1),$(d)/*.c $(d)/*.S)))
tree = $(call sources_only,$(shell test -d $(1) && find $(1) -name '*.c' -o -name '*.S'))

# Objects of a list of sources: $(call objects,out-dir,sources)
objects = $(patsubst /%,$(1)/abs/%,$(patsubst %,$(1)/%.o,$(filter-out /%,$(2))) $(patsubst %,%.o,$(filter /%,$(2))))

# Rules that compile sources into an out-dir with given flags.
# $(call compile,name,out-dir,sources,flags,order-only prerequisites[,compiler])
comma := ,
asm_flags := -D__ASSEMBLER__=1 -Wa,--fatal-warnings
define compile_one
$(call objects,$(2),$(3)): $(3) $(2)/.flags-$(1) | $(5)
	@mkdir -p $$(@D)
	$$(call say,CC,$(3))
	$$(Q)$(or $(6),$(CC)) $(4) $(flags-$(3)) $(if $(filter %.S,$(3)),$(asm_flags)) -MMD -MP -c -o $$@ $$<
endef
define compile_body
$$(call stamp,$(2)/.flags-$(1),$(or $(6),$(CC)) $(4) $(foreach s,$(3),$(flags-$(s))))
$(foreach s,$(3),$(eval $(call compile_one,$(1),$(2),$(s),$(4),$(5),$(6))))
-include $(patsubst %.o,%.d,$(call objects,$(2),$(3)))
endef
compile = $(eval $(call compile_body,$(1),$(2),$(3),$(4),$(5),$(6)))

# A static library of objects, rebuilt from nothing so that a removed source leaves it.
define archive_body
$(1): $(2) $(1).members
	$$(call say,AR,$$@)
	$$(Q)rm -f $$@ && $(AR) rcsD $$@ $(2)
$$(call stamp,$(1).members,$(2))
endef
archive = $(eval $(call archive_body,$(1),$(2)))

# A linker script, preprocessed: $(call link_script,output,source,includes,order-only prerequisites)
define link_script_body
$(1): $(2) $(1).flags | $(4)
	$$(if $(2),,$$(error no linker script for $(1)))
	$$(Q)$(CC) -E -P -x assembler-with-cpp -D__ASSEMBLER__=1 -D__LINKER__=1 $(3) -nostdinc -isystem $(cc_include) -MMD -MP -MF $(1).d -MT $(1) -o $$@ $(2)
$$(call stamp,$(1).flags,$(2) $(3))
-include $(1).d
endef
link_script = $(eval $(call link_script_body,$(1),$(2),$(3),$(4)))
