// SPDX-License-Identifier: BSD-2-Clause

#include <ktest/case.h>
#include <ktest/objects.h>
#include <ktest/run.h>
#include "random.h"
#include "result.h"

/* Arm ARM, ESR_EL1: the class of an instruction or data abort at EL0, and why it came. */
#define CLASS_SHIFT  26
#define CLASS_FETCH  0x20
#define CLASS_DATA   0x24
#define FAULT_STATUS 0x3f

/* Arm ARM, SPSR_EL1: condition flags, A, and both interrupt masks' usual state at EL0. */
#define FLAGS        0xf0000000
#define SERROR_MASK  0x100
#define STATE_MASKED (SERROR_MASK | 0x40)

static bool tracing;

void trace_set(bool on)
{
    tracing = on;
}

void trace_value(const char *what, seL4_Word value)
{
    char line[64];
    struct oskit_text text;

    if (!tracing) {
        return;
    }
    oskit_text_init(&text, line, sizeof(line));
    oskit_text_add(&text, " ");
    oskit_text_add(&text, what);
    oskit_text_hex(&text, value);
    console_put(line);
}

void trace_end(void)
{
    if (tracing) {
        console_put("\n");
    }
}

void trace_op(seL4_Word number, const struct op *op)
{
    if (!tracing) {
        return;
    }
    console_put("@");
    trace_value("op=", number);
    trace_value("worker=", op->driver ? WORKERS : op->worker);
    trace_value("entry=", op->entry);
    trace_value("call=", op->number);
    trace_value("cap=", op->cap);
    trace_value("kind=", model_slot((unsigned)op->cap)->kind);
    trace_value("label=", op->label);
    trace_value("length=", op->length);
    for (unsigned i = 0; i < op->length && i < 16 && i < OP_WORDS; i++) {
        trace_value("", op->word[i]);
    }
    /* The driver's own slots differ from kernel to kernel. */
    for (unsigned i = 0; i < op->caps && !op->driver; i++) {
        trace_value("extra=", op->extra[i]);
    }
    trace_end();
}

/* Two parts of the processor's state differ between kernels, and are left out of every word that
 * may have them (they are handed on in messages and registers):
 * - SPSR_EL1.A: a release kernel runs threads with SErrors masked, a debug kernel does not;
 * - the fault status in the syndrome of an abort at EL0: where the translation of a kernel address
 *   ends depends on the kernel's own tables. */
static seL4_Word comparable(seL4_Word value)
{
    seL4_Word class = value >> CLASS_SHIFT;

    if ((value & ~(seL4_Word)FLAGS) == STATE_MASKED) {
        return value & ~(seL4_Word)SERROR_MASK;
    }
    return class == CLASS_FETCH || class == CLASS_DATA ? value & ~(seL4_Word)FAULT_STATUS : value;
}

static void add(const char *what, seL4_Word value)
{
    value = comparable(value);
    hash_add(value);
    trace_value(what, value);
}

/* Message words; those from `first` on stand in the buffer. */
static void add_words(const seL4_IPCBuffer *buffer, const seL4_Word registers[4], seL4_Word length)
{
    EXPECT(length <= seL4_MsgMaxLength);
    for (seL4_Word i = 0; i < length && i < seL4_MsgMaxLength; i++) {
        add("", i < 4 ? registers[i] : buffer->msg[i]);
    }
}

static void add_caps(const seL4_IPCBuffer *buffer, seL4_MessageInfo_t tag)
{
    seL4_Word unwrapped = seL4_MessageInfo_get_capsUnwrapped(tag);
    seL4_Word caps = seL4_MessageInfo_get_extraCaps(tag);

    add("unwrapped=", unwrapped);
    add("caps=", caps);
    for (seL4_Word i = 0; i < caps; i++) {
        if (unwrapped >> i & 1) {
            add("badge=", buffer->caps_or_badges[i]);
        }
    }
}

/* The fault status that a VM fault's message brings, if the address is one of user level's. */
static void add_fault_status(seL4_MessageInfo_t tag, const seL4_Word words[4])
{
    if (seL4_MessageInfo_get_label(tag) == seL4_Fault_VMFault &&
        seL4_MessageInfo_get_length(tag) == seL4_VMFault_Length &&
        words[seL4_VMFault_Addr] <= seL4_UserTop) {
        hash_add(words[seL4_VMFault_FSR]);
    }
}

