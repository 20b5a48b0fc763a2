/* SPDX-License-Identifier: MIT */
#include "cli/cli.h"
#include "cli/control.h"
#include "cli/service.h"

struct options {
	struct cli_common common;
};

static int run(int argc, char **argv)
{
	WW_AUTO(wwd_places) struct wwd_places places = { 0 };
	WW_AUTO(json) json_t *answer = NULL;
	WW_AUTO(str) char *socket = NULL;
	struct options o = { 0 };
	struct ww_err err = { 0 };
	int n = cli_options(&cli_reload, argc, argv, &o), rc;

	if (n)
		return n < 0 ? CLI_USAGE
		             : cli_misuse(&cli_reload, "\"%s\": nothing is expected here", argv[0]);
	rc = cli_places(&o.common, &places);
	if (rc)
		return rc;
	socket = cli_control_path(&places);
	if (!socket)
		return cli_fail("out of memory");
	rc = cli_control(socket, true, "/v1/reload", &answer, &err);
	if (rc) {
		cli_fail("%s%s", rc == -ENOENT ? "wirewatchd is not running: " : "", err.text);
		if (rc == -ENOENT)
			fprintf(stderr, "%s\n", cli_how_to_start(o.common.system));
		return CLI_FAILED;
	}
	fputs(cli_json_text(answer, "diagnostics"), stderr);
	if (!json_is_true(json_object_get(answer, "ok"))) {
		cli_fail("%s", cli_json_text(answer, "message"));
		return CLI_CONFIG;
	}
	printf("%s\n", *cli_json_text(answer, "message") ? cli_json_text(answer, "message") : "reloaded");
	return 0;
}

static const struct cli_option options[] = {
	CLI_PLACES_OPTIONS,
	{ NULL, 0, CLI_SWITCH, NULL, NULL, 0 },
};

const struct cli_command cli_reload = {
	.name = "reload",
	.group = CLI_WATCH,
	.args = "",
	.summary = "make the service read the watchlist again",
	.about = "The new watchlist takes over only if it has no mistakes; otherwise they are\n"
	         "printed and the old one stays in force. Exit status: 0 reloaded, 78 refused,\n"
	         "1 when no service is running.",
	.options = options,
	.run = run,
};
