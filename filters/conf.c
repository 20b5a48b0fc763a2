/* SPDX-License-Identifier: MIT */
/*
 * Files to lines to sections. A reader holds what all files share, a source is
 * one file being read; sources nest with includes.
 */
#include "filters/conf.h"

#include "base/utf8.h"
#include "filters/conf_arena.h"
#include "filters/conf_section.h"

#define NO_SECTION SIZE_MAX

struct conf_memory {
	struct conf_arena arena;
	WW_ARRAY(char *) texts; /* the files as read; lines point into them */
};

struct source {
	const struct source *outer; /* the file that includes this one */
	const char *name;           /* as shown, owned by the conf */
	struct ww_str rest;
	unsigned number; /* of the line read last */
	size_t section;  /* in conf.sections, where entries go */
};

struct reader {
	const struct conf_io *io;
	struct ww_diags *diags;
	struct conf *conf;
	struct ww_buf buf; /* scratch: the value being put together */
	bool no_memory;
};

/* A line with its comment and outer blanks taken away. */
struct content {
	const struct conf_line *line;
	struct ww_str s; /* points into line->text */
	bool comment;    /* there was one */
	bool bad;        /* complained about */
};

static const struct conf_kind kind_defaults = { CONF_DEFAULTS, "defaults", false, false };

static int read_file(struct reader *r, const char *path, const struct source *outer, struct ww_err *err);

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static unsigned col_of(const struct conf_line *line, const char *p)
{
	return (unsigned) (p - line->text.p) + 1;
}

/* The next line of the file, unchecked. False at the end. */
static bool take_line(struct source *src, struct ww_str *ret)
{
	if (!src->rest.n)
		return false;
	if (!ww_str_split(&src->rest, '\n', ret))
		return false;
	if (ret->n && ret->p[ret->n - 1] == '\r')
		ret->n--;
	src->number++;
	return true;
}

static void check_line(struct reader *r, struct content *c)
{
	struct ww_str text = c->line->text;
	size_t bad = ww_utf8_check(text.p, text.n), nul = ww_str_find_char(text, '\0');

	bad = ww_min(bad, nul);
	if (text.n > CONF_LINE_MAX) {
		struct conf_line start = *c->line;

		start.text.n = ww_utf8_cut(text.p, text.n, 60);
		conf_line_diag(r->diags, WW_ERROR, &start, 1, start.text.n,
			"this line has %zu bytes; the most is %d", text.n, CONF_LINE_MAX);
		c->bad = true;
	} else if (bad < text.n) {
		conf_line_diag(r->diags, WW_ERROR, c->line, (unsigned) bad + 1, 1, "this is not UTF-8 text");
		ww_diag_hint(r->diags, "save the file as UTF-8");
		c->bad = true;
	}
}

/* "#" at the start or after a blank starts a comment, wherever it stands. */
static size_t comment_start(struct ww_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '#' && (!i || is_blank(s.p[i - 1])))
			return i;
	return s.n;
}

static bool next_content(struct reader *r, struct source *src, struct content *ret)
{
	struct ww_str text;
	struct conf_line *line;
	size_t end;

	if (!take_line(src, &text))
		return false;
	line = conf_arena_alloc(&r->conf->memory->arena, sizeof(*line));
	if (!line) {
		r->no_memory = true;
		return false;
	}
	*line = (struct conf_line){ .file = src->name, .number = src->number, .text = text };
	end = comment_start(text);
	*ret = (struct content){
		.line = line, .s = conf_trim(ww_str_n(text.p, end)), .comment = end < text.n
	};
	return true;
}

static bool is_key_char(char c)
{
	return ww_is_alpha(c) || ww_is_digit(c) || c == '-' || c == '_';
}

