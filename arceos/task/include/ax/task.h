// SPDX-License-Identifier: BSD-2-Clause
/* Tasks, timers and wait queues, all of it. */
#pragma once

#include <ax/task/info.h>
#include <ax/task/ipi.h>
#include <ax/task/offload.h>
#include <ax/task/task.h>
#include <ax/task/timer.h>
#include <ax/task/wait.h>
