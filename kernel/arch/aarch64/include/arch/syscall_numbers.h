// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* Numbers of system calls with a fast path, negated, for the vectors' comparisons. Checked in
 * context.c. */

#define ARM_MINUS_CALL       1
#define ARM_MINUS_REPLY_RECV 2
#define ARM_MINUS_SEND       3
#define ARM_MINUS_NBSEND     4
#define ARM_MINUS_RECV       5
#define ARM_MINUS_YIELD      7
#define ARM_MINUS_NBRECV     8
