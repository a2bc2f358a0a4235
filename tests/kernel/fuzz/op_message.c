// SPDX-License-Identifier: BSD-2-Clause
//
// Operations that send, receive, reply and fault.

#include "driver.h"
#include "op.h"
#include "random.h"
#include "share.h"

#define REGISTERS_OF_A_REPLY 14

static void message(struct op *op)
{
    seL4_Word length = chance(3) ? draw(12) : draw(5);

    /* Above the labels of faults. */
    op->label = chance(2) ? 8 + draw(8) : 0;
    while (op->length < length) {
        op_word(op, draw(1000));
    }
    if (chance(30)) {
        op->length = draw(seL4_MsgMaxLength + 8);
        op->length = op->length > 127 ? 127 : op->length;
    }
    while (chance(3) && op->caps < 3) {
        op_cap(op, chance(3) ? pick_full() : pick(K_ENDPOINT));
    }
}

/* A reply that may change the registers of a thread that faulted. */
static void reply_words(struct op *op)
{
    if (!chance(3)) {
        message(op);
        return;
    }
    op->label = chance(4);
    for (unsigned i = 0; i < REGISTERS_OF_A_REPLY; i++) {
        op_word(op, chance(4) ? CODE_ADDRESS + ENTRY_PARK : draw(1000));
    }
    op->length = chance(2) ? REGISTERS_OF_A_REPLY : draw(REGISTERS_OF_A_REPLY);
}

/* To the object where somebody waits for the other side, or to any. */
static unsigned pick_partner(bool receiver_waits)
{
    int slot = driver_blocked_in(receiver_waits);

    return slot < 0 || chance(4) ? pick(chance(3) ? K_NOTIFICATION : K_ENDPOINT)
                                 : pick_same((unsigned)slot);
}

static unsigned pick_channel(void)
{
    return pick(chance(3) ? K_NOTIFICATION : K_ENDPOINT);
}

static void call_number(struct op *op, seL4_Syscall_ID number, unsigned row, seL4_CPtr cap)
{
    op->entry = ENTRY_CALL;
    op->number = (seL4_Word)number;
    op->row = row;
    op->cap = cap;
}

static void answer(struct op *op)
{
    unsigned saved = pick_exact(K_REPLY);

    if (saved != 0 && chance(2)) {
        call_number(op, chance(2) ? seL4_SysSend : seL4_SysNBSend, ROW_SEND, saved);
        op->row = op->number == (seL4_Word)seL4_SysSend ? ROW_SEND : ROW_NBSEND;
        reply_words(op);
        return;
    }
    if (chance(2)) {
        call_number(op, seL4_SysReply, ROW_REPLY, 0);
    } else {
        call_number(op, seL4_SysReplyRecv, ROW_REPLY_RECV, pick_channel());
    }
    reply_words(op);
}

static void receive(struct op *op)
{
    if (chance(4)) {
        call_number(op, seL4_SysNBRecv, ROW_NBRECV, pick_partner(false));
    } else {
        call_number(op, seL4_SysRecv, ROW_RECV, pick_partner(false));
    }
}

static void send(struct op *op)
{
    switch (draw(4)) {
    case 0:
        call_number(op, seL4_SysSend, ROW_SEND, pick_partner(true));
        break;
    case 1:
        call_number(op, seL4_SysNBSend, ROW_NBSEND, pick_partner(true));
        break;
    default:
        call_number(op, seL4_SysCall, ROW_CALL, pick_partner(true));
        break;
    }
    message(op);
}

void op_message(struct op *op)
{
    int caller = driver_answering();

    op->worker = driver_idle_worker();
    if (caller >= 0 && !chance(6)) {
        op->worker = (unsigned)caller;
        answer(op);
    } else if (chance(16)) {
        call_number(op, seL4_SysYield, ROW_YIELD, 0);
    } else if (chance(16)) {
        answer(op);
    } else if (driver_blocked_in(false) >= 0 ? !chance(4) : chance(2)) {
        receive(op);
    } else {
        send(op);
    }
}

void op_fault(struct op *op)
{
    static const enum worker_entry entries[] = {ENTRY_BREAK, ENTRY_WRONG, ENTRY_SYSTEM};

    op->worker = driver_idle_worker();
    switch (draw(8)) {
    case 0:
        call_number(op, (seL4_Syscall_ID)(chance(2) ? CALL_UNKNOWN : -100 - (int)draw(50)), 0, 0);
        op->cap = draw(1000);
        op->row = ROW_UNKNOWN_CALL;
        break;
    case 1:
        call_number(op, chance(2) ? seL4_SysRecv : seL4_SysSend, ROW_CAP_FAULT, 0);
        op->cap = chance(2) ? WORLD_SLOTS + weird() : pick(K_FRAME);
        break;
    case 2:
        op->entry = entries[draw(3)];
        op->row = ROW_USER_EXCEPTION;
        break;
    case 3:
        op->entry = chance(2) ? ENTRY_JUMP : ENTRY_LOAD;
        op->cap = chance(2) ? NOWHERE : weird() & ~7ul;
        op->row = ROW_VM_FAULT;
        break;
    case 4:
        op->entry = ENTRY_FLOAT;
        op->cap = draw(1000);
        op->row = ROW_FLOAT;
        break;
    case 5:
    case 6:
        op->entry = ENTRY_LOAD;
        op->row = ROW_LOAD;
        op->cap = chance(8) ? pick_address() : driver_mapped_address(&op->worker);
        break;
    default:
        op->entry = ENTRY_STORE;
        op->row = ROW_STORE;
        op->cap = chance(8) ? pick_address() : driver_mapped_address(&op->worker);
        op_word(op, draw(1000));
        break;
    }
}
