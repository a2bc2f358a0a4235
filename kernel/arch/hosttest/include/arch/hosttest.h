// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* What a test controls of the made-up machine, and what it sees of it. */

#include <kernel/types.h>

struct hosttest {
    /* Set by the test. */
    bool interrupt;       /**< an interrupt waits */
    word_t irq;           /**< its number */
    long interrupt_after; /**< looks for an interrupt until one is there; < 0: never */
    /* Counted by the machine. */
    unsigned long switches;      /**< switches to another thread */
    unsigned long idles;         /**< switches to the idle thread */
    unsigned long looks;         /**< calls of preempt_pending() */
    unsigned long claims;        /**< interrupts taken */
    unsigned long completes;     /**< interrupts completed */
    unsigned long unmapped;      /**< frames unmapped by deletion */
    unsigned long vspaces_ended; /**< address spaces whose last capability has gone */
    unsigned long cleared;       /**< bytes cleared */
    uint64_t masked;             /**< bit i: interrupt i is masked */
    char console[4096];          /**< what the kernel printed, zero terminated */
    size_t console_length;
};

extern struct hosttest hosttest;

/** Everything as at the start: no interrupt, all counters 0. */
void hosttest_reset(void);
