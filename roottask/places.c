// SPDX-License-Identifier: BSD-2-Clause
//
// Addresses of an instance in words. The regions are those of its info page, which the root task
// wrote, and those of the address map.

#include <stddef.h>
#include <roottask/instance.h>

struct place {
    const char *name;
    uint64_t start, end;
    uint32_t flags; /* INSTANCE_SEGMENT_*; 0 = the instance's own affair */
    uint64_t paddr; /* of start */
    bool mapped;    /* by the root task */
};

#define RW         (INSTANCE_SEGMENT_READ | INSTANCE_SEGMENT_WRITE)
#define MAX_PLACES (INSTANCE_MAX_SEGMENTS + INSTANCE_MAX_DEVICES + 8)

static struct place segment_place(const char *name, const struct instance_segment *s)
{
    return (struct place){name, s->vaddr, s->vaddr + s->size, s->flags, s->paddr, true};
}

static const char *segment_name(uint32_t flags)
{
    if ((flags & INSTANCE_SEGMENT_EXEC) != 0) {
        return "program text";
    }
    return (flags & INSTANCE_SEGMENT_WRITE) != 0 ? "program data" : "read-only data";
}

/* Fixed regions below the heap have no one physical address here: the root task maps them page by
 * page. */
static unsigned list_places(const struct instance_info *info, struct place *out)
{
    unsigned n = 0;

    for (uint32_t i = 0; i < info->segment_count; i++) {
        out[n] = segment_place(segment_name(info->segments[i].flags), &info->segments[i]);
        n++;
    }
    for (uint32_t i = 0; i < info->device_count; i++) {
        const struct instance_device *d = &info->devices[i];

        out[n] = (struct place){d->compatible, d->vaddr, d->vaddr + d->size, RW, d->paddr, true};
        n++;
    }
    out[n++] = segment_place("the boot stack", &info->boot_stack);
    out[n++] = (struct place){
        "the information pages", INSTANCE_INFO_VADDR, INSTANCE_INFO_VADDR + INSTANCE_INFO_SIZE,
        INSTANCE_SEGMENT_READ,   info->info_paddr,    true};
    out[n++] = (struct place){"the console rings",
                              INSTANCE_CONSOLE_VADDR,
                              INSTANCE_CONSOLE_VADDR + INSTANCE_CONSOLE_SIZE,
                              RW,
                              info->console_paddr,
                              true};
    out[n++] = (struct place){"the initial heap",
                              info->heap_vaddr,
                              info->heap_vaddr + info->heap_size,
                              RW,
                              info->heap_paddr,
                              true};
    out[n++] = (struct place){
        "the heap", info->heap_vaddr + info->heap_size, INSTANCE_HEAP_END, 0, 0, false};
    out[n++] = (struct place){
        "the stacks of tasks", INSTANCE_STACKS_BASE, INSTANCE_STACKS_END, 0, 0, false};
    out[n++] = (struct place){
        "the dynamic mappings", INSTANCE_DYNAMIC_BASE, INSTANCE_DYNAMIC_END, 0, 0, false};
    return n;
}

bool instance_translate(const struct instance_info *info, uint64_t vaddr, uint64_t *paddr,
                        uint64_t *bytes)
{
    struct place places[MAX_PLACES];
    unsigned n = list_places(info, places);

    for (unsigned i = 0; i < n; i++) {
        if (places[i].mapped && vaddr >= places[i].start && vaddr < places[i].end) {
            *paddr = places[i].paddr + (vaddr - places[i].start);
            *bytes = places[i].end - vaddr;
            return true;
        }
    }
    return false;
}

static void add_place(struct oskit_text *text, const struct place *place)
{
    oskit_text_add(text, place->name);
    oskit_text_add(text, " (");
    oskit_text_hex(text, place->start);
    oskit_text_add(text, " to ");
    oskit_text_hex(text, place->end);
    if ((place->flags & INSTANCE_SEGMENT_EXEC) != 0) {
        oskit_text_add(text, ", read and execute");
    } else if ((place->flags & INSTANCE_SEGMENT_WRITE) != 0) {
        oskit_text_add(text, ", read and write");
    } else if (place->flags != 0) {
        oskit_text_add(text, ", read only");
    }
    oskit_text_add(text, ")");
}

static void add_neighbours(struct oskit_text *text, const struct place *places, unsigned n,
                           uint64_t vaddr)
{
    const struct place *below = NULL;
    const struct place *above = NULL;

    for (unsigned i = 0; i < n; i++) {
        const struct place *p = &places[i];

        if (p->end <= vaddr && (below == NULL || p->end > below->end)) {
            below = p;
        }
        if (p->start > vaddr && (above == NULL || p->start < above->start)) {
            above = p;
        }
    }
    oskit_text_add(text, "in no region");
    if (below != NULL) {
        oskit_text_add(text, "; next below: ");
        add_place(text, below);
    }
    if (above != NULL) {
        oskit_text_add(text, "; next above: ");
        add_place(text, above);
    }
}

void instance_describe_place(const struct instance_info *info, uint64_t vaddr,
                             struct oskit_text *text)
{
    struct place places[MAX_PLACES];
    unsigned n = list_places(info, places);

    for (unsigned i = 0; i < n; i++) {
        if (vaddr >= places[i].start && vaddr < places[i].end) {
            oskit_text_add(text, "in ");
            add_place(text, &places[i]);
            return;
        }
    }
    add_neighbours(text, places, n, vaddr);
}
