/* SPDX-License-Identifier: MIT */
/**
 * cli/json.h - jansson, with values that free themselves:  WW_AUTO(json) json_t *v = NULL;
 */
#ifndef CLI_JSON_H
#define CLI_JSON_H

#include "base/base.h"

#include <jansson.h>

WW_DEFINE_AUTO(json_t *, json, json_decref)

#endif
