// SPDX-License-Identifier: BSD-2-Clause
#include <loader/plan.h>

/* Device tree and user image above the kernel, each at the lowest place that is free. */
static bool place_above_kernel(const struct plan_request *request, const struct range_list *taken,
                               struct plan *plan)
{
    return range_find(request->ram, taken, request->kernel.end,
                      align_up(request->dtb_size, PAGE_SIZE), PAGE_SIZE, &plan->dtb) &&
           range_find(request->ram, taken, plan->dtb.end, request->user_size, PAGE_SIZE,
                      &plan->user);
}

/* RAM that is not reserved, from the kernel's start on: what there is to divide. */
static uint64_t usable(const struct plan_request *request)
{
    uint64_t total = 0;

    for (unsigned i = 0; i < request->ram->count; i++) {
        struct range area = request->ram->range[i];

        if (area.start < request->kernel.start) {
            area.start = request->kernel.start;
        }
        if (area.start >= area.end) {
            continue;
        }
        total += range_size(area);
        for (unsigned r = 0; r < request->reserved->count; r++) {
            struct range gone = request->reserved->range[r];

            if (range_overlaps(area, gone)) {
                gone.start = gone.start > area.start ? gone.start : area.start;
                gone.end = gone.end < area.end ? gone.end : area.end;
                total -= range_size(gone);
            }
        }
    }
    return total;
}

/*
 * A place for the loader itself, out of the way of all that it will write and all that it still
 * has to read. The lowest one above the user image: a kernel that waits for its secondary cores
 * while these run on the loader's tables takes its own memory from the top of RAM first.
 */
static enum loader_error place_loader(const struct plan_request *request, struct plan *plan)
{
    const struct range others[] = {request->kernel, plan->dtb, plan->user, request->dtb_source,
                                   request->loader};
    struct range_list taken = *request->reserved;
    uint64_t size = range_size(request->loader);

    for (unsigned i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        enum loader_error error = range_list_add(&taken, others[i]);

        if (error != LOADER_OK) {
            return error;
        }
    }
    if (range_find(request->ram, &taken, plan->user.end, size, PAGE_SIZE, &plan->loader) ||
        range_find(request->ram, &taken, 0, size, PAGE_SIZE, &plan->loader)) {
        plan->move_loader = true;
        return LOADER_OK;
    }
    return LOADER_NO_SPACE;
}

enum loader_error plan_make(const struct plan_request *request, struct plan *plan)
{
    struct range_list taken = *request->reserved;
    enum loader_error error;

    *plan = (struct plan){
        .loader = request->loader,
        .needed = range_size(request->kernel) + align_up(request->dtb_size, PAGE_SIZE) +
                  request->user_size + range_size(request->loader),
        .present = usable(request),
    };
    if (!range_list_contains(request->ram, request->kernel)) {
        return LOADER_KERNEL_NOT_RAM;
    }
    if (range_list_overlaps(request->reserved, request->kernel)) {
        return LOADER_KERNEL_RESERVED;
    }
    error = range_list_add(&taken, request->loader);
    if (error != LOADER_OK) {
        return error;
    }
    if (!range_overlaps(request->kernel, request->loader) &&
        place_above_kernel(request, &taken, plan)) {
        return LOADER_OK;
    }
    if (!place_above_kernel(request, request->reserved, plan)) {
        return LOADER_NO_SPACE;
    }
    return place_loader(request, plan);
}
