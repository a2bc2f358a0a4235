// SPDX-License-Identifier: BSD-2-Clause

#include <string.h>
#include <ktest/case.h>
#include <ktest/objects.h>
#include <ktest/run.h>
#include "driver.h"
#include "inspect.h"
#include "op.h"
#include "random.h"
#include "result.h"
#include "share.h"
#include "worker.h"
#include "world.h"

#define EPOCH        400 /* operations */
#define HEAL_PERIOD  16
#define PROBE_PERIOD 100
#define WATCH_PERIOD 10

struct worker_state {
    bool working;   /* has been started and has not come back */
    bool answering; /* has received what may want an answer */
    bool changed;   /* an operation may have taken what it needs */
    struct op op;   /* what it was started for */
};

static struct worker_state state[WORKERS];

unsigned driver_idle_worker(void)
{
    unsigned start = (unsigned)draw(WORKERS);

    for (unsigned i = 0; i < WORKERS; i++) {
        unsigned worker = (start + i) % WORKERS;

        if (!state[worker].working && worker_owned(worker)) {
            return worker;
        }
    }
    return start;
}

int driver_answering(void)
{
    unsigned start = (unsigned)draw(WORKERS);

    for (unsigned i = 0; i < WORKERS; i++) {
        unsigned worker = (start + i) % WORKERS;

        if (state[worker].answering) {
            return (int)worker;
        }
    }
    return -1;
}

int driver_blocked_in(bool receiving)
{
    unsigned start = (unsigned)draw(WORKERS);

    for (unsigned i = 0; i < WORKERS; i++) {
        const struct worker_state *its = &state[(start + i) % WORKERS];
        unsigned row = its->op.row;
        bool receives = row == ROW_RECV || row == ROW_REPLY_RECV;
        bool sends = row == ROW_SEND || row == ROW_CALL;

        if (its->working && (receiving ? receives : sends) && its->op.cap < WORLD_SLOTS) {
            return (int)its->op.cap;
        }
    }
    return -1;
}

seL4_Word driver_mapped_address(unsigned *worker)
{
    unsigned start = (unsigned)draw(WORLD_SLOTS);

    for (unsigned i = 0; i < WORLD_SLOTS; i++) {
        const struct slot *slot = model_slot(start + i);

        if (slot->mapped && slot->kind == K_FRAME) {
            *worker = slot->id == W_SPACE_B ? ROOT_SPACE_WORKERS + (unsigned)draw(2)
                                            : (unsigned)draw(ROOT_SPACE_WORKERS);
            return slot->address + 8 * draw(16);
        }
    }
    return pick_address();
}

static void choose(struct op *op)
{
    seL4_Word what = draw(100);

    memset(op, 0, sizeof(*op));
    if (what < 10) {
        op_retype(op);
    } else if (what < 32) {
        op_node(op);
    } else if (what < 46) {
        op_thread(op);
    } else if (what < 60) {
        op_memory(op);
    } else if (what < 66) {
        op_irq(op);
    } else if (what < 68) {
        op_domain(op);
    } else if (what < 92) {
        op_message(op);
    } else {
        op_fault(op);
    }
    if (op->number == (seL4_Word)seL4_SysCall && op->row < ROW_SEND && chance(6)) {
        op->worker = driver_idle_worker();
    }
    op_disturb(op);
    op_restrain(op);
}

static void fill_buffer(const struct op *op)
{
    seL4_IPCBuffer *buffer = worker_buffer(op->worker);

    for (seL4_Word i = 4; i < OP_WORDS; i++) {
        buffer->msg[i] = i < op->length ? op->word[i] : 0;
    }
    for (seL4_Word i = OP_WORDS; i < seL4_MsgMaxLength; i++) {
        buffer->msg[i] = i;
    }
    for (unsigned i = 0; i < 3; i++) {
        buffer->caps_or_badges[i] = op->extra[i];
    }
    buffer->receiveCNode = chance(20) ? weird() : W_NODE;
    buffer->receiveIndex = chance(20) ? weird() : W_RECEIVE + op->worker;
    buffer->receiveDepth = chance(20) ? weird() : seL4_WordBits;
}

/* Which threads may lose what they need, or get other registers than a system call changes. */
static void note_changes(const struct op *op)
{
    const struct slot *target = model_slot((unsigned)op->cap);

    for (unsigned i = 0; i < WORKERS; i++) {
        if (target->kind != K_UNKNOWN && (target->kind != K_TCB || target->id != i)) {
            continue;
        }
        switch (op->label) {
        case TCBWriteRegisters:
        case TCBCopyRegisters:
            model_touch_registers(i);
            break;
        case TCBConfigure:
        case TCBSetSpace:
        case TCBSetIPCBuffer:
        case TCBSetMCPriority:
        case TCBSetSchedParams:
            state[i].changed = true;
            break;
        default:
            break;
        }
    }
}

static void start(const struct op *op)
{
    seL4_Word tag = op->label << 12 | op->caps << 7 | op->length;
    seL4_Word x[8] = {op->cap,     tag,         op->word[0], op->word[1],
                      op->word[2], op->word[3], 0,           op->number};
    struct worker_state *worker = &state[op->worker];

    if (op->entry != ENTRY_CALL) {
        x[1] = op->length != 0 ? op->word[0] : op->cap;
    }
    if (worker->changed && !chance(4)) {
        (void)worker_heal(op->worker);
        worker->changed = false;
    }
    fill_buffer(op);
    note_changes(op);
    worker->op = *op;
    worker->answering = false;
    worker->working = worker_start(op->worker, op->entry, x) == seL4_NoError;
}

