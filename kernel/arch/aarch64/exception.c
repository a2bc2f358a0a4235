// SPDX-License-Identifier: BSD-2-Clause
/* Synchronous exceptions from user level other than svc. */

#include <kernel/fast.h>
#include <arch/exception.h>
#include <arch/sysreg.h>
#include <arch/vspace.h>

/* ESR_EL1.ISS of an abort: what kind, and whether it was a write. */
#define ABORT_KIND(status)   ((status) >> 2 & MASK(4))
#define ABORT_TRANSLATION    1
#define ABORT_PERMISSION     3
#define ABORT_WRITE          BIT(6)
#define ABORT_CACHE_MAINTAIN BIT(8)

/*
 * Whether the access would not fault now. Another core may have changed the mapping with a break
 * before the make, or have given permissions, since the access was made.
 */
static bool is_mapped_now(word_t status, bool fetch)
{
    struct cap root = current_thread()->slots[TCB_SLOT_VSPACE].cap;
    vptr_t address = arm_read(FAR_EL1);
    word_t kind = ABORT_KIND(status);
    bool write = (status & (ABORT_WRITE | ABORT_CACHE_MAINTAIN)) == ABORT_WRITE;

    if ((kind != ABORT_TRANSLATION && kind != ABORT_PERMISSION) || address > seL4_UserTop ||
        cap_type(root) != CAP_VSPACE ||
        arm_vspace_of_asid(arm_cap_asid(root)) != cap_object(root)) {
        return false;
    }
    struct arm_slot slot = arm_vspace_lookup(cap_object(root), address);
    pte_t entry = *slot.entry;
    pte_t forbidden = write ? PTE_READ_ONLY : fetch ? PTE_UXN : 0;

    /* Device memory may refuse to be executed whatever its permissions are. */
    if (fetch && (entry & PTE_INNER) == 0) {
        return false;
    }
    return (entry & PTE_VALID) != 0 && (entry & PTE_EL0) != 0 && (entry & forbidden) == 0;
}

struct tcb *arm_handle_fault(word_t syndrome)
{
    /* Bits above 31 are no part of what is told to fault handlers. */
    word_t status = syndrome & MASK(32);
    word_t class = status >> ARM_ESR_CLASS_SHIFT;

    if (K_SMP && (class == ARM_CLASS_DATA_EL0 || class == ARM_CLASS_FETCH_EL0) &&
        unlikely(is_mapped_now(status, class == ARM_CLASS_FETCH_EL0))) {
        return current_thread();
    }

    switch (class) {
    case ARM_CLASS_DATA_EL0:
        return fast_vm_fault(arm_read(FAR_EL1), status, seL4_DataFault);
    case ARM_CLASS_FETCH_EL0:
        return fast_vm_fault(current_thread()->context.reg[ARCH_REG_FAULT_IP], status,
                             seL4_InstructionFault);
    default:
        return fast_user_exception(status, 0);
    }
}
