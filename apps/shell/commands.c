// SPDX-License-Identifier: BSD-2-Clause
/* The table of commands, and those that need no file of their own. */

#include "shell.h"

#define VERSION "0.1.0"

static int command_echo(int argc, char **argv)
{
    char line[SHELL_LINE_MAX] = "";
    size_t length = 0;

    /* In one piece, whatever others print meanwhile. The words of a line are no longer than it. */
    for (int i = 1; i < argc; i++) {
        length += (size_t)ax_snprintf(line + length, sizeof(line) - length, "%s%s",
                                      i > 1 ? " " : "", argv[i]);
    }
    ax_puts(line);
    return 0;
}

static int command_exit(int argc, char **argv)
{
    uint64_t status = 0;

    if (argc > 1 && !shell_number(argv[1], 255, &status)) {
        ax_printf("exit: %s is no number from 0 to 255\n", argv[1]);
        return 1;
    }
    ax_system_exit((int)status);
}

static int command_help(int argc, char **argv)
{
    if (argc > 1) {
        const struct shell_command *command = shell_find(argv[1]);

        if (command == NULL) {
            ax_printf("help: %s: no such command\n", argv[1]);
            return 1;
        }
        ax_printf("%s %s\n    %s\n", command->name, command->usage, command->help);
        return 0;
    }
    for (const struct shell_command *c = shell_commands; c->name != NULL; c++) {
        ax_printf("  %-8s %-24s %s\n", c->name, c->usage, c->help);
    }
    ax_puts("A line that ends in & runs in the background. Keys: arrows, Home, End, Tab, Ctrl-A, B,"
            "\nC, D, E, F, K, L, N, P, U, W.");
    return 0;
}

static int command_history(int argc, char **argv)
{
    unsigned oldest = 0;

    (void)argc;
    (void)argv;
    while (shell_history_get(oldest + 1) != NULL) {
        oldest++;
    }
    for (unsigned back = oldest; back > 0; back--) {
        ax_printf("  %s\n", shell_history_get(back));
    }
    return 0;
}

static int command_log(int argc, char **argv)
{
    if (argc > 1) {
        int level = ax_log_level_from_name(argv[1]);

        if (level < 0) {
            ax_printf("log: %s is no level\n", argv[1]);
            return shell_usage("log");
        }
        ax_log_set_level((enum ax_log_level)level);
    }
    ax_printf("log level %s\n", ax_log_level_name(ax_log_level_now));
    return 0;
}

static int command_panic(int argc, char **argv)
{
    ax_panic("%s", argc > 1 ? argv[1] : "asked for");
}

static int command_uname(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    ax_printf("ArceOS ver. %s%s %s %s\n", VERSION, ax_hal_cpu_count() > 1 ? " SMP" : "", AX_ARCH,
              AX_PLATFORM);
    return 0;
}

const struct shell_command shell_commands[] = {
    {"caps", "", "capability slots and what kernel objects are made of", 0, command_caps},
    {"date", "", "date and time of day, UTC", 0, command_date},
    {"echo", "[WORD...]", "prints its arguments", SHELL_WORDS_MAX, command_echo},
    {"exit", "[STATUS]", "ends the system with this status, 0 to 255", 1, command_exit},
    {"fault", "[KIND]", "faults, and so ends its own task; fault list: kinds", 1, command_fault},
    {"free", "", "memory, pages, untypeds, capability slots in use", 0, command_free},
    {"help", "[COMMAND]", "shows the commands, or how one is used", 1, command_help},
    {"history", "", "shows the lines typed so far", 0, command_history},
    {"irqs", "", "interrupts and how often they came", 0, command_irqs},
    {"log", "[LEVEL]", "off, error, warn, info, debug or trace", 1, command_log},
    {"panic", "[MESSAGE]", "panics, and so ends the system with status 134", 1, command_panic},
    {"ps", "", "tasks", 0, command_ps},
    {"run", "[DEMO [ARGUMENT...]]", "runs a demonstration; without one, shows them",
     SHELL_WORDS_MAX, command_run},
    {"top", "[-n COUNT] [-d MS]", "who has the cores, live: any key ends it; or COUNT times", 4,
     command_top},
    {"trace", "[COUNT]", "what the cores did last, with FEATURES=trace", 1, command_trace},
    {"uname", "", "names the system", 0, command_uname},
    {"uptime", "", "how long the system is up, and how busy", 0, command_uptime},
    {NULL, NULL, NULL, 0, NULL},
};

const struct shell_command *shell_find(const char *name)
{
    for (const struct shell_command *c = shell_commands; c->name != NULL; c++) {
        if (strcmp(c->name, name) == 0) {
            return c;
        }
    }
    return NULL;
}

int shell_usage(const char *command)
{
    const struct shell_command *c = shell_find(command);

    ax_printf("usage: %s %s\n", c->name, c->usage);
    return 1;
}

bool shell_number(const char *text, uint64_t max, uint64_t *number)
{
    char *end;
    uint64_t n = strtoul(text, &end, 0);

    if (end == text || *end != '\0' || n > max) {
        return false;
    }
    *number = n;
    return true;
}
