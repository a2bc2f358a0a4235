// SPDX-License-Identifier: BSD-2-Clause
/*
 * Stacks, in 4 KiB frames, each below an address gap that is never mapped.
 *
 * A class for each power of two of pages. Class k has its own address range, in which stack i
 * takes 2 * size: the upper half is the stack, the lower half stays empty, so that its last page is
 * the guard. A class grows by slabs, blocks of the memory pool, so that the physical address of any
 * stack follows from its number. A stack that is given back stays mapped for the next one.
 */
#include <ax/core/errno.h>
#include <ax/core/printf.h>
#include <ax/hal/spinlock.h>

#include "plat.h"

#define CLASSES       12 /* 4 KiB .. 8 MiB */
#define CLASS_WINDOW  (1ull << 35)
#define SLAB_BYTES    (2 * AX_MIB)
#define SLAB_SHARE    16 /* a slab is at most this part of all memory, if it holds several stacks */
#define SLAB_STACKS   16
#define SLAB_MIN_BITS 16

_Static_assert(CLASSES *CLASS_WINDOW <= INSTANCE_STACKS_END - INSTANCE_STACKS_BASE, "windows fit");

/* The first bytes of a free stack. */
struct free_stack {
    struct free_stack *next;
};

struct stack_class {
    struct oskit_untyped *slabs; /* AX_SEL4_STACK_SLABS, or NULL before the class is first used */
    uint32_t slab_count;
    uint32_t made;           /* stacks ever made: mapped */
    struct free_stack *free; /* under `lock` */
    uint64_t free_count;     /* under `lock` */
};

static struct {
    struct ax_spinlock lock; /* free lists and counters; the rest is guarded by the objects lock */
    struct stack_class classes[CLASSES];
    uint64_t used;   /* bytes, under lock */
    uint64_t cached; /* bytes, under lock */
} state;

static size_t class_size(unsigned k)
{
    return AX_PAGE_SIZE << k;
}

/* log2 of the stacks in one slab of class k. */
static unsigned slab_shift(unsigned k)
{
    unsigned size_bits = seL4_PageBits + k;
    unsigned bits = AX_MAX((unsigned)SLAB_MIN_BITS, size_bits);
    uint64_t most = plat_memory_pool()->total_bytes / SLAB_SHARE; /* never changes */

    while (bits < size_bits + 4 && (1ull << bits) < SLAB_BYTES && (2ull << bits) <= most) {
        bits++;
    }
    return bits - size_bits;
}

static uint64_t stack_base(unsigned k, uint32_t i)
{
    return INSTANCE_STACKS_BASE + k * CLASS_WINDOW + (2ull * i + 1) * class_size(k);
}

/* The class and number of the stack whose address range (gap included) holds `addr`. */
static bool locate(uint64_t addr, unsigned *k, uint32_t *i)
{
    if (addr < INSTANCE_STACKS_BASE ||
        addr >= INSTANCE_STACKS_BASE + (uint64_t)CLASSES * CLASS_WINDOW) {
        return false;
    }
    uint64_t offset = addr - INSTANCE_STACKS_BASE;
    *k = (unsigned)(offset / CLASS_WINDOW);
    *i = (uint32_t)((offset % CLASS_WINDOW) / (2 * class_size(*k)));
    return *i < __atomic_load_n(&state.classes[*k].made, __ATOMIC_ACQUIRE);
}

bool plat_stack_to_phys(uint64_t vaddr, uint64_t *paddr, size_t *extent)
{
    unsigned k;
    uint32_t i;

    if (!locate(vaddr, &k, &i) || vaddr < stack_base(k, i)) {
        return false;
    }
    unsigned shift = slab_shift(k);
    uint64_t offset = vaddr - stack_base(k, i);
    const struct oskit_untyped *slab = &state.classes[k].slabs[i >> shift];

    *paddr = slab->paddr + (uint64_t)(i & ((1u << shift) - 1)) * class_size(k) + offset;
    *extent = class_size(k) - offset;
    return true;
}

bool plat_stack_describe(uint64_t addr, char *buf, size_t n)
{
    unsigned k;
    uint32_t i;

    if (!locate(addr, &k, &i)) {
        return false;
    }
    uint64_t base = stack_base(k, i);
    if (addr >= base) {
        ax_snprintf(buf, n, "stack %#lx to %#lx, rw-", base, base + class_size(k));
    } else if (base - addr <= AX_PAGE_SIZE) {
        ax_snprintf(buf, n, "guard page of the stack %#lx to %#lx: stack overflow", base,
                    base + class_size(k));
    } else {
        ax_snprintf(buf, n, "not mapped, %lu bytes below the stack %#lx to %#lx", base - addr, base,
                    base + class_size(k));
    }
    return true;
}

static int add_slab(struct stack_class *class, unsigned k)
{
    struct oskit_pool *pool = plat_memory_pool();
    uint32_t block;

    if (class->slabs == NULL) {
        class->slabs = plat_table_alloc(AX_SEL4_STACK_SLABS * sizeof(class->slabs[0]));
        if (class->slabs == NULL) {
            return -AX_ENOMEM;
        }
    }
    if (class->slab_count == AX_SEL4_STACK_SLABS) {
        return -AX_ENOMEM;
    }
    enum oskit_error error = oskit_pool_alloc(pool, seL4_PageBits + k + slab_shift(k), &block);
    if (error != OSKIT_OK) {
        return plat_error(error);
    }
    class->slabs[class->slab_count++] = oskit_pool_untyped(pool, block);
    return 0;
}

