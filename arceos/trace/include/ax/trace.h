// SPDX-License-Identifier: BSD-2-Clause
/*
 * Event rings: what each core has done lately, 16 bytes an event (docs/tracing.md).
 *
 * A core has two rings, so that each has one writer: one for its tasks, which write with the irq
 * count raised, and one for its manager, which may come in between two instructions of theirs. A
 * full ring loses its oldest event. Nobody waits for anybody: a reader, on any core or outside of
 * the machine, looks at the ring's count before and after it copies, and drops what a writer may
 * have been at. Writing is <ax/hal/trace.h>'s ax_trace_event().
 *
 * All that a reader outside needs is found from struct ax_trace_header, which begins a page and has
 * AX_TRACE_MAGIC. Addresses in it are physical; the layout is the same for all architectures and
 * little endian. tools/axlib/trace.py reads it.
 */
#pragma once

#include <ax/core/types.h>

/* FEATURES=trace sets it to 1. At 0 no code is made of any hook. */
#ifndef AX_TRACE
#define AX_TRACE 0
#endif

/* What happened; `id` and `arg` are those of the record. */
enum ax_trace_kind {
    AX_TRACE_SWITCH = 1, /* Task `id` runs, as it counts for the `arg`th time (modulo 2^24). */
    AX_TRACE_SPAWN,      /* Task `id` was made ready for the first time, on core `arg`. */
    AX_TRACE_BLOCK,      /* Task `id` waits; `arg` 1: at most until a deadline. */
    AX_TRACE_WAKE,       /* Task `id` waits no longer; `arg`: the core it was of. */
    AX_TRACE_PREEMPT,    /* Task `id` is made to yield. */
    AX_TRACE_EXIT,       /* Task `id` ends with code `arg`. */
    AX_TRACE_MIGRATE,    /* Task `id` goes from core arg / 256 to core arg % 256. */
    AX_TRACE_IRQ,        /* The handler of interrupt `id` begins; or one of enum ax_trace_source. */
    AX_TRACE_IRQ_END,    /* It has returned. */
    AX_TRACE_FAULT,      /* Task `id` faulted; `arg` is its enum ax_trap_kind. */
    AX_TRACE_CALL,       /* A call with label `id`, to the manager (arg 0) or the root task (1). */
    AX_TRACE_RETURN,     /* It was answered. A call that switches tasks has none. */
    AX_TRACE_KICK,       /* The manager of core `id` is signalled. */
    AX_TRACE_LOCK,       /* A spin lock at `id` (low 32 bits) was waited for, `arg` ticks long. */
    AX_TRACE_MARK,       /* The application's own. */
    AX_TRACE_KINDS,
};

/* Interrupts without a number, as `id` of AX_TRACE_IRQ. */
enum ax_trace_source {
    AX_TRACE_SOURCE_IPI = 0xffffff01u,
    AX_TRACE_SOURCE_CONSOLE = 0xffffff02u,
};

/* `arg` of AX_TRACE_CALL and AX_TRACE_RETURN. */
enum ax_trace_callee {
    AX_TRACE_MANAGER = 0,
    AX_TRACE_ROOT = 1,
};

/* An event. */
struct ax_trace_record {
    uint64_t ticks; /* Of the counter. */
    uint64_t what;  /* Kind in bits 63 to 56, arg in 55 to 32, id in 31 to 0. */
};

/* Events in a ring; a power of two. */
#define AX_TRACE_RECORDS 16384u

/* Cores and tasks' names that a header has room for. */
#define AX_TRACE_CPUS     8
#define AX_TRACE_NAMES    2048u
#define AX_TRACE_NAME_MAX 24 /* Bytes, terminator included; longer ones are cut. */

/* Events of one writer; zeroed = empty. The first AX_TRACE_RECORDS are never overwritten. */
struct ax_trace_ring {
    alignas(64) uint64_t count; /* Ever written: the next one goes to records[count % size]. */
    alignas(64) struct ax_trace_record records[AX_TRACE_RECORDS];
};

/* What a task is called. */
struct ax_trace_name {
    uint64_t id; /* 0: not filled in yet. */
    char name[AX_TRACE_NAME_MAX];
};

/* The first bytes of the header. */
#define AX_TRACE_MAGIC "ArceL4 trace v1" /* 16 bytes with the terminator */

/* Where everything is; page aligned, in memory of its own. Constant but for what is told. */
struct ax_trace_header {
    char magic[16];
    uint64_t self;      /* Physical address of the header itself. */
    uint64_t frequency; /* Of the counter, in Hz. */
    uint32_t cpus;
    uint32_t ring_records; /* AX_TRACE_RECORDS. */
    uint32_t names_max;
    uint32_t names_count;             /* Atomically; more than names_max: those are not kept. */
    uint64_t names;                   /* Physical address of struct ax_trace_name [names_max]. */
    uint64_t rings[AX_TRACE_CPUS][2]; /* Of struct ax_trace_ring: tasks, manager. 0: none. */
};

/* An event in the form that a record has. */
static inline uint64_t ax_trace_what(enum ax_trace_kind kind, uint32_t id, uint32_t arg)
{
    return (uint64_t)kind << 56 | (uint64_t)(arg & 0xffffff) << 32 | id;
}

/* The parts of a record. */
static inline enum ax_trace_kind ax_trace_kind_of(const struct ax_trace_record *r)
{
    return (enum ax_trace_kind)(r->what >> 56);
}
static inline uint32_t ax_trace_arg_of(const struct ax_trace_record *r)
{
    return (uint32_t)(r->what >> 32) & 0xffffff;
}
static inline uint32_t ax_trace_id_of(const struct ax_trace_record *r)
{
    return (uint32_t)r->what;
}

/*
 * Adds an event. Only the ring's one writer. The fence keeps the event from being seen before the
 * count that says that its place is no longer the older event's.
 */
static inline void ax_trace_put(struct ax_trace_ring *ring, uint64_t ticks, uint64_t what)
{
    uint64_t count = __atomic_load_n(&ring->count, __ATOMIC_RELAXED);
    struct ax_trace_record *r = &ring->records[count % AX_TRACE_RECORDS];

    __atomic_thread_fence(__ATOMIC_RELEASE);
    __atomic_store_n(&r->ticks, ticks, __ATOMIC_RELAXED);
    __atomic_store_n(&r->what, what, __ATOMIC_RELAXED);
    __atomic_store_n(&ring->count, count + 1, __ATOMIC_RELEASE);
}

/*
 * Copies events into out[0 .. max), oldest first, from number *next on, which then is that of the
 * next one to be read; returns how many. Those that were overwritten before they could be read are
 * added to *lost. Any context, while the writer goes on.
 */
unsigned ax_trace_read(const struct ax_trace_ring *ring, uint64_t *next,
                       struct ax_trace_record *out, unsigned max, uint64_t *lost);

/* "switch", "block" and so on; "?" for a number that is no kind. Constant. */
const char *ax_trace_kind_name(enum ax_trace_kind kind);

/*
 * Makes `header`, which is all zeroes, the one that ax_trace_name() adds to. `names` is its table,
 * AX_TRACE_NAMES long and zeroed; the caller fills in the addresses, and the magic last. Bring-up
 * context, once.
 */
void ax_trace_set_header(struct ax_trace_header *header, struct ax_trace_name *names);

/* The header; NULL: nothing is traced. */
struct ax_trace_header *ax_trace_header(void);

/* Says what task `id` is called; nothing without a header. Any context. */
void ax_trace_name(uint64_t id, const char *name);
