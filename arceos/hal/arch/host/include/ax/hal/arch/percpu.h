// SPDX-License-Identifier: BSD-2-Clause
/* The host: one core. */
#pragma once

struct ax_percpu;

/* percpu.h tells what it is for. */
struct ax_percpu *ax_percpu(void);
