// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/*
 * The svc instruction with the registers that seL4 gives a meaning: x7 number, x0
 * capability address and then badge, x1 message tag, x2 to x5 message words. The
 * kernel preserves all other registers. Everything above is built from these
 * functions; a second implementation of this header lets it run without a kernel.
 */

#include <sel4/config.h>
#include <sel4/types.h>

/** Sends and returns nothing; the message is info and mr0 to mr3. */
LIBSEL4_INLINE_FUNC void arm_sys_send(seL4_Word sys, seL4_Word dest, seL4_Word info, seL4_Word mr0,
                                      seL4_Word mr1, seL4_Word mr2, seL4_Word mr3)
{
    register seL4_Word x0 __asm__("x0") = dest;
    register seL4_Word x1 __asm__("x1") = info;
    register seL4_Word x2 __asm__("x2") = mr0;
    register seL4_Word x3 __asm__("x3") = mr1;
    register seL4_Word x4 __asm__("x4") = mr2;
    register seL4_Word x5 __asm__("x5") = mr3;
    register seL4_Word x7 __asm__("x7") = sys;

    __asm__ volatile("svc #0"
                     : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3), "+r"(x4), "+r"(x5)
                     : "r"(x7)
                     : "memory");
}

/** As arm_sys_send to the one who called last: x0 has no meaning. */
LIBSEL4_INLINE_FUNC void arm_sys_reply(seL4_Word sys, seL4_Word info, seL4_Word mr0, seL4_Word mr1,
                                       seL4_Word mr2, seL4_Word mr3)
{
    arm_sys_send(sys, 0, info, mr0, mr1, mr2, mr3);
}

/** Sends a message without words. */
LIBSEL4_INLINE_FUNC void arm_sys_send_null(seL4_Word sys, seL4_Word dest, seL4_Word info)
{
    register seL4_Word x0 __asm__("x0") = dest;
    register seL4_Word x1 __asm__("x1") = info;
    register seL4_Word x7 __asm__("x7") = sys;

    __asm__ volatile("svc #0" : "+r"(x0), "+r"(x1) : "r"(x7) : "memory");
}

/** Receives; every out pointer must be valid. reply is used by MCS only. */
LIBSEL4_INLINE_FUNC void arm_sys_recv(seL4_Word sys, seL4_Word src, seL4_Word *out_badge,
                                      seL4_Word *out_info, seL4_Word *out_mr0, seL4_Word *out_mr1,
                                      seL4_Word *out_mr2, seL4_Word *out_mr3,
                                      LIBSEL4_UNUSED seL4_Word reply)
{
    register seL4_Word x0 __asm__("x0") = src;
    register seL4_Word x1 __asm__("x1");
    register seL4_Word x2 __asm__("x2");
    register seL4_Word x3 __asm__("x3");
    register seL4_Word x4 __asm__("x4");
    register seL4_Word x5 __asm__("x5");
    register seL4_Word x7 __asm__("x7") = sys;

    __asm__ volatile("svc #0"
                     : "+r"(x0), "=r"(x1), "=r"(x2), "=r"(x3), "=r"(x4), "=r"(x5)
                     : "r"(x7)
                     : "memory");
    *out_badge = x0;
    *out_info = x1;
    *out_mr0 = x2;
    *out_mr1 = x3;
    *out_mr2 = x4;
    *out_mr3 = x5;
}

/** Sends, then receives; every pointer must be valid. reply is used by MCS only. */
LIBSEL4_INLINE_FUNC void arm_sys_send_recv(seL4_Word sys, seL4_Word dest, seL4_Word *out_badge,
                                           seL4_Word info, seL4_Word *out_info,
                                           seL4_Word *in_out_mr0, seL4_Word *in_out_mr1,
                                           seL4_Word *in_out_mr2, seL4_Word *in_out_mr3,
                                           LIBSEL4_UNUSED seL4_Word reply)
{
    register seL4_Word x0 __asm__("x0") = dest;
    register seL4_Word x1 __asm__("x1") = info;
    register seL4_Word x2 __asm__("x2") = *in_out_mr0;
    register seL4_Word x3 __asm__("x3") = *in_out_mr1;
    register seL4_Word x4 __asm__("x4") = *in_out_mr2;
    register seL4_Word x5 __asm__("x5") = *in_out_mr3;
    register seL4_Word x7 __asm__("x7") = sys;

    __asm__ volatile("svc #0"
                     : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3), "+r"(x4), "+r"(x5)
                     : "r"(x7)
                     : "memory");
    *out_badge = x0;
    *out_info = x1;
    *in_out_mr0 = x2;
    *in_out_mr1 = x3;
    *in_out_mr2 = x4;
    *in_out_mr3 = x5;
}

/** A system call without arguments. */
LIBSEL4_INLINE_FUNC void arm_sys_null(seL4_Word sys)
{
    register seL4_Word x7 __asm__("x7") = sys;

    __asm__ volatile("svc #0" : : "r"(x7) : "memory");
}
