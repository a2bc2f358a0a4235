// SPDX-License-Identifier: BSD-2-Clause
#include <kernel/arch_object.h>
#include <kernel/debug.h>
#include <string.h>
#include <kernel/thread.h>
#include <arch/boot.h>
#include <arch/cache.h>
#include "root.h"

#define PAGE BIT(seL4_PageBits)

#define CNODE_BITS (CONFIG_ROOT_CNODE_SIZE_BITS + seL4_SlotBits)

/*
 * Kernel addresses of the root task's objects: one block of memory, larger objects first, so that
 * each one is aligned to its size.
 */
struct layout {
    vptr_t start; /**< user addresses: image, IPC buffer, bootinfo, its extra chunk */
    vptr_t end;
    word_t extra_bits; /**< log2 of the bytes of the extra chunk's pages */
    word_t tables;     /**< number of translation tables */
    kptr_t cnode;
    kptr_t extra;
    kptr_t vspace;
    kptr_t asid_pool;
    kptr_t buffer;
    kptr_t info;
    kptr_t table;
    kptr_t tcb;
};

static word_t extra_length(const struct boot_arguments *arguments)
{
    return sizeof(seL4_BootInfoHeader) + arguments->devtree.end - arguments->devtree.start;
}

bool root_task_add_cap(struct root_task *root, struct cap cap)
{
    if (root->next_slot == BIT(CONFIG_ROOT_CNODE_SIZE_BITS)) {
        return false;
    }
    cte_insert_root(&root->slots[root->next_slot++], cap);
    return true;
}

static kptr_t take(kptr_t *next, word_t size)
{
    kptr_t here = *next;

    *next += size;
    return here;
}

/* Decides where everything lies, and takes the memory. */
static void lay_out(struct layout *layout, struct root_task *root,
                    const struct boot_arguments *arguments, struct boot_memory *memory)
{
    word_t extra_pages = ROUND_UP(extra_length(arguments), seL4_PageBits);
    vptr_t image_end = arguments->user.end - arguments->user_offset;

    layout->extra_bits = WORD_BITS - (word_t)__builtin_clzl(extra_pages - 1);
    layout->start = arguments->user.start - arguments->user_offset;
    root->buffer_address = image_end;
    root->info_address = image_end + PAGE;
    layout->end = root->info_address + seL4_BootInfoFrameSize + BIT(layout->extra_bits);
    layout->tables = arch_boot_table_count(layout->start, layout->end);

    word_t align = layout->extra_bits > CNODE_BITS ? layout->extra_bits : CNODE_BITS;
    word_t size =
        BIT(CNODE_BITS) + BIT(layout->extra_bits) + (4 + layout->tables) * PAGE + BIT(seL4_TCBBits);
    paddr_t block = boot_memory_alloc(memory, size, align);
    if (block == 0) {
        panic("root task: no %lu KiB of free memory for its objects", size >> 10);
    }
    kptr_t next = phys_to_kernel(block);
    arch_clear_memory(next, size);
    if (layout->extra_bits > CNODE_BITS) {
        layout->extra = take(&next, BIT(layout->extra_bits));
        layout->cnode = take(&next, BIT(CNODE_BITS));
    } else {
        layout->cnode = take(&next, BIT(CNODE_BITS));
        layout->extra = take(&next, BIT(layout->extra_bits));
    }
    layout->vspace = take(&next, BIT(seL4_VSpaceBits));
    layout->asid_pool = take(&next, BIT(seL4_ASIDPoolBits));
    layout->buffer = take(&next, PAGE);
    layout->info = take(&next, PAGE);
    layout->table = take(&next, layout->tables * PAGE);
    layout->tcb = take(&next, BIT(seL4_TCBBits));
}

/* Maps pages one after the other; their capabilities take the next slots. */
static seL4_SlotRegion map_pages(struct root_task *root, struct cap vspace, struct plat_range pages,
                                 vptr_t address, bool execute)
{
    seL4_SlotRegion region = {root->next_slot, root->next_slot};
    word_t count = (pages.end - pages.start) >> seL4_PageBits;

    if (count > BIT(CONFIG_ROOT_CNODE_SIZE_BITS) - root->next_slot) {
        panic("root task: %lu pages, but %lu slots in its CNode", count,
              BIT(CONFIG_ROOT_CNODE_SIZE_BITS) - root->next_slot);
    }
    for (paddr_t page = pages.start; page < pages.end; page += PAGE) {
        root_task_add_cap(root, arch_boot_map_page(vspace, page, address, execute));
        address += PAGE;
    }
    region.end = root->next_slot;
    return region;
}

