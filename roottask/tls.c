// SPDX-License-Identifier: BSD-2-Clause

#include <string.h>
#include <roottask/images.h>
#include <roottask/tls.h>

/* Variables begin 16 bytes behind the thread pointer (ELF for the Arm 64-bit Architecture, TLS
 * variant 1). */
#define TLS_HEADER 16
#define TLS_BYTES  256

static uint8_t blocks[ROOT_THREADS][TLS_BYTES] __attribute__((aligned(64)));

uint64_t tls_block(uint64_t thread)
{
    memset(blocks[thread], 0, TLS_BYTES);
    memcpy(blocks[thread] + TLS_HEADER, root_tls, (size_t)(root_tls_file_end - root_tls));
    return (uint64_t)(uintptr_t)blocks[thread];
}
