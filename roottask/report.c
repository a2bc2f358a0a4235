// SPDX-License-Identifier: BSD-2-Clause
//
// What happened to an instance, in plain words.

#include <roottask/instance.h>

static void add_line(struct oskit_text *text, const char *what, const struct instance *instance,
                     uint64_t addr)
{
    oskit_text_add(text, what);
    instance_describe_place(instance->info, addr, text);
    oskit_text_add(text, "\n");
}

static void add_function(struct oskit_text *text, const struct instance *instance, uint64_t addr)
{
    const struct instance_row *row = instance->row;
    uint64_t offset;
    uint64_t length;
    const char *name =
        elf_function(row->image, (uint64_t)(row->image_end - row->image), addr, &offset, &length);

    if (name != NULL) {
        oskit_text_add(text, "  in the function ");
        oskit_text_add_n(text, name, length);
        oskit_text_add(text, "+");
        oskit_text_hex(text, offset);
        oskit_text_add(text, "\n");
    }
}

static void add_count(struct oskit_text *text, uint64_t n, const char *what, const char *then)
{
    oskit_text_dec(text, n);
    oskit_text_add(text, what);
    oskit_text_add(text, n == 1 ? "" : "s");
    oskit_text_add(text, then);
}

/* What the instance has, and how often it began. */
static void add_state(struct oskit_text *text, const struct instance *instance)
{
    const struct instance_info *info = instance->info;
    uint64_t bytes[INSTANCE_UNTYPED_OBJECTS + 1] = {0};

    for (uint32_t i = 0; i < info->untyped_count; i++) {
        if (info->untypeds[i].kind <= INSTANCE_UNTYPED_OBJECTS) {
            bytes[info->untypeds[i].kind] += 1ULL << info->untypeds[i].bits;
        }
    }
    oskit_text_add(text, "  the instance has ");
    add_count(text, instance->cores, " core", ", ");
    oskit_text_dec(text, bytes[INSTANCE_UNTYPED_MEMORY] >> 20);
    oskit_text_add(text, " MiB for memory and ");
    oskit_text_dec(text, bytes[INSTANCE_UNTYPED_OBJECTS] >> 20);
    oskit_text_add(text, " MiB for objects, ");
    add_count(text, instance->extra_count, " untyped", " more taken, ");
    add_count(text, info->device_count, " device", ", ");
    add_count(text, instance->irq_count, " interrupt", " registered, and was restarted ");
    add_count(text, instance->incarnation, " time", "\n");
}

static bool has_address(const struct oskit_fault *fault)
{
    return fault->kind == OSKIT_FAULT_PAGE || fault->kind == OSKIT_FAULT_ALIGNMENT ||
           fault->kind == OSKIT_FAULT_BUS;
}

void instance_describe_fault(const struct instance *instance, unsigned core,
                             const struct oskit_fault *fault, const seL4_UserContext *regs,
                             struct oskit_text *text)
{
    oskit_text_add(text, "\nInstance ");
    oskit_text_dec(text, instance->index);
    oskit_text_add(text, " (");
    oskit_text_add(text, instance->row->name);
    oskit_text_add(text, ") faulted on its core ");
    oskit_text_dec(text, core);
    oskit_text_add(text, ": ");
    oskit_fault_describe(fault, text);
    oskit_text_add(text, "\n");
    if (has_address(fault)) {
        add_line(text, "  the address is ", instance, fault->addr);
    }
    add_line(text, "  the instruction is ", instance, fault->ip);
    add_function(text, instance, fault->ip);
    add_line(text, "  the stack pointer is ", instance, regs->sp);
    add_state(text, instance);
    oskit_registers_describe(regs, text);
}