static enum oskit_error map_stack(uint64_t base, seL4_CPtr first, unsigned pages)
{
    for (unsigned p = 0; p < pages; p++) {
        enum oskit_error error = oskit_map(plat_vspace(), first + p, base + p * AX_PAGE_SIZE,
                                           seL4_PageBits, OSKIT_MAP_READ | OSKIT_MAP_WRITE);
        if (error != OSKIT_OK) {
            return error;
        }
    }
    return OSKIT_OK;
}

/*
 * Makes the frames of the next stack and maps them. All that can run out, slots and page tables, is
 * taken first: once the slab's watermark has moved nothing may fail, for stack i lies at the i-th
 * place of its slab.
 */
static int make_stack(struct stack_class *class, unsigned k)
{
    unsigned shift = slab_shift(k);
    unsigned pages = 1u << k;
    uint64_t base = stack_base(k, class->made);
    seL4_CPtr first;

    if (class->made >> shift == class->slab_count) {
        int result = add_slab(class, k);
        if (result != 0) {
            return result;
        }
    }
    enum oskit_error error = oskit_slots_alloc(plat_cspace(), pages, &first);
    if (error != OSKIT_OK) {
        return plat_error(error);
    }
    error = oskit_map_prepare(plat_vspace(), base, class_size(k), seL4_PageBits);
    if (error != OSKIT_OK) {
        oskit_slots_free(plat_cspace(), first, pages);
        return plat_error(error);
    }
    error = oskit_untyped_retype(&class->slabs[class->made >> shift], plat_cspace(),
                                 seL4_ARM_SmallPageObject, 0, pages, first, NULL);
    if (error == OSKIT_OK) {
        error = map_stack(base, first, pages);
    }
    ax_assert(error == OSKIT_OK);
    __atomic_store_n(&class->made, class->made + 1, __ATOMIC_RELEASE);
    return 0;
}

static unsigned class_of(size_t size)
{
    unsigned k = 0;

    while (class_size(k) < size) {
        k++;
    }
    return k;
}

static void *take_free(struct stack_class *class, unsigned k)
{
    ax_spin_lock(&state.lock);
    struct free_stack *stack = class->free;
    if (stack != NULL) {
        class->free = stack->next;
        class->free_count--;
        state.cached -= class_size(k);
        state.used += class_size(k);
    }
    ax_spin_unlock(&state.lock);
    return stack;
}

static bool take(size_t size, struct ax_hal_stack *out)
{
    unsigned k = class_of(size);
    void *base = take_free(&state.classes[k], k);

    *out = (struct ax_hal_stack){base, base != NULL ? class_size(k) : 0};
    return base != NULL;
}

int plat_stack_alloc(size_t size, struct ax_hal_stack *out)
{
    if (size == 0 || size > AX_TASK_STACK_MAX) {
        return -AX_EINVAL;
    }
    if (take(size, out)) {
        return 0;
    }
    unsigned k = class_of(size);
    struct stack_class *class = &state.classes[k];

    plat_objects_lock();
    int result = make_stack(class, k);
    void *base = (void *)stack_base(k, class->made - 1);
    plat_objects_unlock();
    if (result != 0) {
        return result;
    }
    ax_spin_lock(&state.lock);
    state.used += class_size(k);
    ax_spin_unlock(&state.lock);
    *out = (struct ax_hal_stack){base, class_size(k)};
    return 0;
}

struct job {
    size_t size;
    struct ax_hal_stack stack;
    int result;
};

static void do_alloc(void *arg)
{
    struct job *job = arg;

    job->result = plat_stack_alloc(job->size, &job->stack);
}

int plat_stack_get(size_t size, struct ax_hal_stack *out)
{
    if (take(size, out)) {
        return 0;
    }
    struct job job = {.size = size};

    plat_in_manager(do_alloc, &job);
    *out = job.stack;
    return job.result;
}

void plat_stack_free(struct ax_hal_stack *stack)
{
    unsigned k = class_of(stack->size);
    struct free_stack *free = stack->base;

    ax_spin_lock(&state.lock);
    free->next = state.classes[k].free;
    state.classes[k].free = free;
    state.classes[k].free_count++;
    state.used -= stack->size;
    state.cached += stack->size;
    ax_spin_unlock(&state.lock);
    *stack = (struct ax_hal_stack){NULL, 0};
}

/* Bytes of the slabs that no stack has been made of yet. */
static uint64_t slab_rest(void)
{
    uint64_t bytes = 0;

    for (unsigned k = 0; k < CLASSES; k++) {
        const struct stack_class *class = &state.classes[k];

        bytes += (((uint64_t) class->slab_count << slab_shift(k)) - class->made) * class_size(k);
    }
    return bytes;
}

struct plat_stack_stats plat_stack_stats(void)
{
    ax_spin_lock(&state.lock);
    struct plat_stack_stats stats = {
        .used = state.used,
        .cached = state.cached,
        .total = state.used + state.cached + slab_rest() + plat_memory_pool()->free_bytes,
    };
    ax_spin_unlock(&state.lock);
    return stats;
}
