// SPDX-License-Identifier: BSD-2-Clause

#include <stddef.h>
#include <sel4/assert.h>
#include "suite.h"

static unsigned failed;

static void put(uint8_t byte)
{
    struct instance_ring *tx = &CONSOLE->tx;
    uint32_t head = tx->head;

    while (head - __atomic_load_n(&tx->tail, __ATOMIC_ACQUIRE) == INSTANCE_CONSOLE_TX_SIZE) {
        (void)request(INSTANCE_CONSOLE_DRAIN, 0, NULL);
    }
    CONSOLE->tx_data[head % INSTANCE_CONSOLE_TX_SIZE] = byte;
    __atomic_store_n(&tx->head, head + 1, __ATOMIC_SEQ_CST);
}

void print(const char *text)
{
    for (; *text != '\0'; text++) {
        put((uint8_t)*text);
    }
    if (__atomic_exchange_n(&CONSOLE->tx.wake, 0, __ATOMIC_SEQ_CST) != 0) {
        seL4_Signal(INSTANCE_SLOT_CONSOLE_NTFN);
    }
}

void print_number(uint64_t value)
{
    char digits[21] = {0};
    unsigned n = 20;

    do {
        n--;
        digits[n] = (char)('0' + value % 10);
        value /= 10;
    } while (value != 0);
    print(digits + n);
}

void check(bool good, const char *id, const char *name)
{
    print(good ? "PASS " : "FAIL ");
    print(id);
    print(" ");
    print(name);
    print(good ? "\n" : ": not as promised\n");
    failed += good ? 0 : 1;
}

unsigned failures(void)
{
    return failed;
}

seL4_Word request(seL4_Word label, unsigned count, seL4_Word *words)
{
    for (unsigned i = 0; i < count && words != NULL; i++) {
        seL4_SetMR((int)i, words[i]);
    }

    seL4_MessageInfo_t tag =
        seL4_Call(INSTANCE_SLOT_ROOT_EP, seL4_MessageInfo_new(label, 0, 0, count));

    for (unsigned i = 0; words != NULL && i < 4 && i < seL4_MessageInfo_get_length(tag); i++) {
        words[i] = seL4_GetMR((int)i);
    }
    return seL4_MessageInfo_get_label(tag);
}

/* libsel4's headers call this for arguments out of range: a bug of the test. */
void __assert_fail(const char *str, const char *file, int line, const char *function)
{
    (void)line;
    print("FAIL ROOT0000 assertion in ");
    print(function);
    print(", ");
    print(file);
    print(": ");
    print(str);
    print("\n");

    seL4_Word words[4] = {1};

    (void)request(INSTANCE_SHUTDOWN, INSTANCE_SHUTDOWN_WORDS, words);
}
