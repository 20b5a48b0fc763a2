/* SPDX-License-Identifier: MIT */
/*
 * Nodes against the postings of a document: is it true, where are its spans,
 * which bytes does it mark. watchlist(5), "Meaning", says what each means.
 */
#include "filters/matcher.h"

#include "base/utf8.h"

/* Occurrences of a phrase: those of its rarest word here, with the neighbours checked. */
struct phrase {
	struct watch_matcher *m;
	const struct watch_node *n;
	const uint32_t *terms;
	uint32_t anchor;     /* which word */
	uint32_t next, last; /* in places */
};

static struct phrase phrase_of(struct watch_matcher *m, const struct watch_node *n)
{
	struct phrase p = { .m = m, .n = n, .terms = watch_node_terms(m->set, n) };
	const struct watch_posting *best = &m->postings.v[p.terms[0]], *next;

	for (uint32_t i = 1; i < n->size && best->n; i++) {
		next = &m->postings.v[p.terms[i]];
		if (next->n < best->n) {
			best = next;
			p.anchor = i;
		}
	}
	p.next = best->first;
	p.last = best->first + best->n;
	return p;
}

static const struct watch_token *token_at(const struct watch_matcher *m, uint32_t word, unsigned field)
{
	return &m->tokens[field].list.v[word - m->base[field]];
}

static bool is_ascii(struct ww_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char) s.p[i] >= 0x80)
			return false;
	return true;
}

static bool spelt(struct watch_matcher *m, uint32_t word, unsigned field, struct ww_str want)
{
	const struct watch_token *t = token_at(m, word, field);
	struct ww_str text = m->doc->field[field], raw = ww_str_n(text.p + t->begin, t->end - t->begin);

	if (!t->acronym && is_ascii(raw))
		return ww_str_eq(raw, want);
	ww_buf_reset(&m->spelling);
	if (watch_token_exact(&m->tokens[field], text, word - m->base[field], &m->spelling)) {
		m->no_memory = true;
		return false;
	}
	return ww_str_eq(ww_buf_str(&m->spelling), want);
}

/* Does the word at this place begin with the prefix term? */
static bool goes_on(const struct watch_matcher *m, uint32_t word, unsigned field, uint32_t term)
{
	const struct watch_tokens *t = &m->tokens[field];
	uint32_t at = word - m->base[field];

	if (at >= t->list.n)
		return false;
	return ww_str_starts(watch_token_folded(t, at),
	        watch_vocab_text(&m->set->prefixes, term - (uint32_t) m->set->words.list.n));
}

static bool phrase_at(const struct phrase *p, uint32_t begin)
{
	const struct watch_node *n = p->n;
	struct watch_matcher *m = p->m;
	unsigned field = watch_matcher_field(m, begin);
	uint32_t whole = n->prefix ? n->size - 1 : n->size;

	if (!(n->fields & WATCH_FIELD_BIT(field)))
		return false;
	/* The gap between fields is longer than a phrase, and no word of the vocabulary has number 0. */
	for (uint32_t i = 0; i < whole; i++)
		if (i != p->anchor && m->words.v[begin + i] != p->terms[i])
			return false;
	if (n->prefix && p->anchor != whole && !goes_on(m, begin + whole, field, p->terms[whole]))
		return false;
	for (uint32_t i = 0; n->exact && i < n->size; i++)
		if (!spelt(m, begin + i, field, m->set->spellings.v[n->spelling + i]))
			return false;
	return true;
}

static bool phrase_next(struct phrase *p, uint32_t *ret_begin)
{
	while (p->next < p->last) {
		uint32_t word = p->m->places.v[p->next++];

		if (word < p->anchor || !phrase_at(p, word - p->anchor))
			continue;
		*ret_begin = word - p->anchor;
		return true;
	}
	return false;
}

static int phrase_spans(struct watch_matcher *m, const struct watch_node *n, struct watch_words_list *out)
{
	struct phrase p = phrase_of(m, n);
	uint32_t begin;

	while (out->list.n < WATCH_SPANS_MAX && phrase_next(&p, &begin))
		if (ww_array_push(&out->list, ((struct watch_words){ begin, begin + n->size })))
			return -ENOMEM;
	return 0;
}

static int by_words(const void *va, const void *vb)
{
	const struct watch_words *a = va, *b = vb;

	if (a->begin != b->begin)
		return a->begin < b->begin ? -1 : 1;
	return a->end < b->end ? -1 : a->end > b->end;
}

