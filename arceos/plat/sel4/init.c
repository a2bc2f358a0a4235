// SPDX-License-Identifier: BSD-2-Clause

#include <ax/hal/init.h>

#include "plat.h"

void ax_hal_init_early(void)
{
    ax_hal_init_percpu(0);
}

int ax_hal_init_late(void)
{
    int result = plat_cores_init();

    plat_wall_clock_init();
    return result != 0 ? result : plat_irq_init();
}
