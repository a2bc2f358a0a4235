// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/*
 * The context of one invocation. Decode functions check every argument before anything is
 * changed; what acts comes last and cannot be refused any more. A decode function that refuses
 * calls one of the fail_*() functions and returns their value.
 */

#include <sel4/invocation.h>
#include <sel4/sel4_arch/invocation.h>
#include <sel4/arch/invocation.h>
#include <kernel/msginfo.h>
#include <kernel/thread.h>

/** An invocation that is decoded: what it acts on, its message, and where its error goes. */
struct invocation {
    word_t label;            /**< invocation label */
    word_t length;           /**< message words that are really there */
    struct tcb *caller;      /**< the current thread */
    word_t *buffer;          /**< its IPC buffer for reading, or NULL */
    struct cte *slot;        /**< the invoked slot */
    struct cap cap;          /**< its capability */
    struct extra_caps extra; /**< slots of the capabilities that came along */
    bool call;               /**< the caller waits for an answer */
    bool blocking;           /**< may block */
    word_t reply_length;     /**< message words of the answer written so far */
    word_t *reply_buffer;    /**< caller's IPC buffer for writing; valid after the first answer */
    struct syscall_error error;
};

/** Message word `i` (< length) of the invocation. */
static inline word_t inv_arg(const struct invocation *inv, word_t i)
{
    if (i < MSG_REGS) {
        return thread_get_reg(inv->caller, (enum arch_reg)(ARCH_REG_MSG0 + i));
    }
    return inv->buffer[BUFFER_MSG(i)];
}

/** Capability `i` (< extra.count) that came along. */
static inline struct cap inv_extra(const struct invocation *inv, word_t i)
{
    return inv->extra.slot[i]->cap;
}

/** Sets message word `i` of the answer; in order from 0; nothing happens if nobody waits. */
static inline void inv_reply(struct invocation *inv, word_t i, word_t value)
{
    if (!inv->call) {
        return;
    }
    if (i == MSG_REGS) {
        inv->reply_buffer = thread_buffer(inv->caller, true);
    }
    inv->reply_length = thread_set_msg(inv->caller, inv->reply_buffer, i, value);
}

/** The error `type`, which has no further words. @return STATUS_ERROR */
static inline enum status fail_simple(struct invocation *inv, seL4_Error type)
{
    inv->error.type = type;
    return STATUS_ERROR;
}

/** seL4_IllegalOperation. @return STATUS_ERROR */
static inline enum status fail_illegal(struct invocation *inv)
{
    return fail_simple(inv, seL4_IllegalOperation);
}

/** seL4_TruncatedMessage. @return STATUS_ERROR */
static inline enum status fail_truncated(struct invocation *inv)
{
    return fail_simple(inv, seL4_TruncatedMessage);
}

/** Argument number `i` is wrong. */
static inline enum status fail_argument(struct invocation *inv, word_t i)
{
    inv->error.argument = i;
    return fail_simple(inv, seL4_InvalidArgument);
}

/** Capability number `i` (0: the invoked one) is wrong. */
static inline enum status fail_capability(struct invocation *inv, word_t i)
{
    inv->error.argument = i;
    return fail_simple(inv, seL4_InvalidCapability);
}

/** seL4_RangeError with its bounds. @return STATUS_ERROR */
static inline enum status fail_range(struct invocation *inv, word_t min, word_t max)
{
    inv->error.range_min = min;
    inv->error.range_max = max;
    return fail_simple(inv, seL4_RangeError);
}

/** seL4_FailedLookup: of the source, or of the root or destination. @return STATUS_ERROR */
static inline enum status fail_lookup(struct invocation *inv, bool source,
                                      struct lookup_failure failure)
{
    inv->error.source = source;
    inv->error.failure = failure;
    return fail_simple(inv, seL4_FailedLookup);
}

/** No capability where the address leads, with `bits_left` not used up. */
static inline struct lookup_failure lookup_missing(word_t bits_left)
{
    return (struct lookup_failure){.type = seL4_MissingCapability, .bits_left = bits_left};
}

/** The thread has no CSpace to begin in. */
static inline struct lookup_failure lookup_invalid_root(void)
{
    return (struct lookup_failure){.type = seL4_InvalidRoot};
}

/* cspace.c */

/** A slot, or why there is none. */
struct slot_result {
    struct cte *slot; /**< NULL: failure */
    word_t bits_left; /**< bits of the address that were not translated */
};

/**
 * Walks from `root` along the low `bits` bits of `address`. Stops at a slot that holds no CNode.
 * On failure fills in `failure`.
 */
struct slot_result cspace_resolve(struct cap root, cptr_t address, word_t bits,
                                  struct lookup_failure *failure);

/** The slot at `address` in the thread's CSpace, or NULL with `failure` filled in. */
struct cte *cspace_lookup(const struct tcb *tcb, cptr_t address, struct lookup_failure *failure);

/**
 * A slot named by a CNode operation: exactly `depth` bits of `address`, from `root`.
 * `source`: what the error says. STATUS_OK with *slot set, or STATUS_ERROR.
 */
enum status cspace_lookup_slot(struct invocation *inv, bool source, struct cap root, cptr_t address,
                               word_t depth, struct cte **slot);

/** As cspace_lookup_slot() for a destination that has to be empty. */
enum status cspace_lookup_empty(struct invocation *inv, struct cap root, cptr_t address,
                                word_t depth, struct cte **slot);

/** STATUS_ERROR (DeleteFirst) if the slot is full. */
enum status cspace_require_empty(struct invocation *inv, const struct cte *slot);

/* object/derive.c */

/** The capability with no more than `rights` (RIGHT_…). */
struct cap cap_mask_rights(word_t rights, struct cap cap);

/** Whether `child`'s memory lies within what `parent` covers (same object, or inside an untyped).
 */
bool cap_same_region(struct cap parent, struct cap child);

/** Whether both capabilities refer to the same object; never true of untypeds. */
bool cap_same_object(struct cap a, struct cap b);

/** The capability with badge or guard `data`; null capability if that is not allowed. */
struct cap cap_update_data(bool preserve, word_t data, struct cap cap);

/**
 * The capability to be inserted as a copy of `cap` from `slot`. A null capability is a success
 * that most callers refuse. Writes to `error`, returns STATUS_ERROR if it cannot be copied.
 */
enum status cap_derive(const struct cte *slot, struct cap cap, struct cap *derived,
                       struct syscall_error *error);

/* Decode functions, one for each type of object. */
enum status decode_untyped(struct invocation *inv);
enum status decode_cnode(struct invocation *inv);
enum status decode_tcb(struct invocation *inv);
enum status decode_irq_control(struct invocation *inv);
enum status decode_irq_handler(struct invocation *inv);
enum status decode_domain(struct invocation *inv);

/** Dispatches on the type of inv->cap. */
enum status decode_invocation(struct invocation *inv);
