package store

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"klachtenpost/workflow"
)

// freeze claims a notice as the daemon does.
func freeze(tx *Tx, notice int64, body string) (int64, error) {
	n, _, err := tx.Notice(notice)
	if err != nil {
		return 0, err
	}
	out := Outgoing{
		From: "klachten@perspectief.example", To: "sanne@voorbeeld.nl", Date: t0, Mark: fmt.Sprintf("MARK%d", notice),
		MessageID: fmt.Sprintf("mail%d@perspectief.example", notice), GiveUp: t0.Add(120 * time.Hour), Copy: !n.Letter,
	}
	tok := workflow.Token{
		Role: workflow.RoleComplainant, Person: n.Person, Question: n.Question,
		Address: workflow.ParseAddress("Sanne", "sanne@voorbeeld.nl"), Code: fmt.Sprintf("CODE%06d", notice),
	}
	if n.Letter {
		tok.Secret = fmt.Sprintf("GEHEIM%04d", notice)
		out.Folder = "Concepten"
	}
	return tx.Freeze(n, out, tok, TextHash(body), func(w io.Writer) error {
		_, err := io.WriteString(w, body)
		return err
	})
}

// mustNotice stores a notice and gives its number.
func mustNotice(t *testing.T, db *DB, n workflow.Notice) (id int64) {
	t.Helper()
	mustApply(t, db, workflow.Decision{Notices: []workflow.Notice{n}})
	mustView(t, db, func(tx *Tx) error {
		list, err := tx.Notices(workflow.OfficeKey)
		id = list[len(list)-1].ID
		return err
	})
	return id
}

// mustFreeze freezes a new notice and gives the number of its mail.
func mustFreeze(t *testing.T, db *DB, n workflow.Notice) (id int64) {
	t.Helper()
	notice := mustNotice(t, db, n)
	mustUpdate(t, db, func(tx *Tx) (err error) {
		id, err = freeze(tx, notice, "Beste mevrouw De Wit,\r\n")
		return err
	})
	return id
}

// states gives the states of a mail and of its notice.
func states(t *testing.T, db *DB, id int64) string {
	t.Helper()
	var mail Outgoing
	var notice string
	mustView(t, db, func(tx *Tx) (err error) {
		if mail, err = tx.Outgoing(id); err == nil {
			_, notice, err = tx.Notice(mail.Notice)
		}
		return err
	})
	return mail.State + "/" + notice
}

func TestNotices(t *testing.T) {
	db := mustOpen(t)
	hour := func(n int) time.Time { return t0.Add(time.Duration(n) * time.Hour) }
	late := mustNotice(t, db, workflow.Notice{Key: "a", NotBefore: hour(3)})
	early := mustNotice(t, db, workflow.Notice{Key: "b", NotBefore: hour(1)})
	next := func(now time.Time) (id int64) {
		mustView(t, db, func(tx *Tx) error {
			n, _, err := tx.NextNotice(now)
			id = n.ID
			return err
		})
		return id
	}
	due := func() (at time.Time) {
		mustView(t, db, func(tx *Tx) (err error) {
			at, _, err = tx.NextSend()
			return err
		})
		return at
	}
	if got := next(hour(0)); got != 0 {
		t.Errorf("notice %d may leave before its time", got)
	}
	if got := due(); !got.Equal(hour(1)) {
		t.Errorf("next due at %v, want %v", got, hour(1))
	}
	if got := next(hour(4)); got != early {
		t.Errorf("next is %d, want the oldest, %d", got, early)
	}
	mustUpdate(t, db, func(tx *Tx) error { return tx.PostponeNotice(early, hour(5)) })
	if got := next(hour(4)); got != late {
		t.Errorf("next is %d, want %d", got, late)
	}
	mustUpdate(t, db, func(tx *Tx) error { return tx.DropNotice(late, "niet meer waar") })
	if got := next(hour(4)); got != 0 {
		t.Errorf("notice %d was dropped or put off", got)
	}
	if got := due(); !got.Equal(hour(5)) {
		t.Errorf("next due at %v, want %v", got, hour(5))
	}
	err := db.Update(t.Context(), func(tx *Tx) error { return tx.DropNotice(late, "nog eens") })
	if !errors.Is(err, ErrNotFound) {
		t.Errorf("dropped twice: %v", err)
	}
	mustUpdate(t, db, func(tx *Tx) error { return tx.DropNotice(early, "") })
	mustView(t, db, func(tx *Tx) error {
		at, ok, err := tx.NextSend()
		if ok {
			t.Errorf("something is due at %v", at)
		}
		return err
	})
}

