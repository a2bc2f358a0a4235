// SPDX-License-Identifier: BSD-2-Clause
/*
 * Faults of tasks. The platform tells a registered handler; if none handles it, it prints a report
 * (task, kind, address, region, registers, backtrace) and ends that task alone, through the
 * fault_exit hook. A fault with the irq count raised, in a handler or in bring-up context has the
 * report printed and ends the instance with status AX_EXIT_PANIC.
 */
#pragma once

#include <ax/core/types.h>
#include <ax/hal/arch/regs.h>

/* Why a task stands still. */
enum ax_trap_kind {
    AX_TRAP_PAGE_READ,       /* Load from `addr`, not mapped or not readable. */
    AX_TRAP_PAGE_WRITE,      /* Store to `addr`. */
    AX_TRAP_PAGE_EXECUTE,    /* Instruction fetch from `addr`. */
    AX_TRAP_BREAKPOINT,      /* Breakpoint instruction; regs->pc is its address. */
    AX_TRAP_UNDEFINED,       /* Instruction that this level does not have. */
    AX_TRAP_ALIGNMENT,       /* Misaligned access, or stack pointer. */
    AX_TRAP_UNKNOWN_SYSCALL, /* `code` is the number. */
    AX_TRAP_OTHER,           /* `code` is the syndrome. */
    AX_TRAP_KINDS,
};

/* A fault of a task, for the handlers of its kind; valid during the call. */
struct ax_trap {
    enum ax_trap_kind kind;
    uintptr_t addr; /* The address that was accessed; 0 where the kind has none. */
    uint64_t code;  /* Fault status, syndrome or number, as the architecture gives it. */
    unsigned cpu;
    struct ax_arch_regs *regs; /* The task's; a handler may change them, pc included. */
};

/*
 * Manager context; must not block. True: handled, the task goes on with `trap->regs` (a breakpoint
 * handler moves pc past the instruction with ax_arch_skip_breakpoint()). False: not mine.
 */
typedef bool (*ax_trap_handler)(struct ax_trap *trap);

/*
 * Makes `handler` the one for `kind`, NULL = none; returns the earlier one (so that handlers can
 * chain). Any context; on all cores from the return on.
 */
ax_trap_handler ax_hal_trap_set_handler(enum ax_trap_kind kind, ax_trap_handler handler);

/*
 * Makes `pager` the one that is asked about page faults before their handlers: whoever keeps pages
 * that come when they are touched (mm). Once, in bring-up context.
 */
void ax_hal_trap_set_pager(ax_trap_handler pager);

/* For platforms: runs the handler of trap->kind, false if there is none. hal provides it. */
bool ax_hal_trap_dispatch(struct ax_trap *trap);

/* "write to an unmapped or read-only page", and so on. Constant. */
const char *ax_trap_describe(enum ax_trap_kind kind);

/*
 * Return addresses of the calling function's callers, nearest first, into pcs[0 .. max); returns
 * how many. With `regs`, those of the interrupted code, its pc first. Follows frame pointers
 * through mapped stack memory only, so that it cannot fault. Any context.
 */
size_t ax_hal_backtrace(const struct ax_arch_regs *regs, uintptr_t *pcs, size_t max);
