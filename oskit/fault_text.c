// SPDX-License-Identifier: BSD-2-Clause

#include <oskit/fault.h>

static const char *access_text(enum oskit_fault_access access)
{
    switch (access) {
    case OSKIT_ACCESS_READ:
        return "read from ";
    case OSKIT_ACCESS_WRITE:
        return "write to ";
    case OSKIT_ACCESS_EXEC:
        return "execution at ";
    default:
        return "use of ";
    }
}

static void describe_access(const struct oskit_fault *fault, const char *what, const char *why,
                            struct oskit_text *text)
{
    oskit_text_add(text, what);
    oskit_text_add(text, access_text(fault->access));
    oskit_text_hex(text, fault->addr);
    oskit_text_add(text, why);
}

static const char *page_reason(const struct oskit_fault *fault)
{
    if (!fault->permission) {
        return ", where nothing is mapped";
    }
    switch (fault->access) {
    case OSKIT_ACCESS_WRITE:
        return ", which is not writable";
    case OSKIT_ACCESS_EXEC:
        return ", which is not executable";
    default:
        return ", which is not readable";
    }
}

static void describe_cause(const struct oskit_fault *fault, struct oskit_text *text)
{
    switch (fault->kind) {
    case OSKIT_FAULT_PAGE:
        describe_access(fault, "page fault: ", page_reason(fault), text);
        break;
    case OSKIT_FAULT_ALIGNMENT:
        describe_access(fault, "alignment fault: ", ", which is misaligned", text);
        break;
    case OSKIT_FAULT_BUS:
        describe_access(fault, "bus error: ", ", which the memory system refused", text);
        break;
    case OSKIT_FAULT_SYSCALL:
        oskit_text_add(text, "unknown system call ");
        oskit_text_hex(text, fault->number);
        break;
    case OSKIT_FAULT_BREAKPOINT:
        oskit_text_add(text, "breakpoint");
        break;
    case OSKIT_FAULT_UNDEFINED:
        oskit_text_add(text, "undefined or forbidden instruction");
        break;
    case OSKIT_FAULT_FPU:
        oskit_text_add(text, "floating point in a thread without it");
        break;
    case OSKIT_FAULT_CAP:
        oskit_text_add(text, "no capability at pointer ");
        oskit_text_hex(text, fault->addr);
        break;
    case OSKIT_FAULT_OTHER:
        oskit_text_add(text, "exception of class ");
        oskit_text_hex(text, fault->number);
        break;
    default:
        oskit_text_add(text, "no fault");
        break;
    }
}

void oskit_fault_describe(const struct oskit_fault *fault, struct oskit_text *text)
{
    describe_cause(fault, text);
    oskit_text_add(text, ", by the instruction at ");
    oskit_text_hex(text, fault->ip);
}

struct named_register {
    const char *name;
    seL4_Word value;
};

static void add_registers(const struct named_register *regs, unsigned count,
                          struct oskit_text *text)
{
    for (unsigned i = 0; i < count; i++) {
        oskit_text_add(text, i % 4 == 0 ? "  " : " ");
        oskit_text_add(text, regs[i].name);
        oskit_text_add(text, " ");
        oskit_text_hex_wide(text, regs[i].value, 16);
        if (i % 4 == 3 || i + 1 == count) {
            oskit_text_add(text, "\n");
        }
    }
}

void oskit_registers_describe(const seL4_UserContext *r, struct oskit_text *text)
{
    const struct named_register regs[] = {
        {"pc  ", r->pc},  {"sp  ", r->sp},  {"spsr", r->spsr},      {"lr  ", r->x30},
        {"x0  ", r->x0},  {"x1  ", r->x1},  {"x2  ", r->x2},        {"x3  ", r->x3},
        {"x4  ", r->x4},  {"x5  ", r->x5},  {"x6  ", r->x6},        {"x7  ", r->x7},
        {"x8  ", r->x8},  {"x9  ", r->x9},  {"x10 ", r->x10},       {"x11 ", r->x11},
        {"x12 ", r->x12}, {"x13 ", r->x13}, {"x14 ", r->x14},       {"x15 ", r->x15},
        {"x16 ", r->x16}, {"x17 ", r->x17}, {"x18 ", r->x18},       {"x19 ", r->x19},
        {"x20 ", r->x20}, {"x21 ", r->x21}, {"x22 ", r->x22},       {"x23 ", r->x23},
        {"x24 ", r->x24}, {"x25 ", r->x25}, {"x26 ", r->x26},       {"x27 ", r->x27},
        {"x28 ", r->x28}, {"fp  ", r->x29}, {"tls ", r->tpidr_el0}, {"cpu ", r->tpidrro_el0},
    };

    add_registers(regs, sizeof(regs) / sizeof(regs[0]), text);
}
