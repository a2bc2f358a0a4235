// SPDX-License-Identifier: BSD-2-Clause

#define AX_LOG_TARGET "axalloc"

#include <ax/core/errno.h>
#include <ax/core/log.h>
#include <ax/hal/mem.h>

#include "private.h"

int ax_alloc_init(void)
{
    struct ax_mem_region r;
    bool any = false;

    for (unsigned i = 0; ax_hal_mem_region(i, &r) == 0; i++) {
        if ((r.flags & AX_MEM_FREE) == 0) {
            continue;
        }
        int err = ax_page_add_region(&r);
        if (err != 0) {
            ax_warn("%s at %#lx left out: %s", r.name, r.vaddr, ax_strerror(err));
            continue;
        }
        ax_debug("add memory region [%#lx, %#lx)", r.vaddr, r.vaddr + r.size);
        any = true;
    }
    return any ? ax_heap_create() : -AX_ENOMEM;
}
