// SPDX-License-Identifier: BSD-2-Clause
//
// The table: which instances this system runs. To add one, add a row; its image is a further
// payload.

#include <instance/layout.h>
#include <roottask/images.h>
#include <roottask/table.h>

static const struct instance_row rows[] = {
    {
        .name = "arceos",
        .image = image_app,
        .image_end = image_app_end,
        .memory_percent = 100,
        .object_divisor = 8,
        .reserve_divisor = 32,
        .first_core = 0,
        .cores = INSTANCE_MAX_CORES,
        .manager_priority = 250,
        .task_priority = 100,
        .devices = DEVICE_VIRTIO | DEVICE_RTC,
        .rights = RIGHT_IRQ | RIGHT_TRANSLATE | RIGHT_UNTYPED | RIGHT_SHUTDOWN | RIGHT_VSPACES,
        .fault = FAULT_STOP,
        .restarts = 0,
    },
};

_Static_assert(sizeof(rows) / sizeof(rows[0]) <= TABLE_MAX_INSTANCES, "room for every row");

const struct instance_row *table_rows(void)
{
    return rows;
}

uint32_t table_count(void)
{
    return sizeof(rows) / sizeof(rows[0]);
}
