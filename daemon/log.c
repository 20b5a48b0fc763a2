/* SPDX-License-Identifier: MIT */
#include "daemon/log.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/utf8.h"

#define LOG_LINE_MAX 8192

/* The one piece of state of the process: where its stderr goes. */
static struct {
	bool journal;
	enum wwd_level max;
} log_state = { false, WWD_INFO };

void wwd_log_init(enum wwd_level max)
{
	const char *stream = getenv("JOURNAL_STREAM");
	unsigned long long dev = 0, ino = 0;
	struct stat st;

	/* systemd.exec(5): device and inode of the stream, so that a child whose
	 * stderr was redirected is not fooled. */
	log_state.journal = stream && sscanf(stream, "%llu:%llu", &dev, &ino) == 2 && !fstat(STDERR_FILENO, &st) &&
		st.st_dev == (dev_t) dev && st.st_ino == (ino_t) ino;
	log_state.max = max;
}

static void write_line(enum wwd_level level, struct ww_str text)
{
	char room[LOG_LINE_MAX];
	struct ww_buf clean = { .v = room, .cap = sizeof(room), .max = sizeof(room) - 1 };
	char head[16];

	/* The buffer is ours and large enough for what is kept: nothing is allocated. */
	text.n = ww_utf8_cut(text.p, text.n, (LOG_LINE_MAX - 2) / 3);
	room[0] = '\0';
	ww_utf8_clean(&clean, text.p, text.n, false);
	for (size_t i = 0; i < clean.n; i++)
		if (room[i] == '\n' || room[i] == '\t')
			room[i] = ' ';
	if (log_state.journal)
		snprintf(head, sizeof(head), "<%d>", level);
	else
		snprintf(head, sizeof(head), "wirewatchd: ");
	/* One write a record: records of other processes do not cut ours in two. */
	fprintf(stderr, "%s%s\n", head, room);
}

void wwd_log(enum wwd_level level, const char *fmt, ...)
{
	char text[LOG_LINE_MAX];
	va_list ap;
	int n;

	if (level > log_state.max)
		return;
	va_start(ap, fmt);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (n >= 0)
		write_line(level, ww_str_n(text, ww_min((size_t) n, sizeof(text) - 1)));
}

void wwd_log_lines(enum wwd_level level, const char *text)
{
	struct ww_str rest = ww_str(text), line;

	if (level > log_state.max)
		return;
	while (ww_str_split(&rest, '\n', &line))
		if (line.n)
			write_line(level, line);
}
