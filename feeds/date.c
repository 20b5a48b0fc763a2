/* SPDX-License-Identifier: MIT */
#include "feeds/date.h"

#include "base/timetext.h"
#include "feeds/date_names.h"

/* What was read so far; -1: not seen. Offsets are seconds east of UTC. */
struct fields {
	int64_t year;
	int month, day, hour, minute, second;
	int yearday, week; /* ISO 8601 ordinal and week dates */
	int offset;
	bool pm, am, month_first; /* month_first: its name came before any number */
};

struct scan {
	struct ww_str s;
	size_t i;
};

static char peek(const struct scan *c, size_t ahead)
{
	return c->i + ahead < c->s.n ? c->s.p[c->i + ahead] : '\0';
}

/* Read a number of at most max digits; returns how many there were. */
static unsigned number(struct scan *c, unsigned max, int64_t *ret)
{
	unsigned n = 0;

	for (*ret = 0; n < max && ww_is_digit(peek(c, 0)); n++)
		*ret = *ret * 10 + (c->s.p[c->i++] - '0');
	return n;
}

static unsigned digits_ahead(const struct scan *c)
{
	unsigned n = 0;

	while (n < 20 && ww_is_digit(peek(c, n)))
		n++;
	return n;
}

static int64_t full_year(int64_t y, unsigned digits)
{
	if (digits > 2)
		return y;
	return y < 70 ? y + 2000 : y + 1900;
}

static bool take_zone_name(struct fields *f, struct ww_str word)
{
	int minutes;

	if (feed_date_zone(word, &minutes))
		return false;
	f->offset = minutes * WW_MINUTE;
	return true;
}

/* "+0200", "-05:00", "+2", "-0730" at the sign. */
static int take_offset(struct scan *c, struct fields *f)
{
	int sign = peek(c, 0) == '-' ? -1 : 1;
	int64_t h, m = 0;
	unsigned n;

	c->i++;
	n = digits_ahead(c);
	if (!n || n > 4)
		return -EINVAL;
	number(c, n > 2 ? n - 2 : n, &h);
	if (peek(c, 0) == ':')
		c->i++;
	if (ww_is_digit(peek(c, 0)))
		number(c, 2, &m);
	if (h > 24 || m > 59)
		return -EINVAL;
	f->offset = sign * (int) (h * WW_HOUR + m * WW_MINUTE);
	return 0;
}

/* "14:30", "14:30:05.25" at the first digit. */
static int take_time(struct scan *c, struct fields *f)
{
	int64_t h, m = 0, s = 0;

	if (f->hour >= 0)
		return -EINVAL;
	number(c, 2, &h);
	if (peek(c, 0) == 'h') { /* French: "14h30", "14h" */
		c->i++;
		number(c, 2, &m);
	} else if (peek(c, 0) == ':') {
		c->i++;
		if (!number(c, 2, &m))
			return -EINVAL;
		if (peek(c, 0) == ':') {
			c->i++;
			if (!number(c, 2, &s))
				return -EINVAL;
		}
	}
	if ((peek(c, 0) == '.' || peek(c, 0) == ',') && ww_is_digit(peek(c, 1)))
		for (c->i++; ww_is_digit(peek(c, 0));)
			c->i++;
	if (peek(c, 0) == ':')
		return -EINVAL;
	f->hour = (int) h;
	f->minute = (int) m;
	f->second = (int) s;
	return 0;
}

static struct ww_str word_at(struct scan *c)
{
	struct ww_str w = { c->s.p + c->i, 0 };

	while (ww_is_alpha(peek(c, 0)) || (peek(c, 0) & 0x80)) {
		c->i++;
		w.n++;
	}
	return w;
}

static bool is_any(struct ww_str w, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (ww_str_eq_ci(w, ww_str(list[i])))
			return true;
	return false;
}

/* "a.m.", "PM"; Korean says it in front of the time. */
static bool take_half_day(struct scan *c, struct fields *f, struct ww_str w)
{
	bool dotted = w.n == 1 && peek(c, 0) == '.' && ww_lower(peek(c, 1)) == 'm';

	if ((dotted && ww_lower(w.p[0]) == 'p') || ww_str_eq_ci(w, WW_STR("pm")) ||
		ww_str_eq(w, WW_STR("\xEC\x98\xA4\xED\x9B\x84")))
		f->pm = true;
	else if ((dotted && ww_lower(w.p[0]) == 'a') || ww_str_eq_ci(w, WW_STR("am")) ||
		ww_str_eq(w, WW_STR("\xEC\x98\xA4\xEC\xA0\x84")))
		f->am = true;
	else
		return false;
	if (dotted)
		c->i += 2;
	return true;
}