static void tidy(struct watch_words_list *l)
{
	size_t n = 0;

	if (l->list.n)
		qsort(l->list.v, l->list.n, sizeof(*l->list.v), by_words);
	for (size_t i = 0; i < l->list.n; i++)
		if (!n || by_words(&l->list.v[n - 1], &l->list.v[i]))
			l->list.v[n++] = l->list.v[i];
	l->list.n = n;
}

/* The spans of all parts; ret_parts: how many parts have some. */
static int near_of(
        struct watch_matcher *m, const struct watch_node *n, struct watch_near *near, unsigned *ret_parts)
{
	struct watch_words_list part = { 0 };
	int rc = 0;

	near->parts = n->size;
	near->gap = n->n;
	near->ordered = n->ordered;
	*ret_parts = 0;
	for (uint32_t i = 0; !rc && i < n->size; i++) {
		part.list.n = 0;
		rc = watch_eval_spans(m, watch_node_kid(m->set, n, i), &part);
		tidy(&part);
		*ret_parts += part.list.n != 0;
		for (size_t k = 0; !rc && k < part.list.n; k++)
			rc = ww_array_push(
			        &near->spans, ((struct watch_near_span){ .begin = part.list.v[k].begin,
			                              .end = part.list.v[k].end,
			                              .part = i }));
	}
	ww_array_finish(&part.list);
	return rc;
}

static bool near_holds(struct watch_matcher *m, const struct watch_node *n)
{
	struct watch_near near = { 0 };
	unsigned parts;
	int rc;

	/* Most often one of the parts is simply not there. */
	for (size_t i = 0; i < n->size; i++)
		if (!watch_eval_holds(m, watch_node_kid(m->set, n, i)))
			return false;
	rc = near_of(m, n, &near, &parts);
	if (!rc && parts == n->size)
		rc = watch_near_holds(&near);
	watch_near_finish(&near);
	m->no_memory |= rc < 0;
	return rc > 0;
}

static int near_spans(struct watch_matcher *m, const struct watch_node *n, struct watch_words_list *out)
{
	struct watch_near near = { 0 };
	unsigned parts;
	int rc = near_of(m, n, &near, &parts);

	if (!rc && parts == n->size)
		rc = watch_near_reach(&near, out, out->list.n + WATCH_REACH_MAX);
	watch_near_finish(&near);
	return rc;
}

int watch_eval_distance(struct watch_matcher *m, const struct watch_node *n)
{
	struct watch_near near = { 0 };
	unsigned parts;
	int distance = -1;

	if (near_of(m, n, &near, &parts))
		m->no_memory = true;
	else if (parts == n->size)
		distance = watch_near_distance(&near);
	watch_near_finish(&near);
	return distance;
}

/* The first kid from i on that may be true; n->size: none. Long lists know theirs. */
static uint32_t next_kid(const struct watch_matcher *m, const struct watch_node *n, uint32_t i)
{
	uint32_t bit = n->alts + i, end = n->alts + n->size;

	if (!n->alts || m->every)
		return i;
	while (bit < end) {
		uint64_t bits = m->alts.v[bit / 64] >> bit % 64;

		if (bits)
			return ww_min(bit + (uint32_t) __builtin_ctzll(bits), end) - n->alts;
		bit = (bit / 64 + 1) * 64;
	}
	return n->size;
}

int watch_eval_spans(struct watch_matcher *m, const struct watch_node *n, struct watch_words_list *out)
{
	int rc = 0;

	switch ((enum watch_op) n->op) {
	case WATCH_PHRASE:
		return phrase_spans(m, n, out);
	case WATCH_NEAR:
		return near_spans(m, n, out);
	case WATCH_OR:
		for (uint32_t i = next_kid(m, n, 0); !rc && i < n->size; i = next_kid(m, n, i + 1))
			rc = watch_eval_spans(m, watch_node_kid(m->set, n, i), out);
		return rc;
	case WATCH_REF:
		return watch_eval_spans(m, &m->set->nodes.v[m->set->units.v[n->first].root], out);
	default:
		/* The parser lets nothing else be counted or stand near. */
		return 0;
	}
}

