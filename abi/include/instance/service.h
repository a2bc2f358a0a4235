// SPDX-License-Identifier: BSD-2-Clause
//
// Requests of an instance to the root task: seL4_Call on INSTANCE_SLOT_ROOT_EP. The label is an
// enum instance_service, the arguments are message words, and the reply's label is an enum
// instance_error. On any error the reply has no words and no caps. A request with too few words or
// with caps is answered INSTANCE_ERR_MESSAGE, an unknown label INSTANCE_ERR_SERVICE: never silence.
//
// Where a service answers with a capability the caller names an empty slot first with
// seL4_SetCapReceivePath(INSTANCE_SLOT_CNODE, slot, INSTANCE_CSPACE_DEPTH); without one the
// capability is lost.
#pragma once

#include <stdint.h>

/* Labels of the requests to the root task. */
enum instance_service {
    /* irq, edge (0|1), core of the instance -> cap: IRQHandler, without notification yet.
     * Needs: the interrupt is in the instance's table (its devices and timer), the core is its own,
     * not registered already (the timer: on that core). */
    INSTANCE_REGISTER_IRQ = 0x2000,
    /* irq, core -> nothing. Every handler cap of it is gone and the interrupt masked. */
    INSTANCE_UNREGISTER_IRQ,
    /* vaddr -> paddr, bytes contiguous from there. Answers for what the root task has mapped. */
    INSTANCE_TRANSLATE,
    /* size bits -> paddr; cap: Untyped. Needs: within what the table holds back for the instance.
     */
    INSTANCE_MORE_UNTYPED,
    /* nothing -> nothing, once every byte produced before the call has left the machine. */
    INSTANCE_CONSOLE_DRAIN,
    /* status 0..255 -> never answered: the instance ends. Needs the right to. */
    INSTANCE_SHUTDOWN,
    INSTANCE_SERVICE_END
};

/* Message words of requests and answers, by service. */
enum instance_register_irq_words {
    INSTANCE_IRQ_NUMBER,
    INSTANCE_IRQ_EDGE,
    INSTANCE_IRQ_CORE,
    INSTANCE_IRQ_WORDS
};
enum instance_unregister_irq_words {
    INSTANCE_UNIRQ_NUMBER,
    INSTANCE_UNIRQ_CORE,
    INSTANCE_UNIRQ_WORDS
};
enum instance_translate_words { INSTANCE_TRANSLATE_VADDR, INSTANCE_TRANSLATE_WORDS };
enum instance_translate_answer {
    INSTANCE_TRANSLATE_PADDR,
    INSTANCE_TRANSLATE_BYTES,
    INSTANCE_TRANSLATE_ANSWER
};
enum instance_untyped_words { INSTANCE_UNTYPED_BITS, INSTANCE_UNTYPED_WORDS };
enum instance_untyped_answer { INSTANCE_UNTYPED_PADDR, INSTANCE_UNTYPED_ANSWER };
enum instance_shutdown_words { INSTANCE_SHUTDOWN_STATUS, INSTANCE_SHUTDOWN_WORDS };

/*
 * Shared cores. Where info->shared_cores has a core's bit, several instances run on it: they have
 * no timer of their own there (what they write to its registers is lost), and no interrupts of
 * their own either. The root task's thread on that core owns both and answers seL4_Call on
 * INSTANCE_SLOT_CORE_AGENT + core with an enum instance_error. INSTANCE_REGISTER_IRQ is denied for
 * such a core.
 */
enum instance_core_service {
    /* irq, edge (0|1); cap: a notification, badged, writable -> nothing. That notification is
     * signalled when the interrupt comes, the first time after an acknowledgement. The timer's
     * interrupt comes at the deadline. Needs what INSTANCE_REGISTER_IRQ needs. */
    INSTANCE_CORE_ATTACH = 0x2100,
    /* irq -> nothing: masked, and the notification forgotten. */
    INSTANCE_CORE_DETACH,
    /* irq -> nothing: it may come again. One that comes too often (a flood) comes late. Not for the
     * timer. */
    INSTANCE_CORE_ACK,
    /* deadline, in ticks of the physical counter, UINT64_MAX = none -> nothing. One signal at that
     * time, or at once if it has passed; a new deadline takes the place of the last. */
    INSTANCE_CORE_TIMER,
    INSTANCE_CORE_END
};

/* Message words; the first two services have those of INSTANCE_REGISTER_IRQ. */
enum instance_core_timer_words { INSTANCE_CORE_DEADLINE, INSTANCE_CORE_TIMER_WORDS };

/* Every answer that the root task gives. */
enum instance_error {
    INSTANCE_OK = 0,
    INSTANCE_ERR_SERVICE,  /* no such service */
    INSTANCE_ERR_MESSAGE,  /* wrong number of words or of caps */
    INSTANCE_ERR_ARGUMENT, /* a word out of its range */
    INSTANCE_ERR_DENIED,   /* the table does not grant it */
    INSTANCE_ERR_EXISTS,   /* registered already */
    INSTANCE_ERR_UNKNOWN,  /* not registered, not mapped */
    INSTANCE_ERR_MEMORY,   /* nothing left of what the table allows */
    INSTANCE_ERR_KERNEL,   /* the kernel refused; the request had no effect */
    INSTANCE_ERR_END
};
