// SPDX-License-Identifier: BSD-2-Clause
/*
 * Memory: one mapping as heap, handed over in two regions as on seL4; stacks with guard pages.
 */

#include <stdlib.h>
#include <sys/mman.h>

#include "host.h"

#define PHYSICAL_BASE 0x40000000ull

/* Room for what the sanitizers and the C library put on a stack. */
#define STACK_EXTRA AX_MIB

static uint8_t *heap;
static size_t heap_size;

static struct free_stack {
    struct free_stack *next;
    struct ax_hal_stack stack;
} * free_stacks;
static uint64_t stack_used;
static uint64_t stack_cached;

int ax_hal_mem_init(void)
{
    heap_size = ax_host.memory != 0 ? ax_host.memory : 64 * AX_MIB;
    size_t size = heap_size + AX_LARGE_PAGE_SIZE;
    void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                   -1, 0);
    if (p == MAP_FAILED) {
        return -AX_ENOMEM;
    }
    heap = (uint8_t *)AX_ALIGN_UP((uintptr_t)p, AX_LARGE_PAGE_SIZE);
    return 0;
}

int ax_hal_mem_region(unsigned index, struct ax_mem_region *out)
{
    size_t first = AX_LARGE_PAGE_SIZE;

    if (heap == NULL || index > 1 || (index == 1 && heap_size == first)) {
        return -AX_ENOENT;
    }
    *out = (struct ax_mem_region){.flags = AX_MEM_READ | AX_MEM_WRITE | AX_MEM_FREE};
    out->name = index == 0 ? "initial heap" : "free memory";
    out->vaddr = (uintptr_t)heap + (index == 0 ? 0 : first);
    out->paddr = PHYSICAL_BASE + (index == 0 ? 0 : first);
    out->size = index == 0 ? first : heap_size - first;
    return 0;
}

/* The second region comes in parts, as on seL4. */
static size_t ready = 4 * AX_LARGE_PAGE_SIZE;

size_t ax_hal_mem_ready(const struct ax_mem_region *region)
{
    return region->vaddr == (uintptr_t)heap ? region->size : AX_MIN(ready, region->size);
}

size_t ax_hal_mem_extend(const struct ax_mem_region *region, size_t bytes)
{
    if (region->vaddr != (uintptr_t)heap) {
        ready = AX_MIN(region->size, AX_ALIGN_UP(ready + bytes, AX_LARGE_PAGE_SIZE));
    }
    return ax_hal_mem_ready(region);
}

int ax_hal_virt_to_phys(const void *vaddr, uint64_t *paddr)
{
    uintptr_t offset = (uintptr_t)vaddr - (uintptr_t)heap;

    if (heap == NULL || offset >= heap_size) {
        return -AX_EFAULT;
    }
    *paddr = PHYSICAL_BASE + offset;
    return 0;
}

int ax_hal_phys_to_virt(uint64_t paddr, void **vaddr)
{
    if (heap == NULL || paddr - PHYSICAL_BASE >= heap_size) {
        return -AX_EFAULT;
    }
    *vaddr = heap + (paddr - PHYSICAL_BASE);
    return 0;
}

size_t ax_hal_phys_extent(const void *vaddr)
{
    uintptr_t offset = (uintptr_t)vaddr - (uintptr_t)heap;

    return heap == NULL || offset >= heap_size ? 0 : heap_size - offset;
}

int ax_hal_stack_alloc(size_t size, struct ax_hal_stack *out)
{
    if (size > AX_TASK_STACK_MAX) {
        return -AX_EINVAL;
    }
    size = AX_ALIGN_UP(size, AX_PAGE_SIZE) + STACK_EXTRA;
    for (struct free_stack **p = &free_stacks; *p != NULL; p = &(*p)->next) {
        struct free_stack *f = *p;
        if (f->stack.size == size) {
            *out = f->stack;
            *p = f->next;
            free(f);
            stack_cached -= size;
            stack_used += size;
            return 0;
        }
    }
    uint8_t *p = mmap(NULL, size + AX_PAGE_SIZE, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (p == MAP_FAILED || mprotect(p, AX_PAGE_SIZE, PROT_NONE) != 0) {
        return -AX_ENOMEM;
    }
    *out = (struct ax_hal_stack){p + AX_PAGE_SIZE, size};
    stack_used += size;
    return 0;
}

void ax_hal_stack_free(struct ax_hal_stack *stack)
{
    struct free_stack *f = malloc(sizeof(*f));

    *f = (struct free_stack){free_stacks, *stack};
    free_stacks = f;
    stack_used -= stack->size;
    stack_cached += stack->size;
    *stack = (struct ax_hal_stack){0};
}

void host_stack_stats(struct ax_hal_stats *out)
{
    out->memory_total = heap_size;
    out->stack_used = stack_used;
    out->stack_cached = stack_cached;
    out->stack_total = stack_used + stack_cached;
}
