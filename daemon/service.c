/* SPDX-License-Identifier: MIT */
#include "daemon/service.h"

#include <systemd/sd-daemon.h>

struct wwd_service {
	struct event *watchdog; /* owned; NULL when none is asked for */
};

static void on_watchdog(evutil_socket_t fd, short what, void *data)
{
	(void) fd;
	(void) what;
	(void) data;
	sd_notify(0, "WATCHDOG=1");
}

struct wwd_service *wwd_service_create(struct event_base *base)
{
	WW_AUTO(wwd_service) struct wwd_service *s = calloc(1, sizeof(*s));
	uint64_t usec = 0;

	if (!s)
		return NULL;
	if (sd_watchdog_enabled(0, &usec) > 0) {
		/* sd_watchdog_enabled(3) recommends half of the interval. */
		struct timeval tv = { (time_t) (usec / 2 / 1000000), (suseconds_t) (usec / 2 % 1000000) };

		s->watchdog = event_new(base, -1, EV_PERSIST, on_watchdog, NULL);
		if (!s->watchdog || event_add(s->watchdog, &tv))
			return NULL;
	}
	return ww_steal(&s);
}

void wwd_service_destroy(struct wwd_service *s)
{
	if (!s)
		return;
	if (s->watchdog)
		event_free(s->watchdog);
	free(s);
}

void wwd_service_ready(void)
{
	sd_notify(0, "READY=1");
}

void wwd_service_reloading(void)
{
	struct timespec ts;

	if (clock_gettime(CLOCK_MONOTONIC, &ts))
		return;
	sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%" PRIu64,
		(uint64_t) ts.tv_sec * 1000000 + (uint64_t) ts.tv_nsec / 1000);
}

void wwd_service_stopping(void)
{
	sd_notify(0, "STOPPING=1");
}

void wwd_service_status(const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	sd_notifyf(0, "STATUS=%s", text);
}

int wwd_service_listen_fd(void)
{
	return sd_listen_fds(0) > 0 ? SD_LISTEN_FDS_START : -1;
}
