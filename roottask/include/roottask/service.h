// SPDX-License-Identifier: BSD-2-Clause
//
// The service loop: one endpoint for all requests and faults, one bound notification for interrupts
// and console kicks.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <roottask/instance.h>

/* Badges. Bit 63 marks notifications, which the kernel ORs together; messages never have it. */
#define BADGE_NOTIFICATION (1ULL << 63)
#define BADGE_UART         (BADGE_NOTIFICATION | 1)
#define BADGE_KICK(i)      (BADGE_NOTIFICATION | (2ULL << (i)))
#define BADGE_MESSAGE(i)   (1ULL + (i))
#define BADGE_FAULT(i, c)  ((1ULL << 32) | ((uint64_t)(c) << 16) | (1ULL + (i)))

#define BADGE_IS_FAULT(b) (((b) >> 32) & 1)
#define BADGE_CORE(b)     (((b) >> 16) & 0xffff)
#define BADGE_INSTANCE(b) (((b)&0xffff) - 1)

/* Makes endpoint and notification and binds the latter. */
void service_start(void);

/* Builds and starts all instances of the table. */
void service_start_instances(void);

/* Serves until no instance runs any more; returns the system's exit status: the first one that is
 * not 0. */
uint32_t service_run(void);

/* One request of an instance (requests.c): serves it and answers with seL4_Reply where an answer is
 * due. */
void request_serve(struct instance *instance, seL4_Word label, unsigned words, unsigned caps);

/* Answers the one who waits for his output, if it has all gone out. */
void request_drained(struct instance *instance);

/* A fault of an instance's manager (faults.c): reports it, then stops or restarts the instance. */
void fault_handle(struct instance *instance, unsigned core, seL4_MessageInfo_t tag);

/* An instance asked for its end (faults.c): one that says that it failed, with STATUS_PANIC or
 * STATUS_FAULT, is treated like one that faulted. */
void instance_wants_end(struct instance *instance, uint32_t status);

/* Ends one instance with a status. */
void instance_end(struct instance *instance, uint32_t status);

/* Before longer work that an instance causes, where there are several: goes on on that instance's
 * core, and if it is a shared one at the priority of tasks, until the service loop waits again. */
void service_work_for(uint32_t instance);
