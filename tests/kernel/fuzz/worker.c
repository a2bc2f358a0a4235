// SPDX-License-Identifier: BSD-2-Clause

#include <string.h>
#include "code.h"
#include "worker.h"

#define REGISTERS (sizeof(seL4_UserContext) / sizeof(seL4_Word))
#define UNTIL_X8  12

/* The registers that stay as they are for a whole epoch. */
static void set_kept(seL4_UserContext *context)
{
    seL4_Word *const kept[] = {
        &context->x16, &context->x17, &context->x18, &context->x29, &context->x9,  &context->x10,
        &context->x11, &context->x12, &context->x13, &context->x14, &context->x15, &context->x19,
        &context->x20, &context->x21, &context->x22, &context->x23, &context->x24, &context->x25,
        &context->x26, &context->x27, &context->x28,
    };

    for (unsigned i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
        *kept[i] = 0x900 + i;
    }
}

bool worker_registers_kept(const seL4_UserContext *context)
{
    seL4_UserContext want = *context;

    set_kept(&want);
    return memcmp(&want, context, sizeof(want)) == 0;
}

void worker_copy_code(void *page)
{
    memcpy(page, worker_code, ENTRY_END);
}

seL4_Word worker_result_address(unsigned worker)
{
    return RESULT_ADDRESS + worker * sizeof(struct worker_result);
}

struct worker_result *worker_result(unsigned worker)
{
    return (struct worker_result *)worker_result_address(worker);
}

void worker_prepare(unsigned worker)
{
    seL4_UserContext context = {
        .pc = CODE_ADDRESS + ENTRY_PARK,
        .sp = 0x7000 + worker,
        .x8 = worker_result_address(worker),
        .tpidr_el0 = 0x7100 + worker,
        .tpidrro_el0 = 0x7200 + worker,
    };

    set_kept(&context);
    seL4_TCB_WriteRegisters(worker_tcb(worker), true, 0, REGISTERS, &context);
}

seL4_Error worker_start(unsigned worker, enum worker_entry entry, const seL4_Word x[8])
{
    seL4_UserContext context = {
        .pc = CODE_ADDRESS + entry,
        .sp = 0x7000 + worker,
        .x0 = x[0],
        .x1 = x[1],
        .x2 = x[2],
        .x3 = x[3],
        .x4 = x[4],
        .x5 = x[5],
        .x6 = x[6],
        .x7 = x[7],
        .x8 = worker_result_address(worker),
    };

    worker_result(worker)->done = 0;
    return seL4_TCB_WriteRegisters(worker_tcb(worker), true, 0, UNTIL_X8, &context);
}
