# SPDX-License-Identifier: BSD-2-Clause
#
# The base of all modules. Its string functions, and freestanding/'s, are tested under other names: the
# C library's and the sanitizers' own stand beside them.
layers := core
srcs := $(filter-out arceos/core/string.c,$(call sources,arceos/core))
flags-tests/host/core/own_string.c := -fno-builtin
