// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* The kernel's objects and their layout in memory. Sizes are seL4's (sel4/sel4_arch/constants.h).
 */

#include <kernel/types.h>
#include <kernel/cte.h>
#include <arch/context.h>

/** What a thread is doing (manual chapter 6). */
enum thread_state {
    THREAD_INACTIVE = 0,         /**< not configured or suspended */
    THREAD_RUNNING,              /**< runnable */
    THREAD_RESTART,              /**< runnable, will continue at its fault address */
    THREAD_BLOCKED_RECEIVE,      /**< waits on an endpoint to receive */
    THREAD_BLOCKED_SEND,         /**< waits on an endpoint to send */
    THREAD_BLOCKED_REPLY,        /**< has called, waits for the reply */
    THREAD_BLOCKED_NOTIFICATION, /**< waits for a signal */
    THREAD_IDLE                  /**< a core's idle thread */
};

/** Slots inside a TCB. */
enum tcb_slot {
    TCB_SLOT_CSPACE = 0, /**< root of the CSpace */
    TCB_SLOT_VSPACE,     /**< root of the address space */
    TCB_SLOT_REPLY,      /**< master reply capability of this thread */
    TCB_SLOT_CALLER,     /**< reply capability to whoever called this thread last */
    TCB_SLOT_BUFFER,     /**< frame of the IPC buffer */
    TCB_SLOTS
};

/** What a fault message tells; kind is a seL4_Fault_tag, the words depend on it. */
struct fault {
    word_t kind; /**< seL4_Fault_NullFault: none */
    union {
        struct {
            word_t address; /**< capability address */
            bool receiving; /**< in the receive phase */
            struct lookup_failure failure;
        } cap; /**< seL4_Fault_CapFault */
        struct {
            word_t number;
        } syscall; /**< seL4_Fault_UnknownSyscall */
        struct {
            word_t number; /**< ESR_EL1 */
            word_t code;
        } user; /**< seL4_Fault_UserException */
        struct {
            word_t address;     /**< faulting address */
            word_t status;      /**< ESR_EL1 */
            word_t instruction; /**< 1: instruction fetch */
        } vm;                   /**< seL4_Fault_VMFault */
    };
};

struct notification;

/** Links of a doubly linked queue of threads. */
struct tcb_queue {
    struct tcb *head;
    struct tcb *tail;
};

#define TCB_NAME_SPACE 64

/**
 * A thread: 2 KiB. The context comes first: the exception vectors address it from the TCB's
 * address. All zero is a valid inactive thread but for arch_context_init().
 */
struct tcb {
    struct arch_user_context context;
    /* What waits for whom: valid for the blocked states. */
    word_t state;               /**< enum thread_state */
    bool queued;                /**< is in a ready queue */
    bool send_is_call;          /**< blocked sending: it was a Call */
    bool can_grant;             /**< blocked: capability in use has the grant right */
    bool can_grant_reply;       /**< blocked sending: it has the grant-reply right */
    bool fpu_disabled;          /**< seL4_TCBFlag_fpuDisabled */
    word_t send_badge;          /**< blocked sending: badge of the capability in use */
    void *blocked_on;           /**< endpoint or notification that the thread waits on */
    word_t priority;            /**< 0..255 */
    word_t max_priority;        /**< maximum controlled priority, 0..255 */
    word_t time_slice;          /**< ticks left */
    word_t core;                /**< logical core (affinity) */
    word_t domain;              /**< scheduling domain */
    struct tcb *ready_prev;     /**< ready queue */
    struct tcb *ready_next;     /**< ready queue */
    struct tcb *wait_prev;      /**< queue of an endpoint or notification */
    struct tcb *wait_next;      /**< queue of an endpoint or notification */
    struct notification *bound; /**< bound notification */
    vptr_t ipc_buffer;          /**< user address of the IPC buffer, 0: none */
    cptr_t fault_handler;       /**< address in the thread's own CSpace */
    struct fault fault;         /**< fault that waits for its reply */
#ifdef CONFIG_DEBUG_BUILD
    struct tcb *debug_prev; /**< all threads of the core */
    struct tcb *debug_next; /**< all threads of the core */
    char name[TCB_NAME_SPACE];
#endif
    struct cte slots[TCB_SLOTS];
};

_Static_assert(sizeof(struct tcb) <= BIT(seL4_TCBBits), "a TCB fits into its object");

/** States of a queue of waiting threads: bits 1..0 of its second word. */
enum wait_state {
    WAIT_IDLE = 0,    /**< nobody waits */
    WAIT_RECEIVE = 1, /**< endpoint: receivers; notification: threads waiting for a signal */
    WAIT_SEND = 2,    /**< endpoint: senders */
    WAIT_ACTIVE = 3   /**< notification: signals have arrived, nobody waits */
};

/** Threads waiting for one object, in the order in which they came. All zero: idle. */
struct wait_queue {
    struct tcb *head;
    word_t tail_and_state; /**< last thread; bits 1..0 enum wait_state */
};

/** An endpoint: 16 bytes. */
struct endpoint {
    struct wait_queue queue; /**< WAIT_IDLE, WAIT_RECEIVE or WAIT_SEND */
};

/** A notification: 32 bytes. */
struct notification {
    struct wait_queue queue; /**< WAIT_IDLE, WAIT_RECEIVE or WAIT_ACTIVE */
    word_t badge;            /**< WAIT_ACTIVE: badges signalled since, ORed */
    struct tcb *bound;       /**< bound thread or NULL */
};

_Static_assert(sizeof(struct endpoint) == BIT(seL4_EndpointBits), "an endpoint is 16 bytes");
_Static_assert(sizeof(struct notification) == BIT(seL4_NotificationBits),
               "a notification is 32 bytes");

/** What the threads in the queue wait for. */
static inline enum wait_state wait_queue_state(const struct wait_queue *queue)
{
    return (enum wait_state)(queue->tail_and_state & 3u);
}

/** The last thread; NULL if there is none. */
static inline struct tcb *wait_queue_tail(const struct wait_queue *queue)
{
    return (struct tcb *)(queue->tail_and_state & ~3ul);
}