static bool is_frame(seL4_CPtr cap)
{
    enum kind kind = model_slot((unsigned)cap)->kind;

    return kind == K_FRAME || kind == K_LARGE_FRAME;
}

/* A reply of the kernel or of a worker. Of the two results that are no plain data, the address is
 * made relative; of the registers of another thread, those are left out that a system call has just
 * set, because it says nothing about those beyond its message. */
static void add_reply(const seL4_IPCBuffer *buffer, const struct worker_result *result)
{
    seL4_MessageInfo_t tag = {{result->x[1]}};
    seL4_Word length = seL4_MessageInfo_get_length(tag);
    seL4_Word words[4] = {result->x[2], result->x[3], result->x[4], result->x[5]};
    enum kind kind = model_slot((unsigned)result->cap)->kind;

    add("label=", seL4_MessageInfo_get_label(tag));
    add("length=", length);
    if (is_frame(result->cap) && length == 1 && words[0] >= world_base() &&
        seL4_MessageInfo_get_label(tag) == 0) {
        words[0] -= world_base();
    }
    if (kind == K_TCB && length > 3 && words[0] == CALL_RETURN) {
        return;
    }
    add_fault_status(tag, words);
    add_words(buffer, words, length);
    add_caps(buffer, tag);
}

/* What a worker received. */
static void add_message(const seL4_IPCBuffer *buffer, const struct worker_result *result)
{
    seL4_MessageInfo_t tag = {{result->x[1]}};
    seL4_Word words[4] = {result->x[2], result->x[3], result->x[4], result->x[5]};

    add("label=", seL4_MessageInfo_get_label(tag));
    add("length=", seL4_MessageInfo_get_length(tag));
    add_fault_status(tag, words);
    add_words(buffer, words, seL4_MessageInfo_get_length(tag));
    add_caps(buffer, tag);
}

/* A signal has a badge only; so has, perhaps, a message without a badge. */
static bool is_message(seL4_Word badge)
{
    return (badge & ENDPOINT_BADGE) != 0;
}

struct outcome result_of_worker(unsigned worker)
{
    const struct worker_result *result = worker_result(worker);
    const seL4_IPCBuffer *buffer = worker_buffer(worker);
    seL4_MessageInfo_t tag = {{result->x[1]}};
    struct outcome outcome = {.label = seL4_MessageInfo_get_label(tag)};

    if (tracing) {
        console_put("@");
    }
    add("done=", worker);
    add("call=", result->x[7]);
    switch ((long)result->x[7]) {
    case seL4_SysCall:
        if (op_has_reply(result->cap)) {
            add_reply(buffer, result);
        }
        break;
    case seL4_SysRecv:
    case seL4_SysNBRecv:
    case seL4_SysReplyRecv:
        add("from=", result->x[0]);
        if (is_message(result->x[0])) {
            outcome.message = true;
            add_message(buffer, result);
        }
        outcome.reply_wanted = result->x[0] < NOTIFICATION_BADGE || outcome.message;
        break;
    case 0:
        /* No system call: what was loaded, or stood in a floating-point register. */
        add("x0=", result->x[0]);
        break;
    default:
        break;
    }
    trace_end();
    return outcome;
}

seL4_Error result_of_driver(seL4_MessageInfo_t reply)
{
    seL4_Word length = seL4_MessageInfo_get_length(reply);

    if (tracing) {
        console_put("@");
    }
    add("error=", seL4_MessageInfo_get_label(reply));
    add("length=", length);
    for (seL4_Word i = 0; i < length; i++) {
        add("", seL4_GetMR((int)i));
    }
    trace_end();
    return (seL4_Error)seL4_MessageInfo_get_label(reply);
}

void result_registers(unsigned worker, const seL4_UserContext *context)
{
    const seL4_Word *word = (const seL4_Word *)context;

    if (tracing) {
        console_put("@");
    }
    add("stands=", worker);
    for (unsigned i = 0; i < sizeof(*context) / sizeof(seL4_Word); i++) {
        /* pc, sp, spsr, x0 to x7: a system call that has just returned left the latter. */
        if (i < 3 || i > 10 || context->pc != CALL_RETURN) {
            add("", word[i]);
        }
    }
    trace_end();
}
