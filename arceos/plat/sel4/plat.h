// SPDX-License-Identifier: BSD-2-Clause
/*
 * ArceOS as a seL4 application: what the files of this folder share. Nobody else includes it.
 *
 * One manager thread per core, at a higher priority than the core's tasks, holds every capability
 * of the instance. Tasks are seL4 threads in the same VSpace with small CSpaces. At any time one
 * task thread of a core can run (plat_model_running). The others, with TASK=managed, stand in a
 * seL4_Call to the manager, whose reply capability it keeps, or have never run; with TASK=thread
 * each waits at its own endpoint for the core's switcher. With TASK=user a core has one such
 * thread, and its tasks are contexts that it goes from one to the other by itself.
 */
#pragma once

#include <ax/core/assert.h>
#include <ax/core/types.h>
#include <ax/hal/arch/regs.h>
#include <ax/hal/irq.h>
#include <ax/hal/percpu.h>
#include <ax/hal/thread.h>
#include <instance/console.h>
#include <instance/info.h>
#include <oskit/capset.h>
#include <oskit/fault.h>
#include <oskit/region.h>
#include <oskit/vspace.h>
#include <sel4/sel4.h>

/* The address ranges of <ax/hal/arch/platform.h> are those agreed on with the root task. */
_Static_assert(AX_SEL4_IMAGE_BASE == INSTANCE_IMAGE_BASE && AX_SEL4_IMAGE_END == INSTANCE_IMAGE_END,
               "image");
_Static_assert(AX_SEL4_DEVICE_BASE == INSTANCE_DEVICE_BASE &&
                   AX_SEL4_DEVICE_END == INSTANCE_DEVICE_END,
               "devices");
_Static_assert(AX_SEL4_HEAP_BASE == INSTANCE_HEAP_BASE && AX_SEL4_HEAP_END == INSTANCE_HEAP_END,
               "heap");
_Static_assert(AX_SEL4_STACKS_BASE == INSTANCE_STACKS_BASE &&
                   AX_SEL4_STACKS_END == INSTANCE_STACKS_END,
               "stacks");
_Static_assert(AX_SEL4_IPC_BASE >= INSTANCE_DYNAMIC_BASE &&
                   AX_SEL4_TABLES_END <= INSTANCE_DYNAMIC_END,
               "the rest");

/* ---- badges: bit 63 is on every notification badge and never on a message ---- */

#define PLAT_BADGE_NOTIFICATION INSTANCE_BADGE_NOTIFICATION
#define PLAT_SOURCE_CONSOLE     62 /* bit of the root task's console signal */
#define PLAT_SOURCE_KICK        61 /* bit of a task's signal to its own manager */
#define PLAT_SOURCE_IPI         60 /* bit of another core's signal */
#define PLAT_SOURCES            60 /* bits below: one per interrupt of the core */

/* A message's badge is the number of the thread it comes from; its faults carry this bit too. */
#define PLAT_BADGE_FAULT (1ULL << 62)

_Static_assert((1ULL << PLAT_SOURCE_CONSOLE | PLAT_BADGE_NOTIFICATION) == INSTANCE_BADGE_CONSOLE,
               "the root task signals the console's bit");

/* ---- services of the manager: message labels, words, answers ---- */

enum plat_service {
    /* struct ax_hal_thread_args *, struct plat_thread * -> 0 or error, as a word. */
    PLAT_CREATE_TASK = 0x1000,
    /*
     * Number of the thread to run. The caller stands still until it is switched to. 0: wait for an
     * interrupt. The caller's own number: back to where an injected yield has taken it from.
     */
    PLAT_SWITCH_TASK,
    /* Number of the thread to run; the caller never runs again. */
    PLAT_EXIT_TASK,
    /* Status. Not answered. */
    PLAT_EXIT_SYSTEM,
    /* Number of the thread to move, core -> 0 or error. It stands still and is on no run queue. */
    PLAT_MIGRATE_TASK,
    PLAT_SERVICE_END
};

