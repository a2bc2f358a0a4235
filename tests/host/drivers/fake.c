// SPDX-License-Identifier: BSD-2-Clause
/*
 * Written from the specification (Virtio 1.2: 2.7, 4.2, 5.2), not from the driver: its own view of
 * the layout of rings and requests.
 */

#include "fake.h"

#include <string.h>

#include "scenario.h"

enum { NEXT = 1, WRITE = 2 };
enum { ACKNOWLEDGE = 1, DRIVER = 2, DRIVER_OK = 4, FEATURES_OK = 8, NEEDS_RESET = 64 };

#define MAX_HELD 64

uint8_t fake_medium[FAKE_SECTORS * 512];
struct fake_counts fake_counts;

static struct {
    struct fake_options o;
    uint32_t status, select_device, select_driver, driver_features[2];
    uint32_t interrupt, generation;
    uint32_t queue_select, size, align, page, ready;
    uint64_t desc, avail, used;
    uint16_t avail_seen, used_index;
    uint16_t held[MAX_HELD]; /* heads taken from the available ring, not answered yet */
    unsigned held_count;
    bool faulted;
    bool lied; /* and does nothing more, so that the lie is what the driver sees */
} d;

/* ---- memory of the driver ---- */

/* What lies at a physical address: all of it must be memory of the system. */
static void *memory(uint64_t paddr, uint64_t size)
{
    void *first, *last;

    CHECK(size > 0);
    CHECK_EQ(ax_hal_phys_to_virt(paddr, &first), 0);
    CHECK_EQ(ax_hal_phys_to_virt(paddr + size - 1, &last), 0);
    CHECK((uint8_t *)last - (uint8_t *)first == (ptrdiff_t)(size - 1));
    return first;
}

static uint16_t get16(uint64_t paddr)
{
    uint16_t value;

    memcpy(&value, memory(paddr, 2), 2);
    return value;
}

static void put16(uint64_t paddr, uint16_t value)
{
    memcpy(memory(paddr, 2), &value, 2);
}

static uint32_t get32(uint64_t paddr)
{
    return get16(paddr) | (uint32_t)get16(paddr + 2) << 16;
}

static uint64_t get64(uint64_t paddr)
{
    return get32(paddr) | (uint64_t)get32(paddr + 4) << 32;
}

/* ---- answers ---- */

static bool fault_now(enum fake_fault first, enum fake_fault last)
{
    return !d.faulted && d.o.fault >= first && d.o.fault <= last &&
           fake_counts.answers >= d.o.fault_after;
}

static void put_used(uint32_t id, uint32_t written)
{
    uint64_t at = d.used + 4 + 8ull * (d.used_index % d.size);

    put16(at, (uint16_t)id);
    put16(at + 2, (uint16_t)(id >> 16));
    put16(at + 4, (uint16_t)written);
    put16(at + 6, (uint16_t)(written >> 16));
    d.used_index++;
    put16(d.used + 2, d.used_index);
}

/* Moves data between the medium and the pieces of a request; returns bytes written to memory. */
static uint32_t move(uint32_t type, uint64_t sector, const uint64_t *paddr, const uint32_t *size,
                     unsigned pieces)
{
    uint64_t at = sector * 512;
    uint32_t written = 0;

    for (unsigned i = 0; i < pieces; i++) {
        CHECK(at + size[i] <= sizeof(fake_medium));
        void *p = memory(paddr[i], size[i]);
        if (type == 0) {
            memcpy(p, fake_medium + at, size[i]);
            written += size[i];
        } else {
            memcpy(fake_medium + at, p, size[i]);
        }
        at += size[i];
    }
    CHECK(at % 512 == 0);
    return written;
}

static uint8_t status_of_answer(void)
{
    if (!fault_now(FAKE_IOERR, FAKE_STATUS_NONSENSE)) {
        return 0;
    }
    d.faulted = true;
    return d.o.fault == FAKE_IOERR ? 1 : d.o.fault == FAKE_UNSUPP ? 2 : 77;
}

