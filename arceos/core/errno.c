// SPDX-License-Identifier: BSD-2-Clause

#include <ax/core/errno.h>
#include <ax/core/types.h>

const char *ax_strerror(int error)
{
    switch ((enum ax_error)(error < 0 ? -error : error)) {
    case AX_OK:
        return "success";
    case AX_EPERM:
        return "operation not permitted";
    case AX_ENOENT:
        return "not found";
    case AX_ESRCH:
        return "no such task";
    case AX_EINTR:
        return "interrupted";
    case AX_EIO:
        return "input/output error";
    case AX_EBADF:
        return "no such open file";
    case AX_EAGAIN:
        return "try again";
    case AX_ENOMEM:
        return "out of memory";
    case AX_EACCES:
        return "access denied";
    case AX_EFAULT:
        return "bad address";
    case AX_EBUSY:
        return "in use";
    case AX_EEXIST:
        return "exists already";
    case AX_ENODEV:
        return "no such device";
    case AX_ENOTDIR:
        return "not a directory";
    case AX_EISDIR:
        return "is a directory";
    case AX_EINVAL:
        return "invalid argument";
    case AX_ENFILE:
        return "too many open files";
    case AX_ENOSPC:
        return "no space left";
    case AX_EROFS:
        return "read-only";
    case AX_EPIPE:
        return "the other end is gone";
    case AX_ERANGE:
        return "result does not fit";
    case AX_EDEADLK:
        return "would wait for itself";
    case AX_ENAMETOOLONG:
        return "name too long";
    case AX_ENOSYS:
        return "not supported";
    case AX_ENOTEMPTY:
        return "not empty";
    case AX_EOVERFLOW:
        return "count too large";
    case AX_ENOTCONN:
        return "not connected";
    case AX_ETIMEDOUT:
        return "timed out";
    case AX_ECONNREFUSED:
        return "connection refused";
    case AX_EALREADY:
        return "under way already";
    }
    return "unknown error";
}
