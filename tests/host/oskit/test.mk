# SPDX-License-Identifier: BSD-2-Clause
#
# oskit above libsel4's own stubs and a made-up kernel (fake_sel4.c) below them.
layers := oskit
incs := tests/host/abi/fake
srcs := libsel4/src/sel4_bootinfo.c $(call sources,oskit)