static int take_word(struct scan *c, struct fields *f, bool before_numbers)
{
	static const char *const fillers[] = { "t", "at", "de", "of", "um", "den", "le", "il", "uhr", "th",
		"st", "nd", "rd", "\xC3\xA0", "the", "on", "klo", "kl", "\xEB\x85\x84", "\xEC\x9B\x94",
		"\xEC\x9D\xBC", "\xE5\xB9\xB4", "\xE6\x9C\x88", "\xE6\x97\xA5" };
	struct ww_str w = word_at(c);
	int month = feed_date_month(w);

	if (take_half_day(c, f, w))
		return 0;
	/* "mar., 01 dec." is a Tuesday in December: a month after the day outdoes one in front of it. */
	if (month && (f->month < 0 || f->month_first)) {
		f->month = month;
		f->month_first = before_numbers;
		return 0;
	}
	if ((before_numbers && f->month < 0) || take_zone_name(f, w) ||
		is_any(w, fillers, WW_ARRAY_LEN(fillers)))
		return 0;
	/* A zone nobody has heard of is taken for UTC; a month nobody has heard of is no date. */
	return f->hour >= 0 && f->month > 0 ? 0 : -EINVAL;
}

/* Three numbers with '/', '.' or '-' between: year first, or day and month in the order that can be. */
static int set_triple(struct fields *f, const int64_t v[3], const unsigned n[3], char sep)
{
	bool us = sep == '/' && v[0] <= 12;

	if (n[0] == 4 || (sep == '-' && n[0] == 2 && n[2] == 2)) {
		f->year = full_year(v[0], n[0]);
		f->month = (int) v[1];
		f->day = (int) v[2];
		return 0;
	}
	if (n[2] != 2 && n[2] != 4)
		return -EINVAL;
	if (v[1] > 12)
		us = true;
	f->year = full_year(v[2], n[2]);
	f->month = (int) (us ? v[0] : v[1]);
	f->day = (int) (us ? v[1] : v[0]);
	return 0;
}

/* "2024", but also with the units of Chinese, Japanese and Korean. */
static int take_unit(const struct scan *c, struct fields *f, int64_t v)
{
	static const struct {
		const char *unit;
		char what;
	} units[] = {
		{ "\xE5\xB9\xB4", 'y' },
		{ "\xEB\x85\x84", 'y' },
		{ "\xE6\x9C\x88", 'm' },
		{ "\xEC\x9B\x94", 'm' },
		{ "\xE6\x97\xA5", 'd' },
		{ "\xEC\x9D\xBC", 'd' },
	};

	for (size_t i = 0; i < WW_ARRAY_LEN(units); i++) {
		if (!ww_str_starts(ww_str_from(c->s, c->i), ww_str(units[i].unit)))
			continue;
		if (units[i].what == 'y')
			f->year = v;
		else if (units[i].what == 'm')
			f->month = (int) v;
		else
			f->day = (int) v;
		return 0;
	}
	return -EINVAL;
}

static int take_plain_number(const struct scan *c, struct fields *f, int64_t v, unsigned n)
{
	if (!take_unit(c, f, v))
		return 0;
	/* "10:00:00 0100": an offset that lost its sign. */
	if (n == 4 && f->year >= 0 && f->hour >= 0 && v < 1500 && v % 100 < 60) {
		f->offset = (int) (v / 100 * WW_HOUR + v % 100 * WW_MINUTE);
		return 0;
	}
	if (n == 4 && f->year < 0)
		f->year = v;
	else if (n <= 2 && f->day < 0)
		f->day = (int) v;
	else if (n <= 2 && f->year < 0)
		f->year = full_year(v, n);
	else
		return -EINVAL;
	return 0;
}

