// SPDX-License-Identifier: BSD-2-Clause

#include <ax/core/string.h>
#include <ax/hal/tls.h>

/* Two words before the segment belong to the thread library (AAPCS64). */
#define TCB_SIZE 16

struct ax_tls_layout ax_tls_layout_variant1(const struct ax_hal_tls_template *tmpl)
{
    struct ax_tls_layout layout;

    layout.align = AX_MAX(tmpl->align, (size_t)TCB_SIZE);
    layout.pointer = 0;
    /*
     * The linker counts offsets from the thread pointer: the TCB, rounded up to the segment's
     * alignment. It assumes further that the segment begins as far into its alignment as it does in
     * the image, which is 0 for a segment that is aligned there.
     */
    layout.data = AX_ALIGN_UP((size_t)TCB_SIZE, tmpl->align);
    layout.size = layout.data + tmpl->mem_size;
    return layout;
}

uintptr_t ax_tls_init(void *block, const struct ax_hal_tls_template *tmpl,
                      const struct ax_tls_layout *layout)
{
    uint8_t *bytes = block;

    memset(bytes, 0, layout->data);
    memcpy(bytes + layout->data, tmpl->start, tmpl->file_size);
    memset(bytes + layout->data + tmpl->file_size, 0, tmpl->mem_size - tmpl->file_size);
    return (uintptr_t)(bytes + layout->pointer);
}