static void fill_address_space(struct root_task *root, const struct layout *layout,
                               const struct boot_arguments *arguments)
{
    struct cap vspace = root->slots[seL4_CapInitThreadVSpace].cap;
    seL4_BootInfo *info = root->info;

    info->userImagePaging.start = root->next_slot;
    arch_boot_map_tables(vspace, layout->start, layout->end, layout->table,
                         &root->slots[root->next_slot]);
    root->next_slot += layout->tables;
    info->userImagePaging.end = root->next_slot;

    paddr_t extra = kernel_to_phys(layout->extra);
    info->extraBIPages =
        map_pages(root, vspace, (struct plat_range){extra, extra + BIT(layout->extra_bits)},
                  root->info_address + seL4_BootInfoFrameSize, false);
    cte_insert_root(
        &root->slots[seL4_CapBootInfoFrame],
        arch_boot_map_page(vspace, kernel_to_phys(layout->info), root->info_address, false));
    cte_insert_root(
        &root->slots[seL4_CapInitThreadIPCBuffer],
        arch_boot_map_page(vspace, kernel_to_phys(layout->buffer), root->buffer_address, false));
    info->userImageFrames = map_pages(root, vspace, arguments->user, layout->start, true);
}

static void fill_info(struct root_task *root, const struct layout *layout,
                      const struct boot_arguments *arguments)
{
    word_t length = extra_length(arguments);
    seL4_BootInfoHeader *header = (seL4_BootInfoHeader *)layout->extra;
    seL4_BootInfo *info = root->info;

    info->extraLen = length;
    info->numNodes = sched_core_count();
    info->ipcBuffer = (seL4_IPCBuffer *)root->buffer_address;
    info->initThreadCNodeSizeBits = CONFIG_ROOT_CNODE_SIZE_BITS;
    *header = (seL4_BootInfoHeader){.id = SEL4_BOOTINFO_HEADER_FDT, .len = length};
    memcpy(header + 1, (const void *)phys_to_kernel(arguments->devtree.start),
           arguments->devtree.end - arguments->devtree.start);
}

static void copy_cap(struct root_task *root, word_t from, enum tcb_slot to)
{
    struct cte *source = &root->slots[from];
    struct cap cap;
    struct syscall_error error;

    if (arch_derive_cap(source, source->cap, &cap, &error) != STATUS_OK) {
        panic("root task: capability %lu cannot be copied", from);
    }
    cte_insert(cap, source, &root->tcb->slots[to]);
}

static void make_thread(struct root_task *root, vptr_t entry)
{
    struct tcb *tcb = root->tcb;

    tcb_init(tcb);
    cte_insert(root->slots[seL4_CapInitThreadCNode].cap, &root->slots[seL4_CapInitThreadCNode],
               &tcb->slots[TCB_SLOT_CSPACE]);
    copy_cap(root, seL4_CapInitThreadVSpace, TCB_SLOT_VSPACE);
    copy_cap(root, seL4_CapInitThreadIPCBuffer, TCB_SLOT_BUFFER);
    tcb->ipc_buffer = root->buffer_address;
    tcb->priority = seL4_MaxPrio;
    tcb->max_priority = seL4_MaxPrio;
    arch_context_set(&tcb->context, ARCH_REG_CAP, root->info_address);
    arch_context_set(&tcb->context, ARCH_REG_NEXT_IP, entry);
    arch_context_set(&tcb->context, ARCH_REG_FAULT_IP, entry);
    thread_set_name(tcb, "rootserver");
}

void root_task_create(struct root_task *root, const struct boot_arguments *arguments,
                      struct boot_memory *memory)
{
    word_t guard_bits = WORD_BITS - CONFIG_ROOT_CNODE_SIZE_BITS;
    struct layout layout;

    lay_out(&layout, root, arguments, memory);
    root->slots = (struct cte *)layout.cnode;
    root->next_slot = seL4_NumInitialCaps;
    root->info = (seL4_BootInfo *)layout.info;
    root->tcb = (struct tcb *)layout.tcb;

    cte_insert_root(&root->slots[seL4_CapInitThreadTCB], cap_thread(root->tcb));
    cte_insert_root(&root->slots[seL4_CapInitThreadCNode],
                    cap_cnode(root->slots, CONFIG_ROOT_CNODE_SIZE_BITS, 0, guard_bits));
    cte_insert_root(&root->slots[seL4_CapIRQControl], cap_irq_control());
    cte_insert_root(&root->slots[seL4_CapDomain], cap_domain());
    cte_insert_root(&root->slots[seL4_CapASIDControl], arch_boot_asid_control());
    cte_insert_root(&root->slots[seL4_CapInitThreadASIDPool],
                    arch_boot_asid_pool(layout.asid_pool));
    cte_insert_root(&root->slots[seL4_CapInitThreadVSpace], arch_boot_vspace(layout.vspace));
    fill_address_space(root, &layout, arguments);
    fill_info(root, &layout, arguments);
    make_thread(root, arguments->user_entry);
}

void root_task_finish(struct root_task *root)
{
    root->info->empty = (seL4_SlotRegion){root->next_slot, BIT(CONFIG_ROOT_CNODE_SIZE_BITS)};
}
