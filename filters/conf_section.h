/* SPDX-License-Identifier: MIT */
/**
 * filters/conf_section.h - section lines. For the lexical layer only.
 */
#ifndef WATCH_CONF_SECTION_H
#define WATCH_CONF_SECTION_H

#include "filters/conf.h"

/**
 * Fill in kind and name of s from its line without comment and outer blanks,
 * which starts with "[". s->line is set. Complaints make s->bad; when it was
 * bad before, nothing more is said.
 */
void conf_section_parse(struct conf_section *s, struct ww_str line, struct ww_diags *diags);

/** s without blanks (space, tab) at both ends. */
struct ww_str conf_trim(struct ww_str s);

#endif
