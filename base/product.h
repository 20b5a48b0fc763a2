/* SPDX-License-Identifier: MIT */
/**
 * base/product.h - how the program introduces itself to servers.
 */
#ifndef WW_PRODUCT_H
#define WW_PRODUCT_H

/** Where an administrator who sees us in a log finds out what we are. The one place to change it. */
#define WW_ABOUT_URL "https://wirewatch.example/about"

/** The same on every request of every user: no platform, no identifier. PACKAGE_VERSION is of config.h. */
#define WW_USER_AGENT "wirewatch/" PACKAGE_VERSION " (+" WW_ABOUT_URL ")"

#endif
