// SPDX-License-Identifier: BSD-2-Clause

#include <ax/hal/trap.h>

static ax_trap_handler handlers[AX_TRAP_KINDS];
static ax_trap_handler pager;

void ax_hal_trap_set_pager(ax_trap_handler new_pager)
{
    pager = new_pager;
}

ax_trap_handler ax_hal_trap_set_handler(enum ax_trap_kind kind, ax_trap_handler handler)
{
    return __atomic_exchange_n(&handlers[kind], handler, __ATOMIC_ACQ_REL);
}

bool ax_hal_trap_dispatch(struct ax_trap *trap)
{
    ax_trap_handler handler = __atomic_load_n(&handlers[trap->kind], __ATOMIC_ACQUIRE);

    if (trap->kind <= AX_TRAP_PAGE_EXECUTE && pager != NULL && pager(trap)) {
        return true;
    }
    return handler != NULL && handler(trap);
}

const char *ax_trap_describe(enum ax_trap_kind kind)
{
    static const char *const words[AX_TRAP_KINDS] = {
        [AX_TRAP_PAGE_READ] = "read from a page that is not mapped or not readable",
        [AX_TRAP_PAGE_WRITE] = "write to a page that is not mapped or not writable",
        [AX_TRAP_PAGE_EXECUTE] = "execution of a page that is not mapped or not executable",
        [AX_TRAP_BREAKPOINT] = "breakpoint",
        [AX_TRAP_UNDEFINED] = "undefined instruction",
        [AX_TRAP_ALIGNMENT] = "misaligned access",
        [AX_TRAP_UNKNOWN_SYSCALL] = "unknown system call",
        [AX_TRAP_OTHER] = "other exception",
    };

    return words[kind];
}
