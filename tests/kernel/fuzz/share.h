// SPDX-License-Identifier: BSD-2-Clause
//
// How many operations of each kind were tried and succeeded.
#pragma once

#include <stdbool.h>
#include <sel4/sel4.h>

/* Rows above all invocation labels. */
enum share_row {
    ROW_SEND = 80,
    ROW_NBSEND,
    ROW_CALL,
    ROW_RECV,
    ROW_NBRECV,
    ROW_REPLY,
    ROW_REPLY_RECV,
    ROW_YIELD,
    ROW_SGI_SIGNAL,
    ROW_LOAD,
    ROW_STORE,
    ROW_FLOAT,
    ROW_CAP_FAULT,
    ROW_UNKNOWN_CALL,
    ROW_USER_EXCEPTION,
    ROW_VM_FAULT,
    ROWS
};

void share_clear(void);
void share_tried(unsigned row);
void share_succeeded(unsigned row);

/* Prints the table; true if at least half of all succeeded and one of each kind. */
bool share_report(void);
