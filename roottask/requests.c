// SPDX-License-Identifier: BSD-2-Clause
//
// Requests of instances. Each is checked against the table before anything is done, and each is
// answered.

#include <stddef.h>
#include <oskit/irq.h>
#include <oskit/message.h>
#include <roottask/agent.h>
#include <roottask/console.h>
#include <roottask/root.h>
#include <roottask/service.h>

#define MAX_ARGUMENTS 4

struct answer {
    enum instance_error error;
    unsigned words;
    seL4_Word word[2];
    seL4_CPtr cap;
    bool later; /* no answer now */
};

static struct answer failed(enum instance_error error)
{
    return (struct answer){.error = error};
}

static enum instance_error error_of(enum oskit_error error)
{
    switch (error) {
    case OSKIT_OK:
        return INSTANCE_OK;
    case OSKIT_ERR_MEMORY:
    case OSKIT_ERR_SLOTS:
    case OSKIT_ERR_FULL:
        return INSTANCE_ERR_MEMORY;
    case OSKIT_ERR_EXISTS:
        return INSTANCE_ERR_EXISTS;
    default:
        return INSTANCE_ERR_KERNEL;
    }
}

static struct instance_irq *find_irq(struct instance *instance, seL4_Word irq, seL4_Word core)
{
    /* Shared interrupts have one handler for all cores, private ones (below 32) one each. */
    for (uint32_t i = 0; i < instance->irq_count; i++) {
        struct instance_irq *entry = &instance->irqs[i];

        if (entry->irq == irq && (irq >= 32 || entry->core == core)) {
            return entry;
        }
    }
    return NULL;
}

static struct answer register_irq(struct instance *instance, const seL4_Word *words)
{
    seL4_Word irq = words[INSTANCE_IRQ_NUMBER];
    seL4_Word core = words[INSTANCE_IRQ_CORE];
    bool edge;

    if (words[INSTANCE_IRQ_EDGE] > 1 || core >= instance->cores) {
        return failed(INSTANCE_ERR_ARGUMENT);
    }
    if (agent_exists(instance->row->first_core + (uint32_t)core)) {
        return failed(INSTANCE_ERR_DENIED);
    }
    if (!table_grants_irq(instance->row, &root.tree, irq, &edge)) {
        return failed(INSTANCE_ERR_DENIED);
    }
    if ((words[INSTANCE_IRQ_EDGE] == 1) != edge) {
        return failed(INSTANCE_ERR_ARGUMENT);
    }
    if (find_irq(instance, irq, core) != NULL) {
        return failed(INSTANCE_ERR_EXISTS);
    }
    if (instance->irq_count == INSTANCE_MAX_HANDLERS) {
        return failed(INSTANCE_ERR_MEMORY);
    }

    struct instance_irq entry = {.irq = (uint32_t)irq, .core = (uint32_t)core};
    enum oskit_error error =
        oskit_irq_register(&root.cspace, seL4_CapIRQControl, entry.irq, edge,
                           instance->row->first_core + entry.core, &entry.handler);

    if (error != OSKIT_OK) {
        return failed(error_of(error));
    }
    instance->irqs[instance->irq_count] = entry;
    instance->irq_count++;
    return (struct answer){.cap = entry.handler};
}

static struct answer unregister_irq(struct instance *instance, const seL4_Word *words)
{
    struct instance_irq *entry =
        find_irq(instance, words[INSTANCE_UNIRQ_NUMBER], words[INSTANCE_UNIRQ_CORE]);

    if (entry == NULL) {
        return failed(INSTANCE_ERR_UNKNOWN);
    }

    enum oskit_error error = oskit_irq_unregister(&root.cspace, entry->handler);

    if (error != OSKIT_OK) {
        return failed(error_of(error));
    }
    instance->irq_count--;
    *entry = instance->irqs[instance->irq_count];
    return failed(INSTANCE_OK);
}

static struct answer translate(struct instance *instance, const seL4_Word *words)
{
    struct answer answer = {.words = INSTANCE_TRANSLATE_ANSWER};

    if (!instance_translate(instance->info, words[INSTANCE_TRANSLATE_VADDR],
                            &answer.word[INSTANCE_TRANSLATE_PADDR],
                            &answer.word[INSTANCE_TRANSLATE_BYTES])) {
        return failed(INSTANCE_ERR_UNKNOWN);
    }
    return answer;
}

