/* SPDX-License-Identifier: MIT */
/** store/lock.h - inside store/: one writer per folder. */
#ifndef STORE_LOCK_H
#define STORE_LOCK_H

#include "store/store.h"

/** Lock dir for this process until *ret_fd is closed. 0, -EWOULDBLOCK (err names the pid) or -errno. */
int store_lock(const char *dir, int *ret_fd, struct ww_err *err);

#endif
