/* SPDX-License-Identifier: MIT */
/*
 * Which words must be in a document before a rule can be true.
 *
 * Every unit gets triggers, terms or other units, of which at least one is
 * there whenever it is true; of several ways, the one that the fewest
 * documents will have. Where two terms are needed, the second one is noted,
 * so that most units sleep on without being looked at. "not" and regular expressions announce themselves by
 * nothing; a unit that depends on them alone is evaluated every time.
 */
#include <math.h>

#include "base/utf8.h"
#include "filters/set.h"

/* A unit that costs more than this is looked at in every document. */
#define ALWAYS 1e9f

struct trigger {
	uint32_t key;
	struct watch_wake wake;
};

struct indexer {
	struct watch_set *s;
	float *node_cost; /* NAN: not known yet */
	float *term_cost;
	bool *wanted;            /* units that are rules, or triggers of wanted units */
	WW_ARRAY(uint32_t) todo; /* wanted, not done */
	WW_ARRAY(struct trigger) terms, units;
};

/* Words that most texts have, in the languages of the wires. */
/* clang-format off */
static const char *const everywhere[] = {
	"a", "about", "after", "all", "also", "an", "and", "are", "as", "at", "be", "been", "but", "by",
	"da", "das", "de", "del", "der", "des", "die", "du", "el", "en", "et", "for", "from", "ha", "had",
	"has", "have", "he", "her", "his", "i", "in", "is", "it", "its", "la", "las", "le", "les", "los",
	"more", "mr", "new", "not", "of", "on", "one", "or", "out", "over", "que", "s", "said", "says",
	"she", "that", "the", "their", "they", "this", "to", "two", "und", "un", "up", "was", "we",
	"were", "which", "who", "will", "with", "would", "y", "year", "years", "в", "во", "и", "на", "не",
	"о", "по", "с", "что", "في", "من", "على", "عن", "的", "在", "是", "了", "和",
};
/* clang-format on */

/*
 * How large a part of documents has this word: a guess from its length, which
 * is good enough to prefer "Lavrov" to "the". Rare words cost more to be wrong
 * about than common ones, so the guess for long ones stays above zero.
 */
static float document_frequency(struct ww_str word)
{
	size_t chars = ww_utf8_len(word.p, word.n);
	float f = 0.2f;

	for (size_t i = 0; i < WW_ARRAY_LEN(everywhere); i++)
		if (ww_str_eq(word, ww_str(everywhere[i])))
			return 0.7f;
	for (size_t i = 1; i < ww_min(chars, (size_t) 12); i++)
		f *= 0.6f;
	return f;
}

static int guess_terms(struct indexer *x)
{
	const struct watch_set *s = x->s;
	size_t n_words = s->words.list.n;

	x->term_cost = calloc(s->n_terms, sizeof(*x->term_cost));
	if (!x->term_cost)
		return -ENOMEM;
	for (size_t i = 1; i < s->n_terms; i++)
		x->term_cost[i] = i <= n_words ? document_frequency(watch_vocab_text(&s->words, (uint32_t) i))
		                               : document_frequency(watch_vocab_text(
		                                         &s->prefixes, (uint32_t) (i - n_words))) *
		                                         3;
	return 0;
}

static uint32_t rarest_term(const struct indexer *x, const struct watch_node *n)
{
	const uint32_t *t = watch_node_terms(x->s, n);
	uint32_t best = t[0];

	for (size_t i = 1; i < n->size; i++)
		if (x->term_cost[t[i]] < x->term_cost[best])
			best = t[i];
	return best;
}

static float cost(struct indexer *x, uint32_t node);

static float kid_cost(struct indexer *x, const struct watch_node *n, size_t i)
{
	return cost(x, x->s->kids.v[n->first + i]);
}

static size_t cheapest_kid(struct indexer *x, const struct watch_node *n)
{
	size_t best = 0;

	for (size_t i = 1; i < n->size; i++)
		if (kid_cost(x, n, i) < kid_cost(x, n, best))
			best = i;
	return best;
}

