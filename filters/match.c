/* SPDX-License-Identifier: MIT */
/*
 * A document against a set: read its words, wake the units whose triggers are
 * there, evaluate the rules among them.
 */
#include "filters/matcher.h"

#include "base/utf8.h"

struct watch_matcher *watch_matcher_create(void)
{
	struct watch_matcher *m = calloc(1, sizeof(*m));

	if (!m)
		return NULL;
	m->spelling.max = SIZE_MAX / 2;
	m->regex = watch_regex_run_create();
	if (!m->regex) {
		free(m);
		return NULL;
	}
	return m;
}

void watch_matcher_destroy(struct watch_matcher *m)
{
	if (!m)
		return;
	for (int f = 0; f < WATCH_N_FIELDS; f++)
		watch_tokens_finish(&m->tokens[f]);
	ww_array_finish(&m->words);
	ww_array_finish(&m->found);
	ww_array_finish(&m->postings);
	ww_array_finish(&m->has);
	ww_array_finish(&m->alts);
	ww_array_finish(&m->awake_alts);
	ww_array_finish(&m->places);
	ww_array_finish(&m->seen);
	ww_array_finish(&m->units);
	ww_array_finish(&m->touched);
	ww_array_finish(&m->queue);
	ww_array_finish(&m->ready);
	ww_array_finish(&m->marks);
	watch_regex_run_destroy(m->regex);
	ww_buf_finish(&m->spelling);
	free(m);
}

/* Lengthen an array to n elements; the new ones are zero. 0 or -ENOMEM. */
static int lengthen(void **v, size_t *cap, size_t *n, size_t want, size_t size)
{
	if (*n >= want)
		return 0;
	if (ww_array_reserve(v, cap, *n, want - *n, size))
		return -ENOMEM;
	memset((char *) *v + *n * size, 0, (want - *n) * size);
	*n = want;
	return 0;
}

#define LENGTHEN(a, want) lengthen((void **) &(a)->v, &(a)->cap, &(a)->n, want, sizeof(*(a)->v))

/* Arrays with one element per term and per unit of any set seen so far; all zero between documents. */
static int fit(struct watch_matcher *m, const struct watch_set *s)
{
	return LENGTHEN(&m->postings, s->n_terms) || LENGTHEN(&m->has, s->n_terms / 64 + 1) ||
	                       LENGTHEN(&m->units, s->units.n) || LENGTHEN(&m->alts, s->n_alts / 64 + 1)
	               ? -ENOMEM
	               : 0;
}

static int note(struct watch_matcher *m, uint32_t term, uint32_t word)
{
	struct watch_posting *p = &m->postings.v[term];

	if (!p->n++ && ww_array_push(&m->seen, term))
		return -ENOMEM;
	m->has.v[term / 64] |= 1ull << term % 64;
	return ww_array_push(&m->found, ((struct watch_occurrence){ term, word }));
}

/* Look a word up, and each of its prefixes that is as long as some prefix of the set. */
static int look_up(struct watch_matcher *m, struct ww_str s, uint32_t word)
{
	const struct watch_set *set = m->set;
	uint64_t hash = WATCH_VOCAB_HASH;
	uint32_t id;

	for (size_t i = 1; i <= s.n; i++) {
		hash = watch_vocab_step(hash, (unsigned char) s.p[i - 1]);
		if (!(set->prefixes.lengths >> ww_min(i, (size_t) 63) & 1))
			continue;
		id = watch_vocab_find(&set->prefixes, ww_str_n(s.p, i), hash);
		if (id && note(m, (uint32_t) set->words.list.n + id, word))
			return -ENOMEM;
	}
	id = watch_vocab_find(&set->words, s, hash);
	m->words.v[word] = id;
	return id ? note(m, id, word) : 0;
}

static int read_field(struct watch_matcher *m, unsigned f)
{
	const struct watch_tokens *t = &m->tokens[f];
	size_t n;

	if (watch_tokenise(&m->tokens[f], m->doc->field[f]))
		return -ENOMEM;
	n = t->list.n + WATCH_FIELD_GAP;
	if (ww_array_reserve((void **) &m->words.v, &m->words.cap, m->words.n, n, sizeof(*m->words.v)))
		return -ENOMEM;
	memset(m->words.v + m->words.n + t->list.n, 0, WATCH_FIELD_GAP * sizeof(*m->words.v));
	m->words.n += n;
	for (size_t i = 0; i < t->list.n; i++)
		if (look_up(m, watch_token_folded(t, i), m->base[f] + (uint32_t) i))
			return -ENOMEM;
	return 0;
}

/* Sort what was found by term; counting was done along the way. */
static int post(struct watch_matcher *m)
{
	uint32_t first = 0;

	if (ww_array_reserve((void **) &m->places.v, &m->places.cap, 0, m->found.n, sizeof(*m->places.v)))
		return -ENOMEM;
	for (size_t i = 0; i < m->seen.n; i++) {
		struct watch_posting *p = &m->postings.v[m->seen.v[i]];

		p->first = first;
		first += p->n;
		p->n = 0;
	}
	for (size_t i = 0; i < m->found.n; i++) {
		struct watch_posting *p = &m->postings.v[m->found.v[i].term];

		m->places.v[p->first + p->n++] = m->found.v[i].word;
	}
	return 0;
}