static void do_by_driver(const struct op *op)
{
    seL4_Error error;

    for (unsigned i = 0; i < op->length; i++) {
        seL4_SetMR((int)i, op->word[i]);
    }
    for (unsigned i = 0; i < op->caps; i++) {
        seL4_SetCap((int)i, op->extra[i]);
    }
    error = result_of_driver(invoke(op->cap, op->label, op->caps, op->length));
    if (error == seL4_NoError) {
        share_succeeded(op->row);
        op_applied(op);
    }
}

static void count_fault(const struct outcome *outcome)
{
    static const unsigned row[] = {[seL4_Fault_CapFault] = ROW_CAP_FAULT,
                                   [seL4_Fault_UnknownSyscall] = ROW_UNKNOWN_CALL,
                                   [seL4_Fault_UserException] = ROW_USER_EXCEPTION,
                                   [seL4_Fault_VMFault] = ROW_VM_FAULT};

    if (outcome->message && outcome->label < sizeof(row) / sizeof(row[0])) {
        share_succeeded(row[outcome->label]);
    }
}

/* An invocation has succeeded if its reply says so; everything else if it came to an end. */
static void finish(unsigned worker)
{
    const struct worker_result *result = worker_result(worker);
    struct worker_state *its = &state[worker];
    const struct op *op = &its->op;
    struct outcome outcome = result_of_worker(worker);
    bool invocation = op->row < ROW_SEND && op->number == (seL4_Word)seL4_SysCall;

    its->answering = outcome.reply_wanted;
    count_fault(&outcome);
    if (!its->working) {
        return;
    }
    its->working = false;
    if (!invocation) {
        share_succeeded(op->row);
        op_applied_send(op);
    } else if (result->x[7] == op->number && result->cap == op->cap && outcome.label == 0) {
        share_succeeded(op->row);
        op_applied(op);
    } else {
        op_refused(op, outcome.label);
    }
}

static void collect(void)
{
    for (unsigned i = 0; i < WORKERS; i++) {
        if (worker_result(i)->done != 0) {
            finish(i);
            worker_result(i)->done = 0;
        }
    }
}

/* Whether an operation may have deleted more than the slot that it names. */
static bool deletes_much(const struct op *op)
{
    return op->label == CNodeRevoke && op->number == (seL4_Word)seL4_SysCall;
}

static void keep_up(seL4_Word number)
{
    if (number % HEAL_PERIOD == 0) {
        unsigned worker = (unsigned)draw(WORKERS);

        (void)worker_heal(worker);
        world_repair();
        world_delete(W_RECEIVE + worker);
        model_set(W_RECEIVE + worker, K_EMPTY, 0);
    }
    if (number % PROBE_PERIOD == 0) {
        model_probe();
    }
    if (chance(150)) {
        unsigned worker = 1 + (unsigned)draw(WORKERS - 1);

        if (worker_owned(worker)) {
            worker_orphan(worker);
            trace_value("orphan=", worker);
            trace_end();
        }
    }
}

/* On several cores the model only roughly knows whose registers an operation changes. So that they
 * can be looked at, every other epoch has no such operations. */
static void spare_registers(struct op *op)
{
    if (op->label == TCBWriteRegisters || op->label == TCBCopyRegisters) {
        op->label = TCBReadRegisters;
        op->row = op->row < ROW_SEND ? (unsigned)TCBReadRegisters : op->row;
    }
}

static void end_epoch(const struct run *run, seL4_Word number)
{
    if (!run->parallel || number / EPOCH % 2 != 0) {
        inspect_registers(!run->parallel);
        inspect_life();
    }
}

static void begin_epoch(void)
{
    memset(state, 0, sizeof(state));
    world_rebuild();
}

static void step(const struct run *run, seL4_Word number)
{
    struct op op;

    choose(&op);
    if (run->parallel && number / EPOCH % 2 != 0) {
        spare_registers(&op);
    }
    trace_set(run->trace && number >= run->trace_from);
    trace_op(number, &op);
    share_tried(op.row);
    if (op.driver) {
        do_by_driver(&op);
    } else if (worker_owned(op.worker)) {
        start(&op);
    }
    collect();
    if (deletes_much(&op) && !run->parallel) {
        model_probe();
    }
    keep_up(number);
    trace_value("@hash=", hash_value());
    trace_end();
}

seL4_Word driver_run(const struct run *run)
{
    random_seed(run->seed);
    hash_begin();
    for (seL4_Word i = 0; i < run->operations; i++) {
        /* Cores that run in parallel on a busy machine wait long for each other: so what must not
         * take longer than a case are a few operations. */
        if (i % WATCH_PERIOD == 0) {
            watchdog_watch(run->id, "random operations");
        }
        if (i % EPOCH == 0) {
            begin_epoch();
        }
        step(run, i);
        if (i % EPOCH == EPOCH - 1) {
            end_epoch(run, i);
        }
    }
    trace_set(false);
    return hash_value();
}