/* The used element of one answer, true or not. */
static void answer(uint16_t head, uint32_t written)
{
    if (!fault_now(FAKE_ID_RANGE, FAKE_NEEDS_RESET)) {
        put_used(head, written);
        return;
    }
    d.faulted = true;
    d.lied = true;
    switch (d.o.fault) {
    case FAKE_ID_RANGE:
        put_used(d.size + scenario_random(1u << 16), written);
        break;
    case FAKE_ID_NOT_HEAD: /* every chain has at least two descriptors */
        put_used(get16(d.desc + 16ull * head + 14), written);
        break;
    case FAKE_ID_TWICE:
        put_used(head, written);
        put_used(head, written);
        break;
    case FAKE_LENGTH:
        put_used(head, written + 1 + scenario_random(2) * 0x7fffffffu);
        break;
    case FAKE_INDEX_JUMPS:
        d.used_index = (uint16_t)(d.used_index + d.size + 1);
        put16(d.used + 2, d.used_index);
        break;
    case FAKE_INDEX_BACK:
        put16(d.used + 2, (uint16_t)(d.used_index - d.size - 1));
        break;
    default:
        d.status |= NEEDS_RESET;
        d.interrupt |= 2;
        break;
    }
}

/* Does the request whose chain begins at `head`. */
static void serve(uint16_t head)
{
    uint64_t paddr[64];
    uint32_t size[64];
    uint16_t flags[64];
    unsigned n = 0;

    for (uint16_t at = head;; at = get16(d.desc + 16ull * at + 14)) {
        CHECK(at < d.size && n < 64);
        paddr[n] = get64(d.desc + 16ull * at);
        size[n] = get32(d.desc + 16ull * at + 8);
        flags[n] = get16(d.desc + 16ull * at + 12);
        CHECK(d.o.size_max == 0 || size[n] <= d.o.size_max || n == 0);
        CHECK(n == 0 || (flags[n] & WRITE) != 0 || (flags[n - 1] & WRITE) == 0);
        n++;
        if ((flags[n - 1] & NEXT) == 0) {
            break;
        }
    }
    CHECK(n >= 2 && size[0] == 16 && (flags[0] & WRITE) == 0);
    CHECK(size[n - 1] == 1 && (flags[n - 1] & WRITE) != 0);
    CHECK(n - 2 <= AX_MAX(d.o.seg_max, 1u));

    uint32_t type = get32(paddr[0]);
    uint64_t sector = get64(paddr[0] + 8);
    uint8_t status = status_of_answer();
    uint32_t written = 0;

    CHECK(type == 0 || type == 1 || type == 4);
    CHECK(type != 4 || (n == 2 && sector == 0));
    for (unsigned i = 1; i + 1 < n; i++) {
        CHECK(((flags[i] & WRITE) != 0) == (type == 0));
    }
    fake_counts.flushes += type == 4;
    if (status == 0) {
        written = move(type, sector, paddr + 1, size + 1, n - 2);
    }
    if (fault_now(FAKE_STATUS_UNTOUCHED, FAKE_STATUS_UNTOUCHED)) {
        d.faulted = true;
    } else {
        *(uint8_t *)memory(paddr[n - 1], 1) = status;
    }
    if (fault_now(FAKE_SHORT, FAKE_SHORT) && type == 0) {
        d.faulted = true;
        written -= 512;
    }
    answer(head, written + 1);
    fake_counts.answers++;
}

static void take_offers(void)
{
    while (d.avail_seen != get16(d.avail + 2)) {
        CHECK(d.held_count < MAX_HELD);
        d.held[d.held_count++] = get16(d.avail + 4 + 2ull * (d.avail_seen % d.size));
        d.avail_seen++;
    }
    fake_counts.most_in_flight = AX_MAX(fake_counts.most_in_flight, d.held_count);
}