/* The bytes of  word =  or  word >=  at the start of s up to and with "="; 0 if there is no such thing. */
static size_t key_length(struct ww_str s)
{
	size_t i = 0;

	while (i < s.n && is_key_char(s.p[i]))
		i++;
	if (!i)
		return 0;
	while (i < s.n && is_blank(s.p[i]))
		i++;
	if (i + 1 < s.n && s.p[i] == '>' && s.p[i + 1] == '=')
		i++;
	return i < s.n && s.p[i] == '=' ? i + 1 : 0;
}

/* A defaults line starts with that word, unless it is a key: "defaults = x". */
static bool is_defaults(struct ww_str s)
{
	struct ww_str word = WW_STR("defaults");

	if (!ww_str_starts_ci(s, word) || (s.n > word.n && !is_blank(s.p[word.n])))
		return false;
	return !key_length(s);
}

static bool ends_continuation(const struct content *c)
{
	if (!c->s.n)
		return !c->comment;
	return c->s.p[0] == '[' || key_length(c->s) || is_defaults(c->s);
}

/* Append a stretch of a line to the value in r->buf; "\#" after a blank gives "#". */
static void add_piece(struct reader *r, struct conf_value *v, const struct conf_line *line, struct ww_str s)
{
	size_t from = 0;

	for (size_t i = 0; i <= s.n; i++) {
		const char *at = s.p + from;
		bool escape =
			i + 1 < s.n && s.p[i] == '\\' && s.p[i + 1] == '#' && (!i || is_blank(s.p[i - 1]));

		if (!escape && i < s.n)
			continue;
		if (i > from || from == 0) {
			struct conf_piece p = { .off = r->buf.n, .line = line, .col = col_of(line, at) };

			if (ww_array_push(&v->pieces, p) || ww_buf_add(&r->buf, at, i - from))
				r->no_memory = true;
		}
		from = i + 1;
	}
}

static void finish_value(struct reader *r, struct conf_value *v)
{
	char *text = conf_arena_text(&r->conf->memory->arena, ww_buf_str(&r->buf));

	if (!text || r->buf.err)
		r->no_memory = true;
	else
		v->text = ww_str_n(text, r->buf.n);
	ww_buf_reset(&r->buf);
}

/* A value that starts at s, with the lines that continue it. True when all was well. */
static bool read_value(struct reader *r, struct source *src, const struct conf_line *line, struct ww_str s,
	bool continues, struct conf_value *v)
{
	bool fine = true;

	ww_buf_reset(&r->buf);
	add_piece(r, v, line, s);
	while (continues && r->buf.n && r->buf.v[r->buf.n - 1] == ',' && !r->no_memory) {
		struct source before = *src;
		struct content c;

		if (!next_content(r, src, &c))
			break;
		if (ends_continuation(&c)) {
			*src = before;
			break;
		}
		check_line(r, &c);
		fine = fine && !c.bad;
		if (!c.s.n)
			continue;
		ww_buf_addc(&r->buf, ' ');
		add_piece(r, v, c.line, c.s);
	}
	finish_value(r, v);
	return fine;
}

static struct conf_section *add_section(struct reader *r, const struct conf_line *line)
{
	struct conf_section *s = ww_array_add(&r->conf->sections);

	if (!s)
		r->no_memory = true;
	else
		s->line = line;
	return s;
}

static struct conf_entry *add_entry(struct reader *r, struct conf_section *s, const struct conf_line *line)
{
	struct conf_entry *e = ww_array_add(&s->entries);

	if (!e)
		r->no_memory = true;
	else
		e->line = line;
	return e;
}

static void read_section(struct reader *r, struct source *src, const struct content *c)
{
	struct conf_section *s = add_section(r, c->line);

	if (!s)
		return;
	src->section = r->conf->sections.n - 1;
	s->bad = c->bad;
	conf_section_parse(s, c->s, r->diags);
}

/* Bytes [off, off + len) of a value as a value of their own. */
static void sub_value(
	struct reader *r, const struct conf_value *whole, size_t off, size_t len, struct conf_value *v)
{
	char *text = conf_arena_text(&r->conf->memory->arena, ww_str_n(whole->text.p + off, len));

