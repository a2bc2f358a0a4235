// SPDX-License-Identifier: BSD-2-Clause
/*
 * Intrusive, circular, doubly linked lists. The list owns nothing: an entry is a field of the
 * caller's structure, on at most one list at a time. Locking is the caller's.
 */
#pragma once

#include <ax/core/types.h>

/* A list head, or an entry. An entry that is on no list points to itself. */
struct ax_list {
    struct ax_list *next;
    struct ax_list *prev;
};

#define AX_LIST_INIT(name)                                                                         \
    {                                                                                              \
        &(name), &(name)                                                                           \
    }

/* Makes a head empty, or an entry one that is on no list. */
static inline void ax_list_init(struct ax_list *l)
{
    l->next = l;
    l->prev = l;
}

/* For a head: nothing is on it. For an entry: it is on no list. */
static inline bool ax_list_empty(const struct ax_list *l)
{
    return l->next == l;
}

/* Links `entry`, which is on no list, between two neighbours. */
static inline void ax_list_insert_between(struct ax_list *entry, struct ax_list *prev,
                                          struct ax_list *next)
{
    entry->prev = prev;
    entry->next = next;
    prev->next = entry;
    next->prev = entry;
}

/* Puts `entry` first, or last. It is on no list. */
static inline void ax_list_push_front(struct ax_list *head, struct ax_list *entry)
{
    ax_list_insert_between(entry, head, head->next);
}

/* Links `entry`, which is on no list, as the last one. */
static inline void ax_list_push_back(struct ax_list *head, struct ax_list *entry)
{
    ax_list_insert_between(entry, head->prev, head);
}

/* Takes `entry` off its list, if it is on one. */
static inline void ax_list_remove(struct ax_list *entry)
{
    entry->prev->next = entry->next;
    entry->next->prev = entry->prev;
    ax_list_init(entry);
}

/* Takes the first entry off; NULL if the list is empty. */
static inline struct ax_list *ax_list_pop_front(struct ax_list *head)
{
    struct ax_list *entry = head->next;

    if (entry == head) {
        return NULL;
    }
    ax_list_remove(entry);
    return entry;
}

/* Moves all entries of `from` behind those of `to`; `from` is empty afterwards. */
static inline void ax_list_splice_back(struct ax_list *to, struct ax_list *from)
{
    if (!ax_list_empty(from)) {
        from->next->prev = to->prev;
        from->prev->next = to;
        to->prev->next = from->next;
        to->prev = from->prev;
        ax_list_init(from);
    }
}

/* The structure of `type` whose field `member` is the list entry `entry`. */
#define ax_list_entry(entry, type, member) ax_container_of(entry, type, member)

/* Runs over the entries `it` of `head`; the list must not change meanwhile. */
#define ax_list_for_each(it, head)                                                                 \
    for (struct ax_list *it = (head)->next; it != (head); it = it->next)

/* The same; the current entry may be removed. */
#define ax_list_for_each_safe(it, head)                                                            \
    for (struct ax_list *it = (head)->next, *it##_next = it->next; it != (head);                   \
         it = it##_next, it##_next = it->next)
