// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <sel4/functions.h>

/** Message word of a failed mapping that tells how many address bits were still to be translated.
 */
#define SEL4_MAPPING_LOOKUP_LEVEL 2

/* Its values: which table is missing. */
#define SEL4_MAPPING_LOOKUP_NO_PT  21
#define SEL4_MAPPING_LOOKUP_NO_PD  30
#define SEL4_MAPPING_LOOKUP_NO_PUD 39

/** After seL4_ARM_Page_Map failed with seL4_FailedLookup: the level, one of the values above. */
LIBSEL4_INLINE_FUNC seL4_Word seL4_MappingFailedLookupLevel(void)
{
    return seL4_GetMR(SEL4_MAPPING_LOOKUP_LEVEL);
}
