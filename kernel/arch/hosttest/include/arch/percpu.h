// SPDX-License-Identifier: BSD-2-Clause
#pragma once

struct percpu;

/** The only core. */
struct percpu *arch_this_cpu(void);
