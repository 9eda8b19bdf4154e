/* A VFS that stands before the one of the system and gives each page of a database
   file a sum: see the package comment. */
#include "vfs.h"
#include "pagesum.h"
#include <errno.h>
#include <string.h>

enum {
	SUM = 8,      /* bytes at the end of a page */
	HEADER = 100, /* bytes of the header of a database */
	RESERVED = 20 /* where in it stands how many bytes of each page are not SQLite's */
};

/* load reads a word with the small end first, on any machine. */
static inline uint64_t load(const unsigned char *p) {
	uint64_t v;
	memcpy(&v, p, sizeof v);
	return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? __builtin_bswap64(v) : v;
}

static void store(unsigned char *p, uint64_t v) {
	for (int i = 0; i < 8; i++) p[i] = v >> 8 * i;
}

/* Each step is a bijection: of what was there before for a given word, and of the word
   for what was there before. So two pages that differ in one word only, or in their
   number only, never have the same sum; others have with a chance of 1 in 2^64. */
static inline uint64_t step(uint64_t h, uint64_t word) {
	h ^= word;
	h ^= h >> 32; /* so that the upper bits, too, change many */
	return h * 0x9e3779b97f4a7c15u;
}

uint64_t pagesum_sum(const unsigned char *page, int n, uint64_t number) {
	/* four lanes, since a multiplication takes as long as four that overlap */
	uint64_t a = step(1, number), b = 2, c = 3, d = 4;
	int i = 0;
	for (n -= SUM; i + 32 <= n; i += 32) {
		a = step(a, load(page + i));
		b = step(b, load(page + i + 8));
		c = step(c, load(page + i + 16));
		d = step(d, load(page + i + 24));
	}
	for (; i < n; i += 8) a = step(a, load(page + i));
	return step(step(step(a, b), c), d);
}

static sqlite3_vfs *behind;

/* header takes from the first page how large the pages are and whether they have sums. */
static void header(File *f, const unsigned char *page) {
	int size = page[16] << 8 | page[17];
	if (size == 1) size = 65536;
	if (memcmp(page, "SQLite format 3", 16) || size < 512 || size & (size - 1)) size = 0;
	f->size = size;
	f->on = size && page[RESERVED] == SUM;
}

/* learn looks at the first page. It may change under us, but not what is looked at: a
   file that has sums keeps them. */
static int learn(File *f) {
	unsigned char page[HEADER];
	int rc = real(f)->pMethods->xRead(real(f), page, sizeof page, 0);
	if (rc == SQLITE_IOERR_SHORT_READ) {
		f->size = f->on = 0;
		return SQLITE_OK;
	}
	if (rc == SQLITE_OK) header(f, page);
	return rc;
}

int damaged(void) {
	errno = 0;
	return SQLITE_IOERR_DATA;
}

int make_room(File *f, int n) {
	if (f->room >= n) return SQLITE_OK;
	sqlite3_free(f->page);
	f->page = sqlite3_malloc(n);
	f->room = f->page ? n : 0;
	return f->page ? SQLITE_OK : SQLITE_NOMEM;
}

static int holds(const unsigned char *page, int n, sqlite3_int64 at) {
	return load(page + n - SUM) == pagesum_sum(page, n, at / n + 1);
}

/* read_page reads and checks one page. One that ends before its end is not whole: what
   SQLite reads it has written before. */
static int read_page(File *f, void *to, sqlite3_int64 at) {
	int rc = real(f)->pMethods->xRead(real(f), to, f->size, at);
	if (rc == SQLITE_IOERR_SHORT_READ || (rc == SQLITE_OK && !holds(to, f->size, at)))
		return damaged();
	return rc;
}

/* write_page writes a copy with its sum: what SQLite gives is not ours to change. */
static int write_page(File *f, const void *from, sqlite3_int64 at) {
	int rc = make_room(f, f->size);
	if (rc) return rc;
	if (from != f->page) memcpy(f->page, from, f->size);
	store(f->page + f->size - SUM, pagesum_sum(f->page, f->size, at / f->size + 1));
	return real(f)->pMethods->xWrite(real(f), f->page, f->size, at);
}

/* read_parts serves a read of less or more than a page: overflow pages are read without
   their end. */
