// SPDX-License-Identifier: BSD-2-Clause
//
// Taking over what the kernel gives (manual, "System Bootstrapping").

#include <stddef.h>
#include <roottask/console.h>
#include <roottask/ending.h>
#include <roottask/root.h>

/* A root CNode of up to 2^16 slots. */
#define MAX_NODES 16

#define MAX_BLOCKS 1024
#define MAX_TABLES 16

struct root root;

static struct oskit_node nodes[MAX_NODES];
static struct oskit_block blocks[MAX_BLOCKS];
static struct oskit_table tables[MAX_TABLES];

void root_must(enum oskit_error error, const char *what)
{
    if (error == OSKIT_OK) {
        return;
    }
    console_print("root task: cannot ");
    console_print(what);
    console_print(": ");
    console_print(oskit_error_text(error));
    console_print("\n");
    system_end(STATUS_ROOT_ERROR);
}

seL4_CPtr root_object(seL4_Word type, const char *what)
{
    seL4_CPtr slot;
    uint32_t block;

    root_must(oskit_object_alloc(&root.pool, type, 0, &slot, &block), what);
    return slot;
}

static void take_slots(const seL4_BootInfo *boot)
{
    unsigned bits = (unsigned)boot->initThreadCNodeSizeBits;

    if (bits > OSKIT_NODE_BITS + 4) {
        root_must(OSKIT_ERR_FULL, "manage so large a root CNode");
    }
    root_must(oskit_cspace_init_flat(&root.cspace, seL4_CapInitThreadCNode, bits, nodes),
              "manage the root CNode");
    root_must(oskit_cspace_release_range(&root.cspace, boot->empty.start, boot->empty.end),
              "take over the empty slots");
}

static void take_untypeds(const seL4_BootInfo *boot)
{
    root_must(oskit_pool_init(&root.pool, &root.cspace, blocks, MAX_BLOCKS), "manage untypeds");
    for (seL4_Word i = 0; i < boot->untyped.end - boot->untyped.start; i++) {
        const seL4_UntypedDesc *ut = &boot->untypedList[i];

        enum oskit_error error = oskit_pool_add(&root.pool, boot->untyped.start + i, ut->paddr,
                                                ut->sizeBits, ut->isDevice != 0);

        /* seL4 lists the top of the physical address space as one untyped whose address is not a
         * multiple of its size. No device lies there: leave it. */
        if (error != OSKIT_ERR_ALIGNMENT || ut->isDevice == 0) {
            root_must(error, "take over an untyped");
        }
    }
    root.ram_total = root.pool.total_bytes;
}

/* The device tree is a chunk of its own behind the boot information. */
static void take_devtree(const seL4_BootInfo *boot)
{
    const uint8_t *chunk = (const uint8_t *)boot + seL4_BootInfoFrameSize;
    const uint8_t *end = chunk + boot->extraLen;

    while ((size_t)(end - chunk) >= sizeof(seL4_BootInfoHeader)) {
        const seL4_BootInfoHeader *header = (const seL4_BootInfoHeader *)chunk;

        if (header->len < sizeof(*header) || header->len > (size_t)(end - chunk)) {
            break;
        }
        if (header->id == SEL4_BOOTINFO_HEADER_FDT &&
            devtree_parse(header + 1, header->len - sizeof(*header), &root.tree) == DEVTREE_OK) {
            return;
        }
        chunk += header->len;
    }
    root_must(OSKIT_ERR_UNKNOWN, "find a device tree in the boot information");
}

void root_take_over(const seL4_BootInfo *boot)
{
    seL4_SetIPCBuffer(boot->ipcBuffer);
    root.boot = boot;
    params_parse("", &root.params);
    take_slots(boot);
    take_untypeds(boot);
    take_devtree(boot);
    params_parse(root.tree.bootargs, &root.params);
    root_must(oskit_vspace_init(&root.vspace, seL4_CapInitThreadVSpace, &root.cspace, &root.pool,
                                NULL, tables, MAX_TABLES),
              "manage its address space");
}
