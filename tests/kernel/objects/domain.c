// SPDX-License-Identifier: BSD-2-Clause
//
// Scheduling domains: the configuration has one.

#include <ktest/case.h>
#include <ktest/objects.h>

CASE(DOMAIN0001, "a thread can be put into domain 0 only")
{
    seL4_CPtr tcb = object_new(seL4_TCBObject, 0);

    EXPECT_OK(seL4_DomainSet_Set(seL4_CapDomain, 0, tcb));
    EXPECT_ERROR(seL4_DomainSet_Set(seL4_CapDomain, CONFIG_NUM_DOMAINS, tcb), seL4_InvalidArgument,
                 0);
    EXPECT_ERROR(seL4_DomainSet_Set(seL4_CapDomain, 255, tcb), seL4_InvalidArgument, 0);
    EXPECT_ERROR(seL4_DomainSet_Set(seL4_CapDomain, 0, ROOT), seL4_InvalidArgument, 1);
    EXPECT_ERROR(seL4_DomainSet_Set(seL4_CapDomain, 0, slot_new()), seL4_InvalidArgument, 1);
    EXPECT_ERROR(seL4_DomainSet_Set(seL4_CapDomain, 9, ROOT), seL4_InvalidArgument, 0);
}

CASE(DOMAIN0002, "short messages are truncated, other labels illegal")
{
    EXPECT_ERROR(invoke_error(seL4_CapDomain, DomainSetSet, 0, 0), seL4_TruncatedMessage);
    seL4_SetMR(0, 0);
    EXPECT_ERROR(invoke_error(seL4_CapDomain, DomainSetSet, 0, 1), seL4_TruncatedMessage);
    EXPECT_ERROR(invoke_error(seL4_CapDomain, TCBSuspend, 0, 1), seL4_IllegalOperation);
    EXPECT_ERROR(invoke_error(seL4_CapDomain, InvalidInvocation, 0, 1), seL4_IllegalOperation);
    for (seL4_Word length = 0; length < 3; length++) {
        EXPECT_ERROR(invoke_error(seL4_CapDomain, DomainScheduleConfigure, 0, length),
                     seL4_TruncatedMessage);
    }
    EXPECT_ERROR(invoke_error(seL4_CapDomain, DomainScheduleSetStart, 0, 0), seL4_TruncatedMessage);
}

CASE(DOMAIN0003, "entries of the domain schedule")
{
    seL4_CPtr domain = seL4_CapDomain;
    seL4_Word entries = CONFIG_NUM_DOMAIN_SCHEDULES;

    EXPECT_ERROR(seL4_DomainSet_ScheduleConfigure(domain, entries, 0, 10), seL4_RangeError, 0,
                 entries - 2);
    /* The last entry always marks the end. */
    EXPECT_ERROR(seL4_DomainSet_ScheduleConfigure(domain, entries - 1, 0, 10), seL4_RangeError, 0,
                 entries - 2);
    EXPECT_ERROR(seL4_DomainSet_ScheduleConfigure(domain, 0, CONFIG_NUM_DOMAINS, 10),
                 seL4_RangeError, 0, CONFIG_NUM_DOMAINS - 1);
    EXPECT_ERROR(seL4_DomainSet_ScheduleConfigure(domain, 0, 0, 1ul << 56), seL4_InvalidArgument,
                 2);
    EXPECT_ERROR(seL4_DomainSet_ScheduleSetStart(domain, entries), seL4_RangeError, 0, entries - 1);
    EXPECT_ERROR(seL4_DomainSet_ScheduleSetStart(domain, entries - 1), seL4_InvalidArgument, 0);
    EXPECT_OK(seL4_DomainSet_ScheduleSetStart(domain, 0));
}
