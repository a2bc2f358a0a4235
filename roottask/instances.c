// SPDX-License-Identifier: BSD-2-Clause
//
// The table: which instances this system runs, from the description and the images in payload.S.

#include <stddef.h>
#include <oskit/text.h>
#include <roottask/console.h>
#include <roottask/ending.h>
#include <roottask/images.h>
#include <roottask/root.h>
#include <roottask/system.h>
#include <roottask/table.h>

static struct system_plan table;

static _Noreturn void give_up(const char *what, const char *name, const char *why)
{
    console_print("root task: ");
    console_print(what);
    console_print(name);
    console_print(": ");
    console_print(why);
    console_print("\n");
    system_end(STATUS_ROOT_ERROR);
}

static void read_description(void)
{
    uint32_t images = (uint32_t)(image_table_end - image_table);
    enum system_error error =
        system_parse(system_text, (size_t)(system_text_end - system_text), images, &table);

    if (error != SYSTEM_OK) {
        char buffer[24];
        struct oskit_text line;

        oskit_text_init(&line, buffer, sizeof(buffer));
        oskit_text_dec(&line, table.line);
        give_up("cannot read the system's description, line ", buffer, system_error_text(error));
    }
}

void table_load(void)
{
    uint32_t row = 0;

    read_description();
    for (uint32_t i = 0; i < table.count; i++) {
        const struct image *image = &image_table[table.rows[i].image_number];

        table.rows[i].image = image->start;
        table.rows[i].image_end = image->end;
    }
    if (!system_deal_devices(table.rows, table.count, &root.tree, &row)) {
        give_up("cannot give devices to instance ", table.rows[row].name,
                "it names virtio slots that are not there, or that another has");
    }
    if (!system_share_memory(table.rows, table.count, root.pool.free_bytes, &row)) {
        give_up("cannot give memory to instance ", table.rows[row].name,
                "all instances together ask for more than there is");
    }
}

const struct instance_row *table_rows(void)
{
    return table.rows;
}

uint32_t table_count(void)
{
    return table.count;
}