unsigned watch_eval_count(struct watch_matcher *m, const struct watch_node *n)
{
	struct watch_words_list l = { 0 };
	unsigned count = 0;

	if (n->op == WATCH_OF) {
		for (size_t i = 0; i < n->size; i++)
			count += watch_eval_holds(m, watch_node_kid(m->set, n, i));
		return count;
	}
	if (watch_eval_spans(m, watch_node_kid(m->set, n, 0), &l))
		m->no_memory = true;
	tidy(&l);
	for (size_t i = 0; i < l.list.n; i++)
		count += !i || l.list.v[i].begin != l.list.v[i - 1].begin;
	ww_array_finish(&l.list);
	return count;
}

/* The next match in any of the node's fields. 1, 0, or -EBUSY. */
static int regex_next(struct watch_matcher *m, const struct watch_node *n, unsigned *field, size_t *at,
        struct watch_span *ret)
{
	for (; *field < WATCH_N_FIELDS; ++*field, *at = 0) {
		struct ww_str text = m->doc->field[*field];
		size_t begin, end;
		int rc;

		if (!(n->fields & WATCH_FIELD_BIT(*field)))
			continue;
		if (text.n > WATCH_TEXT_MAX)
			text.n = ww_utf8_cut(text.p, text.n, WATCH_TEXT_MAX);
		rc = watch_regex_next(m->regex, m->set->regexes.v[n->first], text, at, &begin, &end);
		if (!rc)
			continue;
		m->slow |= rc < 0;
		if (rc > 0)
			*ret = (struct watch_span){ *field, (uint32_t) begin, (uint32_t) end };
		return rc;
	}
	return 0;
}

static bool regex_holds(struct watch_matcher *m, const struct watch_node *n)
{
	struct watch_span span;
	unsigned field = 0;
	size_t at = 0;

	return regex_next(m, n, &field, &at, &span) > 0;
}

static int regex_mark(struct watch_matcher *m, const struct watch_node *n, struct watch_hits *hits)
{
	struct watch_span span;
	unsigned field = 0;
	size_t at = 0;

	for (int i = 0; i < WATCH_REGEX_MATCHES && regex_next(m, n, &field, &at, &span) > 0; i++)
		if (ww_array_push(&hits->spans, span))
			return -ENOMEM;
	return 0;
}

static bool unit_holds(struct watch_matcher *m, uint32_t unit)
{
	struct watch_unit_state *u = watch_matcher_unit(m, unit);

	if (!u)
		return false;
	if (!u->known) {
		/* Whatever is needed to wake it up is not there. */
		bool asleep = m->set->units.v[unit].indexed && !u->awake && !m->every;

		u->holds = !asleep && watch_eval_holds(m, &m->set->nodes.v[m->set->units.v[unit].root]);
		u->known = true;
	}
	return u->holds;
}

/* Regular expressions cost most: they are asked only when the rest leaves the answer open. */
static unsigned count_kids(struct watch_matcher *m, const struct watch_node *n, bool what, unsigned enough)
{
	unsigned count = 0;

	for (int slow = 0; slow <= n->slow; slow++)
		for (uint32_t i = next_kid(m, n, 0); i < n->size && count < enough;
		        i = next_kid(m, n, i + 1)) {
			const struct watch_node *kid = watch_node_kid(m->set, n, i);

			if (kid->slow == slow)
				count += watch_eval_holds(m, kid) == what;
		}
	return count;
}

bool watch_eval_holds(struct watch_matcher *m, const struct watch_node *n)
{
	uint32_t begin;

	switch ((enum watch_op) n->op) {
	case WATCH_PHRASE: {
		struct phrase p = phrase_of(m, n);

		return phrase_next(&p, &begin);
	}
	case WATCH_REGEX:
		return regex_holds(m, n);
	case WATCH_NEAR:
		return near_holds(m, n);
	case WATCH_AND:
		return !count_kids(m, n, false, 1);
	case WATCH_OR:
		return count_kids(m, n, true, 1) != 0;
	case WATCH_NOT:
		return !watch_eval_holds(m, watch_node_kid(m->set, n, 0));
	case WATCH_OF:
		return count_kids(m, n, true, n->n) >= n->n;
	case WATCH_COUNT:
		return watch_eval_count(m, n) >= n->n;
	case WATCH_REF:
		return unit_holds(m, n->first);
	case WATCH_IN:
		break;
	}
	return false;
}

