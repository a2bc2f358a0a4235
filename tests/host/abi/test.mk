# SPDX-License-Identifier: BSD-2-Clause
#
# The generated stubs and libsel4, above a system call layer that only takes notes.

layers := libsel4
incs := tests/host/abi/fake
srcs := libsel4/src/sel4_bootinfo.c
