# SPDX-License-Identifier: MIT
# Local macros: threads, warnings, hardening, sanitizers.

# AX_WW_PTHREAD: -pthread is all that gcc and clang on Linux need.
AC_DEFUN([AX_WW_PTHREAD], [
	PTHREAD_CFLAGS=-pthread
	AC_SUBST([PTHREAD_CFLAGS])
])

# WW_TRY_FLAG(VAR, FLAG): add FLAG to VAR if the compiler takes it.
AC_DEFUN([WW_TRY_FLAG], [
	AS_VAR_PUSHDEF([CACHE], [ww_cv_flag_$2])
	AC_CACHE_CHECK([whether $CC takes $2], [CACHE], [
		ww_save=$CFLAGS
		CFLAGS="$CFLAGS -Werror $2"
		AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])],
			[AS_VAR_SET([CACHE], [yes])], [AS_VAR_SET([CACHE], [no])])
		CFLAGS=$ww_save
	])
	AS_VAR_IF([CACHE], [yes], [$1="$$1 $2"])
	AS_VAR_POPDEF([CACHE])
])

AC_DEFUN([WW_FLAGS], [
	WW_CFLAGS=
	WW_CPPFLAGS=
	WW_LDFLAGS=
	m4_foreach_w([flag], [-Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes
		-Wold-style-definition -Wpointer-arith -Wwrite-strings -Wundef -Wvla -Wformat=2
		-Wimplicit-fallthrough -Wno-unused-parameter -fno-common],
		[WW_TRY_FLAG([WW_CFLAGS], flag)])
	AS_IF([test "x$enable_werror" = xyes], [WW_CFLAGS="$WW_CFLAGS -Werror"])

	m4_foreach_w([flag], [-fstack-protector-strong -fstack-clash-protection -fcf-protection -fPIE],
		[WW_TRY_FLAG([WW_CFLAGS], flag)])
	m4_foreach_w([flag], [-pie -Wl,-z,relro -Wl,-z,now -Wl,--as-needed],
		[WW_TRY_FLAG([WW_LDFLAGS], m4_defn([flag]))])

	AS_IF([test "x$enable_sanitizers" = xyes], [enable_sanitizers=address,undefined])
	AS_IF([test "x$enable_fuzzing" != xno && test "x$enable_sanitizers" = xno],
		[enable_sanitizers=address,undefined])
	AS_IF([test "x$enable_sanitizers" != xno], [
		san="-fsanitize=$enable_sanitizers"
		WW_CFLAGS="$WW_CFLAGS $san -fno-omit-frame-pointer -fno-sanitize-recover=all"
		WW_LDFLAGS="$WW_LDFLAGS $san"
	], [
		# FORTIFY needs optimisation and quarrels with the sanitizers.
		AS_CASE([" $CFLAGS $CPPFLAGS "], [*FORTIFY_SOURCE*], [],
			[*" -O0 "*], [],
			[WW_CPPFLAGS="$WW_CPPFLAGS -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3"])
	])
	AS_IF([test "x$enable_fuzzing" != xno],
		[WW_CFLAGS="$WW_CFLAGS -fsanitize=fuzzer-no-link"])
	AS_IF([test "x$enable_coverage" != xno], [
		WW_CFLAGS="$WW_CFLAGS --coverage"
		WW_LDFLAGS="$WW_LDFLAGS --coverage"
	])
	AC_SUBST([WW_CFLAGS])
	AC_SUBST([WW_CPPFLAGS])
	AC_SUBST([WW_LDFLAGS])
])
