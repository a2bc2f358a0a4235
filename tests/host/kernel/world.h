// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/*
 * A small system around the kernel's objects: memory, a root CNode whose slots are capability
 * addresses, a boot thread with an IPC buffer. Tests make system calls in the name of the
 * current thread and look at the registers afterwards.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <kernel/arch_object.h>
#include <kernel/boot.h>
#include <kernel/ipc.h>
#include <kernel/syscall.h>
#include <arch/cap.h>
#include <arch/hosttest.h>

#define WORLD_CNODE_BITS   10u
#define WORLD_MEMORY_BITS  22u
#define WORLD_IP           0x400000ul
#define WORLD_MAX_PRIORITY 255u

/* Slots of the root CNode that are full from the start. */
enum world_slot {
    SLOT_TCB = 1,
    SLOT_CNODE = 2,
    SLOT_VSPACE = 3,
    SLOT_IRQ_CONTROL = 4,
    SLOT_DOMAIN = 11,
    SLOT_UNTYPED = 16, /**< 4 MiB of ordinary memory */
    SLOT_DEVICE = 17,  /**< 4 MiB of device memory; nobody may touch it */
    SLOT_FREE = 32     /**< from here on empty */
};

/** The answer to a system call: registers of the thread that made it. */
struct answer {
    word_t badge;
    word_t label;
    word_t length;
    word_t mr[4];
};

/** A new system; what an earlier one left is forgotten. cmocka set-up function. */
int world_setup(void **state);

/** Frees the memory. cmocka tear-down function. */
int world_teardown(void **state);

/** The boot thread. */
struct tcb *world_boot(void);

/** Slot `index` of the root CNode. */
struct cte *world_slot(word_t index);

/** Beginning of the ordinary memory. */
kptr_t world_memory(void);

/** The IPC buffer of a thread. */
word_t *world_buffer(const struct tcb *tcb);

/**
 * Whether system calls, interrupts and faults take the ordinary paths at once. Else they try the
 * fast paths first, as on the machine. False at first.
 */
extern bool world_ordinary;

/** The entries of the kernel, as world_ordinary says. An interrupt has to be pending. */
void world_enter(word_t number);
void world_interrupt(void);
void world_vm_fault(word_t address);

/**
 * A number for all that system calls can make of the system: capabilities and their tree, threads,
 * queues. Equal for equal systems, wherever their memory stands.
 */
word_t world_digest(void);

/** Makes system call `number` in the current thread with x0, x1 and message words. */
void world_syscall(word_t number, word_t x0, word_t info, word_t count, const word_t *words);

/** The registers of a thread as an answer. */
struct answer world_answer(const struct tcb *tcb);

/**
 * Calls an invocation in the current thread: label, capability, extra capability addresses
 * (0-terminated list, at most 3, 0: none), message words.
 * @return the answer's label, an seL4_Error
 */
word_t world_invoke(word_t cap, word_t label, const word_t *caps, word_t count,
                    const word_t *words);

/** The answer of the last world_invoke(). */
extern struct answer world_last;

/** Message words of a list, as `count, words`. */
#define WORDS(...)                                                                                 \
    sizeof((word_t[]){__VA_ARGS__}) / sizeof(word_t), (const word_t[])                             \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }

/** Extra capability addresses, or none. */
#define CAPS(...)                                                                                  \
    (const word_t[])                                                                               \
    {                                                                                              \
        __VA_ARGS__, 0                                                                             \
    }
#define NO_CAPS                                                                                    \
    (const word_t[])                                                                               \
    {                                                                                              \
        0                                                                                          \
    }

/* Shorthands; all return an seL4_Error. */

/** Retype from `untyped` into the root CNode. */
word_t world_retype(word_t untyped, word_t type, word_t size_bits, word_t first, word_t count);
word_t world_copy(word_t dest, word_t source, word_t rights);
word_t world_mint(word_t dest, word_t source, word_t rights, word_t badge);
word_t world_move(word_t dest, word_t source);
word_t world_delete(word_t slot);
word_t world_revoke(word_t slot);

/** A configured thread in slot `slot` (with its frame in slot + 1) at a priority, resumed; its
 * fault handler is the capability at `fault_ep` (0: none). */
struct tcb *world_thread(word_t slot, word_t priority, word_t fault_ep);

/** Makes `tcb` current by the kernel's own choice if it is the best, else fails the test. */
void world_expect_current(const struct tcb *tcb);

/** Checks the list of the derivation tree and all queues that the world can see. */
void world_check(void);

/** Runs `once` from `start` in two fresh worlds: with the ordinary paths only (world_ordinary), and
 * with the fast ones. */
void world_run_both(void (*once)(uint64_t start), uint64_t start);

/** The test function with the world's set-up and tear-down. */
#define WORLD_TEST(f) cmocka_unit_test_setup_teardown(f, world_setup, world_teardown)
