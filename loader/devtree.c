// SPDX-License-Identifier: BSD-2-Clause
#include <string.h>

#include <libfdt.h>
#include <loader/devtree.h>

/* A tree larger than this is taken for garbage: QEMU's blob is 1 MiB, most of it unused. */
#define DEVTREE_SIZE_MAX (16u << 20)

static bool reservations_valid(const void *blob)
{
    int count = fdt_num_mem_rsv(blob);

    for (int i = 0; i < count; i++) {
        uint64_t address;
        uint64_t size;

        if (fdt_get_mem_rsv(blob, i, &address, &size) != 0 || address + size < address) {
            return false;
        }
    }
    return count >= 0;
}

static bool properties_valid(const void *blob, int node)
{
    int property;

    fdt_for_each_property_offset(property, blob, node)
    {
        const char *name;

        if (fdt_getprop_by_offset(blob, property, &name, NULL) == NULL || name == NULL) {
            return false;
        }
    }
    return property == -FDT_ERR_NOTFOUND;
}

enum loader_error devtree_check(const void *blob)
{
    int depth = 0;
    int offset = 0;
    int next;

    if (fdt_magic(blob) != FDT_MAGIC) {
        return LOADER_DT_ABSENT;
    }
    if (fdt_check_header(blob) != 0 || fdt_version(blob) < 17 ||
        fdt_totalsize(blob) > DEVTREE_SIZE_MAX || !reservations_valid(blob)) {
        return LOADER_DT_MALFORMED;
    }
    /* libfdt checks tags, names and lengths of all that these steps pass over. */
    while (depth >= 0) {
        if (fdt_get_name(blob, offset, NULL) == NULL || !properties_valid(blob, offset)) {
            return LOADER_DT_MALFORMED;
        }
        offset = fdt_next_node(blob, offset, &depth);
        if (offset < 0) {
            return LOADER_DT_MALFORMED;
        }
    }
    /* Past the end of the root node. */
    return fdt_next_tag(blob, offset, &next) == FDT_END ? LOADER_OK : LOADER_DT_MALFORMED;
}

/* A number of one or two cells, big-endian as all of a device tree is. */
static uint64_t read_cells(const fdt32_t *cell, int cells)
{
    uint64_t value = 0;

    for (int i = 0; i < cells; i++) {
        value = value << 32 | fdt32_ld(cell + i);
    }
    return value;
}

/* A property whose value is one terminated string; NULL if it is missing or is none. */
static const char *string_property(const void *blob, int node, const char *name)
{
    int length;
    const char *value = fdt_getprop(blob, node, name, &length);

    return value != NULL && length > 0 && value[length - 1] == '\0' ? value : NULL;
}

static bool usable(const void *blob, int node)
{
    const char *status = string_property(blob, node, "status");

    return status == NULL || strcmp(status, "okay") == 0 || strcmp(status, "ok") == 0;
}

/* Adds each (address, size) pair of the node's "reg"; false if there is none or it is malformed. */
static bool add_reg(const void *blob, int node, struct range_list *list, enum loader_error *error)
{
    int parent = fdt_parent_offset(blob, node);
    int address_cells = fdt_address_cells(blob, parent);
    int size_cells = fdt_size_cells(blob, parent);
    int entry = address_cells + size_cells;
    int length;
    const fdt32_t *reg = fdt_getprop(blob, node, "reg", &length);

    if (reg == NULL || address_cells < 1 || address_cells > 2 || size_cells < 1 || size_cells > 2 ||
        length == 0 || length % (entry * (int)sizeof(*reg)) != 0) {
        return false;
    }
    for (int cell = 0; cell < length / (int)sizeof(*reg); cell += entry) {
        uint64_t start = read_cells(reg + cell, address_cells);
        uint64_t size = read_cells(reg + cell + address_cells, size_cells);

        if (start + size < start) {
            return false;
        }
        *error = range_list_add(list, (struct range){start, start + size});
        if (*error != LOADER_OK) {
            return false;
        }
    }
    return true;
}

static enum loader_error read_memory(const void *blob, struct machine *machine)
{
    enum loader_error error = LOADER_OK;
    int node;

    fdt_for_each_subnode(node, blob, 0)
    {
        const char *type = string_property(blob, node, "device_type");

        if (type == NULL || strcmp(type, "memory") != 0 || !usable(blob, node)) {
            continue;
        }
        if (!add_reg(blob, node, &machine->ram, &error)) {
            return error == LOADER_OK ? LOADER_DT_MEMORY : error;
        }
    }
    return machine->ram.count == 0 ? LOADER_DT_MEMORY : LOADER_OK;
}

static enum loader_error read_reserved(const void *blob, struct machine *machine)
{
    int parent = fdt_path_offset(blob, "/reserved-memory");
    enum loader_error error = LOADER_OK;
    int node;