static int take_number(struct scan *c, struct fields *f)
{
	struct scan start = *c;
	int64_t v[3];
	unsigned n[3], k = 0;
	char sep = '\0';

	for (; k < 3; k++) {
		n[k] = number(c, 5, &v[k]);
		if (!n[k])
			break;
		if (!k && (peek(c, 0) == ':' || (peek(c, 0) == 'h' && f->hour < 0 && f->day >= 0))) {
			*c = start;
			return take_time(c, f);
		}
		if (k == 2 || !strchr("/.-", peek(c, 0)) || !peek(c, 0) || (k && peek(c, 0) != sep) ||
			!ww_is_digit(peek(c, 1)))
			break;
		sep = peek(c, 0);
		c->i++;
	}
	if (k == 2 && f->year < 0)
		return set_triple(f, v, n, sep);
	*c = start;
	n[0] = number(c, 5, &v[0]);
	return take_plain_number(c, f, v[0], n[0]);
}

/* Everything that is not ISO 8601: words and numbers in nearly any order. */
static int take_loose(struct scan *c, struct fields *f)
{
	bool before_numbers = true;
	int rc = 0;

	while (!rc && c->i < c->s.n) {
		char ch = peek(c, 0);

		if (ch == '(') {
			while (c->i < c->s.n && c->s.p[c->i++] != ')')
				;
		} else if (ww_is_digit(ch)) {
			before_numbers = false;
			rc = take_number(c, f);
		} else if (ww_is_alpha(ch) || (ch & 0x80)) {
			rc = take_word(c, f, before_numbers);
		} else if ((ch == '+' || ch == '-') && f->hour >= 0 && !ww_is_space(peek(c, 1))) {
			rc = take_offset(c, f);
		} else {
			c->i++;
		}
	}
	return rc;
}

/* What may follow an ISO date: time and zone. */
static int take_iso_time(struct scan *c, struct fields *f)
{
	while (ww_is_space(peek(c, 0)) || peek(c, 0) == ',')
		c->i++;
	if (ww_lower(peek(c, 0)) == 't')
		c->i++;
	while (ww_is_space(peek(c, 0)))
		c->i++;
	if (digits_ahead(c) >= 4) { /* T101455 */
		int64_t h, m, s = 0;

		number(c, 2, &h);
		number(c, 2, &m);
		number(c, 2, &s);
		f->hour = (int) h;
		f->minute = (int) m;
		f->second = (int) s;
	} else if (digits_ahead(c)) {
		int rc = take_time(c, f);

		if (rc)
			return rc;
	}
	return take_loose(c, f);
}

/* The part behind "YYYY-": month, month and day, day of the year, week. */
static int take_iso_rest(struct scan *c, struct fields *f)
{
	int64_t v;
	unsigned n;

	if (peek(c, 0) == 'W') {
		c->i++;
		if (number(c, 2, &v) != 2)
			return -EINVAL;
		f->week = (int) v;
		f->day = 1;
		if (peek(c, 0) == '-')
			c->i++;
		if (ww_is_digit(peek(c, 0)))
			f->day = c->s.p[c->i++] - '0';
		return 0;
	}
	n = number(c, 4, &v);
	if (!n)
		return -EINVAL;
	if (n == 3 && peek(c, 0) != '-' && peek(c, 0) != '/') {
		f->yearday = (int) v;
		return 0;
	}
	if (n == 4) {
		f->month = (int) v / 100;
		f->day = (int) v % 100;
		return 0;
	}
	f->month = (int) v;
	if ((peek(c, 0) == '-' || peek(c, 0) == '/') && ww_is_digit(peek(c, 1))) {
		c->i++;
		number(c, 2, &v);
		f->day = (int) v;
	}
	return 0;
}

/* "-2412", "-24-12", "-24": the century is left out. */
static int take_iso_short(struct scan *c, struct fields *f)
{
	int64_t v;

	c->i++;
	if (number(c, 2, &v) != 2)
		return -EINVAL;
	f->year = full_year(v, 2);
	if (peek(c, 0) == '-')
		c->i++;
	if (c->i < c->s.n) {
		if (number(c, 2, &v) != 2 || c->i < c->s.n)
			return -EINVAL;
		f->month = (int) v;
	}
	return 0;
}