	if (!text) {
		r->no_memory = true;
		return;
	}
	v->text = ww_str_n(text, len);
	for (size_t i = 0; i < whole->pieces.n; i++) {
		struct conf_piece p = whole->pieces.v[i];
		size_t end = i + 1 < whole->pieces.n ? whole->pieces.v[i + 1].off : SIZE_MAX;

		if (end <= off || (p.off > off + len && i))
			continue;
		if (p.off < off)
			p.col += (unsigned) (off - p.off);
		p.off = p.off < off ? 0 : p.off - off;
		if (ww_array_push(&v->pieces, p))
			r->no_memory = true;
	}
}

/* Where the value that starts at off ends: before a "," that  word =  follows. */
static size_t default_end(struct ww_str text, size_t off)
{
	for (size_t i = off; i < text.n; i++)
		if (text.p[i] == ',' && key_length(conf_trim(ww_str_from(text, i + 1))))
			return i;
	return text.n;
}

static void split_defaults(struct reader *r, struct conf_section *s, const struct conf_value *whole)
{
	for (size_t off = 0; off < whole->text.n && !r->no_memory;) {
		struct ww_str rest = ww_str_from(whole->text, off);
		size_t key_n = key_length(rest), end = default_end(whole->text, off + key_n);
		struct ww_place at = conf_value_place(whole, off, 1);
		struct ww_str value = conf_trim(ww_str_n(rest.p + key_n, end - off - key_n));
		struct conf_entry *e = add_entry(r, s, whole->pieces.v[0].line);

		if (!e)
			return;
		for (size_t i = 0; i < whole->pieces.n; i++)
			if (whole->pieces.v[i].off <= off)
				e->line = whole->pieces.v[i].line;
		e->key = conf_trim(ww_str_n(rest.p, key_n - 1));
		e->key_col = at.col;
		sub_value(r, whole, value.n ? (size_t) (value.p - whole->text.p) : off + key_n, value.n,
			&e->value);
		off = end < whole->text.n ? end + 1 : end;
		while (off < whole->text.n && is_blank(whole->text.p[off]))
			off++;
	}
}

static void read_defaults(struct reader *r, struct source *src, const struct content *c)
{
	size_t n = strlen("defaults");
	struct ww_str rest = conf_trim(ww_str_from(c->s, n));
	struct conf_value whole = { 0 };
	struct conf_section *s;

	if (!key_length(rest)) {
		if (!c->bad) {
			conf_line_diag(r->diags, WW_ERROR, c->line, col_of(c->line, c->s.p), c->s.n,
				"defaults read: defaults key = value, key = value");
			ww_diag_hint(r->diags, "defaults urgency = normal, limit = 6/hour");
		}
		return;
	}
	s = add_section(r, c->line);
	if (!s)
		return;
	s->kind = ww_str_n(c->s.p, n);
	s->is = &kind_defaults;
	s->bad = !read_value(r, src, c->line, rest, true, &whole) || c->bad;
	if (!r->no_memory && !s->bad)
		split_defaults(r, s, &whole);
	ww_array_finish(&whole.pieces);
}

static bool is_open(const struct source *src, const char *path)
{
	for (; src; src = src->outer)
		if (!strcmp(src->name, path))
			return true;
	return false;
}

static void include_one(
	struct reader *r, const struct source *src, const struct conf_value *v, const char *path)
{
	struct ww_err err = { 0 };
	size_t depth = 0;
	int rc;

