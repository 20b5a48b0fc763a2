# SPDX-License-Identifier: MIT
libwirewatch_a_SOURCES += \
	base/array.c base/array.h \
	base/banned.h base/base.h \
	base/buf.c base/buf.h \
	base/diag.c base/diag.h \
	base/err.c base/err.h \
	base/hash.c base/hash.h \
	base/product.h \
	base/str.c base/str.h \
	base/timetext.c base/timetext.h \
	base/utf8.c base/utf8.h base/width_table.h

EXTRA_DIST += scripts/gen-width.py
