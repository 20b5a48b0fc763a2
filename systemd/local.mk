# SPDX-License-Identifier: MIT
catalogdir = $(prefix)/lib/systemd/catalog
dist_catalog_DATA = systemd/wirewatch.catalog
