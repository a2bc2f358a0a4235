// SPDX-License-Identifier: BSD-2-Clause
/*
 * Every command runs in a task of its own, so that one that faults takes nobody along. The shell
 * waits for it, or lets it run in the background.
 */

#include "shell.h"

#define JOBS 16

struct job {
    char line[SHELL_LINE_MAX];
    char *argv[SHELL_WORDS_MAX + 1];
    int argc;
    const struct shell_command *command;
    bool background;
    struct ax_task *task;
};

/* In the background. */
static struct job *jobs[JOBS];

/* The job that this task runs; NULL: none, it is the shell's own or one that a job has made. */
static _Thread_local const struct job *own_job;

bool shell_in_foreground(void)
{
    return own_job != NULL && !own_job->background;
}

static int run(void *arg)
{
    struct job *job = arg;

    own_job = job;
    return job->command->fn(job->argc, job->argv);
}

/* Takes the words of the line apart; false if there is nothing to run. */
static bool parse(struct job *job)
{
    job->argc = shell_split(job->line, job->argv);
    if (job->argc < 0) {
        ax_puts(job->argc == -AX_EINVAL ? "a quotation does not end" : "too many words");
        return false;
    }
    job->background = job->argc > 0 && strcmp(job->argv[job->argc - 1], "&") == 0;
    if (job->background) {
        job->argv[--job->argc] = NULL;
    }
    if (job->argc == 0) {
        return false;
    }
    job->command = shell_find(job->argv[0]);
    if (job->command == NULL) {
        ax_printf("%s: no such command; help shows them\n", job->argv[0]);
        return false;
    }
    if (job->argc - 1 > job->command->max_args) {
        ax_printf("%s: too many arguments\n", job->argv[0]);
        shell_usage(job->argv[0]);
        return false;
    }
    return true;
}

static struct job **free_place(void)
{
    for (unsigned i = 0; i < JOBS; i++) {
        if (jobs[i] == NULL) {
            return &jobs[i];
        }
    }
    return NULL;
}

/* True if the job goes on by itself: `job` is then in the table. */
static bool start(struct job *job)
{
    struct ax_task_options options = {.name = job->argv[0]};
    struct job **place = job->background ? free_place() : NULL;

    if (job->background && place == NULL) {
        ax_puts("too many jobs in the background");
        return false;
    }
    if (strcmp(job->argv[0], "run") == 0 && job->argc > 1) {
        options.name = job->argv[1];
    }
    int err = ax_task_spawn(run, job, &options, &job->task);
    if (err != 0) {
        ax_printf("%s: no task for it: %s\n", job->argv[0], ax_strerror(err));
        return false;
    }
    if (job->background) {
        *place = job;
        ax_printf("[%llu] %s\n", (unsigned long long)ax_task_id(job->task),
                  ax_task_name(job->task));
        return true;
    }
    err = ax_task_join(job->task, NULL);
    ax_assert(err == 0);
    return false;
}

void shell_run_line(const char *line)
{
    struct job *job = ax_alloc_zeroed(sizeof(*job));

    if (job == NULL) {
        ax_puts("out of memory");
        return;
    }
    ax_strlcpy(job->line, line, sizeof(job->line));
    if (!parse(job) || !start(job)) {
        ax_free(job);
    }
}

void shell_reap_jobs(void)
{
    for (unsigned i = 0; i < JOBS; i++) {
        struct job *job = jobs[i];
        int code;

        if (job == NULL || ax_task_state(job->task) != AX_TASK_EXITED) {
            continue;
        }
        unsigned long long id = ax_task_id(job->task);
        int err = ax_task_join(job->task, &code);
        ax_assert(err == 0);
        ax_printf("[%llu] %s ended with %d\n", id, job->argv[job->argc > 1 ? 1 : 0], code);
        ax_free(job);
        jobs[i] = NULL;
    }
}
