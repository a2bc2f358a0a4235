// SPDX-License-Identifier: BSD-2-Clause
/*
 * The instance's memory: most of what the root task gives becomes heap, in 2 MiB pages at
 * contiguous virtual addresses, the first of them at start, more when they are wanted: they stay.
 * One part in AX_SEL4_KEEP_SHARE is for stacks and mm.
 */
#include <ax/core/errno.h>
#include <ax/core/printf.h>
#include <ax/core/string.h>
#include <ax/hal/device.h>
#include <ax/hal/init.h>
#include <ax/hal/mem.h>

#include "paging.h"
#include "plat.h"

static struct {
    struct oskit_region heap;
    uint32_t frames[AX_SEL4_HEAP_PAGES];
    uint32_t pages[AX_SEL4_HEAP_PAGES];

    /* Untyped memory of the heap: what is made of it, in this order, objects lock held. */
    struct oskit_untyped parts[AX_SEL4_HEAP_PARTS];
    uint32_t part_count;
    uint32_t part;    /* the first that is not used up */
    uint64_t planned; /* bytes of all of them; constant after ax_hal_mem_init() */
} state;

static uint64_t physical_base(const struct instance_info *info)
{
    uint64_t base = info->heap_paddr;

    for (uint32_t i = 0; i < info->untyped_count; i++) {
        base = AX_MIN(base, info->untypeds[i].paddr);
    }
    return AX_ALIGN_DOWN(base, INSTANCE_LARGE_PAGE_SIZE);
}

/*
 * Takes `bytes` of the memory pool for the heap, the largest blocks first. Taking costs nothing:
 * the kernel zeroes memory when frames are made of it.
 */
static enum oskit_error plan_heap(uint64_t bytes)
{
    struct oskit_pool *pool = plat_memory_pool();

    while (bytes >= INSTANCE_LARGE_PAGE_SIZE && state.part_count < AX_SEL4_HEAP_PARTS) {
        unsigned bits = AX_MIN(oskit_pool_largest(pool), 63u - (unsigned)__builtin_clzll(bytes));
        uint32_t block;

        if (bits < seL4_LargePageBits) {
            break;
        }
        enum oskit_error error = oskit_pool_alloc(pool, bits, &block);
        if (error != OSKIT_OK) {
            return error;
        }
        state.parts[state.part_count++] = oskit_pool_untyped(pool, block);
        state.planned += 1ull << bits;
        bytes -= 1ull << bits;
    }
    return OSKIT_OK;
}

/* Maps `bytes` more of what was taken, or all that is left. Objects lock held. */
static enum oskit_error extend_heap(uint64_t bytes)
{
    enum oskit_error error = OSKIT_OK;

    while (bytes >= INSTANCE_LARGE_PAGE_SIZE && state.part < state.part_count &&
           error == OSKIT_OK) {
        struct oskit_untyped *part = &state.parts[state.part];
        uint64_t left = oskit_untyped_left(part, seL4_LargePageBits);
        unsigned pages = (unsigned)(AX_MIN(left, bytes) >> seL4_LargePageBits);

        error = oskit_region_extend(&state.heap, part, pages, NULL);
        bytes -= (uint64_t)pages << seL4_LargePageBits;
        state.part += oskit_untyped_left(part, seL4_LargePageBits) == 0;
    }
    return error;
}

int ax_hal_mem_init(void)
{
    const struct instance_info *info = plat_info();
    int result = plat_objects_init();

    if (result != 0) {
        return result;
    }
    enum oskit_error error =
        oskit_region_init(&state.heap, plat_vspace(), INSTANCE_HEAP_BASE, state.frames,
                          AX_SEL4_HEAP_PAGES, physical_base(info), state.pages, AX_SEL4_HEAP_PAGES);
    if (error == OSKIT_OK) {
        error = oskit_region_adopt(&state.heap, info->heap_paddr);
    }
    if (error == OSKIT_OK) {
        uint64_t total = plat_memory_pool()->total_bytes;

        error = plan_heap(total - total / AX_SEL4_KEEP_SHARE);
    }
    if (error == OSKIT_OK) {
        error = extend_heap(AX_SEL4_HEAP_START);
    }
    return plat_error(error);
}

static uint64_t heap_ready(void)
{
    return (uint64_t)__atomic_load_n(&state.heap.count, __ATOMIC_RELAXED) *
           INSTANCE_LARGE_PAGE_SIZE;
}

size_t ax_hal_mem_ready(const struct ax_mem_region *region)
{
    return region->vaddr == INSTANCE_HEAP_BASE ? heap_ready() : region->size;
}

