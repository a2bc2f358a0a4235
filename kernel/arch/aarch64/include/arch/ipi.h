// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* Software generated interrupts that cores send each other: with several nodes, the kernel's. */

/** The receiver looks at its ready queues. */
#define ARM_IPI_RESCHEDULE 0u

/** The receiver enters the kernel and serves the request there (kernel/remote.h). */
#define ARM_IPI_REMOTE_CALL 1u
