// SPDX-License-Identifier: BSD-2-Clause

#include <roottask/images.h>
#include <roottask/root.h>

/* Rights of the page at `vaddr` of the root task's own image. */
static unsigned rights_of(uint64_t vaddr)
{
    if (vaddr < (uintptr_t)root_text_end) {
        return OSKIT_MAP_READ | OSKIT_MAP_EXEC;
    }
    if (vaddr < (uintptr_t)root_rodata_end) {
        return OSKIT_MAP_READ;
    }
    return OSKIT_MAP_READ | OSKIT_MAP_WRITE;
}

void root_protect_self(void)
{
    const seL4_SlotRegion *frames = &root.boot->userImageFrames;
    uint64_t vaddr = (uintptr_t)root_text;

    for (seL4_SlotPos frame = frames->start; frame < frames->end; frame++) {
        if (vaddr == (uintptr_t)root_guard) {
            root_must(oskit_unmap(&root.vspace, frame), "unmap the guard page under its stack");
        } else {
            root_must(oskit_map(&root.vspace, frame, vaddr, seL4_PageBits, rights_of(vaddr)),
                      "protect its own pages");
        }
        vaddr += 1u << seL4_PageBits;
    }
}
