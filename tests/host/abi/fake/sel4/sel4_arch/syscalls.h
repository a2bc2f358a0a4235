// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/*
 * libsel4's lowest layer without a kernel: every system call goes to fake_syscall,
 * which a test provides. Put this folder before libsel4's own include folder.
 */

#include <sel4/config.h>
#include <sel4/types.h>

/** Registers of a system call: what went in, and on return what comes out. */
struct fake_registers {
    seL4_Word number; /* x7 */
    seL4_Word x0;     /* capability address, then badge */
    seL4_Word info;   /* x1 */
    seL4_Word mr[4];  /* x2 to x5 */
};

/** Plays the kernel for one system call. Registers that a call does not set read as zero. */
void fake_syscall(struct fake_registers *registers);

static inline void arm_sys_send(seL4_Word sys, seL4_Word dest, seL4_Word info, seL4_Word mr0,
                                seL4_Word mr1, seL4_Word mr2, seL4_Word mr3)
{
    struct fake_registers r = {sys, dest, info, {mr0, mr1, mr2, mr3}};

    fake_syscall(&r);
}

static inline void arm_sys_reply(seL4_Word sys, seL4_Word info, seL4_Word mr0, seL4_Word mr1,
                                 seL4_Word mr2, seL4_Word mr3)
{
    arm_sys_send(sys, 0, info, mr0, mr1, mr2, mr3);
}

static inline void arm_sys_send_null(seL4_Word sys, seL4_Word dest, seL4_Word info)
{
    arm_sys_send(sys, dest, info, 0, 0, 0, 0);
}

static inline void arm_sys_send_recv(seL4_Word sys, seL4_Word dest, seL4_Word *badge,
                                     seL4_Word info, seL4_Word *out_info, seL4_Word *mr0,
                                     seL4_Word *mr1, seL4_Word *mr2, seL4_Word *mr3,
                                     seL4_Word reply)
{
    struct fake_registers r = {sys, dest, info, {*mr0, *mr1, *mr2, *mr3}};

    (void)reply;
    fake_syscall(&r);
    *badge = r.x0;
    *out_info = r.info;
    *mr0 = r.mr[0];
    *mr1 = r.mr[1];
    *mr2 = r.mr[2];
    *mr3 = r.mr[3];
}

static inline void arm_sys_recv(seL4_Word sys, seL4_Word src, seL4_Word *badge, seL4_Word *info,
                                seL4_Word *mr0, seL4_Word *mr1, seL4_Word *mr2, seL4_Word *mr3,
                                seL4_Word reply)
{
    *mr0 = *mr1 = *mr2 = *mr3 = 0;
    arm_sys_send_recv(sys, src, badge, 0, info, mr0, mr1, mr2, mr3, reply);
}

static inline void arm_sys_null(seL4_Word sys)
{
    arm_sys_send(sys, 0, 0, 0, 0, 0, 0);
}
