// SPDX-License-Identifier: BSD-2-Clause
//
// The console: rings in shared memory on one side, the UART on the other. Output of several
// instances takes turns of CONSOLE_SHARE bytes and passes through the multiplexer (mux.h), input
// goes to the instance in the foreground. A single instance has the terminal as it is.

#include <stddef.h>
#include <oskit/irq.h>
#include <oskit/text.h>
#include <roottask/console.h>
#include <roottask/mux.h>
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

/* mux.out holds what is on its way to the UART, also for a single instance. */
static struct mux mux = {.foreground = MUX_NONE, .open = MUX_NONE};
static uint32_t sent; /* of mux.out */
static uint8_t last_byte;
static bool escaped; /* the escape key was typed */

bool console_multiplexed(void)
{
    return table_count() > 1;
}

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
    mux_join(&mux, instance, table_rows()[instance].name);
}

/* True if nothing is held any more. Else an interrupt will tell when there is room. */
static bool send_held(void)
{
    while (sent < mux.out_length) {
        if (!uart_try_put((uint8_t)mux.out[sent])) {
            uart_want_room(true);
            return false;
        }
        last_byte = (uint8_t)mux.out[sent];
        sent++;
    }
    sent = 0;
    mux.out_length = 0;
    return true;
}

/* Terminals want "\r\n" where programs write "\n". */
static void hold(uint32_t instance, uint8_t byte)
{
    if (console_multiplexed()) {
        mux_put(&mux, instance, byte);
        return;
    }
    if (byte == '\n' && last_byte != '\r') {
        mux.out[mux.out_length] = '\r';
        mux.out_length++;
    }
    mux.out[mux.out_length] = (char)byte;
    mux.out_length++;
}

/* One turn of one instance. False if the UART is full. */
static bool channel_turn(struct channel *channel)
{
    uint32_t number = (uint32_t)(channel - channels);
    uint8_t byte;
    unsigned taken = 0;
    bool room = true;

    /* A line that is there is not left half shown. */
    while (room &&
           (taken < CONSOLE_SHARE ||
            (mux_unfinished(&mux, number) && taken < CONSOLE_SHARE + MUX_LINE)) &&
           ring_take(&channel->tx, &byte)) {
        hold(number, byte);
        room = send_held();
        taken++;
    }
    if (taken != 0) {
        ring_taken(&channel->tx);
    }
    return room;
}

uint32_t console_turn(void)
{
    uint32_t more = CONSOLE_QUIET;

    if (!uart_ready() || !send_held()) {
        return CONSOLE_QUIET;
    }
    for (uint32_t i = 0; i < TABLE_MAX_INSTANCES; i++) {
        struct channel *channel = &channels[(first_turn + i) % TABLE_MAX_INSTANCES];

        if (!channel->joined) {
            continue;
        }
        if (!channel_turn(channel)) {
            /* The next turn begins behind the one that filled the UART. */
            first_turn = (first_turn + i + 1) % TABLE_MAX_INSTANCES;
            return CONSOLE_QUIET;
        }
        if (ring_waiting(&channel->tx) != 0 || !ring_sleep(&channel->tx)) {
            more = (uint32_t)(channel - channels);
        }
    }
    if (more == CONSOLE_QUIET) {
        uart_want_room(false);
    }
    return more;
}

static struct channel *foreground(void)
{
    return mux.foreground != MUX_NONE ? &channels[mux.foreground] : NULL;
}

/* ---- what is typed ---- */

static void publish(struct channel *channel)
{
    if (channel != NULL && ring_publish(&channel->rx)) {
        seL4_Signal(channel->wake);
    }
}

static void list_instances(void)
{
    char buffer[INSTANCE_NAME_SIZE + 64];
    struct oskit_text line;

    for (uint32_t i = 0; i < table_count(); i++) {
        oskit_text_init(&line, buffer, sizeof(buffer));
        oskit_text_add(&line, "  ");
        oskit_text_dec(&line, i);
        oskit_text_add(&line, "  ");
        oskit_text_add(&line, table_rows()[i].name);
        oskit_text_add(&line, channels[i].joined ? "" : ", not running");
        oskit_text_add(&line, i == mux.foreground ? ", has the input\n" : "\n");
        console_print(buffer);
    }
    console_print("root task: Ctrl-] and then: n next, a digit that instance, Ctrl-] itself\n");
}

static void tell_foreground(void)
{
    if (mux.foreground != MUX_NONE) {
        console_print("root task: input goes to ");
        console_print(table_rows()[mux.foreground].name);
        console_print("\n");
    }
}

/* What an instance has no room for is lost: the escape key behind it must not wait. */
static void take_key(uint8_t byte)
{
    struct channel *channel = foreground();
    uint32_t number = MUX_NONE;

    switch (mux_key(&escaped, byte, &number)) {
    case MUX_KEY_PASS:
        if (channel != NULL) {
            (void)ring_put(&channel->rx, byte);
            publish(channel);
        }
        break;
    case MUX_KEY_NEXT:
        number = mux_next(&mux, mux.foreground);
        /* fall through */
    case MUX_KEY_SELECT:
        if (mux_select(&mux, number)) {
            tell_foreground();
        } else {
            list_instances();
        }
        break;
    case MUX_KEY_LIST:
        list_instances();
        break;
    default:
        break;
    }
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
    if (put) {
        publish(channel);
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
    if (console_multiplexed()) {
        while (uart_has_input()) {
            take_key(uart_get());
        }
    } else {
        take_input(foreground());
    }
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
    if ((int32_t)(channel->tx.own - channel->drain_to) < 0 || mux.out_length != 0) {
        return false;
    }
    uart_wait_idle();
    return true;
}

static void flush_held(void)
{
    for (; sent < mux.out_length; sent++) {
        uart_put((uint8_t)mux.out[sent]);
        last_byte = (uint8_t)mux.out[sent];
    }
    sent = 0;
    mux.out_length = 0;
}

static void flush_channel(struct channel *channel)
{
    uint8_t byte;

    flush_held();
    /* At most one ring's worth: a running instance on another core could go on for ever. */
    for (uint32_t n = 0; n < INSTANCE_CONSOLE_TX_SIZE && ring_take(&channel->tx, &byte); n++) {
        hold((uint32_t)(channel - channels), byte);
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
    bool had_input = mux.foreground == instance;

    if (!channels[instance].joined) {
        return;
    }
    flush_channel(&channels[instance]);
    channels[instance].joined = false;
    mux_leave(&mux, instance);
    if (!console_multiplexed()) {
        mux.out_length = 0;
        return;
    }
    flush_held();
    if (had_input) {
        tell_foreground();
    }
}

void console_flush_one(uint32_t instance)
{
    if (channels[instance].joined) {
        flush_channel(&channels[instance]);
    }
    uart_wait_idle();
}

/* Of several instances only what is under way goes first: the others' rings are long. */
void console_print(const char *text)
{
    if (console_multiplexed()) {
        flush_held();
        mux_close(&mux);
        flush_held();
    } else {
        console_flush();
    }
    uart_write(text);
    for (; *text != '\0'; text++) {
        last_byte = (uint8_t)*text;
    }
    if (console_multiplexed() && console_at_line_start()) {
        mux_reopen(&mux);
        flush_held();
    }
}

bool console_at_line_start(void)
{
    return last_byte == '\n' || last_byte == '\0';
}
