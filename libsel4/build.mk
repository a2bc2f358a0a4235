# SPDX-License-Identifier: BSD-2-Clause
#
# libsel4 is headers; its only source holds the per-thread IPC buffer address and
# the boot information. The build finds it by itself.
