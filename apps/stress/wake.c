// SPDX-License-Identifier: BSD-2-Clause
/*
 * Sleeping and waking: alarms that do not come early, notifications that are counted on both sides,
 * and questions to tasks that wait for them, on every core, each of which is answered.
 */

#include "stress.h"

#define QUEUES 4u

/* ---- sleep ---- */

static void run_sleep(struct worker *w)
{
    uint64_t deadline = ax_deadline_after(dice(w) & ((1ull << (8 + dice_below(w, 13))) - 1));

    ax_task_sleep_until(deadline);
    uint64_t now = ax_hal_time_now_ns();
    CHECK(w, now >= deadline && now - deadline < PATIENCE_NS);
}

/* ---- notifications and timeouts: those who were notified know of it, and nobody else ---- */

static struct ax_wait_queue queues[QUEUES];
static uint64_t sent, received; /* Notifications; atomically. */

static void run_wait(struct worker *w)
{
    struct ax_wait_queue *queue = &queues[dice_below(w, QUEUES)];
    uint64_t deadline = ax_deadline_after(dice_below(w, 300000));
    int err = ax_wait(queue, deadline);

    CHECK(w, err == 0 || err == -AX_ETIMEDOUT);
    CHECK(w, err == 0 || ax_hal_time_now_ns() >= deadline);
    __atomic_fetch_add(&received, err == 0, __ATOMIC_RELAXED);
}

static void run_notify(struct worker *w)
{
    struct ax_wait_queue *queue = &queues[dice_below(w, QUEUES)];
    uint64_t n = 0;

    switch (dice_below(w, 4)) {
    case 0:
        n = ax_notify_all(queue);
        break;
    case 1:
        ax_wait_requeue(queue, &queues[dice_below(w, QUEUES)], 1 + dice_below(w, 3));
        break;
    default:
        n = ax_notify_one(queue);
        break;
    }
    __atomic_fetch_add(&sent, n, __ATOMIC_RELAXED);
}

/* ---- questions ---- */

enum way { SEMAPHORE, QUEUE, CONDITION, WAYS };

/* A task that answers, and how it is asked. One asks at a time. */
static struct echo {
    struct ax_task *task;
    unsigned number;
    enum way way;
    struct ax_mutex busy; /* Held by who asks. */
    /* Guarded by what the way has, or atomically: */
    uint64_t question; /* 0: none. */
    uint64_t answer;   /* Likewise. */
    bool stop;
    unsigned asks, rings; /* Times that it was asked, by ring(), and that ring() ran. */
    struct ax_semaphore asked, answered;
    struct ax_wait_queue asked_queue, answered_queue;
    struct ax_mutex mutex;
    struct ax_cond cond;
} echoes[AX_MAX_CPUS + WAYS];
static unsigned echo_count;

static uint64_t answer_to(uint64_t question)
{
    return dice_next(&question) | 1;
}

static bool is_asked(void *arg)
{
    struct echo *e = arg;

    return __atomic_load_n(&e->question, __ATOMIC_RELAXED) != 0 ||
           __atomic_load_n(&e->stop, __ATOMIC_RELAXED);
}

static bool is_answered(void *arg)
{
    struct echo *e = arg;

    return __atomic_load_n(&e->answer, __ATOMIC_RELAXED) != 0;
}

/* Takes the question if there is one; false: the end. The answer must be 0 before. */
static bool answer(struct echo *e)
{
    uint64_t question = __atomic_exchange_n(&e->question, 0, __ATOMIC_ACQUIRE);

    if (question != 0) {
        CHECK(NULL, e->answer == 0);
        __atomic_store_n(&e->answer, answer_to(question), __ATOMIC_RELEASE);
    }
    return !__atomic_load_n(&e->stop, __ATOMIC_RELAXED);
}

static int echo_by_semaphore(void *arg)
{
    struct echo *e = arg;

    ax_semaphore_take(&e->asked);
    while (answer(e)) {
        ax_semaphore_give(&e->answered);
        ax_semaphore_take(&e->asked);
    }
    return 0;
}

static int echo_by_queue(void *arg)
{
    struct echo *e = arg;

    bool more;

    do {
        int err = ax_wait_until_true(&e->asked_queue, is_asked, e, AX_TIME_NEVER);
        CHECK(NULL, err == 0);
        ax_wait_lock(&e->answered_queue);
        more = answer(e);
        ax_notify_locked(&e->answered_queue);
        ax_wait_unlock(&e->answered_queue);
    } while (more);
    return 0;
}

static int echo_by_condition(void *arg)
{
    struct echo *e = arg;
    bool more;

    ax_mutex_lock(&e->mutex);
    do {
        while (!is_asked(e)) {
            int err = ax_cond_wait(&e->cond, &e->mutex);
            CHECK(NULL, err == 0);
        }
        more = answer(e);
        ax_cond_broadcast(&e->cond);
    } while (more);
    int err = ax_mutex_unlock(&e->mutex);
    CHECK(NULL, err == 0);
    return 0;
}

/* In a handler of some core, as a device would. */
AX_NO_FP static void ring(void *arg)
{
    struct echo *e = arg;

    if (e->way == SEMAPHORE) {
        ax_semaphore_give(&e->asked);
    } else {
        ax_notify_one(&e->asked_queue);
    }
    __atomic_fetch_add(&e->rings, 1, __ATOMIC_RELEASE);
}

