package proof

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"klachtenpost/store"
	"klachtenpost/store/storetest"
)

func init() {
	Register(Class{Name: "power cut, seen on the disk", Rows: "DB-03", Short: 40, Long: 10_000, Run: crashImages})
	Register(Class{Name: "power cut, and on with what is left", Rows: "DB-03 DB-05", Short: 6, Long: 1000, Run: powerCuts})
}

// recording is what reached the disk while a daemon worked, and what was said.
type recording struct {
	p      *provider
	before map[byte][]byte // what the files held
	calls  []storetest.Call
}

var diskFiles = map[byte]string{'d': "", 'w': "-wal"}

// watchDisk lets a daemon work on a watched disk until run has ended it.
func watchDisk(p *provider, lib string, run func(env []string)) recording {
	p.t.Helper()
	r := recording{p: p, before: make(map[byte][]byte)}
	for file, suffix := range diskFiles {
		content, err := os.ReadFile(p.path + suffix)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			p.t.Fatal(err)
		}
		r.before[file] = content
	}
	name := filepath.Join(p.dir, "disk.log")
	log, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC|os.O_APPEND, 0o600)
	if err != nil {
		p.t.Fatal(err)
	}
	defer log.Close()
	p.disk.Store(log)
	run([]string{"LD_PRELOAD=" + lib, "FAULT_LOG=" + name})
	p.disk.Store(nil)
	r.calls = storetest.Calls(p.t, name)
	return r
}

// crash puts at path what the disk may hold when the power went after some calls.
func (r recording) crash(calls []storetest.Call, path string) {
	r.p.t.Helper()
	if err := os.Remove(path + "-shm"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		r.p.t.Fatal(err)
	}
	for file, suffix := range diskFiles {
		if err := os.WriteFile(path+suffix, storetest.Crash(bytes.Clone(r.before[file]), calls, file), 0o600); err != nil {
			r.p.t.Fatal(err)
		}
	}
}

// record lets one daemon take in and answer some mails. The -wal file is folded into
// the database when it ends, and on the way too when there is enough in them.
func record(t *testing.T, lib string, keeps bool, mails, padding int) recording {
	t.Helper()
	p := newProvider(t, keeps)
	p.padding = padding
	p.settle()
	r := watchDisk(p, lib, func(env []string) {
		for range mails {
			p.write()
		}
		out, err := p.child(append(env, envQuiet+"="+strconv.Itoa(p.written))...).CombinedOutput()
		if err != nil {
			t.Fatalf("child: %v\n%s", err, out)
		}
	})
	if !slices.ContainsFunc(r.calls, func(c storetest.Call) bool { return c.What == storetest.Write && c.File == 'd' }) {
		t.Fatal("the -wal file was never folded into the database: the recording does not hold enough")
	}
	return r
}

// image makes one image and holds it against what was said before the cut. No
// daemon works on it.
func (r recording) image(path string, calls []storetest.Call, cut int) ([]Violation, error) {
	r.crash(calls[:cut], path)
	w := &World{Path: path, Committee: r.p.world.Committee, Staff: r.p.world.Staff, Grace: time.Hour}
	var decided, sent []string
	accepted := 0
	for _, c := range r.calls[:cut] {
		if c.What != storetest.Said {
			continue
		}
		switch what, which, _ := strings.Cut(string(c.Data), " "); what {
		case "accepted":
			accepted++
		case "decided":
			decided = append(decided, which)
		case "sent":
			sent = append(sent, which)
		}
	}
	w.Accepted = r.p.world.Accepted[:accepted]
	db, err := store.Open(path)
	if err != nil {
		return []Violation{{Lost, "", err.Error()}}, nil
	}
	defer db.Close()
	w.DB = db
	list, err := Check(w)
	if err != nil {
		return nil, err
	}
	rec, err := readRecords(path, db, time.Now())
	if err != nil {
		return nil, err
	}
	for _, mark := range sent {
		if o := rec.byMark[mark]; mark != "" && (o == nil || o.state != store.StateSent && o.state != store.StateDraft) {
			list = append(list, Violation{Lost, "I3", fmt.Sprintf("a mail was on record as sent, and now %+v", o)})
		}
	}
	for _, matter := range decided {
		if strings.HasPrefix(matter, "K-") && rec.status[matter] == "" {
			list = append(list, Violation{Lost, "I5", matter + " was decided on and is not there"})
		}
	}
	return list, nil
}

// crashImages looks at what is left at any cut.
func crashImages(t *testing.T, n int, y *Tally) {
	lib := storetest.Shim(t)
	path := filepath.Join(storetest.Memory(t), "klachtenpost.db")
	calls := 0
	for i := 0; n > 0; i++ {
		mails, padding := 5, 100_000
		if i%4 == 3 {
			mails, padding = 12, 300_000
		}
		r := record(t, lib, i%4 < 2, mails, padding)
		calls += len(r.calls)
		for range min(n, 500) {
			cut := 1 + rand.N(len(r.calls))
			list, err := r.image(path, r.calls, cut)
			if err != nil {
				t.Fatal(err)
			}
			y.Trial()
			for _, v := range list {
				y.Wrong(t, fmt.Sprintf("after call %d of %d", cut, len(r.calls)), v)
			}
			if len(list) > 0 {
				return
			}
		}
		n -= 500
		r.p.close()
	}
	y.Note("in recordings of %d calls", calls)
}

// TestCrashBites: on a disk that does not do what it is told at a sync, or with
// synchronous=OFF, the images show it.
func TestCrashBites(t *testing.T) {
	r := record(t, storetest.Shim(t), true, 5, 0)
	lying := slices.Clone(r.calls)
	for i, c := range lying {
		if c.What == storetest.Sync {
			lying[i] = storetest.Call{What: storetest.Said}
		}
	}
	path := filepath.Join(storetest.Memory(t), "klachtenpost.db")
	for i := range 50 {
		list, err := r.image(path, lying, len(lying)-i)
		if err != nil || len(list) > 0 {
			t.Logf("image %d: %d violations, %v", i, len(list), err)
			return
		}
	}
	t.Error("50 power cuts without any sync, and nothing was lost")
}

// powerCuts takes the power away from a daemon at work: the next one goes on from
// what the disk holds, beside a mail server on which everything happened.
func powerCuts(t *testing.T, n int, y *Tally) {
	lib := storetest.Shim(t)
	inTurn(t, n, y, func(p *provider, window time.Duration) {
		r := watchDisk(p, lib, func(env []string) {
			cmd := p.child(env...)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(rand.N(window))
			cmd.Process.Kill()
			cmd.Wait()
		})
		r.crash(r.calls, p.path)
	})
}
