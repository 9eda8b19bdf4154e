package store

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"klachtenpost/store/storetest"
)

// mustRecord lets the child work on a watched disk. It gives the file as it was
// before, and what reached the disk.
func mustRecord(t *testing.T, lib string, cases int) (before []byte, calls []storetest.Call) {
	t.Helper()
	dir := storetest.Memory(t)
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
	return before, storetest.Calls(t, log)
}

// said gathers what was acknowledged.
func saidIn(calls []storetest.Call) map[string]int {
	said := make(map[string]int)
	for _, c := range calls {
		if c.What == storetest.Said {
			var step string
			var i int
			fmt.Sscan(string(c.Data), &step, &i)
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
	before, calls := mustRecord(t, storetest.Shim(t), 10)
	folded := 0
	for _, c := range calls {
		if c.What == storetest.Write && c.File == 'd' {
			folded++
		}
	}
	if folded == 0 {
		t.Fatal("the -wal file was never folded into the database: the test does not test enough")
	}
	path := filepath.Join(storetest.Memory(t), "klachtenpost.db")
	for range images {
		cut := rand.N(len(calls)) + 1
		image := map[byte][]byte{'d': bytes.Clone(before), 'w': nil}
		for file := range image {
			image[file] = storetest.Crash(image[file], calls[:cut], file)
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

// Every write, sync and truncation fails once, and from then on: the child stops
// with a storage error or was not hurt, acknowledges nothing after the fault, and
// what it acknowledged is there.
func TestDiskFaults(t *testing.T) {
	t.Parallel()
	lib := storetest.Shim(t)
	step, cases := 20, 3
	if *long {
		step, cases = 1, 5
	}
	_, calls := mustRecord(t, lib, cases)
	positions := 0
	for _, c := range calls {
		if c.What != storetest.Said {
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
	dir := storetest.Memory(t)
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
	checkKilled(t, path, 1, saidIn(storetest.Calls(t, log)))
	return stopped
}