func TestFreeze(t *testing.T) {
	t.Run("keeps mail and token", func(t *testing.T) {
		db := mustOpen(t)
		id := mustFreeze(t, db, workflow.Notice{Key: "hulp-1", Template: workflow.TemplateHelp, Question: "actie-1"})
		mustView(t, db, func(tx *Tx) error {
			o, err := tx.Outgoing(id)
			want := Outgoing{
				ID: id, Notice: 1, Matter: "kantoor", Template: workflow.TemplateHelp,
				From: "klachten@perspectief.example", To: "sanne@voorbeeld.nl", MessageID: "mail1@perspectief.example",
				Mark: "MARK1", Date: t0, State: StateBusy, Attempts: 1, GiveUp: t0.Add(120 * time.Hour), Size: 23, Copy: true,
			}
			if o != want {
				t.Errorf("got  %+v\nwant %+v", o, want)
			}
			ev, err2 := tx.Evidence(workflow.Message{}, []string{"CODE000001"}, nil)
			wantToken := workflow.Token{
				MessageID: "mail1@perspectief.example", Code: "CODE000001", Matter: "kantoor",
				Role: workflow.RoleComplainant, Address: workflow.ParseAddress("Sanne", "sanne@voorbeeld.nl"),
				Question: "actie-1", Template: workflow.TemplateHelp, Notice: 1, Key: "hulp-1",
			}
			if len(ev.ByCode) != 1 || ev.ByCode[0] != wantToken {
				t.Errorf("got  %+v\nwant %+v", ev.ByCode, wantToken)
			}
			return errors.Join(err, err2)
		})
	})
	t.Run("claims once", func(t *testing.T) {
		db := mustOpen(t)
		mustFreeze(t, db, workflow.Notice{Key: "hulp-1"})
		err := db.Update(t.Context(), func(tx *Tx) error {
			_, err := freeze(tx, 1, "nog eens")
			return err
		})
		if !errors.Is(err, ErrNotFound) {
			t.Errorf("claimed twice: %v", err)
		}
	})
	t.Run("that fails leaves the notice waiting and the transaction whole", func(t *testing.T) {
		db := mustOpen(t)
		id := mustNotice(t, db, workflow.Notice{Key: "hulp-1"})
		wrong := errors.New("template")
		mustUpdate(t, db, func(tx *Tx) error {
			n, _, err := tx.Notice(id)
			if err != nil {
				return err
			}
			_, err = tx.Freeze(n, Outgoing{MessageID: "x@perspectief.example", Date: t0}, workflow.Token{}, "", func(w io.Writer) error {
				io.WriteString(w, strings.Repeat("half een mail", 50_000))
				return wrong
			})
			if !errors.Is(err, wrong) {
				t.Errorf("Freeze() = %v", err)
			}
			if _, err := tx.MailByID("x@perspectief.example"); !errors.Is(err, ErrNotFound) {
				t.Errorf("a mail is left: %v", err)
			}
			return tx.DropNotice(id, "kon niet worden opgesteld")
		})
	})
}

