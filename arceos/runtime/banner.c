// SPDX-License-Identifier: BSD-2-Clause

#define AX_LOG_TARGET "axruntime"

#include <ax/core/log.h>
#include <ax/core/printf.h>
#include <ax/hal/config.h>
#include <ax/hal/mem.h>
#include <ax/hal/power.h>

#include "private.h"

#ifndef AX_DEBUG
#define AX_DEBUG 0
#endif

/* The picture that users of ArceOS know. */
static const char logo[] = "\n"
                           "       d8888                            .d88888b.   .d8888b.\n"
                           "      d88888                           d88P\" \"Y88b d88P  Y88b\n"
                           "     d88P888                           888     888 Y88b.\n"
                           "    d88P 888 888d888  .d8888b  .d88b.  888     888  \"Y888b.\n"
                           "   d88P  888 888P\"   d88P\"    d8P  Y8b 888     888     \"Y88b.\n"
                           "  d88P   888 888     888      88888888 888     888       \"888\n"
                           " d8888888888 888     Y88b.    Y8b.     Y88b. .d88P Y88b  d88P\n"
                           "d88P     888 888      \"Y8888P  \"Y8888   \"Y88888P\"   \"Y8888P\"\n"
                           "\n";

void ax_banner_print(const char *scheduler)
{
    ax_console_out(logo, sizeof(logo) - 1);
    ax_printf("arch = %s\n", AX_ARCH);
    ax_printf("platform = %s\n", AX_PLATFORM);
    ax_printf("build_mode = %s\n", AX_DEBUG ? "debug" : "release");
    ax_printf("log_level = %s\n", ax_log_level_name(ax_log_level_now));
    ax_printf("scheduler = %s\n", scheduler);
    ax_printf("smp = %u\n\n", ax_hal_cpu_count());
}

static void flags_text(uint32_t flags, char *buf, size_t n)
{
    static const struct {
        uint32_t flag;
        const char *name;
    } names[] = {
        {AX_MEM_READ, "READ"},         {AX_MEM_WRITE, "WRITE"},       {AX_MEM_EXECUTE, "EXECUTE"},
        {AX_MEM_DEVICE, "DEVICE"},     {AX_MEM_RESERVED, "RESERVED"}, {AX_MEM_FREE, "FREE"},
        {AX_MEM_UNMAPPED, "UNMAPPED"},
    };
    size_t used = 0;

    buf[0] = '\0';
    for (size_t i = 0; i < AX_ARRAY_LEN(names) && used < n; i++) {
        if ((flags & names[i].flag) != 0) {
            used += (size_t)ax_snprintf(buf + used, n - used, "%s%s", used > 0 ? " | " : "",
                                        names[i].name);
        }
    }
}

void ax_regions_print(void)
{
    struct ax_mem_region r;
    char flags[80];

    ax_info("Found memory regions:");
    for (unsigned i = 0; ax_hal_mem_region(i, &r) == 0; i++) {
        flags_text(r.flags, flags, sizeof(flags));
        if (r.paddr == AX_PADDR_NONE) {
            ax_info("  [VA:%#lx, VA:%#lx) %s (%s)", r.vaddr, r.vaddr + r.size, r.name, flags);
        } else {
            ax_info("  [PA:%#llx, PA:%#llx) %s (%s)", (unsigned long long)r.paddr,
                    (unsigned long long)r.paddr + r.size, r.name, flags);
        }
    }
}
