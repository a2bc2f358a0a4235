// SPDX-License-Identifier: BSD-2-Clause
//
// Faults of instances that nobody in them handles: report, then the table's policy.

#include <stddef.h>
#include <oskit/message.h>
#include <roottask/console.h>
#include <roottask/root.h>
#include <roottask/service.h>

static enum fault_policy policy_of(const struct instance *instance, uint32_t *restarts)
{
    bool given = root.params.fault_given && !instance->row->fault_given;

    *restarts = given ? root.params.restarts : instance->row->restarts;
    return given ? root.params.fault : instance->row->fault;
}

static void tell(const char *what, uint64_t a, const char *between, uint64_t b)
{
    char line[128];
    struct oskit_text text;

    oskit_text_init(&text, line, sizeof(line));
    oskit_text_add(&text, what);
    oskit_text_dec(&text, a);
    if (between[0] != '\0') {
        oskit_text_add(&text, between);
        oskit_text_dec(&text, b);
    }
    oskit_text_add(&text, "\n");
    console_print(line);
}

static void report(struct instance *instance, unsigned core, const struct oskit_fault *fault)
{
    static char buffer[4096];
    seL4_UserContext regs = {0};
    struct oskit_text text;

    console_flush_one(instance->index);
    (void)seL4_TCB_ReadRegisters(instance->tcbs[core], 0, 0, sizeof(regs) / sizeof(seL4_Word),
                                 &regs);
    oskit_text_init(&text, buffer, sizeof(buffer));
    instance_describe_fault(instance, core, fault, &regs, &text);
    console_print(buffer);
}

static void restart(struct instance *instance, struct instance_last_fault last)
{
    const char *what;

    service_work_for(instance->index);
    instance_teardown(instance);
    instance->incarnation++;
    instance->last_fault = last;

    enum oskit_error error = instance_build(instance, &what);

    if (error != OSKIT_OK) {
        console_print("  it cannot be restarted: ");
        console_print(what);
        console_print(": ");
        console_print(oskit_error_text(error));
        console_print("\n");
        instance_end(instance, STATUS_FAULT);
    }
}

/* The policy. False if the instance is not to be started again. */
static bool try_restart(struct instance *instance, struct instance_last_fault last)
{
    uint32_t restarts;

    if (policy_of(instance, &restarts) != FAULT_RESTART || instance->incarnation >= restarts) {
        return false;
    }
    tell("  it is restarted, time ", instance->incarnation + 1, " of ", restarts);
    restart(instance, last);
    return true;
}

void instance_wants_end(struct instance *instance, uint32_t status)
{
    struct instance_last_fault none = {0};

    service_work_for(instance->index);
    if ((status != STATUS_PANIC && status != STATUS_FAULT) || !try_restart(instance, none)) {
        instance_end(instance, status);
    }
}

void fault_handle(struct instance *instance, unsigned core, seL4_MessageInfo_t tag)
{
    struct oskit_fault fault;

    /* A fault endpoint can be called like any other: what is no fault is an unknown service. */
    if (core >= instance->cores || oskit_fault_decode(tag, &fault) != OSKIT_OK) {
        seL4_Reply(oskit_answer(INSTANCE_ERR_SERVICE, NULL, 0, 0));
        return;
    }
    service_work_for(instance->index);
    report(instance, core, &fault);
    if (try_restart(instance, (struct instance_last_fault){fault.label, fault.addr, fault.ip})) {
        return;
    }
    tell("  it is stopped with status ", STATUS_FAULT, "", 0);
    instance_end(instance, STATUS_FAULT);
}
