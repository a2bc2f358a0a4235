// SPDX-License-Identifier: BSD-2-Clause

#include <roottask/table.h>

/* Form of each service's request, and the right that it takes; 0 = everybody's. */
static const struct {
    uint8_t words;
    uint8_t right;
} services[] = {
    [INSTANCE_REGISTER_IRQ - INSTANCE_REGISTER_IRQ] = {INSTANCE_IRQ_WORDS, RIGHT_IRQ},
    [INSTANCE_UNREGISTER_IRQ - INSTANCE_REGISTER_IRQ] = {INSTANCE_UNIRQ_WORDS, RIGHT_IRQ},
    [INSTANCE_TRANSLATE - INSTANCE_REGISTER_IRQ] = {INSTANCE_TRANSLATE_WORDS, RIGHT_TRANSLATE},
    [INSTANCE_MORE_UNTYPED - INSTANCE_REGISTER_IRQ] = {INSTANCE_UNTYPED_WORDS, RIGHT_UNTYPED},
    [INSTANCE_CONSOLE_DRAIN - INSTANCE_REGISTER_IRQ] = {0, 0},
    [INSTANCE_SHUTDOWN - INSTANCE_REGISTER_IRQ] = {INSTANCE_SHUTDOWN_WORDS, RIGHT_SHUTDOWN},
};

_Static_assert(sizeof(services) / sizeof(services[0]) ==
                   INSTANCE_SERVICE_END - INSTANCE_REGISTER_IRQ,
               "every service has its row");

enum instance_error table_check_request(const struct instance_row *row, uint64_t label,
                                        unsigned words, unsigned caps)
{
    if (label < INSTANCE_REGISTER_IRQ || label >= INSTANCE_SERVICE_END) {
        return INSTANCE_ERR_SERVICE;
    }

    unsigned i = (unsigned)(label - INSTANCE_REGISTER_IRQ);

    if (words != services[i].words || caps != 0) {
        return INSTANCE_ERR_MESSAGE;
    }
    return (row->rights & services[i].right) == services[i].right ? INSTANCE_OK
                                                                  : INSTANCE_ERR_DENIED;
}

enum instance_error table_check_core_request(const struct instance_row *row, uint64_t label,
                                             unsigned words, unsigned caps)
{
    static const struct {
        uint8_t words;
        uint8_t caps;
    } forms[] = {
        [INSTANCE_CORE_ATTACH - INSTANCE_CORE_ATTACH] = {INSTANCE_IRQ_EDGE + 1, 1},
        [INSTANCE_CORE_DETACH - INSTANCE_CORE_ATTACH] = {INSTANCE_IRQ_NUMBER + 1, 0},
        [INSTANCE_CORE_ACK - INSTANCE_CORE_ATTACH] = {INSTANCE_IRQ_NUMBER + 1, 0},
        [INSTANCE_CORE_TIMER - INSTANCE_CORE_ATTACH] = {INSTANCE_CORE_TIMER_WORDS, 0},
    };

    if (label < INSTANCE_CORE_ATTACH || label >= INSTANCE_CORE_END) {
        return INSTANCE_ERR_SERVICE;
    }
    if (words != forms[label - INSTANCE_CORE_ATTACH].words ||
        caps != forms[label - INSTANCE_CORE_ATTACH].caps) {
        return INSTANCE_ERR_MESSAGE;
    }
    return (row->rights & RIGHT_IRQ) != 0 ? INSTANCE_OK : INSTANCE_ERR_DENIED;
}

bool table_grants_device(const struct instance_row *row, const struct devtree *tree,
                         uint32_t device)
{
    return device < tree->count && device != tree->console && (row->devices >> device & 1) != 0;
}

bool table_grants_irq(const struct instance_row *row, const struct devtree *tree, uint64_t irq,
                      bool *edge)
{
    if (irq == DEVTREE_NO_IRQ) {
        return false;
    }
    if (irq == tree->timer_irq) {
        *edge = false;
        return true;
    }
    for (uint32_t i = 0; i < tree->count; i++) {
        if (tree->devices[i].irq == irq && table_grants_device(row, tree, i) &&
            (row->shared >> i & 1) == 0) {
            *edge = tree->devices[i].edge;
            return true;
        }
    }
    return false;
}

uint32_t table_core_users(const struct instance_row *rows, uint32_t count, uint32_t core,
                          uint32_t nodes)
{
    uint32_t users = 0;

    for (uint32_t i = 0; i < count; i++) {
        uint32_t cores = table_cores(&rows[i], nodes);

        users += core >= rows[i].first_core && core - rows[i].first_core < cores ? 1 : 0;
    }
    return users;
}

uint32_t table_cores(const struct instance_row *row, uint32_t nodes)
{
    if (row->first_core >= nodes) {
        return 0;
    }

    uint32_t left = nodes - row->first_core;

    return row->cores < left ? row->cores : left;
}
