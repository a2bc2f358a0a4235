// SPDX-License-Identifier: BSD-2-Clause
/*
 * The per-CPU block and the interrupt count.
 *
 * A task may be preempted between any two instructions while its core's irq count is zero, and may
 * go on on another core. "Find the block, then use it" is therefore never written in C outside a
 * section with the count raised: what may be called without is given by the architecture, as code
 * that a preemption restarts (<ax/hal/arch/restartable.h>).
 *
 * Who writes what:
 *   current       task layer, count >= 1, at a switch.
 *   irq_count     the core's tasks, through ax_irq_save/restore; the manager while it runs handlers
 *                 (balanced, so a preempted task finds the value that it left).
 *   irq_pending   the platform's manager only, while the task stands still.
 *   need_resched  task layer: with count >= 1, or in a handler.
 *   in_irq        the platform, around handlers.
 *
 * Interrupts ("handlers") run on a core only when its irq count is zero, or in ax_hal_cpu_wait().
 * One that arrives while the count is not zero stays pending and unacknowledged; nothing is lost.
 * Handlers run in manager context: on the manager's stack, in_irq set, `current` being the task
 * that stands still. They must not block, fault or use floating point.
 */
#pragma once

#include <ax/core/types.h>
#include <ax/hal/config.h>

struct ax_trace_ring;

/* Each core's block; TPIDRRO_EL0 of every thread of the core holds its address. */
struct ax_percpu {
    void *sched;   /* 0: the task layer's block of this core; set once. */
    void *current; /* 8: the struct ax_task that runs here, which begins with its
                    * struct ax_hal_thread; NULL in bring-up context. */
    union {
        struct {
            uint32_t irq_count; /* 16: nested; 0 = handlers may run. */
            uint32_t in_irq;    /* 20: 1 while handlers run. */
        };
        uint64_t masked; /* 16: both at once: 0 = ax_irq_enabled(). */
    };
    union {
        struct {
            uint32_t irq_pending;  /* 24: not 0 = an interrupt came while the count was raised. */
            uint32_t need_resched; /* 28: not 0 = the current task should yield soon. */
        };
        uint64_t attention; /* 24: both at once, for the test at the end of a masked section. */
    };
    uint32_t cpu_id; /* 32: 0 .. ax_hal_cpu_count() - 1. */
    uint32_t alone;  /* 36: 1 = there is no other core. Constant. */
    alignas(16) uint64_t plat[AX_HAL_PERCPU_SIZE / 8]; /* 48: the platform's own. */
    struct ax_trace_ring *trace[2]; /* By in_irq: where events go; NULL = nowhere. */
};

_Static_assert(offsetof(struct ax_percpu, current) == 8, "known to assembly");
_Static_assert(offsetof(struct ax_percpu, irq_count) == 16, "known to assembly");
_Static_assert(offsetof(struct ax_percpu, cpu_id) == 32, "known to assembly");
_Static_assert(offsetof(struct ax_percpu, plat) == 48, "known to assembly");

/*
 * ax_percpu(), given by <ax/hal/arch/percpu.h>, is the block of this core. Only with the irq count
 * raised or in a handler: else the answer can be another core's by the time it is used.
 */

/* The block of core `cpu` (< ax_hal_cpu_count()), from anywhere; reading only. */
struct ax_percpu *ax_percpu_of(unsigned cpu);

/*
 * The architecture's <ax/hal/arch/percpu.h> gives these too:
 *
 * void *ax_percpu_current(void)
 *     ax_percpu()->current, right in any context.
 * unsigned ax_cpu_id(void)
 *     This core's number; may be outdated on return unless the count is raised.
 * struct ax_percpu *ax_irq_save(void)
 *     Raises this core's irq count: from the return on no handler runs here and the caller stays on
 *     this core, whose block it returns. Nests. Any context.
 * void ax_irq_restore(void)
 *     Lowers the count by one. At zero, what was held back happens before the return: pending
 *     interrupts are handled, and a task that should yield (need_resched) yields. Never called more
 *     often than ax_irq_save(). In a handler it only counts.
 * void ax_irq_restore_on(struct ax_percpu *cpu), void ax_irq_restore_last(struct ax_percpu *cpu)
 *     The same for those who have this core's block; the second where the count is known to be 1.
 * bool ax_irq_enabled(void)
 *     True when handlers may run here now: count zero and not in a handler.
 * bool ax_in_irq(void)
 *     True in manager context (a handler, a trap handler).
 */

/*
 * The slow end of ax_irq_restore(): the architecture calls it when the count has become zero and
 * `attention` was seen not zero. Does the platform's kick (ax_plat_irq_kick) if interrupts are
 * pending, then the preempt hook if need_resched; nothing in a handler. hal provides it.
 */
void ax_hal_irq_attention(void);

/*
 * Makes the manager of this core run the handlers of all pending interrupts before the caller's
 * next instruction. Task context, count zero. The platform provides it; only hal calls it.
 */
void ax_plat_irq_kick(void);

#include <ax/hal/arch/percpu.h>
