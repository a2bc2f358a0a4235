// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/*
 * System calls (manual, "System Calls"). The plain forms take message words from
 * the calling thread's IPC buffer and leave them there. The WithMRs forms carry
 * the first four words through the given pointers instead: a null pointer means
 * that the word is not wanted; words from the fifth on use the buffer as ever.
 * A blocking call returns when the other side has acted; there is no time limit.
 */

#include <sel4/config.h>
#include <sel4/functions.h>
#include <sel4/sel4_arch/syscalls.h>
#include <sel4/types.h>

/** Word i of a message to send: 0 where the message is shorter or the caller has none. */
LIBSEL4_INLINE_FUNC seL4_Word libsel4_word(const seL4_Word *mr, seL4_MessageInfo_t info,
                                           seL4_Word i)
{
    return mr && seL4_MessageInfo_get_length(info) > i ? *mr : 0;
}

/** Hands a received word to a caller that wants it. */
LIBSEL4_INLINE_FUNC void libsel4_give(seL4_Word *to, seL4_Word value)
{
    if (to) {
        *to = value;
    }
}

/** Sends the buffer's message. */
LIBSEL4_INLINE_FUNC void libsel4_send(seL4_Word sys, seL4_CPtr dest, seL4_MessageInfo_t info)
{
    arm_sys_send(sys, dest, info.words[0], seL4_GetMR(0), seL4_GetMR(1), seL4_GetMR(2),
                 seL4_GetMR(3));
}

/** Receives into the buffer. */
LIBSEL4_INLINE_FUNC seL4_MessageInfo_t libsel4_recv(seL4_Word sys, seL4_CPtr src, seL4_Word *sender)
{
    seL4_MessageInfo_t info;
    seL4_Word badge, mr0, mr1, mr2, mr3;

    arm_sys_recv(sys, src, &badge, &info.words[0], &mr0, &mr1, &mr2, &mr3, 0);
    seL4_SetMR(0, mr0);
    seL4_SetMR(1, mr1);
    seL4_SetMR(2, mr2);
    seL4_SetMR(3, mr3);
    libsel4_give(sender, badge);
    return info;
}

/** Sends the buffer's message, then receives into the buffer. */
LIBSEL4_INLINE_FUNC seL4_MessageInfo_t libsel4_send_recv(seL4_Word sys, seL4_CPtr dest,
                                                         seL4_MessageInfo_t msg, seL4_Word *sender)
{
    seL4_MessageInfo_t info;
    seL4_Word badge;
    seL4_Word mr0 = seL4_GetMR(0);
    seL4_Word mr1 = seL4_GetMR(1);
    seL4_Word mr2 = seL4_GetMR(2);
    seL4_Word mr3 = seL4_GetMR(3);

    arm_sys_send_recv(sys, dest, &badge, msg.words[0], &info.words[0], &mr0, &mr1, &mr2, &mr3, 0);
    seL4_SetMR(0, mr0);
    seL4_SetMR(1, mr1);
    seL4_SetMR(2, mr2);
    seL4_SetMR(3, mr3);
    libsel4_give(sender, badge);
    return info;
}

/** Sends four words in registers, then receives four. */
LIBSEL4_INLINE_FUNC seL4_MessageInfo_t libsel4_send_recv_mrs(seL4_Word sys, seL4_CPtr dest,
                                                             seL4_MessageInfo_t msg,
                                                             seL4_Word *sender, seL4_Word *mr0,
                                                             seL4_Word *mr1, seL4_Word *mr2,
                                                             seL4_Word *mr3)
{
    seL4_MessageInfo_t info;
    seL4_Word badge;
    seL4_Word word0 = libsel4_word(mr0, msg, 0);
    seL4_Word word1 = libsel4_word(mr1, msg, 1);
    seL4_Word word2 = libsel4_word(mr2, msg, 2);
    seL4_Word word3 = libsel4_word(mr3, msg, 3);

    arm_sys_send_recv(sys, dest, &badge, msg.words[0], &info.words[0], &word0, &word1, &word2,
                      &word3, 0);
    libsel4_give(mr0, word0);
    libsel4_give(mr1, word1);
    libsel4_give(mr2, word2);
    libsel4_give(mr3, word3);
    libsel4_give(sender, badge);
    return info;
}

