// SPDX-License-Identifier: BSD-2-Clause
//
// Decoding of fault messages. The syndrome is ESR_EL1 (Arm Architecture Reference Manual,
// D17.2.37): bits 31:26 the exception class, bits 5:0 of an abort the fault status, bit 6 of a data
// abort "write, not read".

#include <stddef.h>
#include <oskit/fault.h>

#define ESR_CLASS(esr)  (((esr) >> 26) & 0x3f)
#define ESR_STATUS(esr) ((esr)&0x3f)
#define ESR_WRITE       (1u << 6)

enum exception_class {
    CLASS_UNKNOWN = 0x00,
    CLASS_WFX = 0x01,
    CLASS_FP = 0x07,
    CLASS_ILLEGAL_STATE = 0x0e,
    CLASS_SYSTEM_REGISTER = 0x18,
    CLASS_PC_ALIGNMENT = 0x22,
    CLASS_SP_ALIGNMENT = 0x26,
    CLASS_BREAKPOINT = 0x30,
    CLASS_STEP = 0x32,
    CLASS_WATCHPOINT = 0x34,
    CLASS_BRK = 0x3c
};

static void decode_abort(struct oskit_fault *fault, bool prefetch)
{
    unsigned status = ESR_STATUS(fault->syndrome);

    fault->kind = OSKIT_FAULT_PAGE;
    fault->level = status & 3;
    if (prefetch) {
        fault->access = OSKIT_ACCESS_EXEC;
    } else {
        fault->access = (fault->syndrome & ESR_WRITE) != 0 ? OSKIT_ACCESS_WRITE : OSKIT_ACCESS_READ;
    }
    if (status == 0x21) {
        fault->kind = OSKIT_FAULT_ALIGNMENT;
    } else if (status >= 0x10) {
        fault->kind = OSKIT_FAULT_BUS;
    } else {
        /* 0x08 to 0x0b: access flag, 0x0c to 0x0f: permission; below: nothing is mapped. */
        fault->permission = status >= 0x08;
    }
}

static enum oskit_fault_kind exception_kind(uint64_t esr)
{
    switch (ESR_CLASS(esr)) {
    case CLASS_UNKNOWN:
    case CLASS_WFX:
    case CLASS_ILLEGAL_STATE:
    case CLASS_SYSTEM_REGISTER:
        return OSKIT_FAULT_UNDEFINED;
    case CLASS_FP:
        return OSKIT_FAULT_FPU;
    case CLASS_PC_ALIGNMENT:
    case CLASS_SP_ALIGNMENT:
        return OSKIT_FAULT_ALIGNMENT;
    case CLASS_BREAKPOINT:
    case CLASS_STEP:
    case CLASS_WATCHPOINT:
    case CLASS_BRK:
        return OSKIT_FAULT_BREAKPOINT;
    default:
        return OSKIT_FAULT_OTHER;
    }
}

static void decode_exception(const seL4_Word *words, struct oskit_fault *fault)
{
    fault->ip = words[seL4_UserException_FaultIP];
    fault->sp = words[seL4_UserException_SP];
    fault->syndrome = words[seL4_UserException_Number];
    fault->number = ESR_CLASS(fault->syndrome);
    fault->kind = exception_kind(fault->syndrome);
    if (fault->kind == OSKIT_FAULT_ALIGNMENT) {
        bool pc = fault->number == CLASS_PC_ALIGNMENT;

        fault->addr = pc ? fault->ip : fault->sp;
        fault->access = pc ? OSKIT_ACCESS_EXEC : OSKIT_ACCESS_NONE;
    }
}

/* Fewest words that a message of this fault has; 0 = not a fault. */
static unsigned words_needed(seL4_Word label)
{
    switch (label) {
    case seL4_Fault_VMFault:
        return seL4_VMFault_Length;
    case seL4_Fault_UnknownSyscall:
        return seL4_UnknownSyscall_Length;
    case seL4_Fault_UserException:
        return seL4_UserException_Length;
    case seL4_Fault_CapFault:
        return seL4_CapFault_LookupFailureType + 1;
    default:
        return 0;
    }
}

enum oskit_error oskit_fault_decode_words(seL4_Word label, const seL4_Word *words, unsigned count,
                                          struct oskit_fault *fault)
{
    unsigned needed = words_needed(label);

    *fault = (struct oskit_fault){.label = label};
    if (needed == 0 || count < needed) {
        return OSKIT_ERR_ARGUMENT;
    }
    switch (label) {
    case seL4_Fault_VMFault:
        fault->ip = words[seL4_VMFault_IP];
        fault->addr = words[seL4_VMFault_Addr];
        fault->syndrome = words[seL4_VMFault_FSR];
        decode_abort(fault, words[seL4_VMFault_PrefetchFault] != 0);
        break;
    case seL4_Fault_UnknownSyscall:
        fault->kind = OSKIT_FAULT_SYSCALL;
        fault->ip = words[seL4_UnknownSyscall_FaultIP];
        fault->sp = words[seL4_UnknownSyscall_SP];
        fault->number = words[seL4_UnknownSyscall_Syscall];
        break;
    case seL4_Fault_UserException:
        decode_exception(words, fault);
        break;
    default:
        fault->kind = OSKIT_FAULT_CAP;
        fault->ip = words[seL4_CapFault_IP];
        fault->addr = words[seL4_CapFault_Addr];
        break;
    }
    return OSKIT_OK;
}

enum oskit_error oskit_fault_decode(seL4_MessageInfo_t tag, struct oskit_fault *fault)
{
    seL4_Word words[seL4_UnknownSyscall_Length];
    unsigned count = (unsigned)seL4_MessageInfo_get_length(tag);

    for (unsigned i = 0; i < seL4_UnknownSyscall_Length; i++) {
        words[i] = i < count ? seL4_GetMR((int)i) : 0;
    }
    return oskit_fault_decode_words(seL4_MessageInfo_get_label(tag), words, count, fault);
}
