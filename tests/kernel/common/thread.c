// SPDX-License-Identifier: BSD-2-Clause

#include <stdint.h>
#include <ktest/case.h>
#include <ktest/objects.h>
#include <ktest/symbols.h>
#include <ktest/thread.h>

#define PAGE        4096
#define STACK_BYTES 8192
#define TLS_BYTES   64

struct memory {
    uint8_t buffer[PAGE];
    uint8_t tls[TLS_BYTES];
    uint8_t stack[STACK_BYTES - TLS_BYTES];
};

static struct memory memory[THREADS_MAX] __attribute__((aligned(PAGE)));
static struct thread thread[THREADS_MAX];
static unsigned used;
static seL4_CPtr image_frames;

seL4_CPtr image_frame(const volatile void *address)
{
    return image_frames + (seL4_Word)((const volatile char *)address - ktest_image) / PAGE;
}

static void thread_main(struct thread *self, seL4_Word a, seL4_Word b, thread_function *function)
{
    seL4_SetIPCBuffer(self->buffer);
    function(self, a, b);
    self->done = true;
    if (self->ended != 0) {
        seL4_Signal(self->ended);
    }
    seL4_TCB_Suspend(self->tcb);
    for (;;) {
        seL4_Yield();
        __asm__ volatile("yield");
    }
}

struct thread *thread_new(thread_function *function, seL4_Word a, seL4_Word b)
{
    REQUIRE(used < THREADS_MAX);

    struct memory *own = &memory[used];
    struct thread *self = &thread[used];
    seL4_UserContext context = {
        .pc = (seL4_Word)thread_main,
        .sp = (seL4_Word)(own + 1),
        .x0 = (seL4_Word)self,
        .x1 = a,
        .x2 = b,
        .x3 = (seL4_Word)function,
        .tpidr_el0 = (seL4_Word)own->tls,
    };

    used++;
    self->tcb = object_new(seL4_TCBObject, 0);
    self->buffer = (seL4_IPCBuffer *)own->buffer;
    self->frame = image_frame(own->buffer);
    self->done = false;
    self->ended = 0;
    self->value = 0;
    self->buffer->receiveCNode = 0;
    self->buffer->receiveIndex = 0;
    self->buffer->receiveDepth = 0;
    REQUIRE_OK(
        seL4_TCB_Configure(self->tcb, 0, ROOT, 0, SPACE, 0, (seL4_Word)own->buffer, self->frame));
    REQUIRE_OK(seL4_TCB_SetSchedParams(self->tcb, SELF, seL4_MaxPrio, THREAD_PRIORITY));
    REQUIRE_OK(seL4_TCB_WriteRegisters(self->tcb, false, 0, sizeof(context) / sizeof(seL4_Word),
                                       &context));
    return self;
}

struct thread *thread_run(thread_function *function, seL4_Word a, seL4_Word b)
{
    struct thread *self = thread_new(function, a, b);

    REQUIRE_OK(seL4_TCB_Resume(self->tcb));
    return self;
}

void thread_priority(const struct thread *self, seL4_Word priority)
{
    REQUIRE_OK(seL4_TCB_SetPriority(self->tcb, SELF, priority));
}

void thread_fault_handler(const struct thread *self, seL4_CPtr endpoint)
{
    REQUIRE_OK(seL4_TCB_SetSpace(self->tcb, endpoint, ROOT, 0, SPACE, 0));
}

void thread_core(const struct thread *thread, seL4_Word core)
{
#ifdef CONFIG_ENABLE_SMP_SUPPORT
    REQUIRE_OK(seL4_TCB_SetAffinity(thread->tcb, core));
#else
    (void)thread;
    REQUIRE_EQ(core, 0);
#endif
}

seL4_UserContext thread_registers(const struct thread *self)
{
    seL4_UserContext context = {0};

    REQUIRE_OK(
        seL4_TCB_ReadRegisters(self->tcb, false, 0, sizeof(context) / sizeof(seL4_Word), &context));
    return context;
}

void threads_settle(void)
{
    REQUIRE_OK(seL4_TCB_SetPriority(SELF, SELF, seL4_MinPrio));
    REQUIRE_OK(seL4_TCB_SetPriority(SELF, SELF, MAIN_PRIORITY));
}

void threads_init(const seL4_BootInfo *info)
{
    image_frames = info->userImageFrames.start;
    REQUIRE_OK(seL4_TCB_SetSchedParams(SELF, SELF, seL4_MaxPrio, MAIN_PRIORITY));
}

void threads_release(void)
{
    for (unsigned i = 0; i < used; i++) {
        /* Whatever the case did to it: the memory that it runs on is given out again. */
        (void)seL4_TCB_Suspend(thread[i].tcb);
    }
    used = 0;
    EXPECT_OK(seL4_TCB_SetSchedParams(SELF, SELF, seL4_MaxPrio, MAIN_PRIORITY));
    (void)seL4_TCB_UnbindNotification(SELF);
}
