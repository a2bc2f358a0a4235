// SPDX-License-Identifier: BSD-2-Clause
//
// What the parts of the root task's test instance share.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <instance/console.h>
#include <instance/info.h>
#include <instance/service.h>
#include <sel4/sel4.h>

#define INFO    ((const struct instance_info *)INSTANCE_INFO_VADDR)
#define CONSOLE ((struct instance_console *)INSTANCE_CONSOLE_VADDR)

/* Slots that the tests put capabilities into. */
enum { SLOT_A = 3000, SLOT_B, SLOT_C, SLOT_EXTRA };

/* Entered by start.S. */
_Noreturn void instance_main(const struct instance_info *info);

/* output.c: prints through the ring; waits by the drain service when it is full. */
void print(const char *text);
void print_number(uint64_t value);

/* Prints "PASS id name" or "FAIL id name", and counts. */
void check(bool good, const char *id, const char *name);
unsigned failures(void);

/* A request to the root task: its label back; words in and out (up to 4). */
seL4_Word request(seL4_Word label, unsigned count, seL4_Word *words);

/* The groups of tests. */
void test_given(void);    /* what the information page and the initial slots promise */
void test_services(void); /* every service, every error */
void test_console(void);

/* Checks that the incarnation before this one was ended by the fault that it provoked. */
void check_last_fault(void);

/* Provokes this incarnation's fault; returns when there are no more ways to fault. */
void fault_next(void);
