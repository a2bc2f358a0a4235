# SPDX-License-Identifier: BSD-2-Clause
#
# The words of ./ax as targets. They go through ./ax, which checks the machine first.

.PHONY: help list run test soak bench debug trace clean
run test soak bench debug trace:
	@MAKEFLAGS= ./ax $@ $(given) $(T)
help list clean:
	@./ax $@
