// SPDX-License-Identifier: BSD-2-Clause
/*
 * The console: the rings shared with the root task (abi/include/instance/console.h).
 */
#include <ax/core/string.h>
#include <ax/hal/arch/cpu.h>
#include <ax/hal/console.h>
#include <ax/hal/power.h>
#include <ax/hal/spinlock.h>
#include <ax/hal/trace.h>
#include <instance/service.h>

#include "plat.h"

static struct instance_console *const rings = (void *)INSTANCE_CONSOLE_VADDR;

static struct {
    struct ax_spinlock lock; /* of the instance's side of tx */
    unsigned writer;         /* core whose task holds it, plus 1; 0 = none. Atomically */
    void (*callback)(void *arg);
    void *arg;
} state;

static uint32_t tx_room(void)
{
    uint32_t tail = __atomic_load_n(&rings->tx.tail, __ATOMIC_ACQUIRE);

    return INSTANCE_CONSOLE_TX_SIZE - (rings->tx.head - tail);
}

/* Publishes what was written and wakes the root task if it sleeps. */
static void publish(uint32_t n)
{
    __atomic_store_n(&rings->tx.head, rings->tx.head + n, __ATOMIC_SEQ_CST);
    if (__atomic_exchange_n(&rings->tx.wake, 0, __ATOMIC_SEQ_CST) != 0) {
        seL4_Signal(INSTANCE_SLOT_CONSOLE_NTFN);
    }
}

static uint32_t put(const char *bytes, size_t n)
{
    uint32_t at = rings->tx.head % INSTANCE_CONSOLE_TX_SIZE;
    uint32_t room = tx_room(); /* grows while the root task takes bytes out */
    uint32_t part = (uint32_t)AX_MIN(n, (size_t)AX_MIN(room, INSTANCE_CONSOLE_TX_SIZE - at));

    memcpy(&rings->tx_data[at], bytes, part);
    publish(part);
    return part;
}

/* The root task and the console have the same slots in a task's CSpace as in the manager's. */
static void ask_to_drain(void)
{
    seL4_Call(INSTANCE_SLOT_ROOT_EP, seL4_MessageInfo_new(INSTANCE_CONSOLE_DRAIN, 0, 0, 0));
}

/* The lock keeps the count raised: a task is never made to yield in a message to the root task. */
static void drain(void)
{
    if (ax_in_irq() && ax_hal_cpu_count() > 1) {
        /* A manager that waited for the root task on another core would let its task run. */
        seL4_Signal(INSTANCE_SLOT_CONSOLE_NTFN);
        ax_cpu_relax();
        return;
    }
    ax_trace_event(AX_TRACE_CALL, INSTANCE_CONSOLE_DRAIN, AX_TRACE_ROOT);
    ask_to_drain();
    ax_trace_event(AX_TRACE_RETURN, INSTANCE_CONSOLE_DRAIN, AX_TRACE_ROOT);
}

static void lock(void)
{
    struct ax_percpu *cpu = ax_spin_lock(&state.lock);

    __atomic_store_n(&state.writer, cpu->cpu_id + 1, __ATOMIC_RELAXED);
}

static void unlock(void)
{
    __atomic_store_n(&state.writer, 0, __ATOMIC_RELAXED);
    ax_spin_unlock(&state.lock);
}

/* What is written together stays together. Lock held. */
static void write_all(const char *bytes, size_t n)
{
    while (n > 0) {
        if (tx_room() == 0) {
            drain();
        }
        uint32_t part = put(bytes, n);

        bytes += part;
        n -= part;
    }
}

/* A task that holds nothing off waits for room without the lock, so that others of its core run. */
void ax_hal_console_write(const char *bytes, size_t n)
{
    bool patient = ax_irq_enabled() && !ax_panicking() && n <= INSTANCE_CONSOLE_TX_SIZE;

    if (patient && plat_in_task()) {
        lock();
        while (tx_room() < n) {
            unlock();
            ax_hal_task_hooks()->wait_in_kernel(ask_to_drain);
            lock();
        }
    } else {
        lock();
    }
    write_all(bytes, n);
    unlock();
}

void plat_console_break(void)
{
    if (__atomic_load_n(&state.writer, __ATOMIC_RELAXED) == ax_percpu()->cpu_id + 1) {
        __atomic_store_n(&state.writer, 0, __ATOMIC_RELAXED);
        ax_spin_release(&state.lock);
    }
}

size_t ax_hal_console_read(char *buf, size_t n)
{
    size_t done = 0;

    /* Ask to be woken first, then look: a byte that comes between the two is seen or signalled. */
    __atomic_store_n(&rings->rx.wake, 1, __ATOMIC_SEQ_CST);
    uint32_t head = __atomic_load_n(&rings->rx.head, __ATOMIC_SEQ_CST);
    uint32_t tail = rings->rx.tail;

    while (done < n && tail != head) {
        buf[done++] = (char)rings->rx_data[tail++ % INSTANCE_CONSOLE_RX_SIZE];
    }
    __atomic_store_n(&rings->rx.tail, tail, __ATOMIC_SEQ_CST);
    if (done != 0 && __atomic_exchange_n(&rings->rx.full, 0, __ATOMIC_SEQ_CST) != 0) {
        seL4_Signal(INSTANCE_SLOT_CONSOLE_NTFN);
    }
    return done;
}

void ax_hal_console_set_rx(void (*callback)(void *arg), void *arg)
{
    ax_irq_save();
    state.arg = arg;
    state.callback = callback;
    __atomic_store_n(&rings->rx.wake, 1, __ATOMIC_SEQ_CST);
    ax_irq_restore();
}

void plat_console_arrived(void)
{
    if (state.callback != NULL) {
        state.callback(state.arg);
    }
}
