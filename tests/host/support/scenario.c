// SPDX-License-Identifier: BSD-2-Clause

#include "scenario.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static const struct scenario *running;
static int log_fd;

/* Kept as far as it fits; scenario_output() shows it to the scenario itself. */
static char output[1 << 16];
static size_t output_len;

uint32_t scenario_seed = 1;

uint32_t scenario_random(uint32_t n)
{
    scenario_seed = scenario_seed * 1664525u + 1013904223u;
    return (scenario_seed >> 8) % n;
}

static void take_output(const char *bytes, size_t n)
{
    size_t part = AX_MIN(n, sizeof(output) - 1 - output_len);

    memcpy(output + output_len, bytes, part);
    output_len += part;
    if (write(log_fd, bytes, n) < 0) {
        abort();
    }
}

const char *scenario_output(void)
{
    output[output_len] = '\0';
    return output;
}

/* What the runtime takes for the application. */
int ax_app_main(int argc, char **argv);

int ax_app_main(int argc, char **argv)
{
    CHECK(argc == 1 && strcmp(argv[0], "main") == 0 && argv[1] == NULL);
    running->run();
    return 0;
}

void check_failed(const char *file, int line, const char *what)
{
    ax_printf("%s:%d: check failed: %s\n", file, line, what);
    ax_hal_shutdown(1);
}

void check_failed_eq(const char *file, int line, const char *what, long long a, long long b)
{
    ax_printf("%s:%d: check failed: %s: %lld, %lld\n", file, line, what, a, b);
    ax_hal_shutdown(1);
}

static void child(const struct scenario *s)
{
    struct ax_host_config config = {
        .bootargs = s->bootargs,
        .threads = s->threads,
        .memory = s->memory,
        .frames = s->frames,
        .console = take_output,
    };

    running = s;
    dup2(log_fd, STDERR_FILENO); /* Sanitizers report there. */
    ax_host_configure(&config);
    ax_runtime_main();
}

static void show(FILE *log)
{
    char buf[4096];
    size_t n;

    rewind(log);
    while ((n = fread(buf, 1, sizeof(buf), log)) > 0) {
        fwrite(buf, 1, n, stderr);
    }
}

int scenario_run(const struct scenario *s, int expected)
{
    FILE *log = tmpfile();
    int status = 0;

    assert_non_null(log);
    log_fd = fileno(log);
    fflush(NULL);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        child(s);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    status = WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status);
    if (status != expected) {
        show(log);
    }
    fclose(log);
    return status;
}

void scenario_pass(void (*run)(void), const char *bootargs)
{
    struct scenario s = {.run = run, .bootargs = bootargs};

    assert_int_equal(scenario_run(&s, 0), 0);
}

struct ax_task *scenario_spawn(const char *name, ax_task_fn fn, void *arg)
{
    struct ax_task_options o = {.name = name};
    struct ax_task *task = NULL;

    CHECK_EQ(ax_task_spawn(fn, arg, &o, &task), 0);
    return task;
}

int scenario_join(struct ax_task *task)
{
    int code = -1;

    CHECK_EQ(ax_task_join(task, &code), 0);
    return code;
}
