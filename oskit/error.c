// SPDX-License-Identifier: BSD-2-Clause

#include <stdint.h>
#include <oskit/error.h>

enum oskit_error oskit_error_of(seL4_Error error)
{
    static const uint8_t table[seL4_NumErrors] = {
        [seL4_NoError] = OSKIT_OK,
        [seL4_InvalidArgument] = OSKIT_ERR_KERNEL_ARGUMENT,
        [seL4_InvalidCapability] = OSKIT_ERR_KERNEL_CAP,
        [seL4_IllegalOperation] = OSKIT_ERR_KERNEL_OPERATION,
        [seL4_RangeError] = OSKIT_ERR_KERNEL_RANGE,
        [seL4_AlignmentError] = OSKIT_ERR_ALIGNMENT,
        [seL4_FailedLookup] = OSKIT_ERR_KERNEL_LOOKUP,
        [seL4_TruncatedMessage] = OSKIT_ERR_KERNEL_MESSAGE,
        [seL4_DeleteFirst] = OSKIT_ERR_EXISTS,
        [seL4_RevokeFirst] = OSKIT_ERR_STATE,
        [seL4_NotEnoughMemory] = OSKIT_ERR_MEMORY,
    };

    if ((unsigned)error >= seL4_NumErrors) {
        return OSKIT_ERR_KERNEL_MESSAGE;
    }
    return (enum oskit_error)table[error];
}

const char *oskit_error_text(enum oskit_error error)
{
    static const char *const texts[OSKIT_ERR_END] = {
        [OSKIT_OK] = "success",
        [OSKIT_ERR_ARGUMENT] = "argument out of range",
        [OSKIT_ERR_ALIGNMENT] = "address not aligned",
        [OSKIT_ERR_RIGHTS] = "writable and executable at once",
        [OSKIT_ERR_SLOTS] = "no capability slot left",
        [OSKIT_ERR_MEMORY] = "no untyped memory left",
        [OSKIT_ERR_FULL] = "table full",
        [OSKIT_ERR_EXISTS] = "exists already",
        [OSKIT_ERR_UNKNOWN] = "does not exist",
        [OSKIT_ERR_STATE] = "in use",
        [OSKIT_ERR_UNSUPPORTED] = "not in this kernel's configuration",
        [OSKIT_ERR_KERNEL_ARGUMENT] = "kernel: invalid argument",
        [OSKIT_ERR_KERNEL_CAP] = "kernel: invalid capability",
        [OSKIT_ERR_KERNEL_OPERATION] = "kernel: illegal operation",
        [OSKIT_ERR_KERNEL_RANGE] = "kernel: out of range",
        [OSKIT_ERR_KERNEL_LOOKUP] = "kernel: failed lookup",
        [OSKIT_ERR_KERNEL_MESSAGE] = "kernel: message not understood",
    };

    if ((unsigned)error >= OSKIT_ERR_END) {
        return "unknown error";
    }
    return texts[error];
}
