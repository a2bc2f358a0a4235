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
    add_line(text, "  the stack pointer is ", instance, regs->sp);
    oskit_registers_describe(regs, text);
}
