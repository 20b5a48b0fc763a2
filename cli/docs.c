/* SPDX-License-Identifier: MIT */
#include "cli/docs.h"

/* The body is "text" in documents; the other fields have their own names. */
static const char *key_of(unsigned field)
{
	return field == WATCH_BODY ? "text" : watch_field_name((enum watch_field) field);
}

int cli_doc_parse(struct ww_str line, struct cli_doc *ret, struct ww_err *err)
{
	WW_AUTO(cli_doc) struct cli_doc d = { 0 };
	json_error_t error;

	d.json = json_loadb(line.n ? line.p : "", line.n, JSON_ALLOW_NUL, &error);
	if (!d.json)
		return ww_err_set(err, -EINVAL, "not JSON: %s", error.text);
	if (!json_is_object(d.json))
		return ww_err_set(err, -EINVAL, "not a JSON object");
	for (unsigned f = 0; f < WATCH_N_FIELDS; f++) {
		const json_t *v = json_object_get(d.json, key_of(f));

		if (v && !json_is_string(v) && !json_is_null(v))
			return ww_err_set(err, -EINVAL, "\"%s\" is not a string", key_of(f));
		d.doc.field[f] = ww_str_n(json_string_value(v), json_string_length(v));
	}
	*ret = d;
	d.json = NULL;
	return 0;
}

void cli_doc_finish(struct cli_doc *d)
{
	json_decref(d->json);
	d->json = NULL;
}

static void add_number(struct ww_buf *out, uint32_t v)
{
	char digits[10];
	size_t n = sizeof(digits);

	do {
		digits[--n] = (char) ('0' + v % 10);
		v /= 10;
	} while (v);
	ww_buf_add(out, digits + n, sizeof(digits) - n);
}

/* A JSON string; names are well-formed UTF-8. */
static void add_string(struct ww_buf *out, const char *prefix, const char *s)
{
	ww_buf_addc(out, '"');
	ww_buf_adds(out, prefix);
	for (; *s; s++) {
		if ((unsigned char) *s < 0x20) {
			ww_buf_addf(out, "\\u%04x", (unsigned) *s);
			continue;
		}
		if (*s == '"' || *s == '\\')
			ww_buf_addc(out, '\\');
		ww_buf_addc(out, *s);
	}
	ww_buf_addc(out, '"');
}

static void add_rule(struct ww_buf *out, const struct watch_hits *hits, const struct watch_hit *hit,
        const char *prefix, bool first)
{
	if (!first)
		ww_buf_adds(out, ", ");
	add_string(out, prefix, hit->rule->name);
	ww_buf_adds(out, ": [");
	for (size_t i = 0; i < hit->n_spans; i++) {
		const struct watch_span *s = &hits->spans.v[hit->first + i];

		ww_buf_adds(out, i ? ", [\"" : "[\"");
		ww_buf_adds(out, key_of(s->field));
		ww_buf_adds(out, "\", ");
		add_number(out, s->begin);
		ww_buf_adds(out, ", ");
		add_number(out, s->end);
		ww_buf_addc(out, ']');
	}
	ww_buf_addc(out, ']');
}

int cli_doc_print(const struct cli_doc *d, const struct watch_hits *hits, bool figures, struct ww_buf *out)
{
	const json_t *id = json_object_get(d->json, "id");
	WW_AUTO(str) char *text = id ? json_dumps(id, JSON_ENCODE_ANY) : NULL;
	bool first = true;

	if (id && !text)
		return -ENOMEM;
	ww_buf_adds(out, "{\"doc\": ");
	ww_buf_adds(out, text ? text : "null");
	ww_buf_adds(out, ", \"rules\": {");
	for (size_t i = 0; i < hits->list.n; i++) {
		const struct watch_hit *h = &hits->list.v[i];

		if (watch_rule_is_active(h->rule)) {
			add_rule(out, hits, h, "", first);
			first = false;
		}
		if (figures && h->rule->kind == WATCH_FIGURE) {
			add_rule(out, hits, h, "figure:", first);
			first = false;
		}
	}
	ww_buf_adds(out, "}}\n");
	return out->err;
}
