package proof

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/mailbox/reader"
	"klachtenpost/store"
	"klachtenpost/workflow"
)

func init() {
	Register(Class{Name: "a backup of up to a day ago is put back", Rows: "DB-14 OUT-18", Short: 1, Long: 300, Run: restores})
}

// restores lets people write for two days, puts back a copy of a moment on the first,
// and lets the secretary resume. Each trial has a seed and one of three servers.
func restores(t *testing.T, n int, y *Tally) {
	mails := 0
	for seed := range uint64(n) {
		o := []mailtest.Options{{SaveSent: true}, {}, {Exchange: true}}[seed%3]
		what := fmt.Sprintf("seed %d", seed)
		y.Trial()
		synctest.Test(t, func(t *testing.T) { mails += restored(t, y, what, o, rand.New(rand.NewPCG(seed, 15))) })
		if t.Failed() {
			return
		}
	}
	y.Note("%d mails had been accepted", mails)
}

func restored(t *testing.T, y *Tally, what string, o mailtest.Options, r *rand.Rand) (mails int) {
	for i := range 15 {
		o.Accounts = append(o.Accounts, fmt.Sprintf("klager%d@voorbeeld.nl", i))
	}
	kept := "ja"
	if !o.SaveSent && !o.Exchange {
		kept = "nee"
	}
	o, w := watch(o)
	h := around(daemontest.NewHouse(t, o), w)
	h.Config.Trust.Caps.Hour, h.Config.Trust.Caps.Day = 200, 500
	h.Config.People.Secretary.Days = nil // every working day
	w.Limits = Limits{}
	h.Until("2026-04-14 08:00")
	h.Start()
	h.Until("2026-04-14 08:05")
	h.Change(func(tx *store.Tx) error { return tx.SetMeta(daemon.MetaLive+"kopie", kept) })

	// Two days of post; somewhere on the first the copy is made.
	written, backup := 0, filepath.Join(t.TempDir(), "kopie.db")
	after := 1 + r.IntN(7)
	for _, day := range []string{"2026-04-14", "2026-04-15"} {
		for i := range 7 {
			h.Until(fmt.Sprintf("%s %02d:%02d", day, 9+i, r.IntN(50)))
			written++
			who := fmt.Sprintf("klager%d@voorbeeld.nl", written)
			switch r.IntN(4) {
			case 0:
				h.Send("Piet Vraag <"+who+">", "vraag", "Mijn bemiddelaar kwam niet opdagen en liet niets weten. Kunt u daar iets aan doen?\n\nGroet,\nPiet Vraag")
			case 1: // somebody who wrote before answers what he got
				before := fmt.Sprintf("klager%d@voorbeeld.nl", 1+r.IntN(written))
				if got := h.Got(before, "INBOX"); written > 1 && len(got) > 0 {
					h.Reply("Anna Bakker <"+before+">", got[len(got)-1], "Ik wil hier graag nog aan toevoegen dat het gesprek een uur duurde.\n\nAnna Bakker")
				}
			default:
				h.Send("Anna Bakker <"+who+">", fmt.Sprintf("Klacht %d", written), cmdtest.Story)
			}
			if written == after {
				time.Sleep(time.Duration(r.IntN(20)) * time.Minute)
				if err := daemon.Copy(t.Context(), h.DB, backup, ""); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	h.Until("2026-04-15 16:30")
	y.Check(t, what+", before", h.look(false))
	h.Stop()
	before := tellings(h.World)

	db, err := store.Open(backup)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(t.Context(), func(tx *store.Tx) error { return daemon.StopRestored(tx, time.Now()) })
	if err2 := db.Close(); err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	if _, err := store.Replace(h.Config.Store.Path, backup, time.Now()); err != nil {
		t.Fatal(err)
	}
	h.World.Restored, h.World.Rewrites = true, true // the bytes of what was sent after the copy are gone
	h.Start()
	h.Until("2026-04-15 17:10")
	for whom, n := range tellings(h.World) {
		if n != before[whom] {
			y.Wrong(t, what, Violation{WronglyTold, "", "while nothing may leave somebody got " + whom})
		}
	}
	var notice workflow.Message
	for _, m := range h.Got(cmdtest.Committee, "INBOX") {
		if m.Subject == "Klachtenpost verstuurt niets meer" {
			notice = m
		}
	}
	if notice.Subject == "" {
		y.Wrong(t, what, Violation{Lost, "", "the secretary was not told that nothing is sent"})
		h.Stop()
		return len(h.World.Accepted)
	}
	h.AnswerActie(notice, "hervat")
	h.Until("2026-04-16 17:00")
	for whom, n := range tellings(h.World) {
		if n > 1 {
			y.Wrong(t, what, Violation{Doubled, "I2", fmt.Sprintf("%d times: %s", n, whom)})
		}
	}
	y.Check(t, what, h.look(false))
	h.Stop()
	y.Check(t, what+", after the stop", h.look(false))
	return len(h.World.Accepted)
}

// tellings is how often each thing was told to whom, by the mark that a notice always gets.
func tellings(w *World) map[string]int {
	list := make(map[string]int)
	for _, m := range w.Accepted {
		if r := reader.Read(strings.NewReader(string(m.Raw)), reader.Options{}); r.Ours != "" {
			list[m.To+" "+r.Ours]++
		}
	}
	return list
}
