// SPDX-License-Identifier: BSD-2-Clause
//
// oskit: helpers over seL4 without any policy of an operating system. None of them needs a heap:
// the caller owns every structure and array and keeps it where it is for as long as the object
// lives. None of them locks: the caller serialises calls on one object. All run at user level, in
// any thread that has an IPC buffer, and are compiled without floating point.
#pragma once

#include <sel4/sel4.h>

/* Every result of every function of oskit. Zero is success; on anything else the call has had no
 * effect unless its description says otherwise. */
enum oskit_error {
    OSKIT_OK = 0,
    OSKIT_ERR_ARGUMENT,    /* an argument out of its documented range */
    OSKIT_ERR_ALIGNMENT,   /* an address or offset not aligned as required */
    OSKIT_ERR_RIGHTS,      /* asks for rights that are never given (writable and executable) */
    OSKIT_ERR_SLOTS,       /* no capability slot left, and no memory for more */
    OSKIT_ERR_MEMORY,      /* no untyped memory left of the size (or at the address) asked for */
    OSKIT_ERR_FULL,        /* an array that the caller provided is full */
    OSKIT_ERR_EXISTS,      /* something is there already: mapped, registered, occupied */
    OSKIT_ERR_UNKNOWN,     /* nothing is there: not mapped, not registered, never allocated */
    OSKIT_ERR_STATE,       /* the object is in use, or in the wrong state for this call */
    OSKIT_ERR_UNSUPPORTED, /* the kernel's configuration does not have this */
    /* What the kernel answered, where it has no better name above (seL4_Error, in its order). */
    OSKIT_ERR_KERNEL_ARGUMENT,
    OSKIT_ERR_KERNEL_CAP,
    OSKIT_ERR_KERNEL_OPERATION,
    OSKIT_ERR_KERNEL_RANGE,
    OSKIT_ERR_KERNEL_LOOKUP,
    OSKIT_ERR_KERNEL_MESSAGE,
    OSKIT_ERR_END
};

/* The oskit error of a kernel's answer: seL4_NoError is OSKIT_OK, anything unknown
 * OSKIT_ERR_KERNEL_MESSAGE. */
enum oskit_error oskit_error_of(seL4_Error error);

/* A short English name ("no capability slot left"), never NULL; static storage. */
const char *oskit_error_text(enum oskit_error error);
