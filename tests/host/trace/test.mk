# SPDX-License-Identifier: BSD-2-Clause
#
# The rings, and the hooks of the task layer on a simulated machine.
include tests/host/support/arceos.mk
defs := AX_TRACE=1