static struct answer more_untyped(struct instance *instance, const seL4_Word *words)
{
    seL4_Word bits = words[INSTANCE_UNTYPED_BITS];
    seL4_CPtr slot;
    uint64_t paddr;

    if (bits < OSKIT_UNTYPED_MIN_BITS || bits > OSKIT_UNTYPED_MAX_BITS) {
        return failed(INSTANCE_ERR_ARGUMENT);
    }
    if (instance->extra_count == INSTANCE_MAX_EXTRA) {
        return failed(INSTANCE_ERR_MEMORY);
    }

    enum oskit_error error = oskit_slot_alloc(&root.cspace, &slot);

    if (error != OSKIT_OK) {
        return failed(error_of(error));
    }
    error = oskit_untyped_retype(&instance->reserve, &root.cspace, seL4_UntypedObject,
                                 (unsigned)bits, 1, slot, &paddr);
    if (error != OSKIT_OK) {
        (void)oskit_slot_free(&root.cspace, slot);
        return failed(error_of(error));
    }
    instance->extra[instance->extra_count] = slot;
    instance->extra_count++;
    return (struct answer){.words = INSTANCE_UNTYPED_ANSWER, .word = {paddr}, .cap = slot};
}

/* Answered at once, or when the last byte has gone: one caller of an instance can wait. */
static struct answer console_drain(struct instance *instance, const seL4_Word *words)
{
    seL4_CPtr slot;

    (void)words;
    if (console_drain_begin(instance->index)) {
        return failed(INSTANCE_OK);
    }
    if (instance->drain_reply != 0) {
        /* Its own output, on its own core: others must not wait for the UART because of it. */
        service_work_for(instance->index);
        console_flush_one(instance->index);
        return failed(INSTANCE_OK);
    }

    enum oskit_error error = oskit_slot_alloc(&root.cspace, &slot);

    if (error != OSKIT_OK) {
        return failed(error_of(error));
    }
    error = oskit_cap_save_caller(&root.cspace, slot);
    if (error != OSKIT_OK) {
        (void)oskit_slot_free(&root.cspace, slot);
        return failed(error_of(error));
    }
    instance->drain_reply = slot;
    return (struct answer){.later = true};
}

void request_drained(struct instance *instance)
{
    if (instance->drain_reply == 0 || !console_drained(instance->index)) {
        return;
    }
    seL4_Send(instance->drain_reply, oskit_answer(INSTANCE_OK, NULL, 0, 0));
    (void)oskit_slot_delete(&root.cspace, instance->drain_reply);
    instance->drain_reply = 0;
}

static struct answer shut_down(struct instance *instance, const seL4_Word *words)
{
    if (words[INSTANCE_SHUTDOWN_STATUS] > 255) {
        return failed(INSTANCE_ERR_ARGUMENT);
    }
    instance_wants_end(instance, (uint32_t)words[INSTANCE_SHUTDOWN_STATUS]);
    return (struct answer){.later = true};
}

static struct answer serve(struct instance *instance, seL4_Word label, const seL4_Word *words)
{
    switch (label) {
    case INSTANCE_REGISTER_IRQ:
        return register_irq(instance, words);
    case INSTANCE_UNREGISTER_IRQ:
        return unregister_irq(instance, words);
    case INSTANCE_TRANSLATE:
        return translate(instance, words);
    case INSTANCE_MORE_UNTYPED:
        return more_untyped(instance, words);
    case INSTANCE_CONSOLE_DRAIN:
        return console_drain(instance, words);
    case INSTANCE_SHUTDOWN:
        return shut_down(instance, words);
    default:
        return failed(INSTANCE_ERR_SERVICE);
    }
}

void request_serve(struct instance *instance, seL4_Word label, unsigned count, unsigned caps)
{
    seL4_Word words[MAX_ARGUMENTS] = {0};
    struct answer answer = failed(table_check_request(instance->row, label, count, caps));

    if (answer.error == INSTANCE_OK) {
        /* The words are read before any call of the kernel, which would overwrite them. */
        for (unsigned i = 0; i < count && i < MAX_ARGUMENTS; i++) {
            words[i] = seL4_GetMR((int)i);
        }
        answer = serve(instance, label, words);
    }
    if (!answer.later) {
        seL4_Reply(oskit_answer(answer.error, answer.word, answer.words, answer.cap));
    }
}
