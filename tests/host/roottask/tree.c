// SPDX-License-Identifier: BSD-2-Clause
#include "tree.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <libfdt.h>

#define MUST(call)                                                                                 \
    do {                                                                                           \
        int result_ = (call);                                                                      \
        assert(result_ == 0);                                                                      \
        (void)result_;                                                                             \
    } while (0)

static uint64_t buffer[4096];

static void device(void *fdt, const char *name, const char *compatible, size_t length,
                   uint64_t paddr, uint64_t size, uint32_t spi, uint32_t flags)
{
    uint32_t reg[4] = {cpu_to_fdt32((uint32_t)(paddr >> 32)), cpu_to_fdt32((uint32_t)paddr), 0,
                       cpu_to_fdt32((uint32_t)size)};
    uint32_t irq[3] = {0, cpu_to_fdt32(spi), cpu_to_fdt32(flags)};

    MUST(fdt_begin_node(fdt, name));
    MUST(fdt_property(fdt, "compatible", compatible, (int)length));
    MUST(fdt_property(fdt, "reg", reg, sizeof(reg)));
    MUST(fdt_property(fdt, "interrupts", irq, sizeof(irq)));
}

static void cpu(void *fdt, const char *name)
{
    MUST(fdt_begin_node(fdt, name));
    MUST(fdt_property_string(fdt, "device_type", "cpu"));
    MUST(fdt_end_node(fdt));
}

static void firmware(void *fdt, const struct tree_options *o)
{
    static const char psci[] = "arm,psci-1.0\0arm,psci-0.2\0arm,psci";
    uint32_t timer[12];

    for (unsigned i = 0; i < 4; i++) {
        static const uint32_t ppi[4] = {13, 14, 11, 10};

        timer[i * 3] = cpu_to_fdt32(1);
        timer[i * 3 + 1] = cpu_to_fdt32(ppi[i]);
        timer[i * 3 + 2] = cpu_to_fdt32(0x104);
    }
    MUST(fdt_begin_node(fdt, "psci"));
    MUST(fdt_property(fdt, "compatible", psci, sizeof(psci)));
    MUST(fdt_property_string(fdt, "method", o->smc ? "smc" : "hvc"));
    MUST(fdt_end_node(fdt));
    MUST(fdt_begin_node(fdt, "timer"));
    MUST(fdt_property_string(fdt, "compatible", "arm,armv8-timer"));
    MUST(fdt_property(fdt, "interrupts", timer, sizeof(timer)));
    MUST(fdt_end_node(fdt));
    MUST(fdt_begin_node(fdt, "cpus"));
    cpu(fdt, "cpu@0");
    cpu(fdt, "cpu@1");
    MUST(fdt_begin_node(fdt, "cpu-map"));
    MUST(fdt_end_node(fdt));
    MUST(fdt_end_node(fdt));
}

const void *tree_make(const struct tree_options *o, uint64_t *size)
{
    static const char pl011[] = "arm,pl011\0arm,primecell";
    static const char pl031[] = "arm,pl031\0arm,primecell";
    void *fdt = buffer;

    MUST(fdt_create(fdt, sizeof(buffer)));
    MUST(fdt_finish_reservemap(fdt));
    MUST(fdt_begin_node(fdt, ""));
    MUST(fdt_property_u32(fdt, "#address-cells", 2));
    MUST(fdt_property_u32(fdt, "#size-cells", 2));
    firmware(fdt, o);
    for (unsigned i = o->virtio; i > 0; i--) {
        char name[32];

        snprintf(name, sizeof(name), "virtio_mmio@%x", 0xa000000 + (i - 1) * 0x200);
        device(fdt, name, "virtio,mmio", 12, 0xa000000 + (i - 1) * 0x200, 0x200, 15 + i, 1);
        MUST(fdt_property(fdt, "dma-coherent", NULL, 0));
        MUST(fdt_end_node(fdt));
    }
    device(fdt, "pl011@9040000", pl011, sizeof(pl011), 0x9040000, 0x1000, 8, 4);
    if (o->second_uart_disabled) {
        MUST(fdt_property_string(fdt, "status", "disabled"));
    }
    MUST(fdt_end_node(fdt));
    device(fdt, "pl011@9000000", pl011, sizeof(pl011), 0x9000000, 0x1000, 1, 4);
    MUST(fdt_end_node(fdt));
    device(fdt, "pl031@9010000", pl031, sizeof(pl031), 0x9010000, 0x1000, 2, 4);
    MUST(fdt_end_node(fdt));
    device(fdt, "intc@8000000", "arm,cortex-a15-gic", 19, 0x8000000, 0x10000, 0, 4);
    MUST(fdt_end_node(fdt));
    MUST(fdt_begin_node(fdt, "chosen"));
    if (o->bootargs != NULL) {
        MUST(fdt_property_string(fdt, "bootargs", o->bootargs));
    }
    if (o->stdout_path != NULL) {
        MUST(fdt_property_string(fdt, "stdout-path", o->stdout_path));
    }
    MUST(fdt_end_node(fdt));
    MUST(fdt_end_node(fdt));
    MUST(fdt_finish(fdt));
    *size = fdt_totalsize(fdt);
    return fdt;
}
