/* A disk that fails, or that is watched, for the tests. Loaded with
   LD_PRELOAD it stands between SQLite and the files named *.db and *.db-wal.

   FAULT_AT=n      the n-th write, sync or truncation fails
   FAULT_ERRNO=e   with this error; 0 kills the process there, before the call
   FAULT_STICKY=1  and so do all that follow
   FAULT_MARK=path the moment of the first fault, in nanoseconds, is written here
   FAULT_LOG=path  every call that succeeded is appended here: one byte for what
                   was called (W write, S sync, T truncate), one for the file (d,
                   w), offset or length and number of bytes as 8 bytes each in the
                   order of the machine, and the bytes */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static long at, code, sticky, calls;
static int log_fd = -1;
static const char *mark_path;

__attribute__((constructor)) static void begin(void) {
	const char *v;
	if ((v = getenv("FAULT_AT"))) at = atol(v);
	if ((v = getenv("FAULT_ERRNO"))) code = atol(v);
	if ((v = getenv("FAULT_STICKY"))) sticky = atol(v);
	mark_path = getenv("FAULT_MARK");
	if ((v = getenv("FAULT_LOG"))) log_fd = open(v, O_WRONLY | O_CREAT | O_APPEND, 0600);
}

/* which file is this? */
static char which(int fd) {
	char link[64] = "/proc/self/fd/", digits[16], name[4096];
	int n = 0, i = strlen(link);
	do digits[n++] = '0' + fd % 10; while ((fd /= 10) > 0);
	while (n > 0) link[i++] = digits[--n];
	link[i] = 0;
	ssize_t len = readlink(link, name, sizeof name - 1);
	if (len < 0) return 0;
	name[len] = 0;
	if (len > 3 && !strcmp(name + len - 3, ".db")) return 'd';
	if (len > 7 && !strcmp(name + len - 7, ".db-wal")) return 'w';
	return 0;
}

static void mark(void) {
	if (!mark_path) return;
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	int fd = open(mark_path, O_WRONLY | O_CREAT | O_APPEND, 0600);
	dprintf(fd, "%lld\n", now.tv_sec * 1000000000LL + now.tv_nsec);
	close(fd);
}

static int fails(void) {
	long n = __sync_add_and_fetch(&calls, 1);
	if (at == 0 || n < at || (n > at && !sticky)) return 0;
	if (code == 0) kill(getpid(), SIGKILL);
	if (n == at) mark();
	errno = code;
	return 1;
}

static void note(char what, char file, long long off, const void *data, long long len) {
	if (log_fd < 0) return;
	char head[18] = {what, file};
	memcpy(head + 2, &off, 8);
	memcpy(head + 10, &len, 8);
	struct iovec v[2] = {{head, sizeof head}, {(void *)data, data ? len : 0}};
	if (writev(log_fd, v, 2) < 0) abort();
}

#define REAL(name) ((__typeof__(name) *)dlsym(RTLD_NEXT, #name))

ssize_t pwrite64(int fd, const void *buf, size_t n, off64_t off) {
	char file = which(fd);
	if (!file) return REAL(pwrite64)(fd, buf, n, off);
	if (fails()) return -1;
	ssize_t done = REAL(pwrite64)(fd, buf, n, off);
	if (done > 0) note('W', file, off, buf, done);
	return done;
}

ssize_t pwrite(int fd, const void *buf, size_t n, off_t off) { return pwrite64(fd, buf, n, off); }

static int sync_with(int (*real)(int), int fd) {
	char file = which(fd);
	if (!file) return real(fd);
	if (fails()) return -1;
	int r = real(fd);
	if (r == 0) note('S', file, 0, 0, 0);
	return r;
}

int fsync(int fd) { return sync_with(REAL(fsync), fd); }
int fdatasync(int fd) { return sync_with(REAL(fdatasync), fd); }

int ftruncate64(int fd, off64_t len) {
	char file = which(fd);
	if (!file) return REAL(ftruncate64)(fd, len);
	if (fails()) return -1;
	int r = REAL(ftruncate64)(fd, len);
	if (r == 0) note('T', file, len, 0, 0);
	return r;
}

int ftruncate(int fd, off_t len) { return ftruncate64(fd, len); }
