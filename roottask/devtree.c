// SPDX-License-Identifier: BSD-2-Clause

#include <stddef.h>
#include <string.h>
#include <libfdt.h>
#include <roottask/devtree.h>

/* Interrupt specifiers of the GIC (Linux's binding arm,gic): type, number, flags. */
enum { GIC_CELLS = 3, GIC_SPI = 0, GIC_PPI = 1, GIC_SPI_BASE = 32, GIC_PPI_BASE = 16 };
enum { GIC_EDGE_MASK = 3 };

/* In the timer's node: secure physical, non-secure physical, virtual, hypervisor. */
enum { TIMER_PHYSICAL = 1 };

static const struct {
    const char *compatible;
    enum device_class class;
} known[] = {
    {"arm,pl011", DEVICE_UART},
    {"arm,pl031", DEVICE_RTC},
    {"virtio,mmio", DEVICE_VIRTIO},
};

static uint64_t read_cells(const fdt32_t *cells, int count)
{
    uint64_t value = 0;

    for (int i = 0; i < count; i++) {
        value = value << 32 | fdt32_to_cpu(cells[i]);
    }
    return value;
}

static void copy_string(char *out, size_t size, const char *text, int length)
{
    size_t n = length > 0 ? (size_t)length : 0;

    n = n < size - 1 ? n : size - 1;
    memcpy(out, text, n);
    out[n] = '\0';
}

/* Interrupt `index` of a node. */
static uint32_t read_irq(const void *fdt, int node, int index, bool *edge)
{
    int length;
    const fdt32_t *cells = fdt_getprop(fdt, node, "interrupts", &length);

    *edge = false;
    if (cells == NULL || length < (index + 1) * GIC_CELLS * (int)sizeof(*cells)) {
        return DEVTREE_NO_IRQ;
    }
    cells += index * GIC_CELLS;

    uint32_t type = fdt32_to_cpu(cells[0]);
    uint32_t number = fdt32_to_cpu(cells[1]);

    *edge = (fdt32_to_cpu(cells[2]) & GIC_EDGE_MASK) != 0;
    if (type == GIC_SPI && number < 988) {
        return number + GIC_SPI_BASE;
    }
    if (type == GIC_PPI && number < 16) {
        return number + GIC_PPI_BASE;
    }
    return DEVTREE_NO_IRQ;
}

/* First register block of a node whose parent's addresses are the processor's. */
static bool read_reg(const void *fdt, int parent, int node, uint64_t *paddr, uint64_t *size)
{
    int address_cells = fdt_address_cells(fdt, parent);
    int size_cells = fdt_size_cells(fdt, parent);
    int length;
    const fdt32_t *cells = fdt_getprop(fdt, node, "reg", &length);

    if (cells == NULL || address_cells < 1 || address_cells > 2 || size_cells < 1 ||
        size_cells > 2 || length < (address_cells + size_cells) * (int)sizeof(*cells)) {
        return false;
    }
    *paddr = read_cells(cells, address_cells);
    *size = read_cells(cells + address_cells, size_cells);
    return *size != 0 && *paddr + *size > *paddr;
}

static bool usable(const void *fdt, int node)
{
    int length;
    const char *status = fdt_getprop(fdt, node, "status", &length);

    return status == NULL || strncmp(status, "ok", 2) == 0;
}

static void add_device(const void *fdt, int parent, int node, enum device_class class,
                       struct devtree *out)
{
    struct device device = {.class = class};
    int length;
    const char *compatible = fdt_getprop(fdt, node, "compatible", &length);

    if (!usable(fdt, node) || !read_reg(fdt, parent, node, &device.paddr, &device.size)) {
        return;
    }
    if (out->count == DEVTREE_MAX_DEVICES) {
        out->dropped++;
        return;
    }
    copy_string(device.compatible, sizeof(device.compatible), compatible,
                (int)strnlen(compatible, (size_t)length));
    device.irq = read_irq(fdt, node, 0, &device.edge);
    device.coherent = fdt_getprop(fdt, node, "dma-coherent", &length) != NULL;

    uint32_t i = out->count;

    while (i > 0 &&
           (out->devices[i - 1].class > class ||
            (out->devices[i - 1].class == class && out->devices[i - 1].paddr > device.paddr))) {
        out->devices[i] = out->devices[i - 1];
        i--;
    }
    out->devices[i] = device;
    out->count++;
}