	for (const struct source *s = src; s; s = s->outer)
		depth++;
	if (is_open(src, path)) {
		conf_value_diag(r->diags, WW_ERROR, v, 0, v->text.n,
			"\"%s\" is being read already: this include goes in a circle", path);
	} else if (depth >= CONF_DEPTH_MAX) {
		conf_value_diag(r->diags, WW_ERROR, v, 0, v->text.n,
			"includes are nested too deep: the most is %d", CONF_DEPTH_MAX);
	} else if (r->conf->files.n >= CONF_FILES_MAX) {
		conf_value_diag(r->diags, WW_ERROR, v, 0, v->text.n, "too many files: the most is %d",
			CONF_FILES_MAX);
	} else {
		rc = read_file(r, path, src, &err);
		if (rc == -ENOMEM)
			r->no_memory = true;
		else if (rc)
			conf_value_diag(r->diags, WW_ERROR, v, 0, v->text.n, "\"%s\" cannot be read: %s",
				path, err.text[0] ? err.text : strerror(-rc));
	}
}

/* path as seen from the folder of the including file; "./" in front says nothing. */
static char *beside(const char *file, struct ww_str path)
{
	WW_AUTO(buf) struct ww_buf b = WW_BUF(2u * CONF_LINE_MAX);
	const char *slash = strrchr(file, '/');

	while (ww_str_starts(path, WW_STR("./")))
		path = ww_str_from(path, 2);
	if (slash && !ww_str_starts(path, WW_STR("/")))
		ww_buf_add(&b, file, (size_t) (slash - file) + 1);
	ww_buf_add_str(&b, path);
	return ww_buf_detach(&b);
}

static void read_include(struct reader *r, const struct source *src, const struct conf_value *v)
{
	WW_AUTO(str) char *path = beside(src->name, v->text);
	char **paths = NULL;
	size_t n = 0;
	int rc;

	if (!path) {
		r->no_memory = true;
	} else if (!v->text.n) {
		conf_value_diag(r->diags, WW_ERROR, v, 0, 0, "include has no value");
		ww_diag_hint(r->diags, "include = conf.d/*.watch");
	} else if (!strpbrk(path, "*?[")) {
		include_one(r, src, v, path);
	} else {
		rc = r->io->glob(r->io->arg, path, &paths, &n);
		if (rc == -ENOMEM)
			r->no_memory = true;
		else if (rc)
			conf_value_diag(r->diags, WW_ERROR, v, 0, v->text.n, "\"%s\" cannot be read: %s",
				path, strerror(-rc));
		for (size_t i = 0; i < n; i++) {
			if (!r->no_memory)
				include_one(r, src, v, paths[i]);
			free(paths[i]);
		}
		free(paths);
	}
}

static bool is_include(struct ww_str key)
{
	return ww_str_eq_ci(key, WW_STR("include"));
}

static void read_entry(struct reader *r, struct source *src, const struct content *c, size_t eq)
{
	struct ww_str key = conf_trim(ww_str_n(c->s.p, eq)), value = conf_trim(ww_str_from(c->s, eq + 1));
	bool include = is_include(key), say = ww_str_eq_ci(key, WW_STR("say"));
	struct conf_value v = { 0 };
	struct conf_entry *e;
	bool fine;

	if (!value.n)
		value.p = c->s.p + eq + 1;
	fine = read_value(r, src, c->line, value, !include && !say, &v) && !c->bad;
	if (include || src->section == NO_SECTION || r->no_memory) {
		if (include && fine && !r->no_memory) {
			read_include(r, src, &v);
		} else if (fine && !r->no_memory) {
			conf_line_diag(r->diags, WW_ERROR, c->line, col_of(c->line, key.p), key.n,
				"\"%.*s\" stands before the first section", WW_STR_ARG(key));
			ww_diag_hint(r->diags, "start with [topic NAME]");
		}
		ww_array_finish(&v.pieces);
		return;
	}
	e = add_entry(r, &r->conf->sections.v[src->section], c->line);
	if (!e) {
		ww_array_finish(&v.pieces);
		return;
	}
	e->key = key;
	e->key_col = col_of(c->line, key.p);
	e->value = v;
	e->bad = !fine;
}

static void read_raw(struct reader *r, struct source *src, const struct content *c)
{
	struct conf_entry *e = add_entry(r, &r->conf->sections.v[src->section], c->line);

	if (!e)
		return;
	e->key_col = col_of(c->line, c->s.p);
	e->bad = !read_value(r, src, c->line, c->s, false, &e->value) || c->bad;
}

