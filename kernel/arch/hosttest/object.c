// SPDX-License-Identifier: BSD-2-Clause

/* Objects of the made-up architecture. */

#include <kernel/arch_object.h>
#include <arch/cap.h>
#include <arch/hosttest.h>

enum status arch_derive_cap(const struct cte *slot, struct cap cap, struct cap *derived,
                            struct syscall_error *error)
{
    (void)slot;
    (void)error;
    if (cap_type(cap) == CAP_FRAME) {
        cap.w[1] = 0;
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

struct cap arch_mask_rights(word_t rights, struct cap cap)
{
    if (cap_type(cap) == CAP_FRAME) {
        cap = cap_set_meta(cap, 7, 2, cap_frame_rights(cap) & rights);
    }
    return cap;
}

struct finalised arch_finalise_cap(struct cap cap, bool final)
{
    if (cap_type(cap) == CAP_FRAME && cap.w[1] != 0) {
        hosttest.unmapped++;
    }
    if (cap_type(cap) == CAP_VSPACE && final) {
        hosttest.vspaces_ended++;
    }
    return (struct finalised){cap_null(), cap_null()};
}

void arch_post_cap_deletion(struct cap cleanup)
{
    (void)cleanup;
}

bool arch_same_region(struct cap parent, struct cap child)
{
    return cap_type(parent) == cap_type(child) && cap_addr(parent) == cap_addr(child);
}

bool arch_same_object(struct cap a, struct cap b)
{
    return arch_same_region(a, b);
}

bool arch_cap_becomes_revocable(struct cap derived, struct cap source)
{
    (void)derived;
    (void)source;
    return false;
}

bool arch_cap_is_ancestor(struct cap parent, struct cap child, bool child_first)
{
    (void)parent;
    (void)child;
    (void)child_first;
    return true;
}

bool arch_is_irq_control_child(struct cap cap)
{
    (void)cap;
    return false;
}

bool arch_cap_is_physical(struct cap cap)
{
    (void)cap;
    return true;
}

word_t arch_cap_size_bits(struct cap cap)
{
    return cap_type(cap) == CAP_FRAME ? cap_frame_size_bits(cap) : seL4_VSpaceBits;
}

bool arch_object_type_exists(word_t type)
{
    return type == seL4_ARM_SmallPageObject || type == seL4_ARM_LargePageObject ||
           type == seL4_ARM_VSpaceObject;
}

word_t arch_object_size_bits(word_t type)
{
    return type == seL4_ARM_LargePageObject ? seL4_LargePageBits : seL4_PageBits;
}

bool arch_is_frame_type(word_t type)
{
    return type == seL4_ARM_SmallPageObject || type == seL4_ARM_LargePageObject;
}

struct cap arch_create_object(word_t type, kptr_t base, bool device)
{
    if (type == seL4_ARM_VSpaceObject) {
        return cap_vspace((void *)base);
    }
    return cap_frame(base, arch_object_size_bits(type), device);
}

enum status arch_decode_invocation(struct invocation *inv)
{
    return fail_illegal(inv);
}

enum status arch_decode_irq_control(struct invocation *inv)
{
    return fail_illegal(inv);
}

enum status arch_check_irq(struct invocation *inv, word_t irq, word_t *kernel_irq)
{
    if (irq >= ARCH_IRQ_COUNT) {
        return fail_range(inv, 0, ARCH_IRQ_COUNT - 1);
    }
    *kernel_irq = irq;
    return STATUS_OK;
}

bool arch_is_valid_vspace(struct cap cap)
{
    return cap_type(cap) == CAP_VSPACE;
}

enum status arch_check_ipc_buffer(struct invocation *inv, vptr_t address, struct cap frame)
{
    if (cap_type(frame) != CAP_FRAME || cap_frame_is_device(frame)) {
        return fail_illegal(inv);
    }
    if (!IS_ALIGNED(address, seL4_IPCBufferSizeBits)) {
        return fail_simple(inv, seL4_AlignmentError);
    }
    return STATUS_OK;
}

void arch_debug_print_fault(const struct tcb *tcb, const struct fault *fault)
{
    (void)tcb;
    (void)fault;
}
