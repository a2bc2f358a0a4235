// SPDX-License-Identifier: BSD-2-Clause
#include <loader/error.h>

const char *loader_error_text(enum loader_error error)
{
    switch (error) {
    case LOADER_OK:
        return "no error";
    case LOADER_ELF_TRUNCATED:
        return "malformed ELF file: shorter than its header";
    case LOADER_ELF_MAGIC:
        return "not an ELF file: bad magic number";
    case LOADER_ELF_CLASS:
        return "wrong ELF file: not 64-bit little-endian";
    case LOADER_ELF_MACHINE:
        return "wrong ELF file: not for AArch64";
    case LOADER_ELF_TYPE:
        return "wrong ELF file: not an executable with fixed addresses (ET_EXEC)";
    case LOADER_ELF_HEADERS:
        return "malformed ELF file: program headers not inside the file, or of unknown size";
    case LOADER_ELF_EMPTY:
        return "malformed ELF file: no segment to load";
    case LOADER_ELF_SEGMENT:
        return "malformed ELF file: a segment is truncated, or larger in the file than in memory";
    case LOADER_ELF_WRAPS:
        return "malformed ELF file: a segment passes the end of the address space";
    case LOADER_ELF_OVERLAP:
        return "malformed ELF file: segments overlap";
    case LOADER_ELF_HALF:
        return "wrong ELF file: linked in the other half of the address space";
    case LOADER_ELF_OFFSET:
        return "wrong ELF file: segments do not keep their distances in physical memory";
    case LOADER_ELF_ENTRY:
        return "malformed ELF file: entry point not in an executable segment";
    case LOADER_ELF_NOTE:
        return "malformed ELF file: note with the number of cores";
    case LOADER_DT_ABSENT:
        return "the machine handed over no device tree";
    case LOADER_DT_MALFORMED:
        return "malformed device tree";
    case LOADER_DT_MEMORY:
        return "device tree: no usable memory node";
    case LOADER_DT_CPUS:
        return "device tree: cpu nodes malformed, or without the running core";
    case LOADER_DT_PSCI:
        return "device tree: no PSCI to start the other cores with";
    case LOADER_DT_TOO_MANY:
        return "device tree: too many memory ranges";
    case LOADER_KERNEL_NOT_RAM:
        return "the kernel's physical addresses are not RAM on this machine";
    case LOADER_KERNEL_RESERVED:
        return "the kernel's physical addresses overlap reserved memory";
    case LOADER_NO_SPACE:
        return "image does not fit into memory";
    case LOADER_IMAGE_CUT:
        return "image does not fit into memory: the boot image itself passes the end of RAM";
    case LOADER_TOO_FEW_CORES:
        return "the kernel waits for more cores than the machine has";
    case LOADER_MAP_TABLES:
        return "out of translation tables";
    case LOADER_MAP_CONFLICT:
        return "memory map: a page would be mapped twice";
    case LOADER_MAP_UNALIGNED:
        return "memory map: a range is not page aligned";
    }
    return "unknown error";
}