static void read_nothing(struct reader *r, struct source *src, const struct content *c)
{
	if (!c->bad)
		conf_line_diag(r->diags, WW_ERROR, c->line, col_of(c->line, c->s.p), c->s.n,
			"this is neither [section] nor key = value");
	if (src->section != NO_SECTION)
		r->conf->sections.v[src->section].broken = true;
}

static void read_line(struct reader *r, struct source *src, struct content *c)
{
	struct conf_section *s = src->section == NO_SECTION ? NULL : &r->conf->sections.v[src->section];
	bool raw = s && s->is && s->is->raw;
	size_t key_n = key_length(c->s), eq = ww_str_find_char(c->s, '=');

	check_line(r, c);
	if (!c->s.n)
		return;
	if (c->s.p[0] == '[')
		read_section(r, src, c);
	else if (is_defaults(c->s))
		read_defaults(r, src, c);
	else if (raw && !(key_n && is_include(conf_trim(ww_str_n(c->s.p, key_n - 1)))))
		read_raw(r, src, c);
	else if (eq < c->s.n && conf_trim(ww_str_n(c->s.p, eq)).n)
		read_entry(r, src, c, eq);
	else
		read_nothing(r, src, c);
}

static int read_file(struct reader *r, const char *path, const struct source *outer, struct ww_err *err)
{
	struct source src = { .outer = outer, .section = NO_SECTION };
	struct content c;
	char *text = NULL, *name;
	size_t len = 0;
	int rc = r->io->read(r->io->arg, path, &text, &len, err);

	if (rc)
		return rc;
	if (ww_array_push(&r->conf->memory->texts, text)) {
		free(text);
		return -ENOMEM;
	}
	name = strdup(path);
	if (!name || ww_array_push(&r->conf->files, name)) {
		free(name);
		return -ENOMEM;
	}
	if (!ww_diags_own(r->diags, name))
		return -ENOMEM;
	src.name = name;
	src.rest = ww_str_n(text, len);
	if (ww_str_starts(src.rest, WW_STR("\xEF\xBB\xBF")))
		src.rest = ww_str_from(src.rest, 3);
	while (!r->no_memory && next_content(r, &src, &c))
		read_line(r, &src, &c);
	return r->no_memory ? -ENOMEM : 0;
}

int conf_read(const char *path, const struct conf_io *io, struct ww_diags *diags, struct conf **ret_conf,
	struct ww_err *err)
{
	WW_AUTO(conf) struct conf *conf = calloc(1, sizeof(*conf));
	struct reader r = { .io = io, .diags = diags, .conf = conf, .buf = WW_BUF(1u << 30) };
	int rc;

	if (!conf)
		return -ENOMEM;
	conf->memory = calloc(1, sizeof(*conf->memory));
	if (!conf->memory)
		return -ENOMEM;
	rc = read_file(&r, path, NULL, err);
	ww_buf_finish(&r.buf);
	if (rc)
		return rc;
	*ret_conf = ww_steal(&conf);
	return 0;
}

void conf_destroy(struct conf *conf)
{
	if (!conf)
		return;
	for (size_t i = 0; i < conf->sections.n; i++) {
		struct conf_section *s = &conf->sections.v[i];

		for (size_t j = 0; j < s->entries.n; j++)
			ww_array_finish(&s->entries.v[j].value.pieces);
		ww_array_finish(&s->entries);
	}
	ww_array_finish(&conf->sections);
	for (size_t i = 0; i < conf->files.n; i++)
		free(conf->files.v[i]);
	ww_array_finish(&conf->files);
	if (conf->memory) {
		for (size_t i = 0; i < conf->memory->texts.n; i++)
			free(conf->memory->texts.v[i]);
		ww_array_finish(&conf->memory->texts);
		conf_arena_finish(&conf->memory->arena);
		free(conf->memory);
	}
	free(conf);
}
