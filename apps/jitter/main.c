// SPDX-License-Identifier: BSD-2-Clause
/*
 * How late a task is that sleeps until a given time, and how fast it reads its disk: what an
 * instance has a right to whatever others on the machine do. Prints distributions, in nanoseconds.
 * Parameters: rounds= (sleeps and reads, default 500), settle= (milliseconds before it begins).
 */
#include <ax/ax.h>
#include <ax/block.h>

#define ROUNDS        500u
#define MAX_ROUNDS    10000u
#define MAX_SETTLE_MS 60000u
#define PERIOD_NS     1000000ull
#define READ_BYTES    4096u
#define DEPTH         32u
#define TURN_BYTES    64u

static uint64_t samples[MAX_ROUNDS];

static void sort(uint64_t *values, unsigned count)
{
    for (unsigned gap = count / 2; gap > 0; gap /= 2) {
        for (unsigned i = gap; i < count; i++) {
            uint64_t value = values[i];
            unsigned j = i;

            for (; j >= gap && values[j - gap] > value; j -= gap) {
                values[j] = values[j - gap];
            }
            values[j] = value;
        }
    }
}

/* One line: how often, the mean, and the distribution. */
static void report(const char *what, uint64_t *values, unsigned count)
{
    uint64_t sum = 0;

    for (unsigned i = 0; i < count; i++) {
        sum += values[i];
    }
    sort(values, count);
    ax_printf("%s: %u times, mean %llu, least %llu, median %llu, p99 %llu, most %llu ns\n", what,
              count, (unsigned long long)(sum / count), (unsigned long long)values[0],
              (unsigned long long)values[count / 2],
              (unsigned long long)values[count - 1 - count / 100],
              (unsigned long long)values[count - 1]);
}

static void measure_timer(unsigned rounds)
{
    uint64_t next = ax_hal_time_now_ns();

    for (unsigned i = 0; i < rounds; i++) {
        next += PERIOD_NS;
        ax_task_sleep_until(next);
        uint64_t now = ax_hal_time_now_ns();

        samples[i] = now - next;
        /* One that comes late does not make the next one late. */
        next = AX_MAX(next, now);
    }
    report("timer", samples, rounds);
}

/* ---- the disk ---- */

struct read {
    struct ax_block_request request;
    struct ax_semaphore done;
    uint8_t bytes[READ_BYTES];
};

static struct read reads[DEPTH];

AX_NO_FP static void read_done(struct ax_block_request *request)
{
    ax_semaphore_give(request->arg);
}

static int submit(struct ax_block *disk, struct read *read, unsigned block)
{
    uint64_t places = disk->sectors / (READ_BYTES / AX_BLOCK_SECTOR);

    read->request = (struct ax_block_request){
        .op = AX_BLOCK_READ,
        .sector = block * 7919ull % places * (READ_BYTES / AX_BLOCK_SECTOR),
        .buffer = read->bytes,
        .size = READ_BYTES,
        .done = read_done,
        .arg = &read->done,
    };
    return ax_block_submit(disk, &read->request);
}

/*
 * CRC-32 (ISO-HDLC), bit by bit: enough work for the next blocks to have come meanwhile. The hint
 * is for QEMU, which by instruction count gives another core no turn before this one offers it.
 */
static uint32_t checksum(const uint8_t *bytes, size_t size)
{
    uint32_t crc = UINT32_MAX;

    for (size_t i = 0; i < size; i++) {
        if (i % TURN_BYTES == 0) {
            ax_cpu_relax();
        }
        crc ^= bytes[i];
        for (unsigned bit = 0; bit < 8; bit++) {
            crc = crc >> 1 ^ (0xedb88320u & -(crc & 1));
        }
    }
    return ~crc;
}

static uint64_t bytes_a_second(unsigned rounds, uint64_t since)
{
    uint64_t taken = AX_MAX(ax_hal_time_now_ns() - since, 1ull);

    return (uint64_t)rounds * READ_BYTES * AX_NS_PER_SEC / taken;
}

/* What the reader below would do with a disk that takes no time. */
static uint64_t measure_reader(unsigned rounds, uint32_t *sum)
{
    uint64_t before = ax_hal_time_now_ns();

    *sum = 0;
    for (unsigned i = 0; i < rounds; i++) {
        *sum += checksum(reads[i % DEPTH].bytes, READ_BYTES);
    }
    return bytes_a_second(rounds, before);
}

/*
 * Blocks per second of a reader that looks at every bit, with DEPTH blocks asked for ahead: what
 * the host's disk takes is hidden, what other instances take away is not.
 */
static int measure_disk(struct ax_block *disk, unsigned rounds)
{
    uint32_t sum = 0;
    int err = 0;

    if (disk->sectors < READ_BYTES / AX_BLOCK_SECTOR) {
        ax_printf("This disk is too small: give one of at least %u bytes\n", READ_BYTES);
        return 1;
    }
    for (unsigned i = 0; i < DEPTH && err == 0; i++) {
        ax_semaphore_init(&reads[i].done, 0);
        err = submit(disk, &reads[i], i);
    }
    uint64_t before = ax_hal_time_now_ns();
    for (unsigned i = 0; i < rounds && err == 0; i++) {
        struct read *read = &reads[i % DEPTH];

        ax_semaphore_take(&read->done);
        err = read->request.result;
        sum += checksum(read->bytes, sizeof(read->bytes));
        if (err == 0) {
            err = submit(disk, read, i + DEPTH);
        }
    }
    if (err != 0) {
        ax_printf("the disk cannot be read: %s\n", ax_strerror(err));
        return 1;
    }
    uint64_t speed = bytes_a_second(rounds, before);

    for (unsigned i = 0; i < DEPTH; i++) {
        ax_semaphore_take(&reads[(rounds + i) % DEPTH].done);
    }
    uint32_t other_sum;
    uint64_t best = measure_reader(rounds, &other_sum);

    ax_printf("disk: %u blocks, checksums %08x %08x, %llu bytes a second, %llu without waiting\n",
              rounds, sum, other_sum, (unsigned long long)speed, (unsigned long long)best);
    return 0;
}

int main(void)
{
    unsigned rounds = (unsigned)ax_boot_number("rounds", ROUNDS, 1, MAX_ROUNDS);
    uint64_t settle_ms = ax_boot_number("settle", 0, 0, MAX_SETTLE_MS);
    struct ax_block *disk = ax_block_get(0);

    ax_task_sleep_ns(settle_ms * AX_NS_PER_MS);
    measure_timer(rounds);
    if (disk != NULL && measure_disk(disk, rounds) != 0) {
        return 1;
    }
    ax_puts("Jitter tests run OK!");
    return 0;
}
