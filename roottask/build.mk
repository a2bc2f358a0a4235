# SPDX-License-Identifier: BSD-2-Clause
roottask_cflags := -ftls-model=local-exec
