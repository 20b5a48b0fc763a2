/* SPDX-License-Identifier: MIT */
#include "daemon/fetcher_proxy.h"

#include <arpa/inet.h>

static int copy_env(char **dst, char *(*env)(const char *name), const char *small, const char *big)
{
	const char *value = env(small);

	if ((!value || !*value) && big)
		value = env(big);
	if (!value || !*value)
		return 0;
	return ww_str_set(dst, ww_str(value));
}

int wwd_proxies_init(struct wwd_proxies *p, const char *fixed, char *(*env)(const char *name))
{
	int rc;

	*p = (struct wwd_proxies){ 0 };
	if (fixed && *fixed)
		return ww_str_set(&p->fixed, ww_str(fixed));
	/* HTTP_PROXY in capitals is what a CGI server makes of a request's "Proxy:" header. */
	rc = copy_env(&p->http, env, "http_proxy", NULL);
	if (!rc)
		rc = copy_env(&p->https, env, "https_proxy", "HTTPS_PROXY");
	if (!rc)
		rc = copy_env(&p->all, env, "all_proxy", "ALL_PROXY");
	if (!rc)
		rc = copy_env(&p->none, env, "no_proxy", "NO_PROXY");
	if (rc)
		wwd_proxies_finish(p);
	return rc;
}

void wwd_proxies_finish(struct wwd_proxies *p)
{
	free(p->fixed);
	free(p->http);
	free(p->https);
	free(p->all);
	free(p->none);
	*p = (struct wwd_proxies){ 0 };
}

/* "10.0.0.0/8", or a single address. */
static bool in_network(struct ww_str network, const char *host)
{
	unsigned char a[16], b[16];
	int family = strchr(host, ':') ? AF_INET6 : AF_INET;
	uint64_t bits = family == AF_INET6 ? 128 : 32;
	size_t slash = ww_str_find_char(network, '/');
	char text[INET6_ADDRSTRLEN];

	if (slash != SIZE_MAX) {
		if (ww_str_to_u64(ww_str_from(network, slash + 1), bits, &bits))
			return false;
		network.n = slash;
	}
	if (network.n >= sizeof(text))
		return false;
	memcpy(text, network.p, network.n);
	text[network.n] = '\0';
	if (inet_pton(family, text, a) != 1 || inet_pton(family, host, b) != 1)
		return false;
	for (uint64_t i = 0; i < bits; i++)
		if ((a[i / 8] ^ b[i / 8]) & (0x80 >> (i % 8)))
			return false;
	return true;
}

static struct ww_str without_dots(struct ww_str name)
{
	if (name.n && name.p[0] == '.')
		name = ww_str_from(name, 1);
	if (name.n && name.p[name.n - 1] == '.')
		name.n--;
	return name;
}

/* host is name or below it. */
static bool in_domain(struct ww_str name, struct ww_str host)
{
	struct ww_str tail;

	name = without_dots(name);
	host = without_dots(host);
	if (!name.n || name.n > host.n)
		return false;
	tail = ww_str_from(host, host.n - name.n);
	return ww_str_eq_ci(tail, name) && (tail.n == host.n || tail.p[-1] == '.');
}

bool wwd_proxies_exempt(const char *list, const char *host)
{
	struct ww_str rest = ww_str(list), part, word;

	if (!list)
		return false;
	while (ww_str_split(&rest, ',', &part))
		while (ww_str_split(&part, ' ', &word)) {
			word = ww_str_trim(word);
			if (!word.n)
				continue;
			if (ww_str_eq(word, WW_STR("*")) || in_network(word, host) ||
				in_domain(word, ww_str(host)))
				return true;
		}
	return false;
}

const char *wwd_proxies_for(const struct wwd_proxies *p, const struct wwd_url *url)
{
	const char *proxy = url->tls ? p->https : p->http;

	if (p->fixed)
		return p->fixed;
	if (wwd_proxies_exempt(p->none, url->host))
		return "";
	if (!proxy)
		proxy = p->all;
	return proxy ? proxy : "";
}
