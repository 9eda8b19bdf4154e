package store

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// ErrLocked says that another process uses the database. The error itself is a
// *[LockedError].
var ErrLocked = errors.New("already running")

// LockedError names the process that holds the lock.
type LockedError struct {
	Path string // of the lock file
	PID  int    // 0 when the other has not written it yet
}

func (e *LockedError) Error() string {
	if e.PID == 0 {
		return fmt.Sprintf("%s: already running", e.Path)
	}
	return fmt.Sprintf("%s: already running as process %d", e.Path, e.PID)
}

// Is makes errors.Is(err, ErrLocked) true.
func (e *LockedError) Is(target error) bool { return target == ErrLocked }

// Lock takes the lock of the database at path, a file beside it named
// path.lock, and gives a function that lets it go. The kernel lets it go too
// when the process dies, however it dies. The file stays: taking it away would
// let two processes hold two files of one name.
func Lock(path string) (release func(), err error) {
	name := path + ".lock"
	if err := makeFile(name); err != nil {
		return nil, fmt.Errorf("lock store: %w", err)
	}
	f, err := os.OpenFile(name, os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock store: %w", err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		defer f.Close()
		return nil, &LockedError{name, holder(f)}
	}
	if err == nil {
		err = writePID(f)
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("lock store: %w", err)
	}
	return func() {
		f.Truncate(0)
		f.Close()
	}, nil
}

func writePID(f *os.File) error {
	if err := f.Truncate(0); err != nil {
		return err
	}
	_, err := f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	return err
}

// holder reads who holds the lock, and waits a moment for one that has just
// taken it and is about to write who it is.
func holder(f *os.File) int {
	for range 20 {
		text, err := io.ReadAll(io.NewSectionReader(f, 0, 32))
		if err != nil {
			return 0
		}
		if pid, ok := strings.CutSuffix(string(text), "\n"); ok {
			n, _ := strconv.Atoi(pid)
			return n
		}
		time.Sleep(5 * time.Millisecond)
	}
	return 0
}