static void do_extend(void *arg)
{
    plat_objects_lock();
    /* Slots or page tables may run out before memory does: then this much is ready. */
    (void)extend_heap(*(const size_t *)arg);
    plat_objects_unlock();
}

size_t ax_hal_mem_extend(const struct ax_mem_region *region, size_t bytes)
{
    bytes = AX_ALIGN_UP(bytes, INSTANCE_LARGE_PAGE_SIZE);
    plat_in_manager(do_extend, &bytes);
    return ax_hal_mem_ready(region);
}

/* Of the heap, mapped or not: what the root task mapped, and what was taken. */
static uint64_t heap_size(void)
{
    return INSTANCE_LARGE_PAGE_SIZE + state.planned;
}

void plat_memory_stats(uint64_t *heap, uint64_t *reserve)
{
    *heap = heap_size();
    *reserve = plat_memory_pool()->total_bytes - (heap_size() - INSTANCE_LARGE_PAGE_SIZE);
}

static const char *segment_name(const struct instance_segment *segment)
{
    if ((segment->flags & INSTANCE_SEGMENT_EXEC) != 0) {
        return ".text";
    }
    return (segment->flags & INSTANCE_SEGMENT_WRITE) != 0 ? ".data .bss" : ".rodata";
}

static struct ax_mem_region segment_region(const struct instance_segment *segment, const char *name)
{
    uint32_t flags = AX_MEM_RESERVED;

    flags |= (segment->flags & INSTANCE_SEGMENT_READ) != 0 ? AX_MEM_READ : 0;
    flags |= (segment->flags & INSTANCE_SEGMENT_WRITE) != 0 ? AX_MEM_WRITE : 0;
    flags |= (segment->flags & INSTANCE_SEGMENT_EXEC) != 0 ? AX_MEM_EXECUTE : 0;
    return (struct ax_mem_region){segment->vaddr, segment->paddr, segment->size, flags, name};
}

/*
 * Run `index` of devices of one kind whose registers lie side by side: thirty-two virtio slots are
 * one region. The information page lists devices in ascending order of addresses.
 */
static int device_region(unsigned index, struct ax_mem_region *out)
{
    const struct instance_info *info = plat_info();
    uint32_t i = 0;

    while (i < info->device_count) {
        const struct instance_device *first = &info->devices[i];
        uint64_t end = first->paddr + first->size;

        while (++i < info->device_count && info->devices[i].paddr == end &&
               strcmp(info->devices[i].compatible, first->compatible) == 0) {
            end += info->devices[i].size;
        }
        if (index-- == 0) {
            uint64_t size =
                AX_ALIGN_UP(end, AX_PAGE_SIZE) - AX_ALIGN_DOWN(first->paddr, AX_PAGE_SIZE);

            *out = (struct ax_mem_region){AX_ALIGN_DOWN(first->vaddr, AX_PAGE_SIZE),
                                          AX_ALIGN_DOWN(first->paddr, AX_PAGE_SIZE), size,
                                          AX_MEM_READ | AX_MEM_WRITE | AX_MEM_DEVICE,
                                          first->compatible};
            return 0;
        }
    }
    return -AX_ENOENT;
}

/* Regions in this order: segments, boot stack, console, heap, what is kept back, devices. */
int ax_hal_mem_region(unsigned index, struct ax_mem_region *out)
{
    const struct instance_info *info = plat_info();

    if (index < info->segment_count) {
        *out = segment_region(&info->segments[index], segment_name(&info->segments[index]));
        return 0;
    }
    index -= info->segment_count;
    switch (index) {
    case 0:
        *out = segment_region(&info->boot_stack, "boot stack");
        return 0;
    case 1:
        *out =
            (struct ax_mem_region){INSTANCE_CONSOLE_VADDR, AX_PADDR_NONE, INSTANCE_CONSOLE_SIZE,
                                   AX_MEM_READ | AX_MEM_WRITE | AX_MEM_RESERVED, "console rings"};
        return 0;
    case 2:
        *out = (struct ax_mem_region){INSTANCE_HEAP_BASE, AX_PADDR_NONE, heap_size(),
                                      AX_MEM_READ | AX_MEM_WRITE | AX_MEM_FREE, "free memory"};
        return 0;
    case 3: {
        uint64_t heap, reserve;

        plat_memory_stats(&heap, &reserve);
        *out = (struct ax_mem_region){0, AX_PADDR_NONE, reserve, AX_MEM_UNMAPPED,
                                      "kept for stacks and mm"};
        return 0;
    }
    default:
        break;
    }
    return device_region(index - 4, out);
}

