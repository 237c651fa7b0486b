/*
 * Files that are part of the program, so that one file is all there is to
 * deploy: build/migrations.c and build/seeds.c, by tools/embed-files.
 */
#ifndef EMBEDDED_H
#define EMBEDDED_H

struct embedded {
	const char	*name;		/* "0001_accounts": the file's */
	const char	*checksum;	/* SHA-256 in hex */
	const char	*text;
};

/* Both in the order of their numbers; a NULL name ends them. */
extern const struct embedded migrations[];	/* sql/migrations */
extern const struct embedded seeds[];		/* sql/seed */

#endif
