// SPDX-License-Identifier: BSD-2-Clause
/* The string functions of core as own_...() */
#pragma once

#define memcpy  own_memcpy
#define memmove own_memmove
#define memset  own_memset
#define memcmp  own_memcmp
#define memchr  own_memchr
#define strlen  own_strlen
#define strnlen own_strnlen
#define strcmp  own_strcmp
#define strncmp own_strncmp
#define strchr  own_strchr
#define strrchr own_strrchr
#define strstr  own_strstr
#define strtoul own_strtoul
#include <ax/core/string.h>
