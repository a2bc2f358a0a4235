// SPDX-License-Identifier: BSD-2-Clause

#include <string.h>
#include "model.h"
#include "random.h"

static struct slot slots[WORLD_SLOTS];
static unsigned threads;
static unsigned objects;
static bool touched[PRIORITY_STEP];
static bool bound[PRIORITY_STEP];

void model_clear(void)
{
    memset(slots, 0, sizeof(slots));
    memset(touched, 0, sizeof(touched));
    memset(bound, 0, sizeof(bound));
    threads = 0;
    objects = 0;
}

struct slot *model_slot(unsigned slot)
{
    return &slots[slot % WORLD_SLOTS];
}

void model_set(unsigned slot, enum kind kind, unsigned bits)
{
    slots[slot] = (struct slot){.kind = (unsigned char)kind, .bits = (unsigned char)bits};
}

void model_set_id(unsigned slot, unsigned id)
{
    slots[slot].id = (unsigned char)id;
}

void model_mark_badged(unsigned slot)
{
    slots[slot].badged = true;
}

void model_move(unsigned destination, unsigned source)
{
    struct slot moved = slots[source];

    slots[source] = (struct slot){0};
    slots[destination] = moved;
}

void model_copy(unsigned destination, unsigned source)
{
    slots[destination] = slots[source];
    slots[destination].mapped = slots[source].mapped && slots[source].kind == K_TABLE;
}

void model_touch_registers(unsigned id)
{
    touched[id] = true;
}

bool model_registers_touched(unsigned id)
{
    return touched[id];
}

unsigned model_new_thread(void)
{
    return WORKERS + threads++ % (PRIORITY_STEP - WORKERS);
}

unsigned model_new_object(void)
{
    return WORKERS + objects++ % 200;
}

void model_bind(unsigned id, bool is_bound)
{
    bound[id % PRIORITY_STEP] = is_bound;
}

bool model_bound(unsigned id)
{
    return bound[id % PRIORITY_STEP];
}

/* A slot of a kind in [first, WORLD_SLOTS); 0 if there is none. */
static unsigned find(enum kind kind, unsigned first)
{
    unsigned found[WORLD_SLOTS];
    unsigned count = 0;

    for (unsigned slot = first; slot < WORLD_SLOTS; slot++) {
        if (slots[slot].kind == kind) {
            found[count++] = slot;
        }
    }
    return count == 0 ? 0 : found[draw(count)];
}

unsigned pick_exact(enum kind kind)
{
    return find(kind, 1);
}

static unsigned pick_any(void)
{
    unsigned slot = (unsigned)draw(WORLD_SLOTS);

    return slot == W_PARK ? W_FREE : slot;
}

unsigned pick(enum kind kind)
{
    unsigned slot = find(kind, 1);

    return chance(24) || slot == 0 ? pick_any() : slot;
}

unsigned pick_same(unsigned slot)
{
    unsigned start = (unsigned)draw(WORLD_SLOTS);

    for (unsigned i = 0; i < WORLD_SLOTS; i++) {
        unsigned other = (start + i) % WORLD_SLOTS;

        if (slots[other].kind == slots[slot].kind && slots[other].id == slots[slot].id) {
            return other;
        }
    }
    return slot;
}

unsigned pick_empty(void)
{
    unsigned slot = find(K_EMPTY, W_FREE);

    return chance(40) || slot == 0 ? pick_any() : slot;
}

unsigned pick_full(void)
{
    unsigned start = (unsigned)draw(WORLD_SLOTS);

    for (unsigned i = 0; i < WORLD_SLOTS; i++) {
        unsigned slot = (start + i) % WORLD_SLOTS;

        if (slot >= W_UNTYPED && slots[slot].kind != K_EMPTY) {
            return slot;
        }
    }
    return pick_any();
}

void model_probe(void)
{
    for (unsigned i = 0; i < WORLD_SLOTS; i++) {
        bool full = slots[i].kind != K_EMPTY;
        bool empty = world_slot_empty(i, !full);

        hash_add(empty);
        if (empty) {
            slots[i] = (struct slot){0};
        } else if (!full) {
            slots[i].kind = K_UNKNOWN;
        }
    }
}
