// SPDX-License-Identifier: BSD-2-Clause
#include <string.h>

#include <loader/arch.h>
#include <loader/console.h>
#include <loader/devtree.h>
#include <loader/elf.h>
#include <loader/image.h>
#include <loader/main.h>
#include <loader/panic.h>
#include <loader/plan.h>
#include <loader/plat.h>

static struct machine machine;
static struct elf_image kernel;
static struct elf_image root;

static struct range image_range(void)
{
    return (struct range){(uintptr_t)image_start, (uintptr_t)image_end};
}

static uint64_t kib(uint64_t bytes)
{
    return bytes >> 10;
}

static void print_range(const char *what, struct range range)
{
    console_print("loader: %s %x to %x, %u KiB\n", what, range.start, range.end,
                  kib(range_size(range)));
}

/* The device tree: where the register says, else where the board is known to leave it. */
static void *find_device_tree(uint64_t given)
{
    uint64_t candidates[] = {given, plat_device_tree()};
    enum loader_error error = LOADER_DT_ABSENT;

    for (unsigned i = 0; i < 2 && error == LOADER_DT_ABSENT; i++) {
        if (candidates[i] != 0 && candidates[i] % 8 == 0) {
            error = devtree_check((void *)candidates[i]);
            if (error == LOADER_OK) {
                return (void *)candidates[i];
            }
        }
    }
    panic_error("device tree", error);
}

static void read_machine(const void *blob)
{
    enum loader_error error = devtree_read(blob, arch_core_affinity(), &machine);

    /* Even a tree that cannot be used may have told where to complain and how to switch off. */
    if (machine.uart_base != 0 || error == LOADER_OK) {
        console_init(machine.uart_base);
    }
    if (machine.conduit != PSCI_NONE) {
        panic_set_conduit(machine.conduit);
    }
    if (error != LOADER_OK) {
        panic_error("device tree", error);
    }
}

/* What RAM must hold already: this image, which may have been cut, and the device tree. */
static void check_present(const void *blob, uint64_t dtb_size)
{
    struct range image = image_range();
    struct range dtb = {(uintptr_t)blob, (uintptr_t)blob + dtb_size};

    if (!range_list_contains(&machine.ram, image)) {
        console_print("loader: boot image at %x to %x, RAM at %x to %x\n", image.start, image.end,
                      machine.ram.range[0].start, machine.ram.range[machine.ram.count - 1].end);
        panic_error("memory", LOADER_IMAGE_CUT);
    }
    if (!range_list_contains(&machine.ram, dtb) || range_overlaps(dtb, image)) {
        print_range("device tree", dtb);
        panic_error("device tree", LOADER_DT_MALFORMED);
    }
}

static void open_payload(void)
{
    enum loader_error error =
        elf_open(&kernel, payload_kernel, payload_kernel_end - payload_kernel, ELF_KERNEL);

    if (error != LOADER_OK) {
        panic_error("kernel", error);
    }
    error = elf_open(&root, payload_root, payload_root_end - payload_root, ELF_USER);
    if (error != LOADER_OK) {
        panic_error("root task", error);
    }
}

/* How many cores enter the kernel: by its own note as many as there are, else exactly as built. */
static unsigned count_cores(void)
{
    unsigned cores = machine.cores;

    if (kernel.max_nodes != 0) {
        cores = kernel.max_nodes < cores ? kernel.max_nodes : cores;
    } else {
        if (payload_nodes > cores) {
            console_print("loader: %u cores wanted, %u present\n", (uint64_t)payload_nodes,
                          (uint64_t)cores);
            panic_error("cores", LOADER_TOO_FEW_CORES);
        }
        cores = payload_nodes;
    }
    if (cores > 1 && machine.conduit == PSCI_NONE) {
        panic_error("cores", LOADER_DT_PSCI);
    }
    return cores;
}

static void plan_failed(const struct plan *plan, enum loader_error error)
{
    print_range("kernel", kernel.phys);
    for (unsigned i = 0; i < machine.ram.count; i++) {
        print_range("RAM", machine.ram.range[i]);
    }
    for (unsigned i = 0; i < machine.reserved.count; i++) {
        print_range("reserved", machine.reserved.range[i]);
    }
    if (error == LOADER_NO_SPACE) {
        console_print(
            "loader: needed %u KiB (root task %u KiB, boot image %u KiB), present %u KiB\n",
            kib(plan->needed), kib(range_size(root.virt)), kib(range_size(image_range())),
            kib(plan->present));
    }
    panic_error("memory", error);
}

/* Continues in a copy of the whole image elsewhere; the copy begins anew and finds room. */
static _Noreturn void move_loader(struct range target, const void *blob)
{
    memcpy((void *)target.start, image_start, range_size(target));
    arch_written(target);
    arch_restart_at(target.start, (uintptr_t)blob);
}

static void make_plan(const void *blob, uint64_t dtb_size, struct plan *plan)
{
    struct plan_request request = {
        .ram = &machine.ram,
        .reserved = &machine.reserved,
        .kernel = kernel.phys,
        .loader = image_range(),
        .dtb_source = {(uintptr_t)blob, (uintptr_t)blob + dtb_size},
        .dtb_size = dtb_size,
        .user_size = range_size(root.virt),
    };
    enum loader_error error = plan_make(&request, plan);

    if (error != LOADER_OK) {
        plan_failed(plan, error);
    }
    if (machine.verbose) {
        print_range("kernel", kernel.phys);
        print_range("device tree", plan->dtb);
        print_range("root task", plan->user);
        print_range(plan->move_loader ? "boot image moves to" : "boot image", plan->loader);
    }
}

void loader_main(uint64_t given)
{
    struct plan plan;
    struct kernel_start start;
    uint64_t dtb_size;
    enum loader_error error;
    void *blob;

    console_init(plat_early_uart());
    blob = find_device_tree(given);
    read_machine(blob);
    error = devtree_pack(blob, &dtb_size);
    if (error != LOADER_OK) {
        panic_error("device tree", error);
    }
    check_present(blob, dtb_size);
    open_payload();
    make_plan(blob, dtb_size, &plan);
    if (plan.move_loader) {
        move_loader(plan.loader, blob);
    }
    start = (struct kernel_start){
        .user = plan.user,
        .user_offset = plan.user.start - root.virt.start,
        .user_entry = root.entry,
        .dtb = {plan.dtb.start, plan.dtb.start + dtb_size},
        .kernel = kernel.phys,
        .kernel_virtual = kernel.virt.start,
        .kernel_entry = kernel.entry,
        .cores = count_cores(),
    };
    /* The device tree first: it may lie where kernel or root task go. */
    memmove((void *)plan.dtb.start, blob, dtb_size);
    elf_unpack(&kernel, (void *)kernel.phys.start);
    elf_unpack(&root, (void *)plan.user.start);
    arch_written(plan.dtb);
    arch_written(kernel.phys);
    arch_written(plan.user);
    error = arch_prepare(&start, &machine,
                         (struct range){(uintptr_t)image_start, (uintptr_t)image_text_end});
    if (error != LOADER_OK) {
        panic_error("translation tables", error);
    }
    if (machine.verbose) {
        console_print("loader: entered at EL%u, %u of %u cores enter the kernel at %x\n",
                      (uint64_t)arch_entry_level(), (uint64_t)start.cores, (uint64_t)machine.cores,
                      start.kernel_entry);
    }
    arch_start_kernel(&start, &machine);
}
