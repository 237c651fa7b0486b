/* The table behind errors.h. */
#include "errors.h"

const struct err_info err_info[E__MAX] = {
	[OK] = { "", "", 200 },
#define ERR(symbol, status, title) [E_##symbol] = { #symbol, title, status },
#include "errors.def"
#undef ERR
};
