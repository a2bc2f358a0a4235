# SPDX-License-Identifier: BSD-2-Clause
#
# The suite is not a root task but an instance of ours: linked for an instance's address space and put into the root task.
instance := tests/kernel/roottask/instance.lds.S
params := fault=restart:20
