# SPDX-License-Identifier: BSD-2-Clause
#
# By instruction count: how many interrupts come during an operation is then no matter of the host's load.
icount := 3
# The long run executes more instructions, from other seeds.
soak_params := hostile.seed=2 hostile.words=1000000 hostile.calls=1000000
soak_timeout := 3600
