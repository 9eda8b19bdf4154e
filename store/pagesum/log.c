/* The -wal file has sums of its own: each frame is a header of 24 bytes and a page, and
   in the header stands a sum of all that came before (sqlite.org/fileformat2, section
   4). SQLite compares them when it reads the file after a crash, and takes the first
   that differs for the end of what was written. Here they are compared whenever a page
   is read, and what cannot be the end is damage. */
#include "vfs.h"
#include <string.h>

enum { TOP = 32, HEAD = 24 }; /* bytes before the first frame, and before each page */

typedef struct {
	uint32_t a, b;
} Sum;

static inline uint32_t word(const unsigned char *p, int turned) {
	uint32_t v;
	memcpy(&v, p, sizeof v);
	return turned ? __builtin_bswap32(v) : v;
}

static uint32_t big(const unsigned char *p) { return word(p, __BYTE_ORDER__ != __ORDER_BIG_ENDIAN__); }

static Sum stored(const unsigned char *p) { return (Sum){big(p), big(p + 4)}; }

static int same(Sum x, Sum y) { return x.a == y.a && x.b == y.b; }

static Sum add(const File *f, Sum s, const unsigned char *p, int n) {
	int turned = f->big != (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);
	for (int i = 0; i < n; i += 8) {
		s.a += word(p + i, turned) + s.b;
		s.b += word(p + i + 4, turned) + s.a;
	}
	return s;
}

/* follows says whether a frame is what was written behind one with the sum before. */
static int follows(const File *f, Sum before, const unsigned char *frame) {
	return same(add(f, add(f, before, frame, 8), frame + HEAD, f->size), stored(frame + 16));
}

static int raw(File *f, void *to, int n, sqlite3_int64 at) {
	return real(f)->pMethods->xRead(real(f), to, n, at);
}

/* know takes the size of a page and the order of bytes from the top of the file. */
static void know(File *f, const unsigned char *top) {
	int size = (int)big(top + 8);
	f->size = size >= 512 && size <= 65536 && !(size & (size - 1)) ? size : 0;
	f->big = big(top) & 1;
}

/* before reads the sum that stands before the frame at a place. */
static int before(File *f, sqlite3_int64 at, Sum *sum) {
	unsigned char b[8];
	int rc = raw(f, b, 8, at == TOP ? TOP - 8 : at - f->size - 8);
	if (rc == SQLITE_OK) *sum = stored(b);
	return rc;
}

/* goes_on says whether a frame at or behind a place ends a transaction and another frame
   was written behind it: then all up to there was on the disk, for a COMMIT waits for
   that (synchronous=FULL). salt is that of the file, or 0 when that cannot be told. */
static int goes_on(File *f, sqlite3_int64 at, const unsigned char *salt) {
	unsigned char head[HEAD];
	sqlite3_int64 frame = HEAD + f->size;
	for (; raw(f, head, HEAD, at) == SQLITE_OK; at += frame) {
		if (!big(head + 4) || (salt && memcmp(head + 8, salt, 8))) continue;
		if (raw(f, f->page, (int)frame, at + frame) == SQLITE_OK && !memcmp(head + 8, f->page + 8, 8) &&
		    follows(f, stored(head + 16), f->page))
			return 1;
	}
	return 0;
}

/* read_top checks the top, which SQLite reads to find out what is in the file. One that
   is wrong makes it forget all of it. */
static int read_top(File *f, unsigned char *top) {
	know(f, top);
	if ((big(top) & ~1u) == 0x377f0682 && f->size && same(add(f, (Sum){0, 0}, top, TOP - 8), stored(top + TOP - 8)))
		return SQLITE_OK;
	f->big = 0;
	for (f->size = 512; f->size <= 65536; f->size *= 2) {
		if (make_room(f, HEAD + f->size)) break;
		if (goes_on(f, TOP, 0)) return damaged();
	}
	f->size = 0;
	return SQLITE_OK;
}

/* read_frame serves SQLite when it looks for the end of the file. */
static int read_frame(File *f, unsigned char *frame, sqlite3_int64 at) {
	unsigned char top[TOP];
	Sum sum;
	int rc = make_room(f, HEAD + f->size);
	if (rc || (rc = raw(f, top, TOP, 0)) || (rc = before(f, at, &sum))) return rc;
	if (memcmp(frame + 8, top + 16, 8) == 0 && follows(f, sum, frame)) return SQLITE_OK;
	return goes_on(f, at, top + 16) ? damaged() : SQLITE_OK;
}

int log_read(sqlite3_file *file, void *to, int n, sqlite3_int64 at) {
	File *f = (File *)file;
	int rc = raw(f, to, n, at);
	if (rc) return rc;
	if (at == 0 && n == TOP) return read_top(f, to);
	if (!f->size) {
		unsigned char top[TOP];
		if ((rc = raw(f, top, TOP, 0))) return rc;
		know(f, top);
		if (!f->size) return SQLITE_OK;
	}
	sqlite3_int64 place = (at - TOP) % (HEAD + f->size);
	if (f->unsettled && at >= f->unsettled) return SQLITE_OK;
	if (n == HEAD + f->size && place == 0) return read_frame(f, to, at);
	if (n != f->size || place != HEAD) return SQLITE_OK;
	Sum sum;
	if ((rc = make_room(f, HEAD)) || (rc = raw(f, f->page, HEAD, at - HEAD)) || (rc = before(f, at - HEAD, &sum)))
		return rc;
	return same(add(f, add(f, sum, f->page, 8), to, n), stored(f->page + 16)) ? SQLITE_OK : damaged();
}

/* log_write follows what has no right sum as yet: within one transaction SQLite writes
   a page again into its frame, and from there on makes the headers anew at the COMMIT. */
int log_write(sqlite3_file *file, const void *from, int n, sqlite3_int64 at) {
	File *f = (File *)file;
	if (at == 0 && n == TOP) {
		know(f, from);
		f->end = f->unsettled = f->header = 0;
	} else if (n == HEAD && at >= TOP) {
		if (at == f->unsettled) f->unsettled = at + HEAD + f->size;
		f->header = at;
	} else {
		sqlite3_int64 frame = at - HEAD;
		if (frame != f->header && (!f->unsettled || frame < f->unsettled)) f->unsettled = frame;
		f->header = 0;
	}
	if (at + n > f->end) f->end = at + n;
	if (f->unsettled >= f->end) f->unsettled = 0;
	return real(f)->pMethods->xWrite(real(f), from, n, at);
}
