# SPDX-License-Identifier: BSD-2-Clause
#
# Cores, and the shift of the instruction count by which they take turns (without: all in parallel).
smp := 1 2 2:3 4:3 8:6
soak_smp := 1 2 2:0 2:3 2:6 3:3 4:0 4:3 4:6 5:6 8:0 8:3 8:6
soak_params := smp.effort=5
soak_timeout := 900
# Cases that genuine seL4 fails or does not end ask for this; CAVEATS.md says what it does.
cflags := -DGENUINE=$(if $(PREFIX_DIR),1,0)
# In parallel each step between cores waits until the host runs the other one: seconds, minutes on a busy host.
timeout := 300