/*
 * ---- a task's CSpace ----
 *
 * Two levels. The first has eight slots: the common CNode, which all tasks share, what is minted
 * anew when the task moves to another core, and with TASK=thread its own endpoint, the only thing
 * that it can receive from. In the common one the root endpoint and
 * the console have the numbers that they have in the instance's CSpace, so code is the same.
 */
#define PLAT_TASK_CNODE_BITS   3
#define PLAT_COMMON_CNODE_BITS 5
enum plat_task_index {
    PLAT_INDEX_COMMON,
    PLAT_INDEX_MANAGER,
    PLAT_INDEX_FAULT,
    PLAT_INDEX_KICK,
    PLAT_INDEX_OWN,
};
enum plat_task_slot {
    PLAT_TASK_ROOT_EP = INSTANCE_SLOT_ROOT_EP,
    PLAT_TASK_CONSOLE = INSTANCE_SLOT_CONSOLE_NTFN,
    PLAT_TASK_IPI = 16, /* + core: its manager's notification, badge of the IPI */
    /* Its core's manager: messages, badge = number. */
    PLAT_TASK_MANAGER = PLAT_INDEX_MANAGER << PLAT_COMMON_CNODE_BITS,
    /* The same endpoint, badge with PLAT_BADGE_FAULT. */
    PLAT_TASK_FAULT = PLAT_INDEX_FAULT << PLAT_COMMON_CNODE_BITS,
    /* Its core's manager's notification, badge of the kick. */
    PLAT_TASK_KICK = PLAT_INDEX_KICK << PLAT_COMMON_CNODE_BITS,
    /* TASK=thread: where it waits. */
    PLAT_TASK_OWN = PLAT_INDEX_OWN << PLAT_COMMON_CNODE_BITS,
};

_Static_assert(PLAT_TASK_IPI + INSTANCE_MAX_CORES <= 1 << PLAT_COMMON_CNODE_BITS, "room for all");

/* ---- threads ---- */

enum plat_thread_state {
    PLAT_THREAD_FREE,    /* storage is zeroed */
    PLAT_THREAD_NEW,     /* has never run */
    PLAT_THREAD_RUNNING, /* its core's `running` */
    PLAT_THREAD_STOPPED, /* stands in a Call; its reply cap is in objects->reply */
    PLAT_THREAD_OWN,     /* TASK=thread: runs, or waits at its own endpoint for the switcher */
    PLAT_THREAD_DEAD,    /* has said PLAT_EXIT_TASK */
};

/* The kernel objects of one thread, made from one untyped that is recycled whole. */
struct plat_objects {
    struct plat_objects *next; /* in the cache */
    struct plat_thread *owner; /* NULL while in the cache */
    struct oskit_capset set;
    uint32_t number;     /* of the thread: 1 .. */
    uint32_t home;       /* core that made them, in whose cache they end */
    uint64_t ipc_buffer; /* its virtual address, the same at every use */
    seL4_CPtr tcb;       /* slots in the manager's CSpace */
    seL4_CPtr cnode;
    seL4_CPtr reply;
};

/*
 * What a task has whatever it runs on: the first member of what each TASK= keeps in the storage of
 * struct ax_hal_thread. Written by the manager of the core that it is on, but for the stack.
 */
struct plat_context {
    struct ax_hal_stack stack;
    uintptr_t thread_pointer; /* TPIDR_EL0 at the injection */
    bool injected;            /* runs the trampoline; plat_interrupted() has what it came from */
};

/* The registers of a task that was made to yield: kept at the top of its stack. */
static inline struct ax_arch_regs *plat_interrupted(const struct plat_context *context)
{
    return (struct ax_arch_regs *)((uintptr_t)context->stack.base + context->stack.size) - 1;
}

/* Where its stack begins, just below. */
static inline uintptr_t plat_stack_top(const struct plat_context *context)
{
    return (uintptr_t)plat_interrupted(context);
}

