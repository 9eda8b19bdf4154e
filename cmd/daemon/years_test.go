package daemon_test

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/config"
	"klachtenpost/cmd/daemon"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/store"
	"klachtenpost/templates"
	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// happening is something that people do in the years: a complaint comes in, or one
// is closed by hand.
type happening struct {
	at    time.Time
	close workflow.Number // "" for a new complaint
}

// happenings are those of some years, the same each time: complaints at any hour,
// also in the nights that clocks change, each closed after five months.
func happenings(from time.Time, years, each int) []happening {
	r := rand.New(rand.NewPCG(2026, 10))
	var list []happening
	numbers := map[int]int{}
	for i := range years * each {
		at := from.Add(time.Duration(i)*365*24*time.Hour/time.Duration(each) + time.Duration(r.IntN(60*24*20))*time.Minute)
		if i%7 == 3 { // the last Sunday of March or October, between two and three
			at = time.Date(at.Year(), []time.Month{time.March, time.October}[i%2], 31, 1, 30, 0, 0, time.UTC)
			at = at.AddDate(0, 0, -int(at.Weekday()))
		}
		list = append(list, happening{at: at})
	}
	slices.SortFunc(list, func(a, b happening) int { return a.at.Compare(b.at) })
	for _, h := range list {
		numbers[h.at.Year()]++
		list = append(list, happening{at: h.at.AddDate(0, 5, 0), close: workflow.NewNumber(h.at.Year(), numbers[h.at.Year()])})
	}
	slices.SortStableFunc(list, func(a, b happening) int { return a.at.Compare(b.at) })
	return list
}

