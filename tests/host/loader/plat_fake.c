// SPDX-License-Identifier: BSD-2-Clause
#include "plat_fake.h"

#include <loader/plat.h>

char plat_fake_output[PLAT_FAKE_OUTPUT];
unsigned plat_fake_length;
uint64_t plat_fake_base;

void plat_uart_put(uint64_t base, char byte)
{
    plat_fake_base = base;
    if (plat_fake_length < PLAT_FAKE_OUTPUT - 1) {
        plat_fake_output[plat_fake_length++] = byte;
        plat_fake_output[plat_fake_length] = '\0';
    }
}
