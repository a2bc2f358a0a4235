// SPDX-License-Identifier: BSD-2-Clause
/* Text on the console, and the end. */

#include "bench.h"

#define TOKEN_SPACE 40u

static char token[TOKEN_SPACE] = "0";

void put(const char *text)
{
    while (*text != '\0') {
        seL4_DebugPutChar(*text++);
    }
}

void put_number(uint64_t value)
{
    char digits[21];
    unsigned i = sizeof(digits);

    digits[--i] = '\0';
    do {
        digits[--i] = (char)('0' + value % 10);
        value /= 10;
    } while (value != 0);
    put(&digits[i]);
}

void put_row(const char *name, uint64_t instructions)
{
    put("ROW ");
    put_number(instructions);
    put(" ");
    put(name);
    put("\n");
}

void fail(const char *what, seL4_Word value)
{
    put("FAIL ");
    put(what);
    put(": ");
    put_number(value);
    put("\n");
    finish(1);
}

void finish(int status)
{
    put("@@arcel4:");
    put(token);
    put(":exit:");
    put_number((unsigned)status);
    put("@@\n");
    for (;;) {
        seL4_TCB_Suspend(seL4_CapInitThreadTCB);
    }
}

static bool starts_with(const char *text, const char *end, const char *prefix)
{
    while (*prefix != '\0') {
        if (text == end || *text++ != *prefix++) {
            return false;
        }
    }
    return true;
}

void output_init(const seL4_BootInfo *boot)
{
    static const char key[] = "arcel4.token=";
    const char *text = (const char *)boot + seL4_BootInfoFrameSize;
    const char *end = text + boot->extraLen;

    /* The device tree's command line stands there as plain text. */
    for (; text < end; text++) {
        if (starts_with(text, end, key)) {
            unsigned i = 0;

            text += sizeof(key) - 1;
            while (text < end && i < TOKEN_SPACE - 1 && *text > ' ') {
                token[i++] = *text++;
            }
            token[i] = '\0';
            return;
        }
    }
}
