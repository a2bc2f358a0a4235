// SPDX-License-Identifier: BSD-2-Clause
/* What the contract kernel's assembly and C share. */
#pragma once

#include <stdint.h>

/** x0 to x7 of each core at entry, by logical number; entry.S writes them. */
extern uint64_t contract_registers[8][8];

/** Stacks of the cores. */
extern _Alignas(16) uint8_t contract_stacks[8][4096];

/** C part, on each core. `stack_select` is SPSel at entry. */
_Noreturn void contract_main(uint64_t core, uint64_t stack_select);