_Static_assert(sizeof(struct ax_arch_regs) % 16 == 0, "the stack pointer stays aligned");

/*
 * A seL4 thread of a core. TASK=managed, thread: each task is one, and `context` is the task's.
 * TASK=user: each core has one, which runs all tasks of the core. Written by the manager of the
 * core that it is on, or, while it stands still and is on no run queue, by the one manager that
 * moves it.
 */
struct plat_thread {
    struct plat_context context; /* first: reports find the task by it */
    struct plat_objects *objects;
    seL4_CPtr endpoint; /* TASK=thread: its own, for the switcher of `cpu` */
    enum plat_thread_state state;
    unsigned cpu; /* whose manager its capabilities name */
    bool behind;  /* stopped, and its pc was written: it is behind the system call */
};

_Static_assert(sizeof(struct plat_thread) <= sizeof(struct ax_hal_thread), "fits its storage");

/* ---- per core ---- */

/* A call that another core's manager is asked to make (plat_on_core). */
struct plat_call {
    void (*fn)(void *arg);
    void *arg;
    struct plat_call *next; /* in the inbox */
    bool done;              /* atomically: set last */
};

/* The core's own manager and tasks write it, except `inbox`, and `endpoint` to `ipi`, which core 0
 * sets before the core starts. */
struct plat_cpu {
    struct plat_context *context; /* of the task that runs, or stands still here; with TASK=user,
                                   * in manager context only */
    uint64_t switches;            /* to threads; assembly knows these two */
    struct plat_thread *running;  /* written by the manager only; not with TASK=thread */
    bool waiting;                 /* `running` stands in ax_hal_cpu_wait() */
    bool manager;                 /* the manager's loop has begun */
    bool preempt;                 /* `running` is to yield, once nothing of it waits */
    uint64_t pending;             /* source bits that came while the count was raised */
    uint64_t arriving;            /* source bits just received, until they are run or held back */
    seL4_CPtr endpoint;           /* the manager's, in its CSpace */
    seL4_CPtr notification;       /* bound to the manager */
    seL4_CPtr kick;               /* badged for the kick */
    seL4_CPtr ipi;                /* badged for other cores' signals */
    struct plat_call *inbox;      /* atomically: pushed by any core, taken whole by the manager */
    uint64_t ipis;                /* received */
    void (*call)(void *arg);      /* what plat_in_manager() wants done */
    void *call_arg;
};

_Static_assert(sizeof(struct plat_cpu) <= sizeof(((struct ax_percpu *)0)->plat), "fits its place");

/* This core's; count raised or manager context. */
static inline struct plat_cpu *plat_cpu(void)
{
    return (struct plat_cpu *)ax_percpu()->plat;
}

/* Any core's, once it has been started. */
static inline struct plat_cpu *plat_cpu_of(unsigned cpu)
{
    return (struct plat_cpu *)ax_percpu_of(cpu)->plat;
}

/* ---- what each file gives the others ---- */

/* boot.c: the information page. */
const struct instance_info *plat_info(void);

/* boot.c: where libsel4 of a thread with this thread pointer looks for its IPC buffer. */
void plat_set_ipc_buffer(uintptr_t thread_pointer, uint64_t ipc_buffer);

/* boot.c: makes the thread-local block of a core's first thread; its thread pointer, 0 = no room.
 */
uintptr_t plat_boot_tls(unsigned cpu);
uintptr_t plat_helper_tls(unsigned cpu); /* the same for the core's helper (TASK=user) */

/*
 * Each manager has a CSpace of its own. Its root has two halves: the common one, in which all
 * managers find the same (what the root task has given, the ways to reach each manager, what
 * threads and memory are made of), and one for what is this manager's alone.
 *
 * objects.c: the common half, and the instance's pools and VSpace. Whoever takes slots or memory
 * there, gives them back or maps holds the objects lock; invoking capabilities needs no lock.
 * Manager or bring-up context only: a task of the same core cannot hold it, so a manager waits for
 * other managers at most.
 */
