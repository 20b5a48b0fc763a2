# SPDX-License-Identifier: MIT
dist_man_MANS = man/wirewatch.1 man/watchlist.5 man/wirewatchd.8
