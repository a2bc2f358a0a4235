// SPDX-License-Identifier: BSD-2-Clause
/* The parts of the test. Each panics when something is wrong, and leaves nothing behind. */
#pragma once

#include <ax/ax.h>

#define PAGE AX_PAGE_SIZE
#define RW   (AX_MEM_READ | AX_MEM_WRITE)
#define RX   (AX_MEM_READ | AX_MEM_EXECUTE)

/* Stops with the error's name unless err is 0. */
void must(int err, const char *what);

/* A free place of so many pages. */
uintptr_t place(size_t pages);

/* Pages mapped now. */
uint64_t pages_mapped(void);

/* Memory that is there at once, and memory that comes (areas.c). */
void test_populated(void);
void test_lazy(void);
/* Access that changes, code that is written (areas.c). */
void test_protect(void);
/* Holes (areas.c). */
void test_unmap(void);
/* Contiguous frames at several addresses (linear.c). */
void test_linear(void);
/* What is too much (linear.c). */
void test_exhaustion(void);
/* Many tasks at random, each in its own part (random.c). */
void test_random(void);
/* Many tasks that touch the same pages first (random.c). */
void test_shared(void);
