package proof

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"klachtenpost/store/storetest"
)

func init() {
	Register(Class{Name: "a full disk, then space", Rows: "DB-06", Short: 3, Long: 200, Run: fullDisks})
	Register(Class{Name: "a disk that is read-only, then not", Rows: "DB-07", Short: 3, Long: 200, Run: readOnlyDisks})
}

// smallDisk gives a disk of some megabytes, where this process may mount one; else
// ok is false, and the library between SQLite and the disk says what a disk would.
func smallDisk(t *testing.T) (dir string, ok bool) {
	t.Helper()
	dir = t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=4m,mode=0700"); err != nil {
		return dir, false
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir, true
}

// refused runs a daemon that cannot work on its disk, and gives what it says. It
// ends by itself within seconds, with a storage error. hurt is false when it could
// work.
func refused(t *testing.T, p *provider, y *Tally, what string, env ...string) (hurt bool, took time.Duration) {
	t.Helper()
	cmd := p.child(append(env, envQuiet+"="+strconv.Itoa(p.written))...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	began := time.Now()
	err := cmd.Run()
	took = time.Since(began)
	if err == nil {
		return false, took
	}
	if exit := new(exec.ExitError); !errors.As(err, &exit) || exit.ExitCode() == -1 {
		t.Fatalf("%s: %v\n%s", what, err, out.String())
	}
	if took > 5*time.Second {
		y.Wrong(t, what, Violation{Other, "", fmt.Sprintf("it took %v to end", took)})
	}
	return true, took
}

// fill leaves room bytes on a disk.
func fill(t *testing.T, dir string, room int64) {
	t.Helper()
	f, err := os.Create(filepath.Join(dir, "vol"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var full int64
	block := make([]byte, 64<<10)
	for {
		n, err := f.Write(block)
		full += int64(n)
		if err != nil {
			break
		}
	}
	if err := f.Truncate(max(0, full-room)); err != nil {
		t.Fatal(err)
	}
}

// renewed gives a new provider on a disk that its database would soon really fill.
func renewed(t *testing.T, p *provider) *provider {
	if p.written < 30 {
		return p
	}
	p.close()
	for _, suffix := range []string{"", "-wal", "-shm"} {
		os.Remove(p.path + suffix)
	}
	p = newProviderOn(t, rand.N(2) == 0, filepath.Dir(p.path))
	p.write()
	p.settle()
	return p
}

// fullDisks fills the disk to somewhere before what the next mails need. The daemon
// ends, is started again as a service manager would, ends again, and goes on when
// there is space.
func fullDisks(t *testing.T, n int, y *Tally) {
	dir, own := smallDisk(t)
	lib := storetest.Shim(t)
	p := newProviderOn(t, true, dir)
	p.write()
	p.settle()
	ended := 0
	for i := range n {
		p.write()
		p.write()
		what := fmt.Sprintf("round %d", i)
		var env []string
		if own {
			fill(t, dir, rand.Int64N(200<<10))
		} else {
			env = []string{"LD_PRELOAD=" + lib, fmt.Sprintf("FAULT_ERRNO=%d", int(syscall.ENOSPC)), "FAULT_STICKY=1", fmt.Sprintf("FAULT_AT=%d", 1+rand.N(60))}
		}
		for range 2 {
			if hurt, _ := refused(t, p, y, what, env...); hurt {
				ended++
			}
		}
		if err := os.RemoveAll(filepath.Join(dir, "vol")); err != nil {
			t.Fatal(err)
		}
		y.Trial()
		if !p.judge(y, what) {
			return
		}
		p = renewed(t, p)
	}
	y.Note("%d daemons ended on it (disk of its own: %v)", ended, own)
}

// readOnlyDisks are read-only when the daemon starts, or become so while it works.
func readOnlyDisks(t *testing.T, n int, y *Tally) {
	dir, own := smallDisk(t)
	lib := storetest.Shim(t)
	p := newProviderOn(t, true, dir)
	p.write()
	p.settle()
	ended := 0
	var slowest time.Duration
	remount := func(flags uintptr) {
		var err error
		for range 100 { // what is begun beside us holds our open files for a moment, from fork to exec
			if err = syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT|flags, "size=4m,mode=0700"); err != syscall.EBUSY {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for i := range n {
		p.write()
		what, at := fmt.Sprintf("round %d", i), 1+rand.N(60)
		start := own && i%2 == 0
		var env []string
		if start {
			remount(syscall.MS_RDONLY)
		} else {
			env = []string{"LD_PRELOAD=" + lib, fmt.Sprintf("FAULT_ERRNO=%d", int(syscall.EROFS)), "FAULT_STICKY=1", fmt.Sprintf("FAULT_AT=%d", at)}
		}
		hurt, took := refused(t, p, y, what, env...)
		if hurt {
			ended++
			slowest = max(slowest, took)
		}
		if start {
			if !hurt {
				y.Wrong(t, what, Violation{Other, "", "a daemon worked on a read-only disk"})
			}
			remount(0)
		}
		y.Trial()
		if !p.judge(y, what) {
			return
		}
		p = renewed(t, p)
	}
	y.Note("%d daemons ended on it, within %v", ended, slowest.Round(time.Millisecond))
}