void plat_objects_lock(void);
void plat_objects_unlock(void);
struct oskit_cspace *plat_cspace(void);
struct oskit_pool *plat_object_pool(void); /* kernel objects */
struct oskit_pool *plat_memory_pool(void); /* stacks, mm */
struct oskit_vspace *plat_vspace(void);
int plat_objects_init(void);
/* Maps fresh zeroed pages for tables of this folder; never given back. Objects lock held. NULL: out
 * of memory. */
void *plat_table_alloc(size_t bytes);
/* Slots and bytes of objects in what is made when it is first wanted and kept: page tables, CNodes
 * of slots, these tables; and the slots of the parts that untyped memory is split into. Any
 * context. */
struct plat_kept_stats {
    uint64_t slots;
    uint64_t bytes;
};
struct plat_kept_stats plat_kept_stats(void);

/* Takes 2^bits bytes out of the object pool, for good; takes the objects lock. */
bool plat_objects_lend(unsigned bits, struct oskit_untyped *out);

/*
 * store.c: this manager's own half, its share of untyped memory, and its tables of the VSpace. It
 * begins with 1 MiB or its part of half of the object pool, and comes by more in this order: from
 * the object pool, 256 KiB at a time; what others have been lent and do not use; what the root
 * task holds back. No lock is held when these are called, unless it is said.
 */
#define PLAT_CHUNK_BITS 18u /* log2 of what is lent at a time */

/* Makes the store of core `cpu`. Bring-up context of core 0, which is alone or holds the objects
 * lock. */
enum oskit_error plat_store_init(unsigned cpu);
/* Makes core 0's first thread use its own. */
enum oskit_error plat_store_enter(void);
/* The root of a manager's CSpace, in the common half. */
seL4_CPtr plat_store_root(unsigned cpu);
/* A slot of this manager's half, and the end of the capability in it. */
enum oskit_error plat_own_slot(seL4_CPtr *slot);
void plat_own_slot_delete(seL4_CPtr slot);
/* For invocations that name slots of both halves. */
struct oskit_cspace *plat_own_cspace(void);
/* A block of this manager's memory, and back. */
enum oskit_error plat_own_block(unsigned bits, struct oskit_untyped *out, uint32_t *block);
void plat_own_block_free(uint32_t block);
/* Maps a small page, to be read and written. */
enum oskit_error plat_own_map(seL4_CPtr frame, uint64_t vaddr);
/* Takes a lent untyped of at least 2^bits bytes, unused as a whole, from any store. Objects lock
 * held. */
bool plat_store_reclaim(unsigned bits, struct oskit_untyped *out);
/* Adds up all stores. */
struct plat_store_stats {
    uint64_t free_bytes;
    uint64_t slots_total;
    uint64_t slots_used;
    struct plat_kept_stats kept;
};
struct plat_store_stats plat_store_stats(void);

/* -AX_E... of an oskit error. */
int plat_error(enum oskit_error error);

/* memory.c: for reports: what lies at an address, in words, into buf; returns buf. */
const char *plat_describe_address(uint64_t addr, char *buf, size_t n);
void plat_memory_stats(uint64_t *heap, uint64_t *reserve);

/* stacks.c. Manager or bring-up context. */
struct plat_stack_stats {
    uint64_t used;
    uint64_t cached;
    uint64_t total;
};
int plat_stack_alloc(size_t size, struct ax_hal_stack *out);
/* A used one if there is one; only a new one is the manager's work. Task or bring-up context; the
 * size has been checked. */
int plat_stack_get(size_t size, struct ax_hal_stack *out);
void plat_stack_free(struct ax_hal_stack *stack); /* any context */
struct plat_stack_stats plat_stack_stats(void);
bool plat_stack_to_phys(uint64_t vaddr, uint64_t *paddr, size_t *extent);
/* Words for an address in the stack window: guard page or stack. False if outside. */
bool plat_stack_describe(uint64_t addr, char *buf, size_t n);

