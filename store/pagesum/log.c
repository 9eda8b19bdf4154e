/* The -wal file has sums of its own: each frame is a header of 24 bytes and a page, and
   in the header stands a sum of all that came before (sqlite.org/fileformat2, section
   4). SQLite compares them when it reads the file after a crash, and takes the first
   that differs for the end of what was written. Here they are compared whenever a page
   is read, and what cannot be the end is damage. */
#include "vfs.h"
#include <string.h>

enum {
	TOP = 32,  /* bytes before the first frame */
	HEAD = 24, /* bytes before each page */
	ROOM = 127 << 10 /* of a buffer: the VFS of unix writes less than 128 kB at once */
};

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

/* SQLite writes each frame in two pieces and reads each page by itself. So much is kept
   in a buffer that it takes few calls of the system: what is written until it must be in
   the file, and what is read ahead while it is folded into the database. What must be in
   the file is there in time: with the frame that ends a transaction, at xSync, and before
   another connection may look, for which SQLite asks for a barrier or a lock. What was
   read ahead is forgotten then. */

int log_flush(File *f) {
	if (!f) return SQLITE_OK;
	Buffer *b = &f->buffer;
	if (!b->dirty) {
		if (!f->folding) b->n = 0;
		return f->failed;
	}
	f->failed = real(f)->pMethods->xWrite(real(f), b->bytes, b->n, b->from);
	b->n = b->dirty = 0;
	return f->failed;
}

void log_fold(File *f, int begins) {
	sqlite3_int64 size;
	if (!f || log_flush(f)) return;
	f->buffer.n = 0;
	f->folding = begins && real(f)->pMethods->xFileSize(real(f), &size) == SQLITE_OK ? size : 0;
}

/* room gives a buffer; without one all goes to the file at once. */
static int room(Buffer *b) { return b->bytes || (b->bytes = sqlite3_malloc(ROOM)); }

static int holds(const Buffer *b, int n, sqlite3_int64 at) { return at >= b->from && at + n <= b->from + b->n; }

static int apart(const Buffer *b, int n, sqlite3_int64 at) { return at >= b->from + b->n || at + n <= b->from; }

/* ahead reads a stretch from a place on into the buffer, a long one where the reading goes
   on where it was. What is not asked for may be what the disk cannot read: then the buffer
   is empty. */
static void ahead(File *f, int n, sqlite3_int64 at) {
	Buffer *b = &f->buffer;
	if (b->n && at >= b->from && at <= b->from + b->n) n = f->folding - at < ROOM ? (int)(f->folding - at) : ROOM;
	b->n = real(f)->pMethods->xRead(real(f), b->bytes, n, at) == SQLITE_OK ? n : 0;
	b->from = at;
}

/* frames reads as many whole frames as fit, from that on which SQLite asks for to make
   its header anew: it goes on with those behind it. */
static void frames(File *f, int n, sqlite3_int64 at) {
	Buffer *b = &f->buffer;
	int most = ROOM / n * n;
	n = f->end - at < most ? (int)(f->end - at) : most;
	b->n = real(f)->pMethods->xRead(real(f), b->bytes, n, at) == SQLITE_OK ? n : 0;
	b->from = at;
}

static int raw(File *f, void *to, int n, sqlite3_int64 at) {
	Buffer *b = &f->buffer;
	int rc = f->failed, anew = f->unsettled && at == f->unsettled && n == HEAD + f->size;
	if (!rc && b->dirty && !holds(b, n, at) && (anew || !apart(b, n, at))) rc = log_flush(f);
	if (rc) return rc;
	if (!b->dirty && !holds(b, n, at) && n <= ROOM && room(b)) {
		if (anew) frames(f, n, at);
		else if (at + n <= f->folding) ahead(f, n, at);
	}
	if (!holds(b, n, at)) return real(f)->pMethods->xRead(real(f), to, n, at);
	memcpy(to, b->bytes + (at - b->from), n);
	return SQLITE_OK;
}

