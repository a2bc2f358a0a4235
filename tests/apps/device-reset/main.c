// SPDX-License-Identifier: BSD-2-Clause
/*
 * Finds a device that no driver wants, tells what it is doing, has it do something, and faults. Who
 * is started in its place must find the device at rest: one that still wrote to memory would write
 * to what is somebody else's by then.
 */
#include <ax/ax.h>
#include <ax/hal/arch/mmio.h>

/* Virtio 1.2, 4.2.2 and 2.1; 5: an entropy source is number 4. */
#define REG_DEVICE         0x008
#define REG_STATUS         0x070
#define DEVICE_ENTROPY     4
#define STATUS_ACKNOWLEDGE 1
#define STATUS_DRIVER      2

#define NOWHERE 0xdeadbeef000ul

int main(void)
{
    struct ax_hal_device hw;
    unsigned i = 0;

    do {
        if (ax_hal_device_find("virtio,mmio", i, &hw) != 0) {
            ax_puts("There is no entropy device.");
            return 1;
        }
        i++;
    } while (ax_mmio_read32(hw.regs, REG_DEVICE) != DEVICE_ENTROPY);

    ax_printf("status %u\n", ax_mmio_read32(hw.regs, REG_STATUS));
    ax_mmio_write32(hw.regs, REG_STATUS, STATUS_ACKNOWLEDGE | STATUS_DRIVER);
    ax_printf("then %u\n", ax_mmio_read32(hw.regs, REG_STATUS));
    /* With interrupts held off a fault ends the whole instance. */
    ax_irq_save();
    __asm__ volatile("str xzr, [%0]" ::"r"(NOWHERE));
    return 1;
}
