// SPDX-License-Identifier: BSD-2-Clause

#include <oskit/text.h>
#include <roottask/console.h>
#include <roottask/ending.h>
#include <roottask/root.h>
#include <roottask/uart.h>

/* PSCI 1.1 (Arm DEN 0022), 5.11: SYSTEM_OFF. */
#define PSCI_SYSTEM_OFF 0x84000008u

void sentinel_print(uint32_t status)
{
    char line[128];
    struct oskit_text text;

    oskit_text_init(&text, line, sizeof(line));
    oskit_text_add(&text, "@@arcel4:");
    oskit_text_add(&text, root.params.token[0] != '\0' ? root.params.token : "0");
    oskit_text_add(&text, ":exit:");
    oskit_text_dec(&text, status & 0xff);
    oskit_text_add(&text, "@@\n");
    uart_write(line);
    uart_wait_idle();
}

/* Firmware can be called only where the kernel forwards calls, and where it is called with smc. */
static void power_off(void)
{
#ifdef CONFIG_ALLOW_SMC_CALLS
    if (root.tree.psci_smc) {
        seL4_ARM_SMCContext call = {.x0 = PSCI_SYSTEM_OFF};
        seL4_ARM_SMCContext answer;

        (void)seL4_ARM_SMC_Call(seL4_CapSMC, &call, &answer);
    }
#else
    (void)PSCI_SYSTEM_OFF;
#endif
}

_Noreturn void system_end(uint32_t status)
{
    console_flush();
    if (!console_at_line_start()) {
        console_print("\n");
    }
    sentinel_print(status);
    power_off();
    for (;;) {
        (void)seL4_TCB_Suspend(seL4_CapInitThreadTCB);
    }
}
