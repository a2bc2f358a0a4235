# SPDX-License-Identifier: BSD-2-Clause
#
# The short run, with recorded hashes. The long ones (tests/README.md): more seeds, and one seed with many operations.
params := fuzz.seed=1 fuzz.seeds=8 fuzz.ops=10000
timeout := 120