/* Physically contiguous pieces outside the heap: the image, the boot stack, device registers. */
struct piece {
    uint64_t vaddr;
    uint64_t paddr;
    uint64_t size;
};

static bool piece_at(unsigned index, struct piece *out)
{
    const struct instance_info *info = plat_info();

    if (index < info->segment_count) {
        const struct instance_segment *s = &info->segments[index];
        *out = (struct piece){s->vaddr, s->paddr, s->size};
        return true;
    }
    index -= info->segment_count;
    if (index == 0) {
        *out =
            (struct piece){info->boot_stack.vaddr, info->boot_stack.paddr, info->boot_stack.size};
        return true;
    }
    if (--index < info->device_count) {
        const struct instance_device *d = &info->devices[index];
        *out = (struct piece){d->vaddr, d->paddr, d->size};
        return true;
    }
    return false;
}

/* Physical address of a virtual one, and how far it goes on contiguously. */
static bool translate(uint64_t vaddr, uint64_t *paddr, size_t *extent)
{
    if (oskit_region_to_phys(&state.heap, vaddr, paddr) == OSKIT_OK) {
        *extent = INSTANCE_LARGE_PAGE_SIZE - (vaddr & (INSTANCE_LARGE_PAGE_SIZE - 1));
        return true;
    }
    if (plat_stack_to_phys(vaddr, paddr, extent) || plat_page_to_phys(vaddr, paddr, extent)) {
        return true;
    }
    struct piece piece;
    for (unsigned i = 0; piece_at(i, &piece); i++) {
        if (vaddr - piece.vaddr < piece.size) {
            *paddr = piece.paddr + (vaddr - piece.vaddr);
            *extent = piece.size - (vaddr - piece.vaddr);
            return true;
        }
    }
    return false;
}

int ax_hal_virt_to_phys(const void *vaddr, uint64_t *paddr)
{
    size_t extent;

    return translate((uintptr_t)vaddr, paddr, &extent) ? 0 : -AX_EFAULT;
}

size_t ax_hal_phys_extent(const void *vaddr)
{
    uint64_t paddr;
    size_t extent;

    return translate((uintptr_t)vaddr, &paddr, &extent) ? extent : 0;
}

int ax_hal_phys_to_virt(uint64_t paddr, void **vaddr)
{
    uint64_t found;

    if (oskit_region_to_virt(&state.heap, paddr, &found) == OSKIT_OK) {
        *vaddr = (void *)found;
        return 0;
    }
    struct piece piece;
    for (unsigned i = 0; piece_at(i, &piece); i++) {
        if (paddr - piece.paddr < piece.size) {
            *vaddr = (void *)(piece.vaddr + (paddr - piece.paddr));
            return 0;
        }
    }
    return -AX_EFAULT;
}

const char *plat_describe_address(uint64_t addr, char *buf, size_t n)
{
    struct ax_mem_region region;

    if (plat_stack_describe(addr, buf, n) || plat_page_describe(addr, buf, n)) {
        return buf;
    }
    for (unsigned i = 0; ax_hal_mem_region(i, &region) == 0; i++) {
        if ((region.flags & AX_MEM_UNMAPPED) == 0 && addr - region.vaddr < region.size) {
            ax_snprintf(buf, n, "%s, %c%c%c", region.name,
                        (region.flags & AX_MEM_READ) != 0 ? 'r' : '-',
                        (region.flags & AX_MEM_WRITE) != 0 ? 'w' : '-',
                        (region.flags & AX_MEM_EXECUTE) != 0 ? 'x' : '-');
            return buf;
        }
    }
    ax_snprintf(buf, n, addr < AX_PAGE_SIZE ? "null pointer" : "not mapped");
    return buf;
}

int ax_hal_device_find(const char *compatible, unsigned index, struct ax_hal_device *out)
{
    const struct instance_info *info = plat_info();

    for (uint32_t i = 0; i < info->device_count; i++) {
        const struct instance_device *d = &info->devices[i];

        if (compatible != NULL && strcmp(compatible, d->compatible) != 0) {
            continue;
        }
        if (index-- == 0) {
            *out = (struct ax_hal_device){
                .compatible = d->compatible,
                .regs = (volatile void *)d->vaddr,
                .paddr = d->paddr,
                .size = d->size,
                .irq = d->irq == INSTANCE_NO_IRQ ? AX_IRQ_NONE : d->irq,
                .trigger = d->edge != 0 ? AX_IRQ_EDGE : AX_IRQ_LEVEL,
                .coherent = d->coherent != 0,
            };
            return 0;
        }
    }
    return -AX_ENOENT;
}
