# SPDX-License-Identifier: BSD-2-Clause
APP_DESCRIPTION := reads and writes a disk at random and checks every byte; overwrites DISK=
APP_DISK := 16M
