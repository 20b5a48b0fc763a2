/* SPDX-License-Identifier: MIT */
/*
 * The news of the demonstration: the Syria peace talks of January 2016 as
 * three outlets might have told them, with the rest of the world around.
 * Titles and texts are made up for it.
 */
#include "cli/demo.h"

enum { NORTHWIRE, COURIER, RELAY, TOUCHLINE };

/* clang-format off */
const struct demo_outlet demo_outlets[] = {
	[NORTHWIRE] = { "northwire", "Northwire", "/northwire.rss", DEMO_RSS, "en", "RSS, English" },
	[COURIER] = { "lakeside", "The Lakeside Courier", "/lakeside.atom", DEMO_ATOM, "en",
		"Atom, English" },
	[RELAY] = { "relay", "World Relay", "/relay.json", DEMO_JSON, "", "JSON Feed, five languages" },
	[TOUCHLINE] = { "touchline", "Touchline", "/touchline.rss", DEMO_RSS, "en", "RSS, football" },
};
const size_t demo_n_outlets = WW_ARRAY_LEN(demo_outlets);

const struct demo_item demo_items[] = {
	/* Before the daemon came. The first is about Syria: the silent baseline must swallow it. */
	{ NORTHWIRE, 0, "nw-1", "en", "Envoy still drawing up guest list for Syria talks",
		"The United Nations envoy said the list of those to be invited to Geneva was not settled "
		"yet." },
	{ NORTHWIRE, 0, "nw-2", "en", "Oil slips below 28 dollars a barrel",
		"Traders expect more supply in spring." },
	{ COURIER, 0, "lc-1", "en", "Tram line to the airport opens a year late",
		"The first passengers were greeted with hot chocolate." },
	{ COURIER, 0, "lc-2", "en", "Lake steamer returns after winter repairs",
		"Two boilers were replaced." },
	{ RELAY, 0, "wr-1", "de", "Deutsche Bahn baut im Sommer zwischen Hannover und Kassel",
		"Reisende brauchen bis zu einer Stunde länger." },
	{ RELAY, 0, "wr-2", "zh", "北京迎来今冬最冷一天", "气象台发布寒潮预警。" },
	{ TOUCHLINE, 0, "tl-1", "en", "Goalless again: a weekend without winners",
		"Six of nine matches ended level." },

	{ NORTHWIRE, 1, "nw-3", "en", "Syria peace talks expected to begin within days, Lavrov says",
		"Talks between Syria's government and its opponents should begin in Geneva in the next few "
		"days, Russia's foreign minister Sergei Lavrov told reporters in Moscow. 12 delegations have "
		"been invited." },

	{ COURIER, 2, "lc-3", "en", "Syria peace talks expected to begin within days, Lavrov says",
		"Geneva prepares: hotels near the Palais are full. (Agencies)" },

	{ COURIER, 3, "lc-4", "en", "Snow closes two mountain passes",
		"Ploughs are expected to be through by noon." },
	{ RELAY, 3, "wr-3", "de", "Schneefall legt Verkehr in Bern lahm", "Mehrere Buslinien fielen aus." },
	{ RELAY, 3, "wr-4", "zh", "上海股市小幅收高", "成交量较前一日有所回升。" },

	{ TOUCHLINE, 4, "tl-2", "en", "Syria coach in talks over a new contract after cup upset",
		"The federation hopes to have him sign before the next qualifier." },

	{ RELAY, 5, "wr-5", "ru", "Лавров: переговоры по Сирии начнутся в ближайшие дни",
		"Министр иностранных дел Сергей Лавров заявил, что переговоры в Женеве не будут отложены "
		"надолго." },

	{ RELAY, 6, "wr-6", "ar", "لافروف: محادثات السلام السورية تبدأ خلال أيام",
		"قال وزير الخارجية الروسي سيرغي لافروف إن محادثات جنيف ستبدأ قريبا." },

	{ NORTHWIRE, 7, "nw-3", "en", "Syria peace talks put off until Friday, UN envoy says",
		"Talks between Syria's government and its opponents will begin in Geneva four days late, the "
		"UN envoy said. Russia's foreign minister Sergei Lavrov had expected an earlier start. "
		"15 delegations have been invited." },
};
const size_t demo_n_items = WW_ARRAY_LEN(demo_items);

const struct demo_step demo_steps[] = {
	{ "Northwire reports: talks are to begin in a few days", DEMO_ALERT, "syria-talks",
		"two topics match one story: you are told once, with the reasons" },
	{ "The Lakeside Courier carries the same headline", DEMO_COPY, NULL,
		"ten outlets, one story, one alert" },
	{ "Snow in Bern, shares in Shanghai, a mountain pass", DEMO_NOTHING, NULL, "nobody is disturbed" },
	{ "Touchline: Syria's football coach in talks over his contract", DEMO_NOTHING, "syria-talks",
		"so near, and yet something else" },
	{ "World Relay reports in Russian", DEMO_ALERT, "lavrov",
		"a figure is one person, however the name is written" },
	{ "World Relay reports in Arabic", DEMO_ALERT, "lavrov", "the same figure again" },
	{ "Northwire rewrites its report: the talks are put off", DEMO_UPDATE, "syria-talks",
		"the story moved: you are told what changed" },
};
const size_t demo_n_steps = WW_ARRAY_LEN(demo_steps);

const char demo_rules[] =
	"[figure Sergei Lavrov]\n"
	"  name    = Serge{i,y} Lavrov, Серге{й,я,ю,ем,е} Лавров{,а,у,ым,е}\n"
	"  name    = سيرغي لافروف\n"
	"  surname = Lavrov, Лавров{,а,у,ым,е}, لافروف\n"
	"  with    = talks, minister, Moscow, переговор*, министр*, محادثات, وزير\n"
	"\n"
	"[topic syria-talks]\n"
	"  any     = Syria* near/8 (talks, negotiat*, Geneva)\n"
	"  not     = title: (football, coach, cup)\n"
	"  urgency = high\n"
	"  notify  = desktop, log\n"
	"\n"
	"[topic lavrov]\n"
	"  any     = @Sergei Lavrov\n"
	"  need    = Syria*, Сири{я,и,ю,ей}, سوريا, السورية\n"
	"  notify  = desktop, log\n";
/* clang-format on */
