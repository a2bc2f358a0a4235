# SPDX-License-Identifier: BSD-2-Clause
#
# Latencies are counted in instructions. Genuine seL4 is measured, and held to nothing.
icount := 0
timeout := 120
mem := 4096
cflags := $(if $(PREFIX_DIR),-DLATENCY_MEASURE_ONLY)
smp := - 2
