# SPDX-License-Identifier: BSD-2-Clause
#
# For a test.mk: the modules of arceos up to the runtime on plat/host, and how a scenario is run
# (support/scenario.h). The C library and the sanitizers have their own memcpy and strlen.
layers := runtime plat_host
incs := tests/host/support
libs := tlsf
arceos_srcs := $(filter-out arceos/core/string.c, \
	$(call sources,$(addprefix arceos/,core trace hal hal/arch/host alloc task task/sched sync mm drivers \
	drivers/virtio \
	runtime plat/host)))
srcs := $(arceos_srcs) $(call sources,tests/host/support)
flags-arceos/runtime/main.c := -Dmain=ax_app_main