/* A bus without translation: its children's addresses are the processor's. */
static bool is_plain_bus(const void *fdt, int node)
{
    int length;

    return fdt_getprop(fdt, node, "ranges", &length) != NULL && length == 0;
}

static void add_children(const void *fdt, int parent, struct devtree *out)
{
    int node;

    fdt_for_each_subnode(node, fdt, parent)
    {
        for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
            if (fdt_node_check_compatible(fdt, node, known[i].compatible) == 0) {
                add_device(fdt, parent, node, known[i].class, out);
            }
        }
    }
}

static void find_devices(const void *fdt, struct devtree *out)
{
    int bus;

    add_children(fdt, 0, out);
    fdt_for_each_subnode(bus, fdt, 0)
    {
        if (is_plain_bus(fdt, bus)) {
            add_children(fdt, bus, out);
        }
    }
}

/* The UART that /chosen names, else the first one. */
static void find_console(const void *fdt, int chosen, struct devtree *out)
{
    int length;
    const char *path = chosen >= 0 ? fdt_getprop(fdt, chosen, "stdout-path", &length) : NULL;
    uint64_t wanted = UINT64_MAX;
    uint64_t size;

    if (path != NULL && length > 1) {
        const char *options = memchr(path, ':', (size_t)length);
        int node = fdt_path_offset_namelen(fdt, path,
                                           options != NULL ? (int)(options - path) : length - 1);
        int parent = node >= 0 ? fdt_parent_offset(fdt, node) : -1;

        if (parent < 0 || !read_reg(fdt, parent, node, &wanted, &size)) {
            wanted = UINT64_MAX;
        }
    }
    out->console = DEVTREE_MAX_DEVICES;
    for (uint32_t i = out->count; i > 0; i--) {
        const struct device *device = &out->devices[i - 1];

        if (device->class == DEVICE_UART && (wanted == UINT64_MAX || device->paddr == wanted)) {
            out->console = i - 1;
        }
    }
}

static void count_cpus(const void *fdt, struct devtree *out)
{
    int cpus = fdt_path_offset(fdt, "/cpus");
    int node;

    if (cpus < 0) {
        return;
    }
    fdt_for_each_subnode(node, fdt, cpus)
    {
        int length;
        const char *type = fdt_getprop(fdt, node, "device_type", &length);

        if (type != NULL && length == 4 && memcmp(type, "cpu", 4) == 0) {
            out->cpus++;
        }
    }
}

static bool psci_uses_smc(const void *fdt)
{
    int node = fdt_node_offset_by_compatible(fdt, -1, "arm,psci-0.2");
    int length;
    const char *method = node >= 0 ? fdt_getprop(fdt, node, "method", &length) : NULL;

    return method != NULL && length == 4 && memcmp(method, "smc", 4) == 0;
}

enum devtree_error devtree_parse(const void *fdt, uint64_t size, struct devtree *out)
{
    *out = (struct devtree){.console = DEVTREE_MAX_DEVICES, .timer_irq = DEVTREE_NO_IRQ};
    if (size < sizeof(struct fdt_header) || fdt_check_header(fdt) != 0 ||
        fdt_totalsize(fdt) > size) {
        return DEVTREE_MALFORMED;
    }

    int length;
    int chosen = fdt_path_offset(fdt, "/chosen");
    const char *bootargs = chosen >= 0 ? fdt_getprop(fdt, chosen, "bootargs", &length) : NULL;
    int timer = fdt_node_offset_by_compatible(fdt, -1, "arm,armv8-timer");
    bool edge;

    if (bootargs != NULL) {
        size_t n = strnlen(bootargs, (size_t)length);

        copy_string(out->bootargs, sizeof(out->bootargs), bootargs, (int)n);
        out->bootargs_cut = n >= sizeof(out->bootargs);
    }
    if (timer >= 0) {
        out->timer_irq = read_irq(fdt, timer, TIMER_PHYSICAL, &edge);
    }
    find_devices(fdt, out);
    find_console(fdt, chosen, out);
    count_cpus(fdt, out);
    out->psci_smc = psci_uses_smc(fdt);
    return DEVTREE_OK;
}
