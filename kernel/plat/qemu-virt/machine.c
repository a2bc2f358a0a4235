// SPDX-License-Identifier: BSD-2-Clause
#include <libfdt.h>
#include <string.h>

#include <arch/machine.h>
#include <arch/psci.h>
#include <arch/window.h>
#include <plat/machine.h>

/* Pages of the interrupt controller that the kernel uses: user level may have the others. */
#define GIC_BYTES  BIT(seL4_PageBits)
#define UART_BYTES BIT(seL4_PageBits)

/* Interrupts in the device tree: three cells, the first tells the kind, the second the number. */
#define INTERRUPT_CELLS   3
#define INTERRUPT_PRIVATE 1
#define FIRST_PRIVATE     16u

/* In the list of the timer's interrupts: secure, non-secure physical, virtual, hypervisor. */
#define TIMER_VIRTUAL 2

struct plat_machine plat_machine;

static uint64_t read_cells(const fdt32_t *cell, int cells)
{
    uint64_t value = 0;

    for (int i = 0; i < cells; i++) {
        value = value << 32 | fdt32_ld(cell + i);
    }
    return value;
}

/* Address and size number `index` in the node's "reg"; false if there is no such pair. */
static bool read_reg(const void *blob, int node, int index, struct plat_range *range)
{
    int parent = fdt_parent_offset(blob, node);
    int address_cells = fdt_address_cells(blob, parent);
    int size_cells = fdt_size_cells(blob, parent);
    int entry = address_cells + size_cells;
    int length;
    const fdt32_t *reg = fdt_getprop(blob, node, "reg", &length);

    if (reg == NULL || address_cells < 1 || address_cells > 2 || size_cells < 1 || size_cells > 2 ||
        length < (index + 1) * entry * (int)sizeof(*reg)) {
        return false;
    }
    range->start = read_cells(reg + index * entry, address_cells);
    range->end = range->start + read_cells(reg + index * entry + address_cells, size_cells);
    return range->end >= range->start;
}

static const char *read_string(const void *blob, int node, const char *name)
{
    int length;
    const char *value = fdt_getprop(blob, node, name, &length);

    return value != NULL && length > 0 && value[length - 1] == '\0' ? value : NULL;
}

static bool is_usable(const void *blob, int node)
{
    const char *status = read_string(blob, node, "status");

    return status == NULL || strcmp(status, "okay") == 0 || strcmp(status, "ok") == 0;
}

/* Adds whole pages in ascending order, joined with what they touch. False: no room, or overlap. */
static bool add_ram(struct plat_range range)
{
    struct plat_range *ram = plat_machine.ram;
    word_t count = plat_machine.ram_count;
    word_t at = 0;

    range.start = ROUND_UP(range.start, seL4_PageBits);
    range.end = ROUND_DOWN(range.end, seL4_PageBits);
    if (range.start >= range.end) {
        return true;
    }
    while (at < count && ram[at].end < range.start) {
        at++;
    }
    if (at < count && ram[at].end == range.start) {
        ram[at].end = range.end;
        return at + 1 == count || ram[at + 1].start > range.end;
    }
    if (count == PLAT_MAX_RAM || (at < count && ram[at].start < range.end)) {
        return false;
    }
    memmove(&ram[at + 1], &ram[at], (count - at) * sizeof(*ram));
    ram[at] = range;
    plat_machine.ram_count++;
    return true;
}

static const char *read_ram(const void *blob)
{
    int node;

    fdt_for_each_subnode(node, blob, 0)
    {
        const char *type = read_string(blob, node, "device_type");
        struct plat_range range;

        if (type == NULL || strcmp(type, "memory") != 0 || !is_usable(blob, node)) {
            continue;
        }
        for (int i = 0; read_reg(blob, node, i, &range); i++) {
            if (range.end > BIT(ARM_WINDOW_BITS) || !add_ram(range)) {
                return "memory that cannot be used as described";
            }
        }
    }
    return plat_machine.ram_count == 0 ? "no memory" : NULL;
}

static bool add_reserved(struct plat_range range)
{
    if (plat_machine.reserved_count == PLAT_MAX_RESERVED) {
        return false;
    }
    plat_machine.reserved[plat_machine.reserved_count++] = range;
    return true;
}

static const char *read_reserved(const void *blob)
{
    int parent = fdt_path_offset(blob, "/reserved-memory");
    bool room = true;
    int node;

    for (int i = 0; i < fdt_num_mem_rsv(blob); i++) {
        uint64_t start;
        uint64_t size;

        if (fdt_get_mem_rsv(blob, i, &start, &size) == 0) {
            room = room && add_reserved((struct plat_range){start, start + size});
        }
    }
    if (parent >= 0) {
        fdt_for_each_subnode(node, blob, parent)
        {
            struct plat_range range;

            for (int i = 0; is_usable(blob, node) && read_reg(blob, node, i, &range); i++) {
                room = room && add_reserved(range);
            }
        }
    }
    return room ? NULL : "too many reserved parts of memory";
}