/* 0 read, -EINVAL wrong, 1 not ISO 8601: *c is where it was. */
static int take_iso(struct scan *c, struct fields *f)
{
	unsigned n = digits_ahead(c);
	int64_t v;
	int rc;

	if (n == 8 || n == 14) {
		number(c, 4, &f->year);
		number(c, 4, &v);
		f->month = (int) v / 100;
		f->day = (int) v % 100;
		return take_iso_time(c, f);
	}
	if (n == 6 && c->s.n == 6) {
		number(c, 2, &v);
		f->year = full_year(v, 2);
		number(c, 4, &v);
		f->month = (int) v / 100;
		f->day = (int) v % 100;
		return 0;
	}
	if (peek(c, 0) == '-')
		return take_iso_short(c, f);
	if ((n == 7 || n == 5) && n == c->s.n) { /* "2024366", "24366" */
		number(c, n - 3, &v);
		f->year = full_year(v, n - 3);
		number(c, 3, &v);
		f->yearday = (int) v;
		return 0;
	}
	if (n == 2 && c->s.n == 6 && peek(c, 2) == '-') { /* "24-366" */
		number(c, 2, &v);
		f->year = full_year(v, 2);
		c->i++;
		f->yearday = number(c, 3, &v) == 3 ? (int) v : 0;
		return 0;
	}
	if (n != 4)
		return 1;
	if (c->s.n == 4) {
		number(c, 4, &f->year);
		return 0;
	}
	if ((peek(c, 4) != '-' && peek(c, 4) != '/') || (!ww_is_digit(peek(c, 5)) && peek(c, 5) != 'W'))
		return 1;
	number(c, 4, &f->year);
	c->i++;
	rc = take_iso_rest(c, f);
	return rc ? rc : take_iso_time(c, f);
}

static unsigned days_in_month(int64_t year, int month)
{
	static const unsigned char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

static int day_number(const struct fields *f, int64_t *ret)
{
	int month = f->month < 0 ? 1 : f->month, day = f->day < 0 ? 1 : f->day;
	int64_t jan4 = ww_days_from_civil(f->year, 1, 4);

	if (f->week >= 0) {
		if (f->week < 1 || f->week > 53 || day < 1 || day > 7)
			return -EINVAL;
		/* Week 1 holds January 4th; the epoch was a Thursday. */
		*ret = jan4 - (jan4 + 3) % 7 + (int64_t) (f->week - 1) * 7 + day - 1;
		return 0;
	}
	if (f->yearday >= 0) {
		*ret = ww_days_from_civil(f->year, 1, 1) + f->yearday - 1;
		return f->yearday < 1 || f->yearday > 366 ? -EINVAL : 0;
	}
	if (month < 1 || month > 12 || day < 1 || (unsigned) day > days_in_month(f->year, month))
		return -EINVAL;
	*ret = ww_days_from_civil(f->year, (unsigned) month, (unsigned) day);
	return 0;
}

static int finish(struct fields *f, int64_t *ret)
{
	int64_t days, t;

	if (f->year < 1970 || f->year > 9999 || day_number(f, &days))
		return -EINVAL;
	if (f->pm && f->hour >= 0 && f->hour < 12)
		f->hour += 12;
	else if (f->am && f->hour == 12)
		f->hour = 0;
	if (f->hour < 0)
		f->hour = f->minute = f->second = 0;
	/* 24:00 is the end of the day and :60 a leap second. */
	if (f->hour > 24 || (f->hour == 24 && (f->minute || f->second)) || f->minute > 59 || f->second > 60)
		return -EINVAL;
	t = days * WW_DAY + f->hour * WW_HOUR + f->minute * WW_MINUTE + f->second - f->offset;
	if (t < 0)
		return -EINVAL;
	*ret = t;
	return 0;
}

int feed_date_parse(struct ww_str s, int64_t *ret)
{
	struct fields f = { .year = -1, .month = -1, .day = -1, .hour = -1, .yearday = -1, .week = -1 };
	struct scan c = { .s = ww_str_trim(s) };
	int rc;

	if (!c.s.n || c.s.n > 120)
		return -EINVAL;
	rc = take_iso(&c, &f);
	if (rc == 1) {
		rc = take_loose(&c, &f);
		/* "12:30" or "Monday 5" is no date. */
		if (!rc && f.month < 0)
			rc = -EINVAL;
	}
	return rc ? rc : finish(&f, ret);
}
