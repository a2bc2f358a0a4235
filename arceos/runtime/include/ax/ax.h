// SPDX-License-Identifier: BSD-2-Clause
/*
 * Everything that an application can use without a C library: output and log lines, memory, tasks,
 * synchronisation, block devices, time, and the end.
 */
#pragma once

#include <ax/alloc.h>
#include <ax/block.h>
#include <ax/core.h>
#include <ax/dma.h>
#include <ax/hal.h>
#include <ax/mm.h>
#include <ax/runtime.h>
#include <ax/sync.h>
#include <ax/task.h>
