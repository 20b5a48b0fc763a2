# SPDX-License-Identifier: MIT
# Units name the programs by their place, which is known when make runs.
unit_files = systemd/system/wirewatch.service systemd/user/wirewatch.service

systemd/system/wirewatch.service: systemd/system/wirewatch.service.in
systemd/user/wirewatch.service: systemd/user/wirewatch.service.in
$(unit_files): Makefile
	$(AM_V_GEN)$(MKDIR_P) $(@D) && \
	$(SED) 's|@bindir[@]|$(bindir)|g' $(srcdir)/$@.in >$@.tmp && mv $@.tmp $@

nodist_systemdsystemunit_DATA = systemd/system/wirewatch.service
dist_systemdsystemunit_DATA = systemd/system/wirewatch.socket
nodist_systemduserunit_DATA = systemd/user/wirewatch.service
dist_doc_DATA = systemd/user/wirewatch-strict.conf

sysusersdir = $(prefix)/lib/sysusers.d
dist_sysusers_DATA = systemd/sysusers.d/wirewatch.conf
systempresetdir = $(prefix)/lib/systemd/system-preset
dist_systempreset_DATA = systemd/90-wirewatch.preset
userpresetdir = $(prefix)/lib/systemd/user-preset
dist_userpreset_DATA = systemd/90-wirewatch.preset

# What journalctl -x says of our records.
catalogdir = $(prefix)/lib/systemd/catalog
dist_catalog_DATA = systemd/wirewatch.catalog

CLEANFILES += $(unit_files)
EXTRA_DIST += systemd/system/wirewatch.service.in systemd/user/wirewatch.service.in
