// SPDX-License-Identifier: BSD-2-Clause
//
// The console is the kernel's own where it has one; else (a kernel without CONFIG_PRINTING) the
// machine's PL011.

#include <stddef.h>
#include <stdint.h>
#include <libfdt.h>
#include <ktest/case.h>
#include <ktest/objects.h>
#include <ktest/run.h>

#ifdef CONFIG_PRINTING

void console_init(const seL4_BootInfo *info)
{
    (void)info;
}

void console_put(const char *text)
{
    for (; *text != '\0'; text++) {
        seL4_DebugPutChar(*text);
    }
}

#else

/* Where it is mapped: below all that cases map. */
#define UART_ADDRESS (FREE_ADDRESS - 0x40000000ul)

/* Register offsets and bits (PL011 TRM, table 3-1). */
#define UART_DATA    0x00
#define UART_FLAGS   0x18
#define FLAGS_FULL   (1u << 5)
#define FLAGS_BUSY   (1u << 3)

/* Slots at the end of the root CNode: two for each halving of the untyped that the registers lie
 * in, which has at most 2^47 bytes, and one for their frame. */
#define SLOTS        72

static seL4_Untyped untyped;
static seL4_Word untyped_bits;
static seL4_Word registers; /* their physical address */
static seL4_CPtr first_slot;

/* The physical address of the first PL011; 0 if there is none. */
static seL4_Word find_registers(const void *tree)
{
    int node = tree == NULL ? -1 : fdt_node_offset_by_compatible(tree, -1, "arm,pl011");
    int length = 0;
    const fdt32_t *reg = node < 0 ? NULL : fdt_getprop(tree, node, "reg", &length);

    if (reg == NULL || length < (int)(2 * sizeof(*reg))) {
        return 0;
    }
    return (seL4_Word)fdt32_to_cpu(reg[0]) << 32 | fdt32_to_cpu(reg[1]);
}

void console_init(const seL4_BootInfo *info)
{
    seL4_Word count = info->untyped.end - info->untyped.start;

    registers = find_registers(params_devtree(info));
    for (seL4_Word i = 0; i < count && registers != 0; i++) {
        const seL4_UntypedDesc *one = &info->untypedList[i];

        if (one->isDevice && one->paddr <= registers &&
            (registers - one->paddr) >> one->sizeBits == 0) {
            untyped = info->untyped.start + i;
            untyped_bits = one->sizeBits;
        }
    }
    first_slot = info->empty.end - SLOTS;
    for (unsigned level = 1; level < 4 && untyped != 0; level++) {
        (void)seL4_ARM_PageTable_Map(lasting_object(seL4_ARM_PageTableObject, 0), SPACE,
                                     UART_ADDRESS, seL4_ARM_Default_VMAttributes);
    }
}

/* Makes the registers' frame and maps it. Of each untyped it takes the half that they lie in; the
 * upper one exists only behind a lower one. */
static bool map_registers(void)
{
    seL4_CPtr slot = first_slot;
    seL4_CPtr part = untyped;
    seL4_Error error = seL4_NoError;

    for (seL4_Word bits = untyped_bits; bits > seL4_PageBits && error == seL4_NoError; bits--) {
        seL4_Word upper = (registers >> (bits - 1)) & 1;

        error = retype(part, seL4_UntypedObject, bits - 1, slot, upper + 1);
        part = slot + upper;
        slot += 2;
    }
    if (error == seL4_NoError) {
        error = retype(part, seL4_ARM_SmallPageObject, 0, slot, 1);
    }
    return error == seL4_NoError && seL4_ARM_Page_Map(slot, SPACE, UART_ADDRESS, seL4_ReadWrite,
                                                      seL4_ARM_ExecuteNever) == seL4_NoError;
}

static volatile uint32_t *at(unsigned offset)
{
    return (volatile uint32_t *)(UART_ADDRESS + registers % 4096 + offset);
}

/* The cases find the memory and the slots as boot left them: the registers are mapped for one text,
 * and given back. So a case that has objects of the same untyped must not print. */
void console_put(const char *text)
{
    if (untyped == 0) {
        return;
    }
    (void)seL4_CNode_Revoke(ROOT, untyped, DEPTH);
    if (map_registers()) {
        for (; *text != '\0'; text++) {
            while ((*at(UART_FLAGS) & FLAGS_FULL) != 0) {
            }
            *at(UART_DATA) = (uint8_t)*text;
        }
        while ((*at(UART_FLAGS) & FLAGS_BUSY) != 0) {
        }
    }
    (void)seL4_CNode_Revoke(ROOT, untyped, DEPTH);
}

#endif