/* threads.c: seL4 threads, whatever they run. */
unsigned plat_thread_bits(void); /* log2 of the bytes of untyped memory of one thread */
int plat_thread_create(struct plat_thread *thread, const struct ax_hal_thread_args *args);
/* Objects of a thread that nobody uses: made before, or new. Manager or bring-up context. */
enum oskit_error plat_objects_take(struct plat_objects **out);
/* Makes a thread of them, of core `cpu`, that does not run yet. On an error recycle them. */
struct plat_entry {
    void (*pc)(void);
    uintptr_t stack; /* pointer */
    uint64_t args[2];
    uintptr_t thread_pointer;
    uint8_t priority;
};
enum oskit_error plat_objects_make(struct plat_objects *objects, unsigned cpu,
                                   const struct plat_entry *entry);
/* Gives back the objects of a thread that is dead or has never run. Manager context. */
void plat_thread_recycle(struct plat_objects *objects);
struct plat_thread *plat_thread_of(uint64_t number); /* NULL: no such living thread */
struct plat_thread_stats {
    uint64_t living;
    uint64_t cached;
    uint64_t cached_slots; /* capability slots of the cached ones */
};
struct plat_thread_stats plat_thread_stats(void);

/*
 * ---- what each TASK= gives: <TASK>/threads.c ----
 *
 * Beside these, the functions of <ax/hal/thread.h> but ax_hal_cpu_wait(), and ax_hal_run().
 */

/* What runs on `thread`, which has just been let run on this core. Manager context. */
struct plat_context *plat_model_context(struct plat_thread *thread);
/* The thread that runs, or stands still, on the core: the only one that can. Its manager. */
struct plat_thread *plat_model_running(const struct plat_cpu *cpu);
/* A thread other than the running one has caused a fault: true if it is one beside the core's
 * tasks, and plat_model_arrived() is to be called once interrupts may be handled. Its manager, with
 * the message in the IPC buffer. */
bool plat_model_faulted(struct plat_thread *thread, seL4_MessageInfo_t tag);
/* Somebody has signalled this core: ends what ax_hal_offload() began, if that has. Manager context,
 * like a handler. */
void plat_model_arrived(void);
/* Whether the core's tasks ask their manager for this; else it is no service. Its manager. */
bool plat_model_serves(enum plat_service service);
/* Where a thread that waits in a system call, and shows `pc`, is to go on: behind it. */
uint64_t plat_model_behind(struct plat_thread *thread, uint64_t pc);
/* Tasks made and not destroyed, and threads kept whole for the next ones. */
uint64_t plat_model_tasks(void);
uint64_t plat_model_kept(void);

/* registers.c: between the kernel's register order and ours. */
enum oskit_error plat_registers_read(struct plat_thread *thread, bool suspend,
                                     struct ax_arch_regs *regs, uintptr_t *thread_pointer);
enum oskit_error plat_registers_write(struct plat_thread *thread, const struct ax_arch_regs *regs,
                                      uintptr_t thread_pointer, bool resume);

/*
 * migrate.c: makes a thread that stands still one of core `cpu`. -AX_EINVAL: no such core;
 * -AX_EBUSY: it runs; -AX_ESRCH: it is dead. Manager context, of any core.
 */
int plat_thread_move(struct plat_thread *thread, unsigned cpu);
/* migrate.c: gives the task its way to a core's manager: the slots that are its own. */
enum oskit_error plat_thread_connect(const struct plat_objects *objects, unsigned cpu);

/* manager.c: asks this core's manager; answers only if it refuses, with an assertion. Task context,
 * irq count exactly 1. */
void plat_ask(enum plat_service service, seL4_Word word);
/* manager.c: lets the core's first thread run once the manager waits for messages. */
void plat_manager_resume(struct plat_thread *first);
void plat_manager_run(void) AX_NORETURN;
/*
 * Has fn(arg) run in the manager of this core, now: a kick carries it. Task context (count raised
 * by this function), or bring-up and manager context (called directly). Not a service: tasks and
 * manager share the address space.
 */