/* Spans of words to spans of bytes. */
static int mark_words(struct watch_matcher *m, uint32_t begin, uint32_t end, struct watch_hits *hits)
{
	unsigned f = watch_matcher_field(m, begin);
	struct watch_span span = { f, token_at(m, begin, f)->begin, token_at(m, end - 1, f)->end };

	return ww_array_push(&hits->spans, span);
}

static int mark_list(struct watch_matcher *m, const struct watch_node *n, struct watch_hits *hits)
{
	struct watch_words_list l = { 0 };
	int rc = watch_eval_spans(m, n, &l);

	for (size_t i = 0; !rc && i < l.list.n; i++)
		rc = mark_words(m, l.list.v[i].begin, l.list.v[i].end, hits);
	ww_array_finish(&l.list);
	return rc;
}

static int mark_near(struct watch_matcher *m, const struct watch_node *n, struct watch_hits *hits)
{
	struct watch_near near = { 0 };
	unsigned parts;
	int rc = near_of(m, n, &near, &parts);

	if (!rc && parts == n->size)
		rc = watch_near_mark(&near);
	for (size_t i = 0; !rc && i < near.spans.n; i++)
		if (near.spans.v[i].used)
			rc = mark_words(m, near.spans.v[i].begin, near.spans.v[i].end, hits);
	watch_near_finish(&near);
	return rc;
}

/* A unit's marks are kept: many rules may use one figure. */
static int mark_unit(struct watch_matcher *m, uint32_t unit, struct watch_hits *hits)
{
	struct watch_unit_state *u = watch_matcher_unit(m, unit);
	size_t first = hits->spans.n;

	if (!u)
		return -ENOMEM;
	if (!u->marked) {
		if (watch_eval_mark(m, &m->set->nodes.v[m->set->units.v[unit].root], hits))
			return -ENOMEM;
		watch_spans_tidy(hits, first);
		u->first = m->marks.n;
		u->n = hits->spans.n - first;
		u->marked = true;
		for (size_t i = first; i < hits->spans.n; i++)
			if (ww_array_push(&m->marks, hits->spans.v[i]))
				return -ENOMEM;
		return 0;
	}
	for (size_t i = u->first; i < u->first + u->n; i++)
		if (ww_array_push(&hits->spans, m->marks.v[i]))
			return -ENOMEM;
	return 0;
}

static int mark_kids(struct watch_matcher *m, const struct watch_node *n, struct watch_hits *hits)
{
	int rc = 0;

	for (uint32_t i = next_kid(m, n, 0); !rc && i < n->size; i = next_kid(m, n, i + 1))
		rc = watch_eval_mark(m, watch_node_kid(m->set, n, i), hits);
	return rc;
}

int watch_eval_mark(struct watch_matcher *m, const struct watch_node *n, struct watch_hits *hits)
{
	switch ((enum watch_op) n->op) {
	case WATCH_PHRASE:
		return mark_list(m, n, hits);
	case WATCH_REGEX:
		return regex_mark(m, n, hits);
	case WATCH_NEAR:
		return mark_near(m, n, hits);
	case WATCH_AND:
	case WATCH_OF:
		return watch_eval_holds(m, n) ? mark_kids(m, n, hits) : m->no_memory ? -ENOMEM : 0;
	case WATCH_OR:
		return mark_kids(m, n, hits);
	case WATCH_COUNT:
		return watch_eval_holds(m, n) ? mark_list(m, watch_node_kid(m->set, n, 0), hits) : 0;
	case WATCH_REF:
		return mark_unit(m, n->first, hits);
	case WATCH_NOT:
	case WATCH_IN:
		break;
	}
	return 0;
}

static int by_bytes(const void *va, const void *vb)
{
	const struct watch_span *a = va, *b = vb;

	if (a->field != b->field)
		return a->field < b->field ? -1 : 1;
	if (a->begin != b->begin)
		return a->begin < b->begin ? -1 : 1;
	return a->end < b->end ? -1 : a->end > b->end;
}

void watch_spans_tidy(struct watch_hits *hits, size_t first)
{
	size_t n = first;

	if (hits->spans.n > first)
		qsort(hits->spans.v + first, hits->spans.n - first, sizeof(*hits->spans.v), by_bytes);
	for (size_t i = first; i < hits->spans.n; i++)
		if (n == first || by_bytes(&hits->spans.v[n - 1], &hits->spans.v[i]))
			hits->spans.v[n++] = hits->spans.v[i];
	hits->spans.n = n;
}