int watch_matcher_read(struct watch_matcher *m, const struct watch_set *set, const struct watch_doc *doc)
{
	m->set = set;
	m->doc = doc;
	m->slow = m->no_memory = m->every = false;
	if (fit(m, set))
		return -ENOMEM;
	for (unsigned f = 0; f < WATCH_N_FIELDS; f++) {
		m->base[f] = (uint32_t) m->words.n;
		if (set->fields & WATCH_FIELD_BIT(f) && read_field(m, f))
			return -ENOMEM;
		if (!(set->fields & WATCH_FIELD_BIT(f)))
			m->tokens[f].list.n = 0;
	}
	m->base[WATCH_N_FIELDS] = (uint32_t) m->words.n;
	return post(m);
}

void watch_matcher_forget(struct watch_matcher *m)
{
	for (size_t i = 0; i < m->seen.n; i++) {
		m->postings.v[m->seen.v[i]] = (struct watch_posting){ 0 };
		m->has.v[m->seen.v[i] / 64] = 0;
	}
	for (size_t i = 0; i < m->touched.n; i++)
		m->units.v[m->touched.v[i]] = (struct watch_unit_state){ 0 };
	for (size_t i = 0; i < m->awake_alts.n; i++)
		m->alts.v[m->awake_alts.v[i] / 64] = 0;
	m->awake_alts.n = 0;
	m->seen.n = m->touched.n = m->words.n = m->found.n = 0;
	m->queue.n = m->ready.n = m->marks.n = 0;
	m->set = NULL;
	m->doc = NULL;
}

struct watch_unit_state *watch_matcher_unit(struct watch_matcher *m, uint32_t unit)
{
	struct watch_unit_state *u = &m->units.v[unit];

	if (!u->touched && ww_array_push(&m->touched, unit)) {
		m->no_memory = true;
		return NULL;
	}
	u->touched = true;
	return u;
}

static int wake(struct watch_matcher *m, uint32_t unit)
{
	struct watch_unit_state *u = watch_matcher_unit(m, unit);

	if (!u || (!u->awake && ww_array_push(&m->queue, unit)))
		return -ENOMEM;
	u->awake = true;
	return 0;
}

static int wake_alt(struct watch_matcher *m, uint32_t alt)
{
	uint64_t *bits = &m->alts.v[alt / 64], bit = 1ull << alt % 64;

	if (!alt || *bits & bit)
		return 0;
	*bits |= bit;
	return ww_array_push(&m->awake_alts, alt);
}

static int wake_by(struct watch_matcher *m, const struct watch_index *ix, uint32_t key)
{
	for (uint32_t i = ix->start[key]; i < ix->start[key + 1]; i++) {
		struct watch_wake w = ix->wakes[i];

		if (w.also && !(m->has.v[w.also / 64] >> w.also % 64 & 1))
			continue;
		if (wake(m, w.unit) || wake_alt(m, w.alt))
			return -ENOMEM;
	}
	return 0;
}

static int by_number(const void *va, const void *vb)
{
	uint32_t a = *(const uint32_t *) va, b = *(const uint32_t *) vb;

	return a < b ? -1 : a > b;
}

/* Collect the rules that could be true, in file order: the units of rules are numbered so. */
static int find_ready(struct watch_matcher *m, enum watch_which which)
{
	const struct watch_set *s = m->set;

	for (size_t i = 0; i < s->always.n; i++)
		if (wake(m, s->always.v[i]))
			return -ENOMEM;
	for (size_t i = 0; i < m->seen.n; i++)
		if (wake_by(m, &s->by_term, m->seen.v[i]))
			return -ENOMEM;
	for (size_t i = 0; i < m->queue.n; i++) {
		uint32_t unit = m->queue.v[i];

		if (wake_by(m, &s->by_unit, unit))
			return -ENOMEM;
		if (s->units.v[unit].top && watch_rule_takes_part(s->units.v[unit].rule, which) &&
		        ww_array_push(&m->ready, unit))
			return -ENOMEM;
	}
	if (m->ready.n)
		qsort(m->ready.v, m->ready.n, sizeof(*m->ready.v), by_number);
	return 0;
}

static int try_rule(struct watch_matcher *m, uint32_t unit, struct watch_hits *hits)
{
	const struct watch_set *s = m->set;
	const struct watch_node ref = { .op = WATCH_REF, .first = unit };
	struct watch_hit hit = { .rule = s->units.v[unit].rule, .first = hits->spans.n };

	bool held = watch_eval_holds(m, &ref);

	/* Without memory an evaluation says false, which a "not" around it turns into true. */
	if (m->no_memory || (held && watch_eval_mark(m, &ref, hits)) || m->no_memory)
		return -ENOMEM;
	if (!held)
		return 0;
	watch_spans_tidy(hits, hit.first);
	hit.n_spans = hits->spans.n - hit.first;
	return ww_array_push(&hits->list, hit);
}

static int match(struct watch_matcher *m, enum watch_which which, struct watch_hits *hits,
        const struct watch_rule **ret_slow)
{
	if (find_ready(m, which))
		return -ENOMEM;
	for (size_t i = 0; i < m->ready.n; i++) {
		uint32_t unit = m->ready.v[i];

		if (try_rule(m, unit, hits))
			return -ENOMEM;
		if (m->slow && ret_slow && !*ret_slow)
			*ret_slow = m->set->units.v[unit].rule;
	}
	return 0;
}

int watch_match(struct watch_matcher *m, const struct watch_set *set, const struct watch_doc *doc,
        enum watch_which which, struct watch_hits *hits, const struct watch_rule **ret_slow)
{
	int rc;

	hits->list.n = hits->spans.n = 0;
	if (ret_slow)
		*ret_slow = NULL;
	rc = watch_matcher_read(m, set, doc);
	if (!rc)
		rc = match(m, which, hits, ret_slow);
	watch_matcher_forget(m);
	return rc;
}
