# SPDX-License-Identifier: BSD-2-Clause
smp := 1 2 4 8
