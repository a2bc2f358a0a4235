// SPDX-License-Identifier: BSD-2-Clause
/* Synchronous exceptions from user level other than svc. */

#include <kernel/syscall.h>
#include <arch/exception.h>
#include <arch/fpu.h>
#include <arch/sysreg.h>

void arm_handle_fault(word_t syndrome)
{
    /* Bits above 31 are no part of what is told to fault handlers. */
    word_t status = syndrome & MASK(32);
    struct fault fault = {.kind = seL4_Fault_UserException};

    switch (status >> ARM_ESR_CLASS_SHIFT) {
    case ARM_CLASS_DATA_EL0:
        fault.kind = seL4_Fault_VMFault;
        fault.vm.address = arm_read(FAR_EL1);
        fault.vm.status = status;
        fault.vm.instruction = seL4_DataFault;
        break;
    case ARM_CLASS_FETCH_EL0:
        fault.kind = seL4_Fault_VMFault;
        fault.vm.address = current_thread()->context.reg[ARCH_REG_FAULT_IP];
        fault.vm.status = status;
        fault.vm.instruction = seL4_InstructionFault;
        break;
    case ARM_CLASS_FP:
        if (likely(arm_fpu_trap())) {
            return;
        }
        /* fall through */
    default:
        fault.user.number = status;
        fault.user.code = 0;
        break;
    }
    kernel_fault(fault);
}
