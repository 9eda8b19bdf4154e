package proof

import (
	"bufio"
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/store"
)

func init() {
	Register(Class{Name: "a year without a pause", Rows: "OPS-08", Short: 50, Long: 2000, Run: soak})
}

// gauge is what a process holds.
type gauge struct {
	At          time.Time
	Heap        uint64 // bytes in use after a collection
	Descriptors int
	Goroutines  int
	Database    int64
}

func (g gauge) String() string {
	return fmt.Sprintf("%s: heap %.2f MB, %d descriptors, %d goroutines, database %.1f MB", g.At.Format(time.DateOnly), float64(g.Heap)/1e6, g.Descriptors, g.Goroutines, float64(g.Database)/1e6)
}

// measure looks at this process while nothing is going on in the bubble.
func measure(t *testing.T, path string) (g gauge) {
	t.Helper()
	synctest.Wait()
	var m runtime.MemStats
	for range 2 { // what sync.Pool holds goes with the second
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		open, err = os.ReadDir("/dev/fd")
	}
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return gauge{time.Now(), m.HeapAlloc, len(open), runtime.NumGoroutine(), info.Size()}
}

// envSoak is how many cases a child is to live through.
const envSoak = "PROOF_SOAK"

// soak lets a year go by, or three weeks with few cases, in a process of its own: the
// log of this one grows. What a daemon holds after each quarter is what it held
// after the first.
func soak(t *testing.T, n int, y *Tally) {
	cmd := exec.CommandContext(t.Context(), binary(t), "-test.run=^TestSoakChild$", "-test.v", "-test.timeout=0")
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%d", envSoak, n))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var gauges []gauge
	var last []string
	for lines := bufio.NewScanner(out); lines.Scan(); {
		line := lines.Text()
		if text, ok := strings.CutPrefix(line, "GAUGE "); ok {
			var g gauge
			if err := json.Unmarshal([]byte(text), &g); err != nil {
				t.Fatal(err)
			}
			gauges = append(gauges, g)
			t.Log(g)
		}
		if text, ok := strings.CutPrefix(line, "WRONG "); ok {
			kind, text, _ := strings.Cut(text, " ")
			y.Wrong(t, "at the end", Violation{Kind(kind), "", text})
		}
		last = append(last, line)[max(0, len(last)-20):]
	}
	if err := cmd.Wait(); err != nil || len(gauges) != 4 {
		t.Fatalf("%d quarters, %v\n%s", len(gauges), err, strings.Join(last, "\n"))
	}
	y.Trials(n)
	first, end := gauges[0], gauges[3]
	y.Note("first quarter: %v; last: %v", first, end)
	if end.Descriptors > first.Descriptors+2 || end.Goroutines > first.Goroutines {
		t.Errorf("it grew from %v to %v", first, end)
	}
	// One that kept a kilobyte of each case, or a row of each mail, would show in a year.
	if grown := int64(end.Heap) - int64(first.Heap); grown > 1<<20 {
		t.Errorf("the heap grew by %d bytes", grown)
	}
}

// TestSoakChild is the process in which the time goes by.
func TestSoakChild(t *testing.T) {
	n, err := strconv.Atoi(os.Getenv(envSoak))
	if err != nil {
		return
	}
	weeks := 3
	if n >= 1000 {
		weeks = 52
	}
	synctest.Test(t, func(t *testing.T) { year(t, n, weeks) })
}

// year sends complaints to a daemon for some weeks. The mail server is in the same
// process: what people got is written to a file and taken away there.
func year(t *testing.T, n, weeks int) {
	spool, err := os.Create(filepath.Join(t.TempDir(), "spool"))
	if err != nil {
		t.Fatal(err)
	}
	defer spool.Close()
	var mu sync.Mutex
	keep := gob.NewEncoder(spool)
	o := mailtest.Options{SaveSent: true, OnDeliver: func(d mailtest.Delivery) {
		mu.Lock()
		defer mu.Unlock()
		if err := keep.Encode(Mail{To: strings.ToLower(d.To), Folder: "INBOX", At: time.Now(), Raw: d.Raw}); err != nil {
			t.Error(err)
		}
	}}
	for i := range n {
		o.Accounts = append(o.Accounts, fmt.Sprintf("klager%d@voorbeeld.nl", i))
	}
	h := daemontest.NewHouse(t, o)
	h.Config.People.Secretary.Days = nil
	caps := &h.Config.Trust.Caps
	caps.Hour, caps.Day, caps.StaffDay = 1000, 10_000, 10_000
	h.Until("2026-01-05 07:00")
	h.Start()
	h.Until("2026-01-05 08:00")
	r := rand.New(rand.NewPCG(2026, uint64(n)))
	begin, quarter, each := time.Now(), 0, time.Duration(weeks)*7*24*time.Hour/time.Duration(n)
	for i := range n {
		time.Sleep(time.Until(begin.Add(time.Duration(i) * each)))
		who := fmt.Sprintf("klager%d@voorbeeld.nl", i)
		h.Send("Anna Bakker <"+who+">", fmt.Sprintf("Klacht %d", i), cmdtest.Story)
		if i%10 != 0 { // she takes it back; the others are reminded of
			time.Sleep(time.Duration(1+r.IntN(20)) * time.Minute)
			if got := h.Got(who, "INBOX"); len(got) > 0 {
				h.Reply("Anna Bakker <"+who+">", got[0], "Ik trek mijn klacht in.\n\nAnna Bakker")
			}
		}
		if i%max(1, n/weeks) == 0 {
			forget(h)
		}
		if next := (quarter + 1) * n / 4; i+1 == next {
			quarter++
			time.Sleep(time.Hour)
			forget(h)
			text, err := json.Marshal(measure(t, h.Config.Store.Path))
			if err != nil {
				t.Fatal(err)
			}
			fmt.Printf("\nGAUGE %s\n", text)
		}
	}
	var c store.Counts
	h.Change(func(tx *store.Tx) (err error) { c, err = tx.Counts(); return err })
	if c.Cases+c.OpenItems < n || c.Undecided > 0 {
		fmt.Printf("\nWRONG %s %d cases and %d items of %d mails, %d undecided\n", Lost, c.Cases, c.OpenItems, n, c.Undecided)
	}
	h.Stop()
	w := &World{Path: h.Config.Store.Path, Committee: cmdtest.Committee, Staff: []string{cmdtest.Director, daemontest.Board}}
	if _, err := spool.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	for kept := gob.NewDecoder(spool); ; {
		var m Mail
		if err := kept.Decode(&m); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		w.Accepted = append(w.Accepted, m)
	}
	list, err := Check(w)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range list {
		fmt.Printf("\nWRONG %s %s\n", v.Kind, v.Text)
	}
}

// forget takes away what lies on the server: it is in this process, and not what is
// measured.
func forget(h *daemontest.House) {
	for _, who := range h.Srv.Accounts() {
		for _, f := range []string{"INBOX", h.Srv.FolderName("\\Sent")} {
			var uids []uint32
			for _, m := range h.Srv.Messages(who, f) {
				if time.Since(m.InternalDate) > 30*time.Minute {
					uids = append(uids, m.UID)
				}
			}
			h.Srv.Remove(who, f, uids...)
		}
	}
}
