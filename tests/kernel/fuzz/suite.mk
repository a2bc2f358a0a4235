# SPDX-License-Identifier: BSD-2-Clause
#
# The short run has recorded hashes. The long run adds many seeds, and many operations of one seed.
params := fuzz.seed=1 fuzz.seeds=8 fuzz.ops=10000
timeout := 120
smp := - 4:3
soak_smp := - 2:0 2:3 2 3:3 4:0 4:3 4:5 4 8:3
soak_params := fuzz.seed=1 fuzz.seeds=1000 fuzz.ops=10000; fuzz.seed=1 fuzz.seeds=1 fuzz.ops=10000000
soak_timeout := 7200
