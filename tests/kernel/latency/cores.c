// SPDX-License-Identifier: BSD-2-Clause
//
// Interrupts of one core while another one is busy in the kernel.

#include <ktest/case.h>
#include <ktest/objects.h>
#include <ktest/thread.h>
#include "latency.h"

#define SAMPLES 100

/* Instructions for each of two cores: its share of the lock and the way to the thread, which is
 * less than 5000; and what QEMU lets a core execute at a time when it counts instructions. */
#define BOUND 35000

#define CAPABILITIES 2000

/* Fills slots a to a + CAPABILITIES - 1 with badged capabilities to endpoint b, and revokes them.
 */
static void revoke_forever(struct thread *self, seL4_Word a, seL4_Word b)
{
    for (;;) {
        for (seL4_Word i = 0; i < CAPABILITIES; i++) {
            (void)seL4_CNode_Mint(ROOT, a + i, DEPTH, ROOT, b, DEPTH, seL4_AllRights, i + 1);
        }
        (void)seL4_CNode_Revoke(ROOT, b, DEPTH);
        self->value++;
    }
}

CASE(LATENCY0018, "an interrupt while another core revokes many capabilities")
{
    if (boot_info()->numNodes < 2) {
        case_skip("needs more cores");
    }
    seL4_CPtr slots = slots_new(CAPABILITIES);
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    struct thread *other = thread_new(revoke_forever, slots, endpoint);

    thread_core(other, 1);
    REQUIRE_OK(seL4_TCB_Resume(other->tcb));
    latency_begin();
    while (latency_count() < SAMPLES || other->value < 3) {
    }
    latency_end("another core revokes 2000 capabilities", BOUND);
}