static const char *read_gic(const void *blob)
{
    static const char *const compatible[] = {"arm,cortex-a15-gic", "arm,gic-400"};
    struct plat_range range;
    int node = -1;

    for (word_t i = 0; i < ARRAY_LENGTH(compatible) && node < 0; i++) {
        node = fdt_node_offset_by_compatible(blob, -1, compatible[i]);
    }
    if (node < 0 || !read_reg(blob, node, 0, &range)) {
        return "no interrupt controller of version 2";
    }
    plat_machine.gic_distributor = range.start;
    if (!read_reg(blob, node, 1, &range)) {
        return "an interrupt controller without interface";
    }
    plat_machine.gic_interface = range.start;
    return NULL;
}

static const char *read_timer(const void *blob)
{
    int node = fdt_node_offset_by_compatible(blob, -1, "arm,armv8-timer");
    int length = 0;
    const fdt32_t *cells = node < 0 ? NULL : fdt_getprop(blob, node, "interrupts", &length);
    const fdt32_t *interrupt = cells + TIMER_VIRTUAL * INTERRUPT_CELLS;

    if (cells == NULL || length < (TIMER_VIRTUAL + 1) * INTERRUPT_CELLS * (int)sizeof(*cells) ||
        fdt32_ld(interrupt) != INTERRUPT_PRIVATE || fdt32_ld(interrupt + 1) >= FIRST_PRIVATE) {
        return "no virtual timer";
    }
    plat_machine.timer_irq = FIRST_PRIVATE + fdt32_ld(interrupt + 1);
    return NULL;
}

static void read_console(const void *blob)
{
    int chosen = fdt_path_offset(blob, "/chosen");
    const char *path = chosen < 0 ? NULL : read_string(blob, chosen, "stdout-path");
    struct plat_range range;

    if (path == NULL) {
        return;
    }
    /* "path:options" */
    const char *options = strchr(path, ':');
    int length = options == NULL ? (int)strlen(path) : (int)(options - path);
    int node = fdt_path_offset_namelen(blob, path, length);

    if (node >= 0 && fdt_node_check_compatible(blob, node, "arm,pl011") == 0 &&
        read_reg(blob, node, 0, &range)) {
        plat_machine.uart = range.start;
    }
}

static void read_conduit(const void *blob)
{
    static const char *const compatible[] = {"arm,psci-1.0", "arm,psci-0.2"};
    const char *method = NULL;

    for (word_t i = 0; i < ARRAY_LENGTH(compatible) && method == NULL; i++) {
        int node = fdt_node_offset_by_compatible(blob, -1, compatible[i]);

        method = node < 0 ? NULL : read_string(blob, node, "method");
    }
    if (method != NULL && strcmp(method, "hvc") == 0) {
        plat_machine.conduit = PLAT_CONDUIT_HVC;
    } else if (method != NULL && strcmp(method, "smc") == 0) {
        plat_machine.conduit = PLAT_CONDUIT_SMC;
    }
}

const char *plat_discover(const void *blob, word_t size)
{
    static const char *(*const steps[])(const void *) = {read_ram, read_reserved, read_gic,
                                                         read_timer};
    const char *problem = NULL;

    if (fdt_check_header(blob) != 0 || fdt_totalsize(blob) > size) {
        return "no valid device tree";
    }
    read_console(blob);
    read_conduit(blob);
    for (word_t i = 0; i < ARRAY_LENGTH(steps) && problem == NULL; i++) {
        problem = steps[i](blob);
    }
    return problem;
}

bool plat_is_ram(paddr_t address)
{
    for (word_t i = 0; i < plat_machine.ram_count; i++) {
        if (address >= plat_machine.ram[i].start && address < plat_machine.ram[i].end) {
            return true;
        }
    }
    return false;
}

void plat_map_devices(void)
{
    struct plat_range gic[2];
    word_t count = plat_kernel_devices(gic);

    for (word_t i = 0; i < count; i++) {
        arm_window_map(gic[i].start, gic[i].end, ARM_WINDOW_DEVICE);
    }
    if (plat_machine.uart != 0) {
        arm_window_map(plat_machine.uart, plat_machine.uart + UART_BYTES, ARM_WINDOW_DEVICE);
    }
}

word_t plat_kernel_devices(struct plat_range ranges[2])
{
    paddr_t first = plat_machine.gic_distributor;
    paddr_t second = plat_machine.gic_interface;

    if (first == 0 || second == 0) {
        return 0; /* plat_discover() has complained */
    }
    if (first > second) {
        first = plat_machine.gic_interface;
        second = plat_machine.gic_distributor;
    }
    ranges[0] = (struct plat_range){first, first + GIC_BYTES};
    ranges[1] = (struct plat_range){second, second + GIC_BYTES};
    return 2;
}

void plat_power_off(void)
{
    if (plat_machine.conduit == PLAT_CONDUIT_HVC) {
        arm_psci_off_hvc();
    } else if (plat_machine.conduit == PLAT_CONDUIT_SMC) {
        arm_psci_off_smc();
    }
}