/** Sends msgInfo and the buffer's words to dest; blocks until they are taken. */
LIBSEL4_INLINE_FUNC void seL4_Send(seL4_CPtr dest, seL4_MessageInfo_t msgInfo)
{
    libsel4_send((seL4_Word)seL4_SysSend, dest, msgInfo);
}

/** As seL4_Send, with the first words given by pointer. */
LIBSEL4_INLINE_FUNC void seL4_SendWithMRs(seL4_CPtr dest, seL4_MessageInfo_t msgInfo,
                                          seL4_Word *mr0, seL4_Word *mr1, seL4_Word *mr2,
                                          seL4_Word *mr3)
{
    arm_sys_send((seL4_Word)seL4_SysSend, dest, msgInfo.words[0], libsel4_word(mr0, msgInfo, 0),
                 libsel4_word(mr1, msgInfo, 1), libsel4_word(mr2, msgInfo, 2),
                 libsel4_word(mr3, msgInfo, 3));
}

/** As seL4_Send, but does nothing, without telling, if nobody waits for a message. */
LIBSEL4_INLINE_FUNC void seL4_NBSend(seL4_CPtr dest, seL4_MessageInfo_t msgInfo)
{
    libsel4_send((seL4_Word)seL4_SysNBSend, dest, msgInfo);
}

/** As seL4_NBSend, with the first words given by pointer. */
LIBSEL4_INLINE_FUNC void seL4_NBSendWithMRs(seL4_CPtr dest, seL4_MessageInfo_t msgInfo,
                                            seL4_Word *mr0, seL4_Word *mr1, seL4_Word *mr2,
                                            seL4_Word *mr3)
{
    arm_sys_send((seL4_Word)seL4_SysNBSend, dest, msgInfo.words[0], libsel4_word(mr0, msgInfo, 0),
                 libsel4_word(mr1, msgInfo, 1), libsel4_word(mr2, msgInfo, 2),
                 libsel4_word(mr3, msgInfo, 3));
}

/** Answers the last caller; does nothing if there is none. */
LIBSEL4_INLINE_FUNC void seL4_Reply(seL4_MessageInfo_t msgInfo)
{
    arm_sys_reply((seL4_Word)seL4_SysReply, msgInfo.words[0], seL4_GetMR(0), seL4_GetMR(1),
                  seL4_GetMR(2), seL4_GetMR(3));
}

/** As seL4_Reply, with the first words given by pointer. */
LIBSEL4_INLINE_FUNC void seL4_ReplyWithMRs(seL4_MessageInfo_t msgInfo, seL4_Word *mr0,
                                           seL4_Word *mr1, seL4_Word *mr2, seL4_Word *mr3)
{
    arm_sys_reply((seL4_Word)seL4_SysReply, msgInfo.words[0], libsel4_word(mr0, msgInfo, 0),
                  libsel4_word(mr1, msgInfo, 1), libsel4_word(mr2, msgInfo, 2),
                  libsel4_word(mr3, msgInfo, 3));
}

/** Signals a notification. Never blocks. */
LIBSEL4_INLINE_FUNC void seL4_Signal(seL4_CPtr dest)
{
    arm_sys_send_null((seL4_Word)seL4_SysSend, dest, seL4_MessageInfo_new(0, 0, 0, 0).words[0]);
}

/**
 * Waits for a message on an endpoint, or a signal on a notification or on the one
 * bound to the caller. *sender, unless sender is null, becomes the badge of the
 * sender's capability, or the notification's word, whose tag has no meaning.
 */
LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_Recv(seL4_CPtr src, seL4_Word *sender)
{
    return libsel4_recv((seL4_Word)seL4_SysRecv, src, sender);
}

/** As seL4_Recv, with the first words returned by pointer. */
LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_RecvWithMRs(seL4_CPtr src, seL4_Word *sender,
                                                        seL4_Word *mr0, seL4_Word *mr1,
                                                        seL4_Word *mr2, seL4_Word *mr3)
{
    seL4_MessageInfo_t info;
    seL4_Word badge, word0, word1, word2, word3;

    arm_sys_recv((seL4_Word)seL4_SysRecv, src, &badge, &info.words[0], &word0, &word1, &word2,
                 &word3, 0);
    libsel4_give(mr0, word0);
    libsel4_give(mr1, word1);
    libsel4_give(mr2, word2);
    libsel4_give(mr3, word3);
    libsel4_give(sender, badge);
    return info;
}

/** As seL4_Recv, but returns at once, with badge 0, if nothing is there. */
LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_NBRecv(seL4_CPtr src, seL4_Word *sender)
{
    return libsel4_recv((seL4_Word)seL4_SysNBRecv, src, sender);
}

/** Sends and waits for the reply. Invocations of kernel objects are calls too. */
LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_Call(seL4_CPtr dest, seL4_MessageInfo_t msgInfo)
{
    return libsel4_send_recv((seL4_Word)seL4_SysCall, dest, msgInfo, (seL4_Word *)seL4_Null);
}

/** As seL4_Call, with the first words of message and reply by pointer. */
LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_CallWithMRs(seL4_CPtr dest, seL4_MessageInfo_t msgInfo,
                                                        seL4_Word *mr0, seL4_Word *mr1,
                                                        seL4_Word *mr2, seL4_Word *mr3)
{
    return libsel4_send_recv_mrs((seL4_Word)seL4_SysCall, dest, msgInfo, (seL4_Word *)seL4_Null,
                                 mr0, mr1, mr2, mr3);
}

/** seL4_Reply, then seL4_Recv, in one kernel entry. */
LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_ReplyRecv(seL4_CPtr src, seL4_MessageInfo_t msgInfo,
                                                      seL4_Word *sender)
{
    return libsel4_send_recv((seL4_Word)seL4_SysReplyRecv, src, msgInfo, sender);
}

/** As seL4_ReplyRecv, with the first words of reply and message by pointer. */
LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_ReplyRecvWithMRs(seL4_CPtr src,
                                                             seL4_MessageInfo_t msgInfo,
                                                             seL4_Word *sender, seL4_Word *mr0,
                                                             seL4_Word *mr1, seL4_Word *mr2,
                                                             seL4_Word *mr3)
{
    return libsel4_send_recv_mrs((seL4_Word)seL4_SysReplyRecv, src, msgInfo, sender, mr0, mr1, mr2,
                                 mr3);
}

/** Lets the next thread of the same priority run. */
LIBSEL4_INLINE_FUNC void seL4_Yield(void)
{
    arm_sys_null((seL4_Word)seL4_SysYield);
}

/** Waits for a signal; *sender, unless sender is null, becomes the notification's word. */
LIBSEL4_INLINE_FUNC void seL4_Wait(seL4_CPtr src, seL4_Word *sender)
{
    (void)seL4_Recv(src, sender);
}

/** As seL4_Wait, but returns at once, with word 0, if there is no signal. */
LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_Poll(seL4_CPtr src, seL4_Word *sender)
{
    return seL4_NBRecv(src, sender);
}

#ifdef CONFIG_SET_TLS_BASE_SELF
/** Sets the caller's own TLS pointer. */
LIBSEL4_INLINE_FUNC void seL4_SetTLSBase(seL4_Word tls_base)
{
    arm_sys_send_null((seL4_Word)seL4_SysSetTLSBase, tls_base, 0);
}
#endif
