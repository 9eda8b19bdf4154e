package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// mustShim builds the library that stands between SQLite and the disk. Where this
// package was built there is a C compiler.
func mustShim(t *testing.T) string {
	t.Helper()
	lib := filepath.Join(t.TempDir(), "fault.so")
	out, err := exec.Command("cc", "-shared", "-fPIC", "-O1", "-o", lib, "testdata/fault.c", "-ldl").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return lib
}

// ramDir gives a directory in memory where there is one: these tests judge what
// was written in which order, not the disk of this machine.
func ramDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "klachtenpost-test-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// diskCall is one call that reached the disk, or ('A') what was acknowledged.
type diskCall struct {
	what, file byte
	off        int64
	data       []byte
}

// diskRecord writes a call as testdata/fault.c does.
func diskRecord(what, file byte, off int64, data string) []byte {
	b := []byte{what, file}
	b = binary.NativeEndian.AppendUint64(b, uint64(off))
	b = binary.NativeEndian.AppendUint64(b, uint64(len(data)))
	return append(b, data...)
}

func readDisk(t *testing.T, name string) (calls []diskCall) {
	t.Helper()
	log, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for len(log) > 0 {
		c := diskCall{what: log[0], file: log[1], off: int64(binary.NativeEndian.Uint64(log[2:]))}
		n := binary.NativeEndian.Uint64(log[10:])
		c.data, log = log[18:18+n], log[18+n:]
		calls = append(calls, c)
	}
	return calls
}

// mustRecord lets the child work on a watched disk. It gives the file as it was
// before, and what reached the disk.
func mustRecord(t *testing.T, lib string, cases int) (before []byte, calls []diskCall) {
	t.Helper()
	dir := ramDir(t)
	path := filepath.Join(dir, "klachtenpost.db")
	mustOpenAt(t, path).Close()
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	log := filepath.Join(dir, "disk.log")
	cmd := child(t, "work", path, "STORE_FIRST=1", fmt.Sprintf("STORE_COUNT=%d", cases), "LD_PRELOAD="+lib, "FAULT_LOG="+log)
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	return before, readDisk(t, log)
}

// said gathers what was acknowledged.
func saidIn(calls []diskCall) map[string]int {
	said := make(map[string]int)
	for _, c := range calls {
		if c.what == 'A' {
			var step string
			var i int
			fmt.Sscan(string(c.data), &step, &i)
			said[step] = i
		}
	}
	return said
}

// A power cut keeps what was synced; of what was written since, any part may have
// reached the disk, in any order, and a sector may be torn from the rest.
func TestPowerCut(t *testing.T) {
	t.Parallel()
	images := 500
	if *long {
		images = 10_000
	}
	before, calls := mustRecord(t, mustShim(t), 10)
	folded := 0
	for _, c := range calls {
		if c.what == 'W' && c.file == 'd' {
			folded++
		}
	}
	if folded == 0 {
		t.Fatal("the -wal file was never folded into the database: the test does not test enough")
	}
	path := filepath.Join(ramDir(t), "klachtenpost.db")
	for range images {
		cut := rand.N(len(calls)) + 1
		image := map[byte][]byte{'d': bytes.Clone(before), 'w': nil}
		for file := range image {
			image[file] = crash(image[file], calls[:cut], file)
		}
		os.Remove(path + "-shm")
		err := errors.Join(os.WriteFile(path, image['d'], 0o600), os.WriteFile(path+"-wal", image['w'], 0o600))
		if err != nil {
			t.Fatal(err)
		}
		if checkKilled(t, path, 1, saidIn(calls[:cut])); t.Failed() {
			t.Fatalf("after call %d of %d", cut, len(calls))
		}
	}
	t.Logf("%d power cuts in %d calls, %d of them on the database itself: 0 acknowledged commits lost", images, len(calls), folded)
}

// crash gives what a file holds after a power cut at the end of calls.
func crash(content []byte, calls []diskCall, file byte) []byte {
	synced := 0
	for i, c := range calls {
		if c.what == 'S' && c.file == file {
			synced = i
		}
	}
	const sector = 512
	fate := rand.N(4) // of what was not synced: all lost, all kept, or each by itself, whole or torn
	for i, c := range calls {
		if c.file != file || i > synced && (fate == 0 || fate > 1 && rand.N(2) == 0) {
			continue
		}
		switch c.what {
		case 'T':
			content = resize(content, c.off)
		case 'W':
			data, off := c.data, c.off
			if i > synced && fate == 3 && len(data) > sector {
				from := rand.N(len(data)/sector) * sector
				to := from + (1+rand.N((len(data)-from)/sector))*sector
				data, off = data[from:to], off+int64(from)
			}
			if end := off + int64(len(data)); end > int64(len(content)) {
				content = resize(content, end)
			}
			copy(content[off:], data)
		}
	}
	return content
}

func resize(content []byte, size int64) []byte {
	if size <= int64(len(content)) {
		return content[:size]
	}
	return append(content, make([]byte, size-int64(len(content)))...)
}

// Every write, sync and truncation fails once, and from then on: the child stops
// with a storage error or was not hurt, acknowledges nothing after the fault, and
// what it acknowledged is there.
func TestDiskFaults(t *testing.T) {
	t.Parallel()
	lib := mustShim(t)
	step, cases := 20, 3
	if *long {
		step, cases = 1, 5
	}
	_, calls := mustRecord(t, lib, cases)
	positions := 0
	for _, c := range calls {
		if c.what != 'A' {
			positions++
		}
	}
	tried, stopped := 0, 0
	for at := 1 + rand.N(step); at <= positions; at += step {
		for _, code := range []syscall.Errno{syscall.EIO, syscall.ENOSPC} {
			for _, sticky := range []int{0, 1} {
				tried++
				if faultAt(t, lib, cases, at, code, sticky) {
					stopped++
				}
				if t.Failed() {
					t.Fatalf("call %d of %d, %v, sticky %d", at, positions, code, sticky)
				}
			}
		}
	}
	t.Logf("%d faults at %d positions: %d stopped the program, the others were harmless; 0 acknowledged commits lost", tried, positions, stopped)
}

func faultAt(t *testing.T, lib string, cases, at int, code syscall.Errno, sticky int) (stopped bool) {
	t.Helper()
	dir := ramDir(t)
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "klachtenpost.db")
	mustOpenAt(t, path).Close()
	log := filepath.Join(dir, "disk.log")
	cmd := child(t, "work", path, "STORE_FIRST=1", fmt.Sprintf("STORE_COUNT=%d", cases), "LD_PRELOAD="+lib, "FAULT_LOG="+log,
		fmt.Sprintf("FAULT_AT=%d", at), fmt.Sprintf("FAULT_ERRNO=%d", int(code)), fmt.Sprintf("FAULT_STICKY=%d", sticky))
	var stderr strings.Builder
	cmd.Stderr = &stderr
	if err := cmd.Run(); err != nil {
		stopped = true
		if !strings.Contains(stderr.String(), ErrStorage.Error()) {
			t.Errorf("stopped by something else: %s", stderr.String())
		}
	}
	checkKilled(t, path, 1, saidIn(readDisk(t, log)))
	return stopped
}