// happen lets it happen in a database.
func happen(t *testing.T, d *daemon.Daemon, db *store.DB, h happening) {
	t.Helper()
	if h.close == "" {
		open(t, d, db, 1, h.at, false)
		return
	}
	err := db.Update(context.Background(), func(tx *store.Tx) error {
		c, err := tx.Case(h.close)
		if err != nil {
			return err
		}
		c.Status, c.Outcome, c.ClosedOn = workflow.StatusClosed, workflow.OutcomeNotSettled, terms.Of(h.at, d.Procedure.Location)
		for i := range c.Questions {
			c.Questions[i].Closed = h.at
		}
		for i := range c.Deadlines {
			c.Deadlines[i].Done = h.at
		}
		return tx.Apply(workflow.Decision{Case: &c}, h.at)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestTenYears lets ten years go by, with twenty changes of the clocks, in which
// the program is stopped and started again at random. What leaves is what a
// forecast of each stretch says: each notice that falls due once, on its day, in
// office hours (CLK-01).
func TestTenYears(t *testing.T) {
	years, each := 1, 4
	if *long {
		years = 10
	}
	const started = "2026-01-05 07:00"
	synctest.Test(t, func(t *testing.T) {
		cfg := cmdtest.Config(t)
		cfg.People.Secretary.Standin = config.StandIn{Name: "Joke Smit", Address: "joke@perspectief.example"}
		cfg.People.Chair = config.Person{Name: "Henk Mulder", Address: "voorzitter@voorbeeld.org"}
		texts, err := templates.Load("")
		if err != nil {
			t.Fatal(err)
		}
		o := mailtest.Options{Accounts: []string{cmdtest.Committee, cmdtest.Director, cfg.People.Board.Address, "joke@perspectief.example", "voorzitter@voorbeeld.org"}}
		for i := range years*each + 1 {
			o.Accounts = append(o.Accounts, fmt.Sprintf("klager%d@voorbeeld.nl", i))
		}
		srv := mailtest.New(o)
		defer srv.Close()
		begin, err := time.ParseInLocation("2006-01-02 15:04", started, cfg.Location)
		if err != nil {
			t.Fatal(err)
		}
		end := begin.AddDate(years, 0, 0)
		time.Sleep(time.Until(begin))
		list := happenings(begin, years, each)

		// What is said beforehand.
		said := map[string]time.Time{}
		cfg.Store.Path = t.TempDir() + "/gezegd.db"
		db, err := store.Open(cfg.Store.Path)
		if err != nil {
			t.Fatal(err)
		}
		d := daemon.New(cfg, db, texts, []byte("testsleutel"), slog.New(slog.DiscardHandler))
		if err := d.FirstStart(t.Context()); err != nil {
			t.Fatal(err)
		}
		now := begin
		for _, h := range append(slices.Clone(list), happening{at: end}) {
			if h.at.After(end) {
				h.at = end
			}
			err := d.Forecast(t.Context(), now, h.at.Add(-time.Second), false, func(l daemon.Leaving) {
				key := l.Notice.Matter + " " + l.Notice.Key
				if _, twice := said[key]; twice || l.Fault != nil {
					t.Errorf("%s: twice %v, %v", key, twice, l.Fault)
				}
				said[key] = l.At
			})
			if err != nil {
				t.Fatal(err)
			}
			if now = h.at; now.Equal(end) {
				break
			}
			happen(t, d, db, h)
		}
		db.Close()

		// What leaves.
		left := map[string]time.Time{}
		cfg.Store.Path = t.TempDir() + "/vertrokken.db"
		if db, err = store.Open(cfg.Store.Path); err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		r := rand.New(rand.NewPCG(1, 2))
		stops := 0
		start := func() (stop func()) {
			d = daemon.New(cfg, db, texts, []byte("testsleutel"), slog.New(slog.DiscardHandler))
			d.SMTP.Dial = srv.DialSMTP
			d.OnSent = func(o store.Outgoing, n workflow.Notice) {
				key := n.Matter + " " + n.Key
				if _, twice := left[key]; twice {
					t.Errorf("%s left twice", key)
				}
				left[key] = o.Date
			}
			ctx, cancel := context.WithCancel(context.Background())
			ended := make(chan error, 1)
			go func() { ended <- d.RunClock(ctx, "Concepten") }()
			return func() {
				cancel()
				if err := <-ended; err != nil {
					t.Errorf("run = %v", err)
				}
			}
		}
		stop := start()
		for _, h := range append(slices.Clone(list), happening{at: end}) {
			if h.at.After(end) {
				h.at = end
			}
			for time.Now().Before(h.at) {
				// Stopped at a moment of a working day, and started again on it.
				day := d.Procedure.Calendar.NextWorkday(terms.Of(time.Now(), cfg.Location).Add(1 + r.IntN(40)))
				halt := day.At(r.IntN(17), r.IntN(60), cfg.Location)
				again := halt.Add(time.Duration(1+r.IntN(9*60)) * time.Minute)
				if latest := day.At(17, 0, cfg.Location); again.After(latest) {
					again = latest
				}
				if !again.Before(h.at) {
					time.Sleep(time.Until(h.at))
					break
				}
				time.Sleep(time.Until(halt))
				stop()
				time.Sleep(time.Until(again))
				stop = start()
				stops++
			}
			synctest.Wait()
			if h.at.Equal(end) {
				break
			}
			happen(t, d, db, h)
		}
		stop()

		for key, at := range said {
			switch when, ok := left[key]; {
			case !ok:
				t.Errorf("%s did not leave, due %v", key, at)
			case terms.Of(when, cfg.Location) != terms.Of(at, cfg.Location):
				t.Errorf("%s left %v, due %v", key, when, at)
			}
		}
		for key, at := range left {
			if _, ok := said[key]; !ok {
				t.Errorf("%s left at %v and was not due", key, at)
			}
			local := at.In(cfg.Location)
			if !d.Procedure.Calendar.Workday(terms.Of(at, cfg.Location)) || local.Hour() < 8 || local.Hour() >= 18 {
				t.Errorf("%s left at %v", key, local)
			}
		}
		t.Logf("%d years, %d complaints, %d stops: %d mails, each once", years, years*each, stops, len(left))
	})
}
