// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* The two halves of decode_tcb(). */

#include <kernel/invocation.h>

/** Invocations that set priorities, spaces and the IPC buffer; anything else is illegal. */
enum status decode_tcb_control(struct invocation *inv, struct tcb *tcb);