static int read_parts(File *f, unsigned char *to, int n, sqlite3_int64 at) {
	int rc = make_room(f, f->size);
	while (rc == SQLITE_OK && n > 0) {
		int skip = at % f->size, part = f->size - skip;
		if (part > n) part = n;
		if ((rc = read_page(f, f->page, at - skip)) == SQLITE_OK) memcpy(to, f->page + skip, part);
		to += part, at += part, n -= part;
	}
	return rc;
}

/* turned_off says whether a first page had a sum before its header was damaged just
   where that stands. */
static int turned_off(File *f, const void *page) {
	if (make_room(f, f->size)) return 1;
	memcpy(f->page, page, f->size);
	f->page[RESERVED] = SUM;
	return holds(f->page, f->size, 0);
}

static int x_read(sqlite3_file *file, void *to, int n, sqlite3_int64 at) {
	File *f = (File *)file;
	/* Opening a database, SQLite reads its header without a lock: it may be half
	   written. It reads the page whole before it relies on it. */
	if (at + n <= HEADER) return real(f)->pMethods->xRead(real(f), to, n, at);
	if (!f->on) {
		int rc = learn(f);
		if (rc) return rc;
	}
	if (!f->on) {
		int rc = real(f)->pMethods->xRead(real(f), to, n, at);
		if (rc == SQLITE_OK && at == 0 && n == f->size && turned_off(f, to)) return damaged();
		return rc;
	}
	if (n == f->size && at % n == 0) return read_page(f, to, at);
	return read_parts(f, to, n, at);
}

/* seal_all gives sums to the pages that came before the first page: VACUUM INTO writes
   that one last. */
static int seal_all(File *f) {
	sqlite3_int64 end;
	int rc = real(f)->pMethods->xFileSize(real(f), &end);
	for (sqlite3_int64 at = f->size; rc == SQLITE_OK && at + f->size <= end; at += f->size) {
		rc = real(f)->pMethods->xRead(real(f), f->page, f->size, at);
		if (rc == SQLITE_OK) rc = write_page(f, f->page, at);
	}
	return rc;
}

static int x_write(sqlite3_file *file, const void *from, int n, sqlite3_int64 at) {
	File *f = (File *)file;
	if (at == 0 && n >= HEADER) {
		header(f, from);
	} else if (!f->on) {
		int rc = learn(f);
		if (rc) return rc;
	}
	if (!f->on) {
		f->early = 1;
		return real(f)->pMethods->xWrite(real(f), from, n, at);
	}
	if (n != f->size || at % n) return SQLITE_IOERR_WRITE; /* its sum would not hold */
	int rc = write_page(f, from, at);
	if (rc == SQLITE_OK && at == 0 && f->early) {
		rc = seal_all(f);
		f->early = rc != SQLITE_OK;
	}
	return rc;
}

static int x_truncate(sqlite3_file *file, sqlite3_int64 size) {
	File *f = (File *)file;
	if (size == 0) f->size = f->on = f->early = 0;
	return real(f)->pMethods->xTruncate(real(f), size);
}

static int x_close(sqlite3_file *file) {
	File *f = (File *)file;
	sqlite3_free(f->page);
	return real(f)->pMethods->xClose(real(f));
}

/* x_file_control answers PRAGMA page_sums: on or off. */
static int x_file_control(sqlite3_file *file, int op, void *arg) {
	File *f = (File *)file;
	char **pragma = arg; /* the answer, the name, the value */
	if (op == SQLITE_FCNTL_PRAGMA && sqlite3_stricmp(pragma[1], "page_sums") == 0) {
		int rc = learn(f);
		if (rc == SQLITE_OK && !(pragma[0] = sqlite3_mprintf("%s", f->on ? "on" : "off"))) rc = SQLITE_NOMEM;
		return rc;
	}
	if (op == SQLITE_FCNTL_CKPT_START || op == SQLITE_FCNTL_CKPT_DONE) log_fold(f->other, op == SQLITE_FCNTL_CKPT_START);
	return real(f)->pMethods->xFileControl(real(f), op, arg);
}

/* From here on other connections may look at the -wal file. A lock is let go of also when
   what they would find there could not be written: SQLite hears of it at the next call. */
static int x_shm_lock(sqlite3_file *file, int from, int n, int flags) {
	int rc = log_flush(((File *)file)->other);
	if (flags & SQLITE_SHM_UNLOCK) rc = SQLITE_OK;
	return rc ? rc : real(file)->pMethods->xShmLock(real(file), from, n, flags);
}

static void x_shm_barrier(sqlite3_file *file) {
	log_flush(((File *)file)->other);
	real(file)->pMethods->xShmBarrier(real(file));
}

