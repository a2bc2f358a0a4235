// SPDX-License-Identifier: BSD-2-Clause
/* What kernel/arch_object.h asks of AArch64's capabilities, but for their invocations. */

#include <kernel/arch_object.h>
#include <arch/vspace.h>

static bool is_table(struct cap cap)
{
    return cap_type(cap) == CAP_PAGE_TABLE || cap_type(cap) == CAP_VSPACE;
}

enum status arch_derive_cap(const struct cte *slot, struct cap cap, struct cap *derived,
                            struct syscall_error *error)
{
    (void)slot;
    if (cap_type(cap) == CAP_FRAME) {
        *derived = arm_cap_mapped(cap, 0, 0);
        return STATUS_OK;
    }
    /* A table has one place only: it has to have it before there are several capabilities. */
    if (is_table(cap) && arm_cap_asid(cap) == 0) {
        error->type = seL4_IllegalOperation;
        return STATUS_ERROR;
    }
    *derived = cap;
    return STATUS_OK;
}

struct cap arch_update_cap_data(bool preserve, word_t data, struct cap cap)
{
    (void)preserve;
    (void)data;
    return cap;
}

/* Frames are mapped readable, writable and readable, or not at all. */
static word_t valid_frame_rights(word_t rights)
{
    return (rights & RIGHT_READ) == 0 ? 0 : rights & (RIGHT_READ | RIGHT_WRITE);
}

word_t arm_frame_rights_masked(struct cap frame, word_t rights)
{
    return valid_frame_rights(arm_cap_frame_rights(frame) & rights);
}

struct cap arch_mask_rights(word_t rights, struct cap cap)
{
    if (cap_type(cap) == CAP_FRAME) {
        return arm_cap_frame_with_rights(cap, arm_frame_rights_masked(cap, rights));
    }
    return cap;
}

struct finalised arch_finalise_cap(struct cap cap, bool final)
{
    switch (cap_type(cap)) {
    case CAP_FRAME:
        /* Each copy has its own mapping. */
        arm_unmap_frame(cap);
        break;
    case CAP_PAGE_TABLE:
        if (final) {
            arm_unmap_table(cap);
        }
        break;
    case CAP_VSPACE:
        if (final && arm_cap_asid(cap) != 0) {
            arm_asid_delete(arm_cap_asid(cap), cap_object(cap));
        }
        break;
    case CAP_ASID_POOL:
        if (final) {
            arm_asid_pool_delete(cap_object(cap), arm_cap_asid_pool_base(cap));
        }
        break;
    default:
        break;
    }
    return (struct finalised){cap_null(), cap_null()};
}

void arch_post_cap_deletion(struct cap cleanup)
{
    (void)cleanup;
}

bool arch_same_region(struct cap parent, struct cap child)
{
    if (cap_type(parent) != cap_type(child)) {
        return false;
    }
    switch (cap_type(parent)) {
    case CAP_FRAME:
        return cap_addr(child) >= cap_addr(parent) &&
               cap_addr(child) + MASK(arm_cap_frame_bits(child)) <=
                   cap_addr(parent) + MASK(arm_cap_frame_bits(parent));
    case CAP_PAGE_TABLE:
    case CAP_VSPACE:
    case CAP_ASID_POOL:
        return cap_addr(parent) == cap_addr(child);
    case CAP_SGI_SIGNAL:
        return parent.w[1] == child.w[1];
    default:
        return true;
    }
}

bool arch_same_object(struct cap a, struct cap b)
{
    if (cap_type(a) == CAP_FRAME && cap_type(b) == CAP_FRAME) {
        return cap_addr(a) == cap_addr(b) && arm_cap_frame_bits(a) == arm_cap_frame_bits(b) &&
               arm_cap_frame_is_device(a) == arm_cap_frame_is_device(b);
    }
    /* Signal capabilities have no object: each copy is an object of its own. */
    return cap_type(a) != CAP_SGI_SIGNAL && arch_same_region(a, b);
}

