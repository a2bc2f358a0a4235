# SPDX-License-Identifier: BSD-2-Clause
#
# The long run does it on several cores too, of which all but the first are idle.
soak_smp := - 4:3
