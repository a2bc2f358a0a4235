# SPDX-License-Identifier: BSD-2-Clause
APP_DESCRIPTION := a stress test: everything at random from a seed, every invariant checked; ARGS=seed=1,seconds=10
