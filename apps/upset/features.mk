# SPDX-License-Identifier: BSD-2-Clause
APP_DESCRIPTION := does what an instance should not: upset=spin, fault, memory, masked, print, flood or interrupts