void plat_in_manager(void (*fn)(void *arg), void *arg);
/* cores.c: the same in the manager of core `cpu`, whatever its tasks hold off: fn takes no lock
 * that tasks take. Returns when it is done. Any context; the core has been started. */
void plat_on_core(unsigned cpu, void (*fn)(void *arg), void *arg);
/* cores.c: core `cpu` has its per-CPU block. Any context. */
bool plat_cpu_started(unsigned cpu);
/* cores.c: makes the calls that other cores have asked for. Manager context. */
void plat_run_inbox(struct plat_cpu *cpu);
/* cores.c: endpoint, notification and the signals of a core's manager, and what tasks share. */
int plat_cores_init(void);
seL4_CPtr plat_common_cnode(void);
uint64_t plat_switch_count(void);
uint64_t plat_kick_count(void);
bool plat_in_task(void); /* true on a task's thread, false in bring-up and manager context */

/* irq.c: runs the handlers of these sources and acknowledges them. Manager context. */
void plat_irq_run(uint64_t sources, bool was_masked);
int plat_irq_init(void);
/* What an answer of the root task, an enum instance_error, means here: 0 or a negative error. */
int plat_service_error(seL4_Word status);

/* agent.c: whether other instances run on this core too. Then its timer and interrupts are the
 * root task's agent's, and what follows asks it; manager context but for the last. */
bool plat_core_shared(void);
/* Has it signal this badged notification capability when the interrupt comes; 0 or an error. */
int plat_agent_attach(ax_irq_t irq, bool edge, seL4_CPtr signal);
void plat_agent_detach(ax_irq_t irq);
void plat_agent_ack(ax_irq_t irq);
/* The timer's next deadline in ticks of the counter, AX_TIME_NEVER for none. */
void plat_agent_timer(uint64_t ticks);
uint64_t plat_irq_total(void);

/* time.c: takes the time of day from the machine's clock, if the instance has it. */
void plat_wall_clock_init(void);

/* preempt.c */
void plat_preempt_inject(const struct plat_cpu *cpu); /* the task that stands still there */
void plat_preempt_restore(const struct plat_cpu *cpu);
uint64_t plat_preempt_count(void);

/* fault.c: a fault message of `thread` has been received. */
void plat_fault(struct plat_thread *thread, seL4_MessageInfo_t tag);
/* The same for a thread beside the core's tasks, which works for `task`, once interrupts may be
 * handled. False: a handler has it go on. True: it was reported, and the thread still stands. */
bool plat_fault_aside(struct plat_thread *thread, const struct oskit_fault *fault,
                      const struct ax_hal_thread *task);
uint64_t plat_fault_count(void);

/* trampoline.S */
void plat_thread_start(void); /* first instruction of a task: x0 = entry, x1 = argument */
void plat_preempt_trampoline(void);

/* start.S: first instruction of a further core's first thread; cores.c: what it goes on with. */
void plat_secondary_entry(void);
void plat_secondary_start(unsigned cpu) AX_NORETURN;

/* preempt.c: what the trampoline calls. return() returns only if there is to be another yield. */
void plat_preempt_yield(void);
void plat_preempt_return(void);

/* console.c: the root task has signalled. Manager context. */
void plat_console_arrived(void);
/* console.c: takes the console from a task of this core that will never go on. Manager context. */
void plat_console_break(void);

/* power.c: asks the root task to end the instance. Manager or bring-up context. */
void plat_shutdown(int status) AX_NORETURN;

/* The linker script's symbols (arceos.lds.S). */
extern const char plat_image_start[], plat_text_start[], plat_text_end[], plat_rodata_start[],
    plat_rodata_end[], plat_tls_start[], plat_tls_file_end[], plat_data_start[], plat_data_end[],
    plat_bss_start[], plat_image_end[];
extern const char plat_tls_mem_size[], plat_tls_align[]; /* values, as addresses */
