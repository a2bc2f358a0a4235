// SPDX-License-Identifier: BSD-2-Clause

#include <ktest/case.h>
#include <ktest/objects.h>
#include "inspect.h"
#include "model.h"
#include "random.h"
#include "result.h"
#include "worker.h"
#include "world.h"

static bool read_registers(unsigned worker, seL4_UserContext *context)
{
    return seL4_TCB_ReadRegisters(worker_tcb(worker), false, 0,
                                  sizeof(*context) / sizeof(seL4_Word), context) == seL4_NoError;
}

void inspect_registers(bool hashed)
{
    for (unsigned i = 0; i < WORKERS; i++) {
        seL4_UserContext context = {0};

        if (!worker_owned(i)) {
            continue;
        }
        if (!hashed) {
            EXPECT_OK(seL4_TCB_Suspend(worker_tcb(i)));
        }
        if (read_registers(i, &context)) {
            EXPECT(model_registers_touched(i) || worker_registers_kept(&context));
            if (hashed) {
                result_registers(i, &context);
            }
        }
    }
    for (unsigned i = 0; i < WORKERS; i++) {
        if (hashed && worker_owned(i)) {
            EXPECT_OK(seL4_TCB_Suspend(worker_tcb(i)));
        }
    }
}

void inspect_life(void)
{
    seL4_Word x[8] = {[7] = (seL4_Word)seL4_SysYield};

    /* Others live in an address space that operations may have taken from them. */
    for (unsigned i = 0; i < ROOT_SPACE_WORKERS; i++) {
        seL4_Error error;

        if (!worker_owned(i)) {
            continue;
        }
        error = worker_heal(i);
        hash_add(error);
        if (error == seL4_IllegalOperation) {
            continue;
        }
        EXPECT_OK(error);
        EXPECT_OK(seL4_TCB_SetPriority(worker_tcb(i), SELF, PRIORITY_STEP + i));
        EXPECT_OK(worker_start(i, ENTRY_CALL, x));
        while (*(volatile seL4_Word *)&worker_result(i)->done == 0) {
            /* On another core: give way to it. One that never ends is the watchdog's. */
            __asm__ volatile("yield" ::: "memory");
        }
        EXPECT_OK(seL4_TCB_Suspend(worker_tcb(i)));
    }
}
