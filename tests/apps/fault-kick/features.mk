# SPDX-License-Identifier: BSD-2-Clause
APP_DESCRIPTION := a task that faults all the time while another core makes it yield
