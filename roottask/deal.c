// SPDX-License-Identifier: BSD-2-Clause
//
// Sharing the machine out among the rows of the table: devices and memory.

#include <instance/layout.h>
#include <roottask/system.h>

/* Virtio slots whose registers lie in one page. */
struct group {
    uint64_t page;
    uint64_t devices; /* set */
};

static uint32_t find_groups(const struct devtree *tree, struct group groups[TABLE_MAX_GROUPS])
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < tree->count; i++) {
        uint64_t page = tree->devices[i].paddr / INSTANCE_PAGE_SIZE;

        if (tree->devices[i].class != DEVICE_VIRTIO) {
            continue;
        }
        /* Within a class the addresses ascend. */
        if (count == 0 || groups[count - 1].page != page) {
            if (count == TABLE_MAX_GROUPS) {
                break;
            }
            groups[count] = (struct group){page, 0};
            count++;
        }
        groups[count - 1].devices |= 1ULL << i;
    }
    return count;
}

static bool deal_named(struct instance_row *rows, uint32_t count, const struct group *groups,
                       uint32_t group_count, uint32_t *taken, uint32_t *row)
{
    for (uint32_t i = 0; i < count; i++) {
        *row = i;
        if ((rows[i].groups & *taken) != 0 || rows[i].groups >> group_count != 0) {
            return false;
        }
        *taken |= rows[i].groups;
        for (uint32_t g = 0; g < group_count; g++) {
            rows[i].devices |= (rows[i].groups >> g & 1) != 0 ? groups[g].devices : 0;
        }
    }
    return true;
}

/* The row that is next in turn among those that want virtio slots; `count` if none does. */
static uint32_t next_in_turn(const struct instance_row *rows, uint32_t count, uint32_t from)
{
    for (uint32_t i = 0; i < count; i++) {
        if ((rows[(from + i) % count].classes & DEVICE_VIRTIO) != 0) {
            return (from + i) % count;
        }
    }
    return count;
}

static void deal_rtc(struct instance_row *rows, uint32_t count, const struct devtree *tree)
{
    uint64_t clocks = 0;
    uint32_t users = 0;

    for (uint32_t i = 0; i < tree->count; i++) {
        clocks |= tree->devices[i].class == DEVICE_RTC ? 1ULL << i : 0;
    }
    for (uint32_t i = 0; i < count; i++) {
        users += (rows[i].classes & DEVICE_RTC) != 0 ? 1 : 0;
    }
    for (uint32_t i = 0; i < count; i++) {
        if ((rows[i].classes & DEVICE_RTC) != 0) {
            rows[i].devices |= clocks;
            rows[i].shared |= users > 1 ? clocks : 0;
        }
    }
}

bool system_deal_devices(struct instance_row *rows, uint32_t count, const struct devtree *tree,
                         uint32_t *row)
{
    struct group groups[TABLE_MAX_GROUPS];
    uint32_t group_count = find_groups(tree, groups);
    uint32_t taken = 0;
    uint32_t turn = 0;

    for (uint32_t i = 0; i < count; i++) {
        rows[i].devices = 0;
        rows[i].shared = 0;
    }
    if (!deal_named(rows, count, groups, group_count, &taken, row)) {
        return false;
    }
    for (uint32_t g = group_count; g > 0; g--) {
        uint32_t next = next_in_turn(rows, count, turn);

        if ((taken >> (g - 1) & 1) == 0 && next < count) {
            rows[next].devices |= groups[g - 1].devices;
            turn = (next + 1) % count;
        }
    }
    deal_rtc(rows, count, tree);
    return true;
}

bool system_share_memory(struct instance_row *rows, uint32_t count, uint64_t total, uint32_t *row)
{
    uint64_t left = total;
    uint32_t without = 0;

    for (uint32_t i = 0; i < count; i++) {
        uint64_t bytes = rows[i].memory_fixed + total / 100 * rows[i].memory_percent;

        *row = i;
        if (bytes > left) {
            return false;
        }
        rows[i].memory_bytes = bytes;
        left -= bytes;
        without += bytes == 0 ? 1 : 0;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (rows[i].memory_bytes == 0) {
            *row = i;
            rows[i].memory_bytes = left / without;
            if (rows[i].memory_bytes == 0) {
                return false;
            }
        }
    }
    return true;
}
