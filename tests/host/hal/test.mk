# SPDX-License-Identifier: BSD-2-Clause
layers := core
incs := arceos/hal/arch/aarch64/include
srcs := arceos/hal/arch/aarch64/restartable.c