/* Nonsense where only the driver writes: its table, and the rings that it has. */
static void scribble(void)
{
    take_offers();
    for (unsigned i = 0; i < d.size; i++) {
        bool held = false;

        for (unsigned h = 0; h < d.held_count; h++) {
            uint16_t at = d.held[h];
            for (;; at = get16(d.desc + 16ull * at + 14)) {
                held = held || at == i;
                if ((get16(d.desc + 16ull * at + 12) & NEXT) == 0) {
                    break;
                }
            }
        }
        if (!held) {
            memset(memory(d.desc + 16ull * i, 16), (int)scenario_random(256), 16);
        }
    }
}

static bool works(void)
{
    return (d.status & DRIVER_OK) != 0 && (d.status & NEEDS_RESET) == 0 && !d.lied && d.size != 0 &&
           !fault_now(FAKE_SILENT, FAKE_SILENT);
}

void fake_step(void)
{
    bool idle = ax_percpu()->irq_count != 0; /* the probe before an idle core's wait */
    bool any = false;

    if (!works() || (!idle && scenario_random(16) != 0)) {
        return;
    }
    put16(d.used, d.o.no_notice ? 1 : 0);
    if (d.o.no_notice) {
        take_offers();
    }
    while (works() && d.held_count > 0 && ((idle && !any) || scenario_random(3) == 0)) {
        unsigned i = scenario_random(d.held_count);
        uint16_t head = d.held[i];

        d.held[i] = d.held[--d.held_count];
        serve(head);
        any = true;
    }
    if (d.o.scribbles && works()) {
        scribble();
    }
    if (any && !fault_now(FAKE_UNHEARD, FAKE_UNHEARD)) {
        d.interrupt |= 1;
        ax_host_raise(FAKE_IRQ);
    }
}

/* ---- registers ---- */

static uint32_t config_word(unsigned word)
{
    uint64_t sectors = d.o.fault == FAKE_CAPACITY ? UINT64_MAX : FAKE_SECTORS;

    switch (word) {
    case 0:
        return d.o.fault == FAKE_CONFIG_CHANGES ? ++d.generation : (uint32_t)sectors;
    case 1:
        return (uint32_t)(sectors >> 32);
    case 2:
        return d.o.size_max;
    case 3:
        return d.o.fault == FAKE_NO_PIECES ? 0 : d.o.seg_max;
    default:
        return 0;
    }
}

static uint32_t features(void)
{
    if (d.select_device == 1) {
        return d.o.version == 2 && d.o.fault != FAKE_NO_VERSION_1 ? 1 : 0;
    }
    return 1u << 9 | 1u << 28 | 1u << 29 | (d.o.size_max != 0 ? 1u << 1 : 0) |
           (d.o.seg_max != 0 || d.o.fault == FAKE_NO_PIECES ? 1u << 2 : 0) |
           (d.o.read_only ? 1u << 5 : 0);
}

static uint32_t queue_max(void)
{
    if (d.o.fault == FAKE_NO_QUEUE || d.queue_select != 0) {
        return 0;
    }
    return d.o.queue_max != 0 ? d.o.queue_max : 256;
}

static uint32_t read_reg(void *arg, size_t offset)
{
    (void)arg;
    switch (offset) {
    case 0x00:
        return d.o.fault == FAKE_MAGIC ? 0 : 0x74726976;
    case 0x04:
        return d.o.fault == FAKE_VERSION ? 3 : d.o.version;
    case 0x08:
        return d.o.fault == FAKE_OTHER_KIND ? 1 : 2;
    case 0x10:
        return features();
    case 0x34:
        return queue_max();
    case 0x40:
        CHECK_EQ(d.o.version, 1);
        return d.o.fault == FAKE_QUEUE_IN_USE ? 77 : d.page;
    case 0x44:
        CHECK_EQ(d.o.version, 2);
        return d.o.fault == FAKE_QUEUE_IN_USE ? 1 : d.ready;
    case 0x60:
        return d.interrupt;
    case 0x70:
        return d.o.fault == FAKE_NO_RESET ? d.status | DRIVER : d.status;
    case 0xfc:
        CHECK_EQ(d.o.version, 2);
        return d.generation;
    default:
        CHECK(offset >= 0x100 && offset < 0x200);
        return config_word((unsigned)(offset - 0x100) / 4);
    }
}

