/* What is true of a piece of text.  All of these are pure functions. */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Well-formed UTF-8 (RFC 3629: no overlong form, no surrogate) without NUL. */
bool text_is_utf8(const char *, size_t len);

/* Code points in well-formed UTF-8. */
size_t text_chars(const char *, size_t len);

/* Drops white space (Unicode White_Space) at both ends. */
void text_trim(const char **text, size_t *len);

/* Does anything of it leave a trace?  White space does not, nor what only
 * joins, breaks or turns the text (Unicode Default_Ignorable_Code_Point).
 * Of well-formed UTF-8. */
bool text_is_visible(const char *, size_t len);

/* [a-z0-9_]{3,30} */
bool text_is_handle(const char *, size_t len);

/* An address that a mail server can be given: one @, a dot-atom before it, a
 * host name behind it, at most 254 bytes, ASCII. */
bool text_is_email(const char *, size_t len);

bool text_is_uuid(const char *, size_t len);	/* 8-4-4-4-12 hex digits */

/* Of RFC 3339: full-date, of a day that there is; date-time, whose zone may
 * be left out. */
bool text_is_date(const char *, size_t len);
bool text_is_time(const char *, size_t len);

#endif
