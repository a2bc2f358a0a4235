# SPDX-License-Identifier: BSD-2-Clause
#
# The gate runs the SMP build on one core; several cores, in turns by instruction count, take longer than it has.
smp := 1
soak_smp := 1 2 4 8