func TestOutcomes(t *testing.T) {
	mark := func(t *testing.T, db *DB, id int64, state string, next time.Time) error {
		t.Helper()
		return db.Update(t.Context(), func(tx *Tx) error { return tx.MarkOutcome(id, state, 451, "4.7.1", "later", next) })
	}
	t.Run("a retry is the same mail", func(t *testing.T) {
		db := mustOpen(t)
		id := mustFreeze(t, db, workflow.Notice{Key: "hulp-1"})
		read := func() string {
			r, err := db.OutgoingReader(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			return string(text)
		}
		before := read()
		if err := mark(t, db, id, StateAgain, t0.Add(5*time.Minute)); err != nil {
			t.Fatal(err)
		}
		if got := states(t, db, id); got != "opnieuw/bezig" {
			t.Errorf("states %s", got)
		}
		mustUpdate(t, db, func(tx *Tx) error {
			if _, ok, err := tx.NextRetry(t0.Add(4 * time.Minute)); ok || err != nil {
				t.Errorf("retried too early: %v", err)
			}
			o, ok, err := tx.NextRetry(t0.Add(5 * time.Minute))
			if !ok || o.ID != id || o.State != StateBusy || o.Attempts != 2 || o.Code != 451 || o.Enhanced != "4.7.1" {
				t.Errorf("retry = %+v, %v", o, ok)
			}
			if _, ok, err := tx.NextRetry(t0.Add(5 * time.Minute)); ok || err != nil {
				t.Errorf("claimed twice: %v", err)
			}
			return err
		})
		if after := read(); after != before {
			t.Errorf("bytes changed: %q, %q", before, after)
		}
		if got := states(t, db, id); got != "bezig/bezig" {
			t.Errorf("states %s", got)
		}
	})
	t.Run("final states are final", func(t *testing.T) {
		for _, final := range []string{StateSent, StateRefused, StateGivenUp} {
			db := mustOpen(t)
			id := mustFreeze(t, db, workflow.Notice{Key: "hulp-1"})
			if err := mark(t, db, id, final, time.Time{}); err != nil {
				t.Fatal(err)
			}
			if got := states(t, db, id); got != final+"/"+final {
				t.Errorf("states %s", got)
			}
			for _, s := range []string{StateAgain, StateUnknown, StateBusy} {
				if err := mark(t, db, id, s, t0); !errors.Is(err, ErrState) {
					t.Errorf("%s to %s: %v", final, s, err)
				}
			}
		}
	})
	t.Run("what was busy at a stop is unknown at the start", func(t *testing.T) {
		db := mustOpen(t)
		id := mustFreeze(t, db, workflow.Notice{Key: "hulp-1"})
		sent := mustFreeze(t, db, workflow.Notice{Key: "hulp-2"})
		if err := mark(t, db, sent, StateSent, time.Time{}); err != nil {
			t.Fatal(err)
		}
		mustUpdate(t, db, func(tx *Tx) error {
			busy, err := tx.RecoverBusy(t0)
			if len(busy) != 1 || busy[0].ID != id || busy[0].State != StateUnknown {
				t.Errorf("recovered %+v", busy)
			}
			if again, err := tx.RecoverBusy(t0); len(again) != 0 || err != nil {
				t.Errorf("recovered again %+v, %v", again, err)
			}
			return err
		})
		if got := states(t, db, id); got != "onbekend/onbekend" {
			t.Errorf("states %s", got)
		}
		mustUpdate(t, db, func(tx *Tx) error {
			o, ok, err := tx.NextUnknown(t0)
			if !ok || o.ID != id {
				t.Errorf("to be looked for: %+v, %v", o, ok)
			}
			if err := tx.Looked(id, t0.Add(time.Minute)); err != nil {
				return err
			}
			if _, ok, err := tx.NextUnknown(t0); ok || err != nil {
				t.Errorf("looked for too early: %v", err)
			}
			if err := tx.StopLooking(id); err != nil {
				return err
			}
			if _, ok, err := tx.NextUnknown(t0.AddDate(1, 0, 0)); ok || err != nil {
				t.Errorf("looked for after the end: %v", err)
			}
			if _, ok, err := tx.NextSend(); ok || err != nil {
				t.Errorf("something is due: %v", err)
			}
			return err
		})
		if err := mark(t, db, id, StateAgain, t0); err != nil {
			t.Errorf("resend of an unknown one: %v", err)
		}
	})
	t.Run("a copy proves acceptance", func(t *testing.T) {
		copyOf := workflow.Message{MessageID: "mail1@perspectief.example", From: workflow.ParseAddress("", "klachten@perspectief.example")}
		for _, first := range []bool{true, false} {
			db := mustOpen(t)
			id := mustFreeze(t, db, workflow.Notice{Key: "hulp-1"})
			steps := []func(){
				func() { mustUpdate(t, db, func(tx *Tx) error { return tx.SeenOwn(copyOf, t0) }) },
				func() {
					if err := mark(t, db, id, StateUnknown, t0); err != nil {
						t.Error(err)
					}
				},
			}
			if !first {
				steps[0], steps[1] = steps[1], steps[0]
			}
			steps[0]()
			steps[1]()
			if got := states(t, db, id); got != "verzonden/verzonden" {
				t.Errorf("copy first %v: states %s", first, got)
			}
		}
	})
	t.Run("a letter", func(t *testing.T) {
		db := mustOpen(t)
		id := mustFreeze(t, db, workflow.Notice{Key: "proefbrief", Letter: true})
		if err := mark(t, db, id, StateDraft, time.Time{}); err != nil {
			t.Fatal(err)
		}
		seen := workflow.Message{MessageID: "AAMk@outlook.example", From: workflow.ParseAddress("", "klachten@perspectief.example")}
		mustUpdate(t, db, func(tx *Tx) error {
			drafts, err := tx.Drafts()
			if len(drafts) != 1 || drafts[0].ID != id || drafts[0].Folder != "Concepten" {
				t.Errorf("drafts %+v", drafts)
			}
			ev, err2 := tx.Evidence(seen, nil, []string{"GEHEIM0000", "GEHEIM0001"})
			if ev.Letter == nil || ev.Letter.Notice != 1 || ev.OwnMail {
				t.Errorf("evidence %+v", ev)
			}
			return errors.Join(err, err2, tx.SpendSecret("GEHEIM0001", seen.MessageID, t0))
		})
		if got := states(t, db, id); got != "verstuurd/verstuurd" {
			t.Errorf("states %s", got)
		}
		mustView(t, db, func(tx *Tx) error {
			ev, err := tx.Evidence(seen, nil, []string{"GEHEIM0001"})
			if ev.Letter != nil {
				t.Error("a spent secret counts again")
			}
			reply, err2 := tx.Evidence(workflow.Message{References: []string{seen.MessageID}}, nil, nil)
			if len(reply.Tokens) != 1 || reply.Tokens[0].Notice != 1 || reply.Tokens[0].Expired {
				t.Errorf("a reply to the letter has tokens %+v", reply.Tokens)
			}
			return errors.Join(err, err2)
		})
		err := db.Update(t.Context(), func(tx *Tx) error { return tx.SpendSecret("GEHEIM0001", "", t0) })
		if !errors.Is(err, ErrSpent) {
			t.Errorf("spent twice: %v", err)
		}
		if err := mark(t, db, id, StateDraft, time.Time{}); err != nil {
			t.Errorf("the end of the APPEND came late: %v", err)
		}
		if got := states(t, db, id); got != "verstuurd/verstuurd" {
			t.Errorf("states %s", got)
		}
		err = db.Update(t.Context(), func(tx *Tx) error { return tx.SpendSecret("ONBEKEND00", "", t0) })
		if !errors.Is(err, ErrNotFound) {
			t.Errorf("unknown secret: %v", err)
		}
	})
}

func TestCaps(t *testing.T) {
	db := mustOpen(t)
	mustCase(t, db, "K-2026-0001", 0, workflow.Decision{Notices: []workflow.Notice{
		{Key: "ontvangstbevestiging", Template: workflow.TemplateAcknowledgement, Person: "klager"},
		{Key: "brief", Template: workflow.TemplateTrialLetter, Letter: true},
		{Key: "klacht-directeur", Template: workflow.TemplateToHandler, To: workflow.RoleDirector},
		{Key: "hoorzitting-data-1-lid-1", Template: workflow.TemplateHearingDates, To: workflow.RoleMember, Person: "lid-1"},
	}})
	mustUpdate(t, db, func(tx *Tx) error {
		_, err := freeze(tx, 1, "a")
		_, err2 := freeze(tx, 2, "b")
		_, err3 := freeze(tx, 3, "c")
		_, err4 := freeze(tx, 4, "e")
		return errors.Join(err, err2, err3, err4)
	})
	mustFreeze(t, db, workflow.Notice{Key: "hulp-1", Template: workflow.TemplateHelp})
	mustUpdate(t, db, func(tx *Tx) error { return tx.MarkOutcome(1, StateRefused, 550, "5.1.1", "", time.Time{}) })
	mustView(t, db, func(tx *Tx) error {
		for _, tt := range []struct {
			name string
			f    func(time.Time) (int, error)
			want int
		}{
			{"to address", func(s time.Time) (int, error) { return tx.SentTo("Sanne@Voorbeeld.nl", s) }, 4},
			{"to another", func(s time.Time) (int, error) { return tx.SentTo("anne@voorbeeld.nl", s) }, 0},
			{"in matter", func(s time.Time) (int, error) { return tx.SentInMatter("K-2026-0001", s) }, 1},
			{"total", tx.SentTotal, 4},
			{"template", func(s time.Time) (int, error) {
				return tx.SentTemplateTo("sanne@voorbeeld.nl", workflow.TemplateHelp, s)
			}, 1},
		} {
			if n, err := tt.f(t0); n != tt.want || err != nil {
				t.Errorf("%s: %d, want %d, %v", tt.name, n, tt.want, err)
			}
			if n, err := tt.f(t0.Add(time.Millisecond)); n != 0 || err != nil {
				t.Errorf("%s: %d after the last, %v", tt.name, n, err)
			}
		}
		return nil
	})
}
