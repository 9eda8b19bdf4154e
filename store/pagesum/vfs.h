#ifndef PAGESUM_VFS_H
#define PAGESUM_VFS_H

#include "sqlite.h"
#include <stdint.h>

/* File is an open database, or its -wal file. The file of the VFS behind follows it. */
typedef struct {
	sqlite3_file base;
	unsigned char *page; /* room for one page */
	int room;
	int size; /* of a page; 0 while there is no first page */

	/* of a database */
	int on;    /* the pages have sums */
	int early; /* pages were written while it was not known that they get sums */

	/* of a -wal file */
	int big;                 /* its sums are of words with the big end first */
	sqlite3_int64 header;    /* where the newest header of a frame was written */
	sqlite3_int64 end;       /* of what was written here */
	sqlite3_int64 unsettled; /* from here to there the sums are made at the COMMIT; 0: nowhere */
} File;

static inline sqlite3_file *real(void *f) { return (sqlite3_file *)((File *)f + 1); }

/* make_room makes room for n bytes at f->page. */
int make_room(File *f, int n);

/* damaged is SQLite's code for it. It is no error of the system: none is to be named
   beside it. */
int damaged(void);

int log_read(sqlite3_file *file, void *to, int n, sqlite3_int64 at);
int log_write(sqlite3_file *file, const void *from, int n, sqlite3_int64 at);

#endif
