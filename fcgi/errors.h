/*
 * The one error type.  A function that can fail returns it, the caller must
 * look at it, and only worker.c and main.c log it.  OK is 0.
 */
#ifndef ERRORS_H
#define ERRORS_H

enum err {
	OK = 0,
#define ERR(symbol, status, title) E_##symbol,
#include "errors.def"
#undef ERR
	E__MAX
};

#define MUST_CHECK __attribute__((warn_unused_result))

/* What errors.def says of each; entry OK has status 200 and no symbol. */
struct err_info {
	const char	*symbol;
	const char	*title;
	int		 status;
};
extern const struct err_info err_info[E__MAX];

#endif
