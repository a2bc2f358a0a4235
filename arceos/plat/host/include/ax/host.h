// SPDX-License-Identifier: BSD-2-Clause
/*
 * A Linux process as platform, for tests: one core, time that is counted and not measured, and
 * interrupts that come when they are told to. The same calls give the same run.
 *
 * Each ArceL4 thread is a pthread; a baton lets exactly one of them run, so that address, undefined
 * behaviour and thread sanitizers understand what happens. Simulated time passes when the time is
 * read (16 ns each), when ax_host_spend() says so, and, in ax_hal_cpu_wait(), up to the next
 * deadline. Interrupts are delivered at interrupt points: in ax_host_raise(), ax_host_spend() and
 * time readings, and where a masked section ends.
 */
#pragma once

#include <ax/core/types.h>
#include <ax/hal/irq.h>
#include <ax/hal/trap.h>

/* What the simulated machine has. */
struct ax_host_config {
    const char *bootargs; /* NULL = "". */
    size_t memory;        /* Bytes of heap, a multiple of 2 MiB; 0 = 64 MiB. */
    uint64_t threads;     /* ax_hal_thread_create() fails beyond so many; 0 = no limit. */
    uint64_t frames;      /* The same for frames of mm; 0 = 16384. */
    void (*console)(const char *bytes, size_t n); /* Takes the output; NULL = standard output. */
    uint64_t wall_time; /* Seconds since 1970 at the start; 0 = there is no such clock. */
    bool input;         /* Standard input is the console's: an idle core waits for it. */
};

/* Sets the platform up. Before ax_hal_init_early(); once. Copied, except bootargs. */
void ax_host_configure(const struct ax_host_config *config);

/* Simulated computation of `ns` nanoseconds: the ticks in it happen one by one. Task context. */
void ax_host_spend(uint64_t ns);

/* Asserts interrupt `irq` once. Any context. */
void ax_host_raise(ax_irq_t irq);

/*
 * Calls `probe` wherever an interrupt could come in between: before a masked section begins and
 * after it has ended, in task context with the count zero, and before an idle core waits. NULL ends
 * it. The probe may raise interrupts, spend time, and yield; it is not called from within itself.
 */
void ax_host_set_probe(void (*probe)(void));

/* Console input; raises the console's interrupt. Any context. */
void ax_host_feed(const char *bytes, size_t n);

/*
 * What a fault of the current task leads to: its handler, or a report and the task's end. Returns
 * if it was handled. Task context.
 */
void ax_host_fault(struct ax_trap *trap);

/* A simulated device with registers of 32 bits. */
struct ax_host_device {
    const char *compatible;
    void *regs;    /* Any address of its own: never accessed, only told apart. */
    size_t size;   /* Bytes of registers. */
    ax_irq_t irq;  /* For ax_host_raise(); 2 to 31. */
    bool coherent; /* As in struct ax_hal_device. */
    uint32_t (*read)(void *arg, size_t offset);
    void (*write)(void *arg, size_t offset, uint32_t value);
    void *arg;
};

/* Lets ax_hal_device_find() find it. Before the bring-up; `device` stays valid. */
void ax_host_add_device(const struct ax_host_device *device);

/* A page of mm's window: its frame's address and its access. False: there is none. */
bool ax_host_page(uintptr_t vaddr, uint64_t *paddr, uint32_t *flags);
