# SPDX-License-Identifier: BSD-2-Clause
#
# The parts of the root task that only compute.
layers := roottask
incs := tests/host/abi/fake
libs := libfdt
srcs := $(addprefix roottask/,limit.c mux.c params.c elf.c devtree.c table.c ring.c plan.c places.c report.c symbols.c words.c \
	system.c deal.c) \
	$(addprefix oskit/,text.c fault_text.c)
