// Package storetest is a disk that is watched, that fails, or from which the power
// goes, for the tests of the store and of the program on it. It knows calls on files
// and the order in which they reach a disk, and nothing of what the files hold. No
// program imports it.
package storetest

import (
	_ "embed"
	"encoding/binary"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

//go:embed testdata/fault.c
var source []byte

// Shim builds the library that stands between SQLite and the disk. Where SQLite was
// built there is a C compiler.
func Shim(t testing.TB) (lib string) {
	t.Helper()
	dir := t.TempDir()
	lib = filepath.Join(dir, "fault.so")
	if err := os.WriteFile(filepath.Join(dir, "fault.c"), source, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("cc", "-shared", "-fPIC", "-O1", "-o", lib, filepath.Join(dir, "fault.c"), "-ldl").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return lib
}

// Memory gives a directory in memory where there is one: these tests judge what was
// written in which order, not the disk of this machine.
func Memory(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "klachtenpost-test-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// What a Call is.
const (
	Write    = 'W'
	Sync     = 'S'
	Truncate = 'T'
	Said     = 'A' // no call: what a program told to have done
)

// Call is one call that reached the disk.
type Call struct {
	What byte
	File byte  // 'd' the database, 'w' its -wal file
	Off  int64 // of a write; the length of a truncation
	Data []byte
}

// Record writes a call as the library does.
func Record(what, file byte, off int64, data string) []byte {
	b := []byte{what, file}
	b = binary.NativeEndian.AppendUint64(b, uint64(off))
	b = binary.NativeEndian.AppendUint64(b, uint64(len(data)))
	return append(b, data...)
}

// Calls reads what the library wrote. A kill may cut the last call short: then that was
// not made, which is as well, for nothing waited for it.
func Calls(t testing.TB, name string) (calls []Call) {
	t.Helper()
	log, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	const head = 18
	for len(log) >= head {
		c := Call{What: log[0], File: log[1], Off: int64(binary.NativeEndian.Uint64(log[2:]))}
		n := binary.NativeEndian.Uint64(log[10:])
		if n > uint64(len(log)-head) {
			break
		}
		c.Data, log = log[head:head+n], log[head+n:]
		calls = append(calls, c)
	}
	return calls
}

// Crash gives what a file holds after a power cut at the end of calls: what was
// synced is there; of what was written since, any part may have reached the disk, in
// any order, and a sector may be torn from the rest.
func Crash(content []byte, calls []Call, file byte) []byte {
	synced := 0
	for i, c := range calls {
		if c.What == Sync && c.File == file {
			synced = i
		}
	}
	const sector = 512
	fate := rand.N(4) // of what was not synced: all lost, all kept, or each by itself, whole or torn
	for i, c := range calls {
		if c.File != file || i > synced && (fate == 0 || fate > 1 && rand.N(2) == 0) {
			continue
		}
		switch c.What {
		case Truncate:
			content = resize(content, c.Off)
		case Write:
			data, off := c.Data, c.Off
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
