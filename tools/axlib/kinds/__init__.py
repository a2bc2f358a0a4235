# SPDX-License-Identifier: BSD-2-Clause
"""The kinds of tests: each module has units(context), a list of gate.Unit."""