/* The rest is for the VFS behind. */
#define PASS(name, declared, given) \
	static int name declared { return real(f)->pMethods->name given; }
PASS(xSync, (sqlite3_file *f, int flags), (real(f), flags))
PASS(xFileSize, (sqlite3_file *f, sqlite3_int64 *size), (real(f), size))
PASS(xLock, (sqlite3_file *f, int kind), (real(f), kind))
PASS(xUnlock, (sqlite3_file *f, int kind), (real(f), kind))
PASS(xCheckReservedLock, (sqlite3_file *f, int *held), (real(f), held))
PASS(xSectorSize, (sqlite3_file *f), (real(f)))
PASS(xDeviceCharacteristics, (sqlite3_file *f), (real(f)))
PASS(xFileControl, (sqlite3_file *f, int op, void *arg), (real(f), op, arg))
PASS(xShmMap, (sqlite3_file *f, int i, int size, int extend, void volatile **at), (real(f), i, size, extend, at))
PASS(xShmUnmap, (sqlite3_file *f, int remove), (real(f), remove))

/* Without xFetch SQLite maps nothing into memory, past the reading here. */
#define METHODS \
	.xLock = xLock, .xUnlock = xUnlock, .xCheckReservedLock = xCheckReservedLock, .xSectorSize = xSectorSize, \
	.xDeviceCharacteristics = xDeviceCharacteristics
#define PAGES \
	METHODS, .xClose = x_close, .xRead = x_read, .xWrite = x_write, .xTruncate = x_truncate, .xSync = xSync, \
	.xFileSize = xFileSize, .xFileControl = x_file_control
static const sqlite3_io_methods plain = {.iVersion = 1, PAGES};
static const sqlite3_io_methods shared = {
	.iVersion = 2, PAGES, .xShmMap = xShmMap, .xShmLock = x_shm_lock, .xShmBarrier = x_shm_barrier, .xShmUnmap = xShmUnmap};
static const sqlite3_io_methods log = {
	.iVersion = 1, METHODS, .xClose = log_close, .xRead = log_read, .xWrite = log_write, .xTruncate = log_truncate,
	.xSync = log_sync, .xFileSize = log_file_size, .xFileControl = xFileControl};

static int x_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out) {
	(void)vfs;
	if (!(flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL))) return behind->xOpen(behind, name, file, flags, out);
	File *f = (File *)file;
	memset(f, 0, sizeof *f);
	real(f)->pMethods = 0;
	int rc = behind->xOpen(behind, name, real(f), flags, out);
	if (rc == SQLITE_OK) {
		file->pMethods = flags & SQLITE_OPEN_WAL ? &log : real(f)->pMethods->iVersion > 1 ? &shared : &plain;
		if (flags & SQLITE_OPEN_WAL) {
			f->other = (File *)sqlite3_database_file_object(name);
			f->other->other = f;
		}
	} else if (real(f)->pMethods) {
		real(f)->pMethods->xClose(real(f));
	}
	return rc;
}

static sqlite3_vfs vfs;

/* reserve asks for the eight bytes, as each connection has to before it makes a
   database or copies one. On a database that is there it changes nothing. */
static int reserve(sqlite3 *db, char **message, const void *api) {
	(void)message, (void)api;
	sqlite3_vfs *used = 0;
	int n = SUM;
	if (sqlite3_file_control(db, "main", SQLITE_FCNTL_VFS_POINTER, &used) == SQLITE_OK && used == &vfs)
		return sqlite3_file_control(db, "main", SQLITE_FCNTL_RESERVE_BYTES, &n);
	return SQLITE_OK;
}

int pagesum_register(void) {
	/* Nobody asks how much memory there is in use, and each piece of it was counted under
	   a lock. */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	/* 3.34 knows the reserved bytes well; a VFS of another version has other fields. */
	behind = sqlite3_vfs_find(0);
	if (sqlite3_libversion_number() < 3034000 || !behind || behind->iVersion > 3) return SQLITE_ERROR;
	vfs = *behind; /* its methods want nothing of it but what is copied */
	vfs.zName = "pagesum";
	vfs.pNext = 0;
	vfs.szOsFile = (int)sizeof(File) + behind->szOsFile;
	vfs.xOpen = x_open;
	int rc = sqlite3_vfs_register(&vfs, 1);
	return rc ? rc : sqlite3_auto_extension((void (*)(void))reserve);
}