static void ring_somewhere(struct worker *w, struct echo *e)
{
    e->asks++;
    if (dice_one_in(w, 2)) {
        ring(e);
        return;
    }
    int err = ax_ipi_run_on_cpu(dice_below(w, ax_hal_cpu_count()), ring, e);
    CHECK(w, err == 0);
}

static void ask(struct worker *w, struct echo *e, uint64_t question)
{
    uint64_t deadline = ax_deadline_after(PATIENCE_NS);
    int err = 0;

    switch (e->way) {
    case SEMAPHORE:
        __atomic_store_n(&e->question, question, __ATOMIC_RELEASE);
        ring_somewhere(w, e);
        err = ax_semaphore_take_until(&e->answered, deadline);
        break;
    case QUEUE:
        ax_wait_lock(&e->asked_queue);
        __atomic_store_n(&e->question, question, __ATOMIC_RELEASE);
        ax_wait_unlock(&e->asked_queue);
        ring_somewhere(w, e);
        err = ax_wait_until_true(&e->answered_queue, is_answered, e, deadline);
        break;
    default:
        ax_mutex_lock(&e->mutex);
        e->question = question;
        ax_cond_broadcast(&e->cond);
        while (err == 0 && !is_answered(e)) {
            err = ax_cond_wait_until(&e->cond, &e->mutex, deadline);
        }
        CHECK(w, ax_mutex_held(&e->mutex));
        ax_mutex_unlock(&e->mutex);
        break;
    }
    CHECK(w, err == 0);
}

static void run_ask(struct worker *w)
{
    struct echo *e = &echoes[dice_below(w, echo_count)];
    uint64_t question = dice(w) | 1;
    int err = ax_mutex_lock_until(&e->busy, ax_deadline_after(PATIENCE_NS));

    CHECK(w, err == 0);
    if (dice_one_in(w, 4)) { /* It is blocked, or just about to be. */
        err = ax_task_set_affinity_of(e->task, dice_cores(w));
        CHECK(w, err == 0);
    }
    ask(w, e, question);
    CHECK(w, __atomic_exchange_n(&e->answer, 0, __ATOMIC_ACQUIRE) == answer_to(question));
    err = ax_mutex_unlock(&e->busy);
    CHECK(w, err == 0);
}

/* ---- before and after ---- */

static void start(unsigned workers)
{
    static const ax_task_fn fns[] = {echo_by_semaphore, echo_by_queue, echo_by_condition};

    (void)workers;
    sent = received = 0;
    for (unsigned i = 0; i < QUEUES; i++) {
        ax_wait_queue_init(&queues[i]);
    }
    echo_count = ax_hal_cpu_count() + WAYS;
    for (unsigned i = 0; i < echo_count; i++) {
        struct echo *e = &echoes[i];
        struct ax_task_options options = {.name = "echo", .stack_size = 16 * AX_KIB};

        options.cpu_mask = i < ax_hal_cpu_count() ? (uint64_t)1 << i : 0;
        *e = (struct echo){.number = i, .way = i % WAYS};
        ax_mutex_init(&e->busy);
        ax_semaphore_init(&e->asked, 0);
        ax_semaphore_init(&e->answered, 0);
        ax_wait_queue_init(&e->asked_queue);
        ax_wait_queue_init(&e->answered_queue);
        ax_mutex_init(&e->mutex);
        ax_cond_init(&e->cond);
        e->task = spawn(NULL, fns[e->way], e, &options);
    }
}

static void end_echo(struct echo *e)
{
    uint64_t deadline = ax_deadline_after(PATIENCE_NS);

    while (__atomic_load_n(&e->rings, __ATOMIC_ACQUIRE) != e->asks) {
        CHECK(NULL, ax_hal_time_now_ns() < deadline);
        ax_task_sleep_ns(AX_NS_PER_MS);
    }
    ax_mutex_lock(&e->mutex);
    ax_wait_lock(&e->asked_queue);
    __atomic_store_n(&e->stop, true, __ATOMIC_RELAXED);
    ax_wait_unlock(&e->asked_queue);
    ax_cond_broadcast(&e->cond);
    ax_mutex_unlock(&e->mutex);
    ring(e);
    int code = join(NULL, e->task);
    CHECK(NULL, code == 0 && e->question == 0 && e->answer == 0);
    CHECK(NULL, e->asked.count == 0 && e->answered.count == 0);
    CHECK(NULL, ax_wait_count(&e->asked_queue) == 0 && ax_wait_count(&e->cond.wait) == 0);
}

static void finish(void)
{
    for (unsigned i = 0; i < echo_count; i++) {
        end_echo(&echoes[i]);
    }
    CHECK(NULL, sent == received);
    for (unsigned i = 0; i < QUEUES; i++) {
        CHECK(NULL, ax_wait_count(&queues[i]) == 0);
    }
}

static const struct operation operations[] = {
    {"sleep", 8, run_sleep}, {"wait", 10, run_wait}, {"notify", 12, run_notify},
    {"ask", 16, run_ask},    {NULL, 0, NULL},
};

const struct part part_wake = {.operations = operations, .start = start, .finish = finish};
