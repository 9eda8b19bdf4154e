#ifndef PAGESUM_VFS_H
#define PAGESUM_VFS_H

#include "sqlite.h"
#include <stdint.h>

/* Buffer is a stretch of a -wal file: what is to be written to it, or what was read. */
typedef struct {
	unsigned char *bytes; /* room for ROOM of them, once there is need for it */
	int n;
	int dirty; /* they are not in the file yet */
	sqlite3_int64 from;
} Buffer;

/* File is an open database, or its -wal file. The file of the VFS behind follows it. */
typedef struct File File;
struct File {
	sqlite3_file base;
	File *other;         /* of a database its open -wal file, and of that the database */
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
	Buffer buffer;
	sqlite3_int64 folding;   /* up to here the file is being folded into the database; 0: it is not */
	int commits;             /* the header written last was that of a frame that ends a transaction */
	int failed;              /* what came of writing the buffer, when SQLite was told that it was written */
};

static inline sqlite3_file *real(void *f) { return (sqlite3_file *)((File *)f + 1); }

/* make_room makes room for n bytes at f->page. */
int make_room(File *f, int n);

/* damaged is SQLite's code for it. It is no error of the system: none is to be named
   beside it. */
int damaged(void);

int log_read(sqlite3_file *file, void *to, int n, sqlite3_int64 at);
int log_write(sqlite3_file *file, const void *from, int n, sqlite3_int64 at);
int log_sync(sqlite3_file *file, int flags);
int log_truncate(sqlite3_file *file, sqlite3_int64 size);
int log_file_size(sqlite3_file *file, sqlite3_int64 *size);
int log_close(sqlite3_file *file);

/* log_flush writes what was kept back; f may be none. */
int log_flush(File *f);

/* log_fold says that from now on, or no longer, the -wal file is read to be folded into
   the database: what is read of it then does not change. f may be none. */
void log_fold(File *f, int begins);

#endif