    for (int i = 0; i < fdt_num_mem_rsv(blob) && error == LOADER_OK; i++) {
        uint64_t address;
        uint64_t size;

        if (fdt_get_mem_rsv(blob, i, &address, &size) == 0) {
            error = range_list_add(&machine->reserved, (struct range){address, address + size});
        }
    }
    if (parent < 0) {
        return error;
    }
    fdt_for_each_subnode(node, blob, parent)
    {
        /* A node without "reg" asks for a place of the operating system's choice. */
        if (error == LOADER_OK && usable(blob, node) &&
            fdt_getprop(blob, node, "reg", NULL) != NULL &&
            !add_reg(blob, node, &machine->reserved, &error) && error == LOADER_OK) {
            error = LOADER_DT_MALFORMED;
        }
    }
    return error;
}

static enum loader_error read_cpus(const void *blob, uint64_t mpidr, struct machine *machine)
{
    int parent = fdt_path_offset(blob, "/cpus");
    int cells = parent < 0 ? 0 : fdt_address_cells(blob, parent);
    bool running_found = false;
    int node;

    if (cells < 1 || cells > 2) {
        return LOADER_DT_CPUS;
    }
    machine->cores = 1;
    machine->affinity[0] = mpidr & MPIDR_AFFINITY;
    fdt_for_each_subnode(node, blob, parent)
    {
        int length;
        const char *type = string_property(blob, node, "device_type");
        const fdt32_t *reg;
        uint64_t affinity;

        if (type == NULL || strcmp(type, "cpu") != 0 || !usable(blob, node)) {
            continue;
        }
        reg = fdt_getprop(blob, node, "reg", &length);
        if (reg == NULL || length != cells * (int)sizeof(*reg)) {
            return LOADER_DT_CPUS;
        }
        affinity = read_cells(reg, cells) & MPIDR_AFFINITY;
        if (affinity == machine->affinity[0]) {
            running_found = true;
        } else if (machine->cores < BOOT_MAX_CORES) {
            machine->affinity[machine->cores++] = affinity;
        }
    }
    return running_found ? LOADER_OK : LOADER_DT_CPUS;
}

/* PSCI 0.2 and later, whose function numbers are standard and which can switch the machine off. */
static enum psci_conduit read_conduit(const void *blob)
{
    static const char compatible[2][sizeof("arm,psci-1.0")] = {"arm,psci-1.0", "arm,psci-0.2"};
    int node = -1;
    const char *method;

    for (unsigned i = 0; i < 2 && node < 0; i++) {
        node = fdt_node_offset_by_compatible(blob, -1, compatible[i]);
    }
    method = node < 0 ? NULL : string_property(blob, node, "method");
    if (method == NULL) {
        return PSCI_NONE;
    }
    if (strcmp(method, "hvc") == 0) {
        return PSCI_HVC;
    }
    return strcmp(method, "smc") == 0 ? PSCI_SMC : PSCI_NONE;
}

/* Whether addresses below `node`'s parent are physical: each bus up to the root maps one to one. */
static bool on_identity_bus(const void *blob, int node)
{
    for (int bus = fdt_parent_offset(blob, node); bus > 0; bus = fdt_parent_offset(blob, bus)) {
        int length;

        if (fdt_getprop(blob, bus, "ranges", &length) == NULL || length != 0) {
            return false;
        }
    }
    return true;
}

static uint64_t read_console(const void *blob, int chosen)
{
    struct range_list list = {0};
    enum loader_error error;
    const char *path = string_property(blob, chosen, "stdout-path");
    const char *options;
    int node;

    if (path == NULL) {
        return 0;
    }
    /* "path:options" */
    options = strchr(path, ':');
    node = fdt_path_offset_namelen(blob, path,
                                   options == NULL ? (int)strlen(path) : (int)(options - path));
    if (node < 0 || fdt_node_check_compatible(blob, node, "arm,pl011") != 0 ||
        !on_identity_bus(blob, node) || !add_reg(blob, node, &list, &error)) {
        return 0;
    }
    return list.range[0].start;
}

static bool has_word(const char *line, const char *word)
{
    size_t size = strlen(word);

    for (;;) {
        while (*line == ' ') {
            line++;
        }
        if (*line == '\0') {
            return false;
        }
        if (strncmp(line, word, size) == 0 && (line[size] == ' ' || line[size] == '\0')) {
            return true;
        }
        while (*line != ' ' && *line != '\0') {
            line++;
        }
    }
}

enum loader_error devtree_read(const void *blob, uint64_t mpidr, struct machine *machine)
{
    int chosen = fdt_path_offset(blob, "/chosen");
    enum loader_error error;

    *machine = (struct machine){.conduit = read_conduit(blob)};
    if (chosen >= 0) {
        const char *bootargs = string_property(blob, chosen, "bootargs");

        machine->uart_base = read_console(blob, chosen);
        machine->verbose = bootargs != NULL && has_word(bootargs, "loader=verbose");
    }
    error = read_memory(blob, machine);
    if (error == LOADER_OK) {
        error = read_reserved(blob, machine);
    }
    if (error == LOADER_OK) {
        error = read_cpus(blob, mpidr, machine);
    }
    return error;
}

enum loader_error devtree_pack(void *blob, uint64_t *size)
{
    if (fdt_pack(blob) != 0) {
        return LOADER_DT_MALFORMED;
    }
    *size = fdt_totalsize(blob);
    return LOADER_OK;
}
