// SPDX-License-Identifier: BSD-2-Clause
/*
 * The errors of ArceL4: one closed enum. A function that can fail returns 0 (or a non-negative
 * result, where its header says so) or the negative of one of these. Values are Linux's numbers
 * (asm-generic/errno-base.h, errno.h), so the posix layer needs no table.
 */
#pragma once

/* Error numbers, Linux's; functions return them negated. */
enum ax_error {
    AX_OK = 0,
    AX_EPERM = 1,          /* The caller may not do this, whatever the arguments. */
    AX_ENOENT = 2,         /* What is named does not exist. */
    AX_ESRCH = 3,          /* No such task. */
    AX_EINTR = 4,          /* A wait was ended before its time by someone else. */
    AX_EIO = 5,            /* A device or the kernel below answered with a failure. */
    AX_EBADF = 9,          /* No such open file. */
    AX_EAGAIN = 11,        /* Not now: trying again later can succeed. */
    AX_ENOMEM = 12,        /* Memory or kernel objects are used up. */
    AX_EACCES = 13,        /* The object does not grant this kind of access. */
    AX_EFAULT = 14,        /* An address is not valid. */
    AX_EBUSY = 16,         /* The thing is in use by another. */
    AX_EEXIST = 17,        /* It is there already. */
    AX_ENODEV = 19,        /* The machine has no such device. */
    AX_ENOTDIR = 20,       /* A path goes through something that is no directory. */
    AX_EISDIR = 21,        /* A directory, where a file is wanted. */
    AX_EINVAL = 22,        /* An argument is out of its range. */
    AX_ENFILE = 23,        /* The table of open files is full. */
    AX_ENOSPC = 28,        /* A fixed-size table or a medium is full. */
    AX_EROFS = 30,         /* The medium is read-only. */
    AX_EPIPE = 32,         /* The other end is gone. */
    AX_ERANGE = 34,        /* The result does not fit. */
    AX_EDEADLK = 35,       /* The caller would wait for itself. */
    AX_ENAMETOOLONG = 36,  /* A name is longer than its limit. */
    AX_ENOSYS = 38,        /* This configuration does not have the function. */
    AX_ENOTEMPTY = 39,     /* A directory still has entries. */
    AX_EOVERFLOW = 75,     /* A count would pass its maximum. */
    AX_ENOTCONN = 107,     /* The socket has no peer. */
    AX_ETIMEDOUT = 110,    /* The time given for a wait is over. */
    AX_ECONNREFUSED = 111, /* Nobody listens there. */
    AX_EALREADY = 114,     /* The operation is under way already. */
};

/*
 * Plain words for an error, positive or negative ("out of memory"); "unknown error" for any
 * other number. The string is constant. Any context.
 */
const char *ax_strerror(int error);
