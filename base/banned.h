/* SPDX-License-Identifier: MIT */
/**
 * base/banned.h - library functions that may not be used here.
 *
 * Each either cannot know the size of what it writes, hides its errors, or
 * keeps state between calls. A use fails to compile; the name says why.
 */
#ifndef WW_BANNED_H
#define WW_BANNED_H

#define WW_BANNED(func) sorry_##func##_is_banned_see_base_banned_h

#undef strcpy
#define strcpy(x, y) WW_BANNED(strcpy)
#undef strcat
#define strcat(x, y) WW_BANNED(strcat)
#undef strncpy
#define strncpy(x, y, n) WW_BANNED(strncpy)
#undef strncat
#define strncat(x, y, n) WW_BANNED(strncat)
#undef strtok
#define strtok(x, y) WW_BANNED(strtok)
#undef strtok_r
#define strtok_r(x, y, z) WW_BANNED(strtok_r)
#undef sprintf
#define sprintf(...) WW_BANNED(sprintf)
#undef vsprintf
#define vsprintf(...) WW_BANNED(vsprintf)
#undef atoi
#define atoi(x) WW_BANNED(atoi)
#undef atol
#define atol(x) WW_BANNED(atol)
#undef atof
#define atof(x) WW_BANNED(atof)
#undef gmtime
#define gmtime(t) WW_BANNED(gmtime)
#undef localtime
#define localtime(t) WW_BANNED(localtime)
#undef ctime
#define ctime(t) WW_BANNED(ctime)
#undef asctime
#define asctime(t) WW_BANNED(asctime)

#endif
