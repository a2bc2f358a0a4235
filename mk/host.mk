# SPDX-License-Identifier: BSD-2-Clause
#
# make host-<folder> builds the unit tests of tests/host/<folder>, make host all of them.

host_dirs := $(sort $(patsubst tests/host/%/,%,$(dir $(wildcard tests/host/*/test_*.c tests/host/*/*/test_*.c))))
.PHONY: host $(addprefix host-,$(host_dirs))
host: $(addprefix host-,$(host_dirs))
$(addprefix host-,$(host_dirs)): host-%:
	@$(MAKE) -f mk/host_test.mk DIR=tests/host/$* BUILD=$(B) V=$(V)
