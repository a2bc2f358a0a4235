// SPDX-License-Identifier: BSD-2-Clause
//
// libsel4's headers check the arguments of their own functions and call this when one is wrong: a
// bug of ours.

#include <sel4/assert.h>
#include <oskit/text.h>
#include <roottask/console.h>
#include <roottask/ending.h>
#include <roottask/root.h>

void __assert_fail(const char *str, const char *file, int line, const char *function)
{
    char buffer[256];
    struct oskit_text text;

    oskit_text_init(&text, buffer, sizeof(buffer));
    oskit_text_add(&text, "root task: assertion failed: ");
    oskit_text_add(&text, str);
    oskit_text_add(&text, ", in ");
    oskit_text_add(&text, function);
    oskit_text_add(&text, ", ");
    oskit_text_add(&text, file);
    oskit_text_add(&text, ":");
    oskit_text_dec(&text, (uint64_t)line);
    console_print(buffer);
    console_print("\n");
    system_end(STATUS_ROOT_ERROR);
}
