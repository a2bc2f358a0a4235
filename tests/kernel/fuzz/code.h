// SPDX-License-Identifier: BSD-2-Clause
//
// What the assembly source defines.
#pragma once

/* ENTRY_END bytes that run at any address. */
extern const char worker_code[];
