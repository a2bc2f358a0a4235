// SPDX-License-Identifier: BSD-2-Clause

#include <stddef.h>
#include <oskit/message.h>
#include <oskit/text.h>
#include <oskit/thread.h>
#include <roottask/agent.h>
#include <roottask/console.h>
#include <roottask/ending.h>
#include <roottask/root.h>
#include <roottask/service.h>

static struct instance instances[TABLE_MAX_INSTANCES];
static uint32_t running;

void service_start(void)
{
    root.endpoint = root_object(seL4_EndpointObject, "make its endpoint");
    root.notification = root_object(seL4_NotificationObject, "make its notification");
    root_must(oskit_error_of(seL4_TCB_BindNotification(seL4_CapInitThreadTCB, root.notification)),
              "bind its notification");
}

/*
 * Several instances: longer work, and output, are done on the core of the instance that causes
 * them, and where others share that core at the priority of tasks, in turn with them. So what one
 * instance causes holds up no other.
 */
static struct {
    uint32_t core;
    uint8_t priority;
} place = {0, SERVICE_PRIORITY};

static void set_place(uint32_t core, uint8_t priority)
{
    if (place.core != core) {
        root_must(oskit_thread_move(seL4_CapInitThreadTCB, (uint8_t)core), "change its own core");
    }
    if (place.priority != priority) {
        seL4_Error error =
            seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB, priority);

        root_must(oskit_error_of(error), "change its own priority");
    }
    place.core = core;
    place.priority = priority;
}

void service_work_for(uint32_t instance)
{
    const struct instance_row *row = &table_rows()[instance];

    if (table_count() > 1) {
        set_place(row->first_core,
                  agent_exists(row->first_core) ? row->task_priority : SERVICE_PRIORITY);
    }
}

static void start_instance(uint32_t index)
{
    struct instance *instance = &instances[index];
    const struct instance_row *row = &table_rows()[index];
    const char *what;

    *instance = (struct instance){
        .row = row, .index = index, .cores = table_cores(row, (uint32_t)root.boot->numNodes)};

    enum oskit_error error =
        instance->cores != 0 ? instance_build(instance, &what) : OSKIT_ERR_ARGUMENT;

    if (instance->cores == 0) {
        what = "find its cores";
    }
    if (error == OSKIT_OK) {
        running++;
        return;
    }
    console_print("root task: cannot start instance ");
    console_print(row->name);
    console_print(": ");
    console_print(what);
    console_print(": ");
    console_print(oskit_error_text(error));
    console_print("\n");
    instance->state = INSTANCE_ENDED;
    instance->status = STATUS_ROOT_ERROR;
}

void service_start_instances(void)
{
    if (root.params.malformed) {
        console_print("root task: not understood on the command line, and ignored: ");
        console_print(root.params.bad_word);
        console_print("\n");
    }
    if (root.tree.bootargs_cut) {
        console_print("root task: the command line is too long, and its end is ignored\n");
    }
    if (root.tree.dropped != 0) {
        console_print("root task: more devices than it has room for: the others are left out\n");
    }
    table_load();
    agents_start();
    for (uint32_t i = 0; i < table_count(); i++) {
        start_instance(i);
    }
}

void instance_end(struct instance *instance, uint32_t status)
{
    service_work_for(instance->index);
    if (table_count() > 1) {
        char buffer[INSTANCE_NAME_SIZE + 64];
        struct oskit_text line;

        oskit_text_init(&line, buffer, sizeof(buffer));
        oskit_text_add(&line, "root task: ");
        oskit_text_add(&line, instance->row->name);
        oskit_text_add(&line, " ended with status ");
        oskit_text_dec(&line, status);
        oskit_text_add(&line, "\n");
        console_flush_one(instance->index);
        console_print(buffer);
    }
    instance_teardown(instance);
    instance->state = INSTANCE_ENDED;
    instance->status = status;
    running--;
}

static void handle_message(seL4_MessageInfo_t tag, seL4_Word badge)
{
    struct oskit_message message = oskit_message_of(tag, badge);
    struct instance *instance = &instances[BADGE_INSTANCE(badge)];

    if (BADGE_IS_FAULT(badge)) {
        fault_handle(instance, BADGE_CORE(badge), tag);
    } else {
        request_serve(instance, message.label, message.length, message.caps);
    }
}

static uint32_t status_of_all(void)
{
    for (uint32_t i = 0; i < table_count(); i++) {
        if (instances[i].status != 0) {
            return instances[i].status;
        }
    }
    return 0;
}

uint32_t service_run(void)
{
    while (running != 0) {
        /* While output can go on at once, only look whether somebody wants something. */
        uint32_t busy = console_turn();
        bool more = busy != CONSOLE_QUIET;
        seL4_Word badge = 0;

        if (more) {
            service_work_for(busy);
        }

        console_input();
        for (uint32_t i = 0; i < table_count(); i++) {
            request_drained(&instances[i]);
        }

        if (!more) {
            set_place(0, SERVICE_PRIORITY);
        }

        seL4_MessageInfo_t tag =
            more ? seL4_NBRecv(root.endpoint, &badge) : seL4_Recv(root.endpoint, &badge);

        if ((badge & BADGE_NOTIFICATION) != 0) {
            if ((badge & BADGE_UART & ~BADGE_NOTIFICATION) != 0) {
                console_interrupt();
            }
        } else if (badge != 0) {
            handle_message(tag, badge);
        }
    }
    return status_of_all();
}
