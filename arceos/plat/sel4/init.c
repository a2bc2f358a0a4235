// SPDX-License-Identifier: BSD-2-Clause

#include <ax/hal/init.h>

#include "plat.h"

void ax_hal_init_early(void)
{
    ax_hal_init_percpu(0);
}

/* The manager's endpoint, its notification and the badge with which tasks kick it. */
static enum oskit_error make_channel(struct plat_cpu *cpu)
{
    struct oskit_cspace *cs = plat_cspace();
    uint32_t block;
    enum oskit_error error =
        oskit_object_alloc(plat_object_pool(), seL4_EndpointObject, 0, &cpu->endpoint, &block);

    cpu->notification = INSTANCE_SLOT_NOTIFICATION;
    if (error == OSKIT_OK) {
        error = oskit_slot_alloc(cs, &cpu->kick);
    }
    if (error == OSKIT_OK) {
        error = oskit_cap_mint(cs, cpu->kick, cpu->notification, seL4_CapRights_new(0, 0, 0, 1),
                               PLAT_BADGE_NOTIFICATION | 1ull << PLAT_SOURCE_KICK);
    }
    if (error == OSKIT_OK) {
        error = oskit_error_of(seL4_TCB_BindNotification(INSTANCE_SLOT_TCB, cpu->notification));
    }
    return error;
}

int ax_hal_init_late(void)
{
    int result = plat_error(make_channel(plat_cpu()));

    return result != 0 ? result : plat_irq_init();
}
