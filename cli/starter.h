/* SPDX-License-Identifier: MIT */
/**
 * cli/starter.h - examples/watchlist, built in; cli/starter.c is made from it by make.
 */
#ifndef CLI_STARTER_H
#define CLI_STARTER_H

#include <stddef.h>

extern const unsigned char cli_starter[];
extern const size_t cli_starter_len;

#endif
