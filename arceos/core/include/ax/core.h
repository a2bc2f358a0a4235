// SPDX-License-Identifier: BSD-2-Clause
/* The freestanding base, all of it. Nothing in core blocks, allocates or uses floating point. */
#pragma once

#include <ax/core/args.h>
#include <ax/core/assert.h>
#include <ax/core/bitmap.h>
#include <ax/core/errno.h>
#include <ax/core/heap.h>
#include <ax/core/list.h>
#include <ax/core/log.h>
#include <ax/core/printf.h>
#include <ax/core/ring.h>
#include <ax/core/string.h>
#include <ax/core/symbol.h>
#include <ax/core/types.h>
