// SPDX-License-Identifier: BSD-2-Clause
/* Synchronous exceptions from user level other than svc. */

#include <kernel/fast.h>
#include <arch/exception.h>
#include <arch/sysreg.h>

struct tcb *arm_handle_fault(word_t syndrome)
{
    /* Bits above 31 are no part of what is told to fault handlers. */
    word_t status = syndrome & MASK(32);

    switch (status >> ARM_ESR_CLASS_SHIFT) {
    case ARM_CLASS_DATA_EL0:
        return fast_vm_fault(arm_read(FAR_EL1), status, seL4_DataFault);
    case ARM_CLASS_FETCH_EL0:
        return fast_vm_fault(current_thread()->context.reg[ARCH_REG_FAULT_IP], status,
                             seL4_InstructionFault);
    default:
        return fast_user_exception(status, 0);
    }
}
