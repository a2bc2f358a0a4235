// SPDX-License-Identifier: BSD-2-Clause
/* Synchronisation between tasks, all of it. Spin locks are hal's. */
#pragma once

#include <ax/hal/spinlock.h>
#include <ax/sync/barrier.h>
#include <ax/sync/cond.h>
#include <ax/sync/mutex.h>
#include <ax/sync/once.h>
#include <ax/sync/semaphore.h>
