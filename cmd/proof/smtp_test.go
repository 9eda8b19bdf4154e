package proof

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/store"
	"klachtenpost/workflow"
)

func init() {
	Register(Class{Name: "SMTP goes wrong at each stage", Rows: "OUT-02, OUT-04, OUT-07 to OUT-10, OUT-12 to OUT-14", Short: 14, Run: smtpTroubles})
	Register(Class{Name: "own copy appears late", Rows: "OUT-03", Short: 2, Run: lateCopies})
	Register(Class{Name: "killed at each point of a sending", Rows: "OUT-01", Short: 10, Run: killsInSending})
}

// How the server shows that it took a mail (trust section 4).
const (
	keepsSent  = "copy in Sent"
	sendsCopy  = "copy to ourselves"
	keepsNoneA = "no copy"
)

var proofs = []string{keepsSent, sendsCopy, keepsNoneA}

// sending plays one complaint in a bubble on a server with a kind of proof, through
// a gate that goes wrong from the complaint on, and looks two days later. It counts
// when something did go wrong.
func sending(t *testing.T, y *Tally, what, proof string, trouble func(dialogue int, stage string, since time.Duration) string, during func(*watched, *World)) {
	what += ", " + proof
	var bit atomic.Bool // what was to go wrong did
	defer func() {
		if bit.Load() {
			y.Trial()
		}
	}()
	synctest.Test(t, func(t *testing.T) {
		o, w := watch(mailtest.Options{SaveSent: proof == keepsSent})
		w.Unproven = proof == keepsNoneA
		h := around(daemontest.NewHouse(t, o), w)
		var began time.Time
		var first, dead atomic.Int64 // dialogues before the complaint; whether the program was killed
		var begun atomic.Int64       // dialogues in which a mail was to be handed over
		var copied string
		g := &gate{dial: h.Srv.DialSMTP}
		g.trouble = func(n int, stage string) string {
			if stage == "DATA" {
				begun.Add(1)
			}
			if dead.Load() == 1 {
				return goneBefore
			}
			if n -= int(first.Load()); began.IsZero() || n < 1 {
				return ""
			}
			kind := trouble(n, stage, time.Since(began))
			if kind != "" {
				bit.Store(true)
			}
			return kind
		}
		g.kill = func() {
			copied = filepath.Join(t.TempDir(), "klachten.db")
			if err := copyRecords(h.Config.Store.Path, copied); err != nil {
				t.Errorf("%s: copy the records: %v", what, err)
			}
			dead.Store(1)
			h.Srv.Cut()
		}
		h.DialSMTP = g.Dial
		h.DialIMAP = func(ctx context.Context) (net.Conn, error) {
			if dead.Load() == 1 {
				return nil, io.ErrUnexpectedEOF
			}
			return h.Srv.DialIMAP(ctx)
		}
		h.Until("2026-04-14 10:00")
		h.Start()
		time.Sleep(time.Minute)
		if proof == sendsCopy {
			h.Change(func(tx *store.Tx) error { return tx.SetMeta(daemon.MetaLive+"kopie", "nee") })
		}
		g.mu.Lock()
		first.Store(int64(g.n))
		g.mu.Unlock()
		began = time.Now()
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
		for range 3600 {
			if time.Sleep(time.Second); dead.Load() == 1 {
				h.Stop()
				h.Config.Store.Path, w.Path = copied, copied
				time.Sleep(time.Minute)
				dead.Store(2)
				h.Start()
				break
			}
		}
		if during != nil {
			during(h, w)
		}
		h.Until("2026-04-16 12:00")
		y.Check(t, what, h.look(true))
		if n, err := attempts(w.Path); err != nil || n < begun.Load() && dead.Load() == 0 {
			y.Wrong(t, what, Violation{Other, "I3", fmt.Sprintf("%d attempts are on record, and %d times DATA was said: %v", n, begun.Load(), err)})
		}
		h.Stop()
	})
}

// attempts is how often a mail was tried to be handed over, as the records say.
func attempts(path string) (n int64, err error) {
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=ro&_busy_timeout=10000")
	if err != nil {
		return 0, err
	}
	defer db.Close()
	err = db.QueryRow(`SELECT sum(attempts) FROM outbox WHERE NOT letter`).Scan(&n)
	return n, err
}

