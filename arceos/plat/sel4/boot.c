// SPDX-License-Identifier: BSD-2-Clause

#include <ax/hal/init.h>
#include <ax/hal/tls.h>

#include "plat.h"

/* Room for a first thread's thread-local variables: few, the image's own libraries'. */
#define BOOT_TLS_SIZE 1024

static const struct instance_info *const info = (const void *)INSTANCE_INFO_VADDR;
static alignas(64) char boot_tls[2 * AX_MAX_CPUS][BOOT_TLS_SIZE]; /* managers, helpers */

void plat_start(void) AX_NORETURN;

const struct instance_info *plat_info(void)
{
    return info;
}

struct ax_hal_tls_template ax_hal_tls_template(void)
{
    return (struct ax_hal_tls_template){
        .start = plat_tls_start,
        .file_size = (size_t)(plat_tls_file_end - plat_tls_start),
        .mem_size = (size_t)plat_tls_mem_size,
        .align = AX_MAX((size_t)plat_tls_align, 1u),
    };
}

static inline uintptr_t thread_pointer(void)
{
    uintptr_t tp;

    __asm__ volatile("mrs %0, tpidr_el0" : "=r"(tp));
    return tp;
}

void plat_set_ipc_buffer(uintptr_t tp, uint64_t ipc_buffer)
{
    /* Static TLS: a variable has the same offset from every thread's pointer. */
    uintptr_t offset = (uintptr_t)&__sel4_ipc_buffer - thread_pointer();

    *(seL4_IPCBuffer **)(tp + offset) = (seL4_IPCBuffer *)ipc_buffer;
}

static uintptr_t make_tls(unsigned index)
{
    struct ax_hal_tls_template tmpl = ax_hal_tls_template();
    struct ax_tls_layout layout = ax_tls_layout_variant1(&tmpl);

    if (layout.size > BOOT_TLS_SIZE || layout.align > alignof(boot_tls)) {
        return 0;
    }
    return ax_tls_init(boot_tls[index], &tmpl, &layout);
}

uintptr_t plat_boot_tls(unsigned cpu)
{
    return make_tls(cpu);
}

uintptr_t plat_helper_tls(unsigned cpu)
{
    return make_tls(AX_MAX_CPUS + cpu);
}

/* The first thread's TLS block. Before it there is no IPC buffer to speak of. */
static bool boot_tls_init(void)
{
    uintptr_t tp = plat_boot_tls(0);

    if (tp == 0) {
        return false;
    }
    __asm__ volatile("msr tpidr_el0, %0" ::"r"(tp) : "memory");
    plat_set_ipc_buffer(tp, INSTANCE_IPC_BUFFER_VADDR);
    return true;
}

/*
 * The first thread of the instance. A page that is not what this image was built for means that
 * nothing else can be trusted, the console included: the trap reaches the root task as a fault.
 */
void plat_start(void)
{
    if (info->magic != INSTANCE_INFO_MAGIC || info->version != INSTANCE_INFO_VERSION ||
        !boot_tls_init()) {
        __builtin_trap();
    }
    ax_runtime_main();
}

const char *ax_hal_bootargs(void)
{
    return info->cmdline;
}