bool arch_cap_becomes_revocable(struct cap derived, struct cap source)
{
    return cap_type(derived) == CAP_SGI_SIGNAL && cap_type(source) == CAP_IRQ_CONTROL;
}

bool arch_cap_is_ancestor(struct cap parent, struct cap child, bool child_first)
{
    (void)child;
    return cap_type(parent) != CAP_SGI_SIGNAL || !child_first;
}

bool arch_is_irq_control_child(struct cap cap)
{
    return cap_type(cap) == CAP_SGI_SIGNAL;
}

bool arch_cap_is_physical(struct cap cap)
{
    return cap_type(cap) != CAP_ASID_CONTROL && cap_type(cap) != CAP_SGI_SIGNAL;
}

word_t arch_cap_size_bits(struct cap cap)
{
    switch (cap_type(cap)) {
    case CAP_FRAME:
        return arm_cap_frame_bits(cap);
    case CAP_PAGE_TABLE:
        return seL4_PageTableBits;
    case CAP_VSPACE:
        return seL4_VSpaceBits;
    case CAP_ASID_POOL:
        return seL4_ASIDPoolBits;
    default:
        return 0;
    }
}

bool arch_object_type_exists(word_t type)
{
    return type >= seL4_NonArchObjectTypeCount && type < seL4_ObjectTypeCount;
}

word_t arch_object_size_bits(word_t type)
{
    switch (type) {
    case seL4_ARM_SmallPageObject:
        return seL4_PageBits;
    case seL4_ARM_LargePageObject:
        return seL4_LargePageBits;
    case seL4_ARM_HugePageObject:
        return seL4_HugePageBits;
    case seL4_ARM_VSpaceObject:
        return seL4_VSpaceBits;
    default:
        return seL4_PageTableBits;
    }
}

bool arch_is_frame_type(word_t type)
{
    return type == seL4_ARM_SmallPageObject || type == seL4_ARM_LargePageObject ||
           type == seL4_ARM_HugePageObject;
}

struct cap arch_create_object(word_t type, kptr_t base, bool device)
{
    switch (type) {
    case seL4_ARM_SmallPageObject:
        return arm_cap_frame(base, ARM_FRAME_SMALL, RIGHT_READ | RIGHT_WRITE, device);
    case seL4_ARM_LargePageObject:
        return arm_cap_frame(base, ARM_FRAME_LARGE, RIGHT_READ | RIGHT_WRITE, device);
    case seL4_ARM_HugePageObject:
        return arm_cap_frame(base, ARM_FRAME_HUGE, RIGHT_READ | RIGHT_WRITE, device);
    case seL4_ARM_VSpaceObject:
        return arm_cap_vspace((void *)base);
    default:
        return arm_cap_page_table((void *)base);
    }
}

bool arch_is_valid_vspace(struct cap cap)
{
    return cap_type(cap) == CAP_VSPACE && arm_cap_asid(cap) != 0;
}

word_t *arch_ipc_buffer(struct cap frame, vptr_t address, bool write)
{
    word_t needed = write ? RIGHT_READ | RIGHT_WRITE : RIGHT_READ;

    if (cap_type(frame) != CAP_FRAME || arm_cap_frame_is_device(frame) ||
        (arm_cap_frame_rights(frame) & needed) != needed) {
        return NULL;
    }
    return (word_t *)(cap_addr(frame) + (address & MASK(arm_cap_frame_bits(frame))));
}

enum status arch_check_ipc_buffer(struct invocation *inv, vptr_t address, struct cap frame)
{
    if (cap_type(frame) != CAP_FRAME || arm_cap_frame_is_device(frame)) {
        return fail_illegal(inv);
    }
    if (!IS_ALIGNED(address, seL4_IPCBufferSizeBits)) {
        return fail_simple(inv, seL4_AlignmentError);
    }
    return STATUS_OK;
}