/*
 * Must kid i announce "n of"? The n - 1 dearest may be true without any other;
 * one more is true, so the others suffice. Long lists are not worth ranking.
 */
static bool of_needs(struct indexer *x, const struct watch_node *n, size_t i)
{
	size_t dearer = 0;

	for (size_t j = 0; n->size <= 100 && j < n->size; j++) {
		float mine = kid_cost(x, n, i), other = kid_cost(x, n, j);

		dearer += other > mine || (j < i && other == mine);
	}
	return n->size > 100 || dearer + 1 >= n->n;
}

static float compute_cost(struct indexer *x, const struct watch_node *n)
{
	float sum = 0;

	switch ((enum watch_op) n->op) {
	case WATCH_PHRASE:
		return x->term_cost[rarest_term(x, n)];
	case WATCH_AND:
	case WATCH_NEAR:
		return n->size ? kid_cost(x, n, cheapest_kid(x, n)) : ALWAYS;
	case WATCH_OR:
		for (size_t i = 0; i < n->size; i++)
			sum += kid_cost(x, n, i);
		return sum;
	case WATCH_OF:
		for (size_t i = 0; i < n->size; i++)
			sum += of_needs(x, n, i) ? kid_cost(x, n, i) : 0;
		return n->n ? sum : ALWAYS;
	case WATCH_COUNT:
		return kid_cost(x, n, 0);
	case WATCH_REF:
		return cost(x, x->s->units.v[n->first].root);
	case WATCH_REGEX:
	case WATCH_NOT:
	case WATCH_IN:
		break;
	}
	return ALWAYS;
}

static float cost(struct indexer *x, uint32_t node)
{
	if (isnan(x->node_cost[node]))
		x->node_cost[node] = compute_cost(x, &x->s->nodes.v[node]);
	return x->node_cost[node];
}

static int want(struct indexer *x, uint32_t unit)
{
	if (x->wanted[unit])
		return 0;
	x->wanted[unit] = true;
	return ww_array_push(&x->todo, unit);
}

/* The rarest word but one; 0: there is only one. */
static uint32_t second_term(const struct indexer *x, const struct watch_node *n)
{
	const uint32_t *t = watch_node_terms(x->s, n);
	uint32_t first = rarest_term(x, n), best = 0;

	for (size_t i = 0; i < n->size; i++)
		if (t[i] != first && (!best || x->term_cost[t[i]] < x->term_cost[best]))
			best = t[i];
	return best;
}

/* A term that is there whenever the node is true, or 0: none, or not one alone. */
static uint32_t needed_term(struct indexer *x, const struct watch_node *n)
{
	switch ((enum watch_op) n->op) {
	case WATCH_PHRASE:
		return rarest_term(x, n);
	case WATCH_AND:
	case WATCH_NEAR:
		return needed_term(x, watch_node_kid(x->s, n, cheapest_kid(x, n)));
	case WATCH_COUNT:
		return needed_term(x, watch_node_kid(x->s, n, 0));
	default:
		return 0;
	}
}

static uint32_t needed_beside(struct indexer *x, const struct watch_node *n, size_t kid)
{
	uint32_t term = 0;

	for (size_t i = 0; i < n->size && !term; i++)
		if (i != kid)
			term = needed_term(x, watch_node_kid(x->s, n, i));
	return term;
}

/* Write down the triggers of a node, which is known to have some; wake.also: a term needed besides. */
static int emit(struct indexer *x, struct watch_node *n, struct watch_wake wake);

/*
 * Each alternative has its own triggers. A list of thousands of names wants to
 * know which of them to look at: number them, unless a list around it has.
 */
