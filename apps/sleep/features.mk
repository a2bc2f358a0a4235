# SPDX-License-Identifier: BSD-2-Clause
APP_DESCRIPTION := five tasks sleep for one to five seconds while another ticks