/* keep takes what is to be written. */
static int keep(File *f, const void *from, int n, sqlite3_int64 at) {
	Buffer *b = &f->buffer;
	if (f->failed) return f->failed;
	if (holds(b, n, at)) {
		memcpy(b->bytes + (at - b->from), from, n);
		b->dirty = 1;
		return SQLITE_OK;
	}
	if (b->dirty && (at != b->from + b->n || b->n + n > ROOM)) {
		int rc = log_flush(f);
		if (rc) return rc;
	}
	if (n > ROOM || !room(b)) return real(f)->pMethods->xWrite(real(f), from, n, at);
	if (!b->dirty) b->from = at, b->n = 0, b->dirty = 1;
	memcpy(b->bytes + b->n, from, n);
	b->n += n;
	return SQLITE_OK;
}

int log_sync(sqlite3_file *file, int flags) {
	int rc = log_flush((File *)file);
	return rc ? rc : real(file)->pMethods->xSync(real(file), flags);
}

int log_truncate(sqlite3_file *file, sqlite3_int64 size) {
	int rc = log_flush((File *)file);
	return rc ? rc : real(file)->pMethods->xTruncate(real(file), size);
}

int log_file_size(sqlite3_file *file, sqlite3_int64 *size) {
	int rc = log_flush((File *)file);
	return rc ? rc : real(file)->pMethods->xFileSize(real(file), size);
}

int log_close(sqlite3_file *file) {
	File *f = (File *)file;
	int flushed = log_flush(f);
	if (f->other) f->other->other = 0;
	sqlite3_free(f->buffer.bytes);
	sqlite3_free(f->page);
	int closed = real(f)->pMethods->xClose(real(f));
	return flushed ? flushed : closed;
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

/* read_page reads a page with the header before it and the sum before that. */
static int read_page(File *f, unsigned char *page, sqlite3_int64 at) {
	sqlite3_int64 begin = at - HEAD == TOP ? TOP - 8 : at - HEAD - f->size - 8;
	int rc, head = (int)(at - HEAD - begin), n = head + HEAD + f->size;
	if ((rc = make_room(f, n)) || (rc = raw(f, f->page, n, begin))) {
		if (rc == SQLITE_IOERR_SHORT_READ) memset(page, 0, f->size);
		return rc;
	}
	memcpy(page, f->page + head + HEAD, f->size);
	if (f->unsettled && at >= f->unsettled) return SQLITE_OK;
	return follows(f, stored(f->page), f->page + head) ? SQLITE_OK : damaged();
}

int log_read(sqlite3_file *file, void *to, int n, sqlite3_int64 at) {
	File *f = (File *)file;
	sqlite3_int64 place = f->size ? (at - TOP) % (HEAD + f->size) : -1;
	if (place == HEAD && n == f->size) return read_page(f, to, at);
	int rc = raw(f, to, n, at);
	if (rc) return rc;
	if (at == 0 && n == TOP) return read_top(f, to);
	if (!f->size) {
		unsigned char top[TOP];
		if ((rc = raw(f, top, TOP, 0))) return rc;
		know(f, top);
		return f->size ? log_read(file, to, n, at) : SQLITE_OK;
	}
	if (place != 0 || n != HEAD + f->size || (f->unsettled && at >= f->unsettled)) return SQLITE_OK;
	return read_frame(f, to, at);
}

/* log_write follows what has no right sum as yet: within one transaction SQLite writes
   a page again into its frame, and from there on makes the headers anew at the COMMIT. */
int log_write(sqlite3_file *file, const void *from, int n, sqlite3_int64 at) {
	File *f = (File *)file;
	/* The frame that ends a transaction is written at once: without xSync nothing else
	   tells SQLite of an error. Its page comes behind its header, or was there before. */
	int ends = n != HEAD && f->commits;
	f->commits = n == HEAD && at >= TOP && big((const unsigned char *)from + 4);
	if (f->commits && at + n < f->end) ends = 1;
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
	int rc = keep(f, from, n, at);
	return rc || !ends ? rc : log_flush(f);
}
