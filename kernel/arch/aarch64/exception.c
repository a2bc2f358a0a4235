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

/* PAR_EL1.F: the translation that was asked for faults. */
#define PAR_FAULT BIT(0)

/* Whether user level may read (or write) at `address` now: the core translates as for EL0. The ISB
 * is for PAR_EL1, which an address translation instruction writes (Arm ARM D8.2.11). */
static bool is_accessible(vptr_t address, bool write)
{
    if (write) {
        __asm__ volatile("at s1e0w, %0" ::"r"(address) : "memory"); /* X1 */
    } else {
        __asm__ volatile("at s1e0r, %0" ::"r"(address) : "memory"); /* X1 */
    }
    arm_isb(); /* X1 */
    return (arm_read(PAR_EL1) & PAR_FAULT) == 0;
}

/* Whether user level may fetch at `address` now. */
static bool is_executable(vptr_t address)
{
    struct cap root = current_thread()->slots[TCB_SLOT_VSPACE].cap;

    if (address > seL4_UserTop || cap_type(root) != CAP_VSPACE ||
        arm_vspace_of_asid(arm_cap_asid(root)) != cap_object(root)) {
        return false;
    }
    pte_t entry = *arm_vspace_lookup(cap_object(root), address).entry;

    /* Device memory may refuse to be executed whatever its permissions are. */
    return (entry & PTE_INNER) != 0 && (entry & PTE_VALID) != 0 && (entry & PTE_EL0) != 0 &&
           (entry & PTE_UXN) == 0;
}

/*
 * Whether the access would not fault now. Another core may have changed the mapping with a break
 * before the make, or have given permissions, since the access was made.
 */
static bool is_mapped_now(word_t status, bool fetch)
{
    vptr_t address = arm_read(FAR_EL1);
    word_t kind = ABORT_KIND(status);

    if (kind != ABORT_TRANSLATION && kind != ABORT_PERMISSION) {
        return false;
    }
    return fetch ? is_executable(address)
                 : is_accessible(address,
                                 (status & (ABORT_WRITE | ABORT_CACHE_MAINTAIN)) == ABORT_WRITE);
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
