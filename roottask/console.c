// SPDX-License-Identifier: BSD-2-Clause
//
// The console: rings in shared memory on one side, the UART on the other. Output of several
// instances takes turns of CONSOLE_SHARE bytes; input goes to the instance in the foreground, the
// first that runs.

#include <stddef.h>
#include <oskit/irq.h>
#include <roottask/console.h>
#include <roottask/ring.h>
#include <roottask/root.h>
#include <roottask/service.h>
#include <roottask/uart.h>

#define CONSOLE_SHARE 256u

struct channel {
    bool joined;
    struct ring tx;
    struct ring rx;
    struct instance_console *shared;
    seL4_CPtr wake;
    uint32_t drain_to; /* tx index that somebody waits for */
};

static struct channel channels[TABLE_MAX_INSTANCES];
static uint32_t first_turn;
static seL4_CPtr uart_handler;

/* Typed bytes wait in the UART because the foreground instance's ring is full. */
static bool input_waits;

/* Bytes on their way to the UART: at most "\r\n". */
static uint8_t held[2];
static unsigned held_count;
static uint8_t last_byte;

void console_start(void)
{
    seL4_CPtr frame;
    seL4_CPtr signal;

    if (root.tree.console == DEVTREE_MAX_DEVICES) {
        return;
    }

    const struct device *uart = &root.tree.devices[root.tree.console];
    uint64_t offset = uart->paddr % (1u << seL4_PageBits);

    root_must(root_device_frame(uart->paddr - offset, &frame), "take over the UART's registers");
    root_must(oskit_map(&root.vspace, frame, ROOT_UART_VADDR, seL4_PageBits,
                        OSKIT_MAP_READ | OSKIT_MAP_WRITE | OSKIT_MAP_DEVICE),
              "map the UART");
    uart_start(ROOT_UART_VADDR + offset);
    root_must(oskit_slot_alloc(&root.cspace, &signal), "find a slot for the UART's signal");
    root_must(oskit_cap_mint(&root.cspace, signal, root.notification, seL4_AllRights, BADGE_UART),
              "badge the UART's signal");
    root_must(oskit_irq_register(&root.cspace, seL4_CapIRQControl, uart->irq, uart->edge, 0,
                                 &uart_handler),
              "register the UART's interrupt");
    root_must(oskit_irq_bind(uart_handler, signal), "bind the UART's interrupt");
    root_must(oskit_irq_ack(uart_handler), "enable the UART's interrupt");
}

void console_join(uint32_t instance, struct instance_console *shared, seL4_CPtr wake)
{
    struct channel *channel = &channels[instance];

    *channel = (struct channel){.joined = true, .shared = shared, .wake = wake};
    ring_init(&channel->tx, &shared->tx, shared->tx_data, INSTANCE_CONSOLE_TX_SIZE);
    ring_init(&channel->rx, &shared->rx, shared->rx_data, INSTANCE_CONSOLE_RX_SIZE);
    (void)ring_sleep(&channel->tx);
}

/* True if nothing is held any more. Else an interrupt will tell when there is room. */
static bool send_held(void)
{
    while (held_count != 0) {
        if (!uart_try_put(held[0])) {
            uart_want_room(true);
            return false;
        }
        held[0] = held[1];
        held_count--;
    }
    return true;
}

/* Terminals want "\r\n" where programs write "\n". */
static void hold(uint8_t byte)
{
    if (byte == '\n' && last_byte != '\r') {
        held[0] = '\r';
        held[1] = '\n';
        held_count = 2;
    } else {
        held[0] = byte;
        held_count = 1;
    }
    last_byte = byte;
}

/* One turn of one instance. False if the UART is full. */
static bool channel_turn(struct channel *channel)
{
    uint8_t byte;
    unsigned sent = 0;
    bool room = true;

    while (room && sent < CONSOLE_SHARE && ring_take(&channel->tx, &byte)) {
        hold(byte);
        room = send_held();
        sent++;
    }
    if (sent != 0) {
        ring_taken(&channel->tx);
    }
    return room;
}

bool console_turn(void)
{
    bool more = false;

    if (!uart_ready() || !send_held()) {
        return false;
    }
    for (uint32_t i = 0; i < TABLE_MAX_INSTANCES; i++) {
        struct channel *channel = &channels[(first_turn + i) % TABLE_MAX_INSTANCES];

        if (!channel->joined) {
            continue;
        }
        if (!channel_turn(channel)) {
            /* The next turn begins behind the one that filled the UART. */
            first_turn = (first_turn + i + 1) % TABLE_MAX_INSTANCES;
            return false;
        }
        if (ring_waiting(&channel->tx) != 0 || !ring_sleep(&channel->tx)) {
            more = true;
        }
    }
    if (!more) {
        uart_want_room(false);
    }
    return more;
}

static struct channel *foreground(void)
{
    for (uint32_t i = 0; i < TABLE_MAX_INSTANCES; i++) {
        if (channels[i].joined) {
            return &channels[i];
        }
    }
    return NULL;
}

/* Takes typed bytes while the instance has room for them. What it has no room for waits in the
 * UART. */
static void take_input(struct channel *channel)
{
    bool put = false;
    bool room = true;

    while (room && uart_has_input()) {
        if (channel == NULL) {
            (void)uart_get();
        } else if (ring_has_room(&channel->rx)) {
            put |= ring_put(&channel->rx, uart_get());
        } else {
            room = !ring_wait_room(&channel->rx);
        }
    }
    uart_want_input(room);
    input_waits = !room;
    if (put && ring_publish(&channel->rx)) {
        seL4_Signal(channel->wake);
    }
}

void console_input(void)
{
    if (input_waits) {
        take_input(foreground());
    }
}

void console_interrupt(void)
{
    /* Cleared first: what comes in while the FIFO is emptied must signal again. */
    uart_clear_interrupts();
    take_input(foreground());
    (void)oskit_irq_ack(uart_handler);
}

bool console_drain_begin(uint32_t instance)
{
    struct channel *channel = &channels[instance];

    channel->drain_to = channel->tx.own + ring_waiting(&channel->tx);
    return console_drained(instance);
}

bool console_drained(uint32_t instance)
{
    const struct channel *channel = &channels[instance];

    if (!channel->joined || !uart_ready()) {
        return true;
    }
    if ((int32_t)(channel->tx.own - channel->drain_to) < 0 || held_count != 0) {
        return false;
    }
    uart_wait_idle();
    return true;
}

static void flush_held(void)
{
    for (unsigned i = 0; i < held_count; i++) {
        uart_put(held[i]);
    }
    held_count = 0;
}

static void flush_channel(struct channel *channel)
{
    uint8_t byte;

    flush_held();
    /* At most one ring's worth: a running instance on another core could go on for ever. */
    for (uint32_t n = 0; n < INSTANCE_CONSOLE_TX_SIZE && ring_take(&channel->tx, &byte); n++) {
        hold(byte);
        flush_held();
    }
    ring_taken(&channel->tx);
}

void console_flush(void)
{
    for (uint32_t i = 0; i < TABLE_MAX_INSTANCES; i++) {
        if (channels[i].joined) {
            flush_channel(&channels[i]);
        }
    }
    uart_wait_idle();
}

void console_leave(uint32_t instance)
{
    if (channels[instance].joined) {
        flush_channel(&channels[instance]);
        channels[instance].joined = false;
    }
}

void console_print(const char *text)
{
    console_flush();
    uart_write(text);
    for (; *text != '\0'; text++) {
        last_byte = (uint8_t)*text;
    }
}

bool console_at_line_start(void)
{
    return last_byte == '\n' || last_byte == '\0';
}
