# SPDX-License-Identifier: BSD-2-Clause
#
# The kernel's objects, system calls and scheduler on a made-up machine.
layers := kernel
arch := hosttest
plat := hosttest
srcs := $(call sources,kernel/object kernel/syscall kernel/sched kernel/arch/hosttest)
