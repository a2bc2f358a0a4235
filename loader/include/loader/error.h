// SPDX-License-Identifier: BSD-2-Clause
/* What can be wrong with what the loader is given. No error is recovered from: each ends the run.
 */
#pragma once

/** Why an image cannot be started. */
enum loader_error {
    LOADER_OK = 0,

    LOADER_ELF_TRUNCATED, /* file shorter than its ELF header */
    LOADER_ELF_MAGIC,     /* does not begin with 7f 'E' 'L' 'F' */
    LOADER_ELF_CLASS,     /* not 64-bit little-endian, version 1 */
    LOADER_ELF_MACHINE,   /* not for AArch64 */
    LOADER_ELF_TYPE,      /* not an executable with fixed addresses (ET_EXEC) */
    LOADER_ELF_HEADERS,   /* program headers of another size, or not inside the file */
    LOADER_ELF_EMPTY,     /* nothing to load */
    LOADER_ELF_SEGMENT,   /* segment not inside the file, or larger there than in memory */
    LOADER_ELF_WRAPS,     /* segment passes the end of the address space */
    LOADER_ELF_OVERLAP,   /* two segments share addresses */
    LOADER_ELF_HALF,      /* kernel not in the upper, or user image not in the lower 48-bit half */
    LOADER_ELF_OFFSET, /* segments differ in physical minus virtual address, or by part of a page */
    LOADER_ELF_ENTRY,  /* entry point outside of every executable segment, or not aligned */
    LOADER_ELF_NOTE,   /* number of cores in the kernel's note malformed */

    LOADER_DT_ABSENT,    /* no device tree where the machine may leave one */
    LOADER_DT_MALFORMED, /* header or structure of the device tree is inconsistent */
    LOADER_DT_MEMORY,    /* no memory node with a usable "reg" */
    LOADER_DT_CPUS,      /* no cpu node, malformed ones, or the running core is not among them */
    LOADER_DT_PSCI,      /* several cores are wanted and there is no PSCI to start them */
    LOADER_DT_TOO_MANY,  /* more memory or reserved ranges than the loader keeps track of */

    LOADER_KERNEL_NOT_RAM,  /* physical addresses of the kernel are not all RAM */
    LOADER_KERNEL_RESERVED, /* physical addresses of the kernel overlap reserved memory */
    LOADER_NO_SPACE,        /* kernel, device tree and user image do not fit into RAM */
    LOADER_IMAGE_CUT,       /* the loader's own image does not fit into RAM */
    LOADER_TOO_FEW_CORES,   /* the kernel waits for more cores than the machine has */

    LOADER_MAP_TABLES,    /* more translation tables needed than there are */
    LOADER_MAP_CONFLICT,  /* an address would be mapped twice */
    LOADER_MAP_UNALIGNED, /* an address to map is not page aligned */
};

/** One line in plain words for `error`; a constant string. Callable from everywhere. */
const char *loader_error_text(enum loader_error error);
