# SPDX-License-Identifier: BSD-2-Clause
APP_DESCRIPTION := five tasks of different nice values share a core; the nicest ends last