static void write_status(uint32_t value)
{
    if (value == 0) {
        struct fake_options o = d.o;
        bool faulted = d.faulted;

        fake_counts.resets++;
        memset(&d, 0, sizeof(d));
        d.o = o;
        d.faulted = faulted;
        return;
    }
    CHECK((value & d.status) == d.status); /* a driver takes no bit back */
    if ((value & FEATURES_OK) != 0 && (d.status & FEATURES_OK) == 0) {
        CHECK_EQ(d.o.version, 2);
        CHECK_EQ(d.driver_features[1], 1);
        value &= d.o.fault == FAKE_NO_FEATURES_OK ? ~(uint32_t)FEATURES_OK : UINT32_MAX;
    }
    CHECK((value & DRIVER_OK) == 0 || d.size != 0);
    d.status = value;
}

/* Version 1: everything follows from the page number. */
static void place_queue(uint32_t page)
{
    d.page = page;
    d.desc = (uint64_t)page * 4096;
    d.avail = d.desc + 16ull * d.size;
    d.used = AX_ALIGN_UP(d.avail + 4 + 2ull * d.size + 2, (uint64_t)d.align);
}

static void write_queue_register(size_t offset, uint32_t value)
{
    uint64_t *const place = offset < 0x90 ? &d.desc : offset < 0xa0 ? &d.avail : &d.used;

    CHECK_EQ(d.o.version, 2);
    if (offset % 16 == 0) {
        *place = (*place & ~(uint64_t)UINT32_MAX) | value;
    } else {
        *place = (*place & UINT32_MAX) | (uint64_t)value << 32;
    }
}

static void write_reg(void *arg, size_t offset, uint32_t value)
{
    (void)arg;
    switch (offset) {
    case 0x14:
        d.select_device = value;
        break;
    case 0x20:
        d.driver_features[d.select_driver & 1] = value;
        break;
    case 0x24:
        d.select_driver = value;
        break;
    case 0x28:
        CHECK(d.o.version == 1 && value == 4096);
        break;
    case 0x30:
        d.queue_select = value;
        break;
    case 0x38:
        CHECK(value > 0 && value <= queue_max() && (value & (value - 1)) == 0);
        d.size = value;
        break;
    case 0x3c:
        CHECK_EQ(d.o.version, 1);
        d.align = value;
        break;
    case 0x40:
        CHECK_EQ(d.o.version, 1);
        place_queue(value);
        break;
    case 0x44:
        CHECK(d.o.version == 2 && d.desc % 16 == 0 && d.avail % 2 == 0 && d.used % 4 == 0);
        d.ready = value;
        break;
    case 0x50:
        CHECK(value == 0 && (d.status & DRIVER_OK) != 0);
        fake_counts.notices++;
        if (works()) {
            take_offers();
        }
        break;
    case 0x64:
        CHECK((value & ~3u) == 0);
        d.interrupt &= ~value;
        break;
    case 0x70:
        write_status(value);
        break;
    default:
        write_queue_register(offset, value);
        break;
    }
}

void fake_add(const struct fake_options *options)
{
    static char place;
    static struct ax_host_device device = {
        .compatible = "virtio,mmio",
        .regs = &place,
        .size = 0x200,
        .irq = FAKE_IRQ,
        .read = read_reg,
        .write = write_reg,
    };
    static bool added;

    memset(&d, 0, sizeof(d));
    memset(&fake_counts, 0, sizeof(fake_counts));
    d.o = *options;
    device.coherent = options->fault != FAKE_NOT_COHERENT;
    if (!added) {
        added = true;
        ax_host_add_device(&device);
    }
}