// copyRecords copies a database as a process that is killed leaves it: the write
// lock is held, so that no transaction is under way.
func copyRecords(from, to string) error {
	db, err := sql.Open("sqlite3", "file:"+from+"?_txlock=immediate&_busy_timeout=10000")
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, end := range []string{"", "-wal"} {
		raw, err := os.ReadFile(from + end)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err == nil {
			err = os.WriteFile(to+end, raw, 0o600)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// smtpTroubles lets each kind of trouble happen at each stage: in one of the first
// dialogues, or in all for an hour.
func smtpTroubles(t *testing.T, n int, y *Tally) {
	type trial struct {
		proof, stage, kind string
		at                 int // dialogue; 0 is all, for an hour
	}
	var list []trial
	for _, proof := range proofs {
		for _, stage := range stages {
			for _, kind := range troubles {
				for at := range 4 {
					list = append(list, trial{proof, stage, kind, at})
				}
			}
		}
	}
	picked := spread(len(list), n)
	sideBySide(t, len(picked), func(t *testing.T, i int) {
		k := list[picked[i]]
		when := fmt.Sprintf("in dialogue %d", k.at)
		if k.at == 0 {
			when = "for an hour"
		}
		sending(t, y, fmt.Sprintf("%s at %s %s", k.kind, k.stage, when), k.proof, func(dialogue int, stage string, since time.Duration) string {
			if stage == k.stage && (dialogue == k.at || k.at == 0 && since < time.Hour) {
				return k.kind
			}
			return ""
		}, nil)
	})
	y.Note("%d stages, %d troubles, %d proofs, 4 moments", len(stages), len(troubles), len(proofs))
}

// spread picks n of some trials, all of them when n is 0: always the same, and not in
// step with how they are ordered.
func spread(all, n int) []int {
	list := rand.New(rand.NewPCG(1, 1)).Perm(all)
	if n > 0 && n < all {
		list = list[:n]
	}
	slices.Sort(list)
	return list
}

// killsInSending kills the program at each point of its first dialogues, and starts
// it again on what it left. The third is a mail that was put off in the first and is
// sent again.
func killsInSending(t *testing.T, n int, y *Tally) {
	type trial struct {
		proof, stage, kind string
		at                 int
	}
	var list []trial
	for _, proof := range proofs {
		for _, stage := range stages {
			for _, kind := range []string{killBefore, killAfter} {
				for at := 1; at <= 3; at++ {
					list = append(list, trial{proof, stage, kind, at})
				}
			}
		}
	}
	picked := spread(len(list), n)
	sideBySide(t, len(picked), func(t *testing.T, i int) {
		k := list[picked[i]]
		hit := false
		sending(t, y, fmt.Sprintf("%s at %s in dialogue %d", k.kind, k.stage, k.at), k.proof, func(dialogue int, stage string, _ time.Duration) string {
			switch {
			case k.at == 3 && dialogue == 1 && stage == "RCPT":
				return reply4xx
			case stage != k.stage || dialogue != k.at || hit:
				return ""
			}
			hit = true
			return k.kind
		}, nil)
		if !hit {
			t.Errorf("it never came to %s in dialogue %d", k.stage, k.at)
		}
	})
	y.Note("%d points", len(list))
}

// lateCopies: the answer after the dot is lost, and the copy in Sent appears some
// time later. One that appears while it is looked for proves that the mail was taken.
// Later than that the acknowledgement went once more, and of the complaint, which the
// director reads as news, the secretary was asked; the copy settles it all the same.
func lateCopies(t *testing.T, n int, y *Tally) {
	waits := []time.Duration{2 * time.Minute, 20 * time.Minute, 70 * time.Minute, 11 * time.Hour, 13 * time.Hour, 20 * time.Hour}
	for _, i := range spread(2*len(waits), n) {
		at, wait := i%2+1, waits[i/2]
		late := wait > 12*time.Hour
		what := fmt.Sprintf("copy of dialogue %d after %v", at, wait)
		var began time.Time
		sending(t, y, what, keepsNoneA, func(dialogue int, stage string, since time.Duration) string {
			if stage == "dot" && dialogue == at {
				began = time.Now()
				return goneAfter
			}
			return ""
		}, func(h *watched, w *World) {
			w.Unproven = late
			time.Sleep(time.Until(began.Add(wait)))
			w.mu.Lock()
			sent := w.Accepted
			w.mu.Unlock()
			for _, m := range sent {
				if m.To != cmdtest.Committee {
					h.Srv.Append(cmdtest.Committee, h.Srv.FolderName("\\Sent"), m.Raw, "\\Seen")
				}
			}
			h.Until("2026-04-16 12:00")
			for _, o := range h.Outgoing(string(theCase)) {
				if o.State != store.StateSent {
					y.Wrong(t, what, Violation{WronglyTold, "I3", fmt.Sprintf("%s is %s, though a copy of it was seen", o.Template, o.State)})
				}
			}
			asked := slices.ContainsFunc(h.TheCase(theCase).Questions, func(q workflow.Question) bool { return q.Reason == workflow.ReasonUnknown })
			if want := late && at == 2; asked != want {
				y.Wrong(t, what, Violation{WronglyTold, "I3", fmt.Sprintf("that the secretary was asked about it is %v, want %v", asked, want)})
			}
		})
	}
}
