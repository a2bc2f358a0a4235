// SPDX-License-Identifier: BSD-2-Clause
/* Faults: those that a handler answers, and those that end a task. */

#include "stress.h"
#include "traps.h"

/* Each unhandled fault prints a report of many lines: the longer the run, the rarer they are. */
#define REPORT_NS   (500 * AX_NS_PER_MS)
#define REPORT_PART 20

/* An address that no region of an instance has. */
#define NOWHERE 0x5a5a5a5a000ul

static const struct {
    enum ax_trap_kind kind;
    uint64_t (*cause)(uintptr_t addr);
} kinds[] = {
    {AX_TRAP_PAGE_READ, trap_read},        {AX_TRAP_PAGE_WRITE, trap_write},
    {AX_TRAP_BREAKPOINT, trap_breakpoint}, {AX_TRAP_UNDEFINED, trap_undefined},
    {AX_TRAP_ALIGNMENT, trap_misaligned},  {AX_TRAP_UNKNOWN_SYSCALL, trap_system_call},
};

static uint64_t caused, handled; /* Atomically. */
static uint64_t started;
static uint64_t next_report; /* Atomically. */

AX_NO_FP static uint64_t answer_to(enum ax_trap_kind kind)
{
    return 0xfau + ((uint64_t)kind << 8);
}

/* Only what the functions in traps.S do is answered. */
AX_NO_FP static bool on_trap(struct ax_trap *trap)
{
    if (trap->regs->pc < (uintptr_t)traps_start || trap->regs->pc >= (uintptr_t)traps_end) {
        return false;
    }
    CHECK(NULL, ax_in_irq() && trap->cpu == ax_cpu_id());
    trap->regs->x[0] = answer_to(trap->kind);
    ax_arch_skip_breakpoint(trap->regs);
    __atomic_fetch_add(&handled, 1, __ATOMIC_RELAXED);
    return true;
}

static void run_fault(struct worker *w)
{
    unsigned i = dice_below(w, AX_ARRAY_LEN(kinds));

    __atomic_fetch_add(&caused, 1, __ATOMIC_RELAXED);
    uint64_t found = kinds[i].cause(NOWHERE + w->number * AX_PAGE_SIZE);
    CHECK(w, found == answer_to(kinds[i].kind));
}

/* ---- those that nobody answers ---- */

/* Deeper with every call, until the guard page. */
static unsigned descend(unsigned depth)
{
    volatile char frame[512];

    frame[0] = (char)depth;
    return depth == UINT32_MAX ? 0 : descend(depth + 1) + (unsigned)frame[0];
}

static int end_badly(void *arg)
{
    switch ((uintptr_t)arg) {
    case 0:
        __asm__ volatile("str xzr, [%0]" ::"r"(NOWHERE) : "memory");
        break;
    case 1:
        __asm__ volatile("udf #0");
        break;
    case 2:
        __asm__ volatile("blr %0" ::"r"(NOWHERE) : "x30", "memory");
        break;
    default:
        return (int)descend(0);
    }
    return 0;
}

static void run_fatal(struct worker *w)
{
    struct ax_task_options options = {.name = "bad", .stack_size = 16 * AX_KIB};
    uint64_t now = ax_hal_time_now_ns();
    uint64_t next = __atomic_load_n(&next_report, __ATOMIC_RELAXED);
    uint64_t after = now + REPORT_NS + (now - started) / REPORT_PART;

    if (now < next || !__atomic_compare_exchange_n(&next_report, &next, after, false,
                                                   __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
        run_fault(w);
        return;
    }
    options.cpu_mask = dice_cores(w);
    struct ax_task *task = spawn(w, end_badly, (void *)(uintptr_t)dice_below(w, 4), &options);
    int code = join(w, task);
    CHECK(w, code == AX_EXIT_FAULT);
}

static void start(unsigned workers)
{
    (void)workers;
    caused = handled = 0;
    started = ax_hal_time_now_ns();
    for (size_t i = 0; i < AX_ARRAY_LEN(kinds); i++) {
        ax_hal_trap_set_handler(kinds[i].kind, on_trap);
    }
}

static void finish(void)
{
    CHECK(NULL, caused == handled);
    for (size_t i = 0; i < AX_ARRAY_LEN(kinds); i++) {
        ax_trap_handler was = ax_hal_trap_set_handler(kinds[i].kind, NULL);
        CHECK(NULL, was == on_trap);
    }
}

static const struct operation operations[] = {
    {"fault", 8, run_fault},
    {"fatal", 1, run_fatal},
    {NULL, 0, NULL},
};

const struct part part_faults = {.operations = operations, .start = start, .finish = finish};
