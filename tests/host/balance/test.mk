# SPDX-License-Identifier: BSD-2-Clause
#
# What cores tell each other, with run queues and kicks made up.
layers := task
incs := arceos/task
srcs := arceos/task/balance.c