static int emit_alternatives(struct indexer *x, struct watch_node *n, struct watch_wake wake)
{
	struct watch_set *s = x->s;
	bool number = n->op == WATCH_OR && n->size >= WATCH_LONG_OR && !wake.alt;

	if (number) {
		n->alts = s->n_alts;
		s->n_alts += n->size;
	}
	for (uint32_t i = 0; i < n->size; i++) {
		if (number)
			wake.alt = n->alts + i;
		if ((n->op == WATCH_OR || of_needs(x, n, i)) &&
		        emit(x, &s->nodes.v[s->kids.v[n->first + i]], wake))
			return -ENOMEM;
	}
	return 0;
}

static int emit(struct indexer *x, struct watch_node *n, struct watch_wake wake)
{
	const struct watch_set *s = x->s;
	size_t kid;

	switch ((enum watch_op) n->op) {
	case WATCH_PHRASE:
		if (!wake.also)
			wake.also = second_term(x, n);
		return ww_array_push(&x->terms, ((struct trigger){ rarest_term(x, n), wake }));
	case WATCH_AND:
	case WATCH_NEAR:
		kid = cheapest_kid(x, n);
		if (!wake.also)
			wake.also = needed_beside(x, n, kid);
		return emit(x, &s->nodes.v[s->kids.v[n->first + kid]], wake);
	case WATCH_COUNT:
		return emit(x, &s->nodes.v[s->kids.v[n->first]], wake);
	case WATCH_REF:
		return ww_array_push(&x->units, ((struct trigger){ n->first, wake })) || want(x, n->first)
		               ? -ENOMEM
		               : 0;
	default:
		return emit_alternatives(x, n, wake);
	}
}

/* Sort triggers by key into lists of units, by counting; those of one key stay in order. */
static int build(struct watch_index *ix, size_t n_keys, const struct trigger *t, size_t n)
{
	uint32_t *fill;

	ix->start = calloc(n_keys + 2, sizeof(*ix->start));
	ix->wakes = calloc(n + 1, sizeof(*ix->wakes));
	fill = calloc(n_keys + 1, sizeof(*fill));
	if (!ix->start || !ix->wakes || !fill) {
		free(fill);
		return -ENOMEM;
	}
	for (size_t i = 0; i < n; i++)
		ix->start[t[i].key + 1]++;
	for (size_t k = 0; k < n_keys; k++)
		ix->start[k + 1] += ix->start[k];
	for (size_t i = 0; i < n; i++)
		ix->wakes[ix->start[t[i].key] + fill[t[i].key]++] = t[i].wake;
	free(fill);
	return 0;
}

static int index_units(struct indexer *x)
{
	struct watch_set *s = x->s;

	s->n_alts = 1;
	for (uint32_t i = 0; i < s->units.n; i++)
		if (s->units.v[i].top && watch_rule_takes_part(s->units.v[i].rule, WATCH_FIGURES) &&
		        want(x, i))
			return -ENOMEM;
	for (size_t i = 0; i < x->todo.n; i++) {
		uint32_t unit = x->todo.v[i], root = s->units.v[unit].root;

		s->units.v[unit].indexed = true;
		if (cost(x, root) >= ALWAYS ? ww_array_push(&s->always, unit)
		                            : emit(x, &s->nodes.v[root], (struct watch_wake){ .unit = unit }))
			return -ENOMEM;
	}
	if (build(&s->by_term, s->n_terms, x->terms.v, x->terms.n))
		return -ENOMEM;
	return build(&s->by_unit, s->units.n, x->units.v, x->units.n);
}

int watch_set_index(struct watch_set *s)
{
	struct indexer x = { .s = s };
	int rc = -ENOMEM;

	x.node_cost = malloc((s->nodes.n + 1) * sizeof(*x.node_cost));
	x.wanted = calloc(s->units.n + 1, sizeof(*x.wanted));
	if (x.node_cost && x.wanted && !guess_terms(&x)) {
		for (size_t i = 0; i < s->nodes.n; i++)
			x.node_cost[i] = NAN;
		rc = index_units(&x);
	}
	free(x.node_cost);
	free(x.term_cost);
	free(x.wanted);
	ww_array_finish(&x.todo);
	ww_array_finish(&x.terms);
	ww_array_finish(&x.units);
	return rc;
}
