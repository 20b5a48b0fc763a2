/* SPDX-License-Identifier: MIT */
#include "base/base.h"

int main(void)
{
	fputs("wirewatchd: not yet\n", stderr);
	return 70;
}
