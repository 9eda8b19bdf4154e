package proof

import (
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/store"
	"klachtenpost/workflow"
)

// end is what a story came to, as far as it must not depend on what went wrong.
type end struct {
	state string   // status and outcome
	told  []string // what everybody but the secretary was told, sorted
	// overtaken is what was dropped before it left, to somebody who got a later mail
	// that says what holds instead.
	overtaken []string
	// asked is what was given up after days in which it could not be sent. The secretary
	// was asked to call.
	asked []string
}

// later are the mails after which one on how the case stands has nothing left to say.
// What asks something, or announces a date, is in no row: it had to be told.
func later(n workflow.Notice) []workflow.Template {
	switch {
	case n.Template == workflow.TemplateTakenUp: // who handles it; then that one's answer comes
		return []workflow.Template{workflow.TemplateProposal, workflow.TemplateClosing}
	case n.Template == workflow.TemplateInterim && (n.News == workflow.NewsAdmissible || n.News == workflow.NewsDeliberation):
		return []workflow.Template{workflow.TemplateDecision, workflow.TemplateClosing}
	}
	return nil
}

func ending(h *watched) end {
	c := h.TheCase(theCase)
	e := end{state: fmt.Sprintf("%s %s", c.Status, c.Outcome)}
	said := func(to string, n workflow.Notice) string {
		return strings.TrimSpace(fmt.Sprintf("%s %s %s", to, n.Template, n.News))
	}
	err := h.DB.View(h.T.Context(), func(tx *store.Tx) error {
		mails, err := tx.OutgoingOf(string(theCase))
		told := map[int64]store.Outgoing{} // by notice
		for _, o := range mails {
			if o.State == store.StateSent || o.State == store.StateLetter {
				told[o.Notice] = o
			}
		}
		notices, nerr := tx.Notices(string(theCase))
		err = errors.Join(err, nerr)
		for _, n := range notices {
			if o, ok := told[n.ID]; ok && o.To != cmdtest.Committee && !byTheDay(n) {
				e.told = append(e.told, said(o.To, n))
			}
			_, state, nerr := tx.Notice(n.ID)
			err = errors.Join(err, nerr)
			if state == store.StateGivenUp && toCall(c, n.Key) {
				o, oerr := tx.MailOfNotice(n.ID)
				err = errors.Join(err, oerr)
				e.asked = append(e.asked, said(o.To, n))
			}
			i := slices.IndexFunc(c.People, func(p workflow.Person) bool { return p.Key == n.Person })
			if state != store.StateDropped || i < 0 {
				continue
			}
			to := c.People[i].Address.Addr()
			for _, o := range told {
				if o.Notice > n.ID && o.To == to && slices.Contains(later(n), o.Template) {
					e.overtaken = append(e.overtaken, said(to, n))
					break
				}
			}
		}
		return err
	})
	if err != nil {
		h.T.Error(err)
	}
	slices.Sort(e.told)
	return e
}

// toCall reports whether the secretary was asked to call or write because of a mail
// that could not be sent; any mail when key is "".
func toCall(c workflow.Case, key string) bool {
	return slices.ContainsFunc(c.Questions, func(q workflow.Question) bool {
		return q.Reason == workflow.ReasonRefused && (q.Failing == key || key == "")
	})
}

// byTheDay reports whether it depends on the day if a mail is sent at all.
func byTheDay(n workflow.Notice) bool {
	switch n.Template {
	case workflow.TemplateHandlerReminder, workflow.TemplateReminder, workflow.TemplateCommitteeReminder,
		workflow.TemplateMessageReceived, workflow.TemplateOverview:
		return true
	case workflow.TemplateDeliberation:
		return true // forgotten with the decision, also one of which nobody knew whether it had come
	}
	return n.News == workflow.NewsProgress
}

// compare holds how a story ended against how it should.
func compare(t *testing.T, y *Tally, what string, got, want end) {
	t.Helper()
	if got.state == "" {
		return // it got stuck, which was told
	}
	if v, ok := got.strays(want); ok {
		y.Wrong(t, what, v)
	}
}

// strays tells whether a story ended otherwise than it should. A mail that was
// overtaken before it left is not missed, nor one about which the secretary was asked.
func (e end) strays(want end) (v Violation, ok bool) {
	var list []string
	v = Violation{Kind: Lost, Rule: "I3"}
	if e.state != want.state {
		v.Kind = WronglyTold
		list = append(list, fmt.Sprintf("%s instead of %s", e.state, want.state))
	}
	count := map[string]int{}
	for _, s := range e.told {
		count[s]++
	}
	for _, s := range want.told {
		count[s]--
	}
	for _, s := range slices.Concat(e.overtaken, e.asked) {
		if count[s] < 0 {
			count[s]++
		}
	}
	for _, s := range slices.Sorted(maps.Keys(count)) {
		if n := count[s]; n != 0 {
			list = append(list, fmt.Sprintf("%+d %s", n, s))
			if n > 0 && v.Kind == Lost {
				v.Kind = Doubled
			}
		}
	}
	v.Text = "it ends otherwise than without faults: " + strings.Join(list, "; ")
	return v, len(list) > 0
}

// TestOvertaken plays a story to its end and then takes mails back by hand. Only what
// a later mail to the same person made superfluous is not missed.
func TestOvertaken(t *testing.T) {
	const beraad = "anna.bakker@voorbeeld.nl tussenbericht beraad"
	s := stories[slices.IndexFunc(stories, func(s story) bool { return s.name == "unfounded" })]
	dropped := func(what string) string {
		return `UPDATE notice SET state = 'vervallen' WHERE ` + what + `;
			DELETE FROM outbox_raw WHERE outbox IN (SELECT id FROM outbox WHERE notice IN (SELECT id FROM notice WHERE ` + what + `));
			UPDATE outbox SET state = 'vervallen' WHERE notice IN (SELECT id FROM notice WHERE ` + what + `)`
	}
	for _, tt := range []struct {
		name, query string
		missed      string // "" when nothing is
	}{
		{"nothing", `SELECT 1`, ""},
		{"how it stands, before the decision came", dropped(`news = 'beraad'`), ""},
		{"both of that kind", dropped(`news IN ('beraad', 'ontvankelijk')`), ""},
		{"who handles it, before the answer came", dropped(`template = 'in-behandeling'`), ""},
		{"how it stands, and no decision after it", dropped(`news = 'beraad' OR template = 'uitspraak'`), "-1 " + beraad},
		{"how it stands, and the decision to the secretary only", dropped(`news = 'beraad'`) + `; UPDATE outbox SET recipient = 'klachten@perspectief.example'
			WHERE notice IN (SELECT id FROM notice WHERE template = 'uitspraak')`, "-1 " + beraad},
		{"how it stands, that got lost", `UPDATE notice SET state = 'onbekend' WHERE news = 'beraad';
			UPDATE outbox SET state = 'onbekend' WHERE notice IN (SELECT id FROM notice WHERE news = 'beraad')`, "-1 " + beraad},
		{"what had to be told", dropped(`template = 'bij-commissie'`), "-1 anna.bakker@voorbeeld.nl bij-commissie"},
		{"what was asked", dropped(`template = 'verweer-gevraagd'`), "-1 directeur@perspectief.example verweer-gevraagd"},
		{"what was given up, and she was asked", `UPDATE notice SET state = 'opgegeven' WHERE template = 'bij-commissie'; UPDATE outbox SET state = 'opgegeven'
			WHERE notice IN (SELECT id FROM notice WHERE template = 'bij-commissie');
			UPDATE question SET reason = 'niet_verstuurd', failing = (SELECT key FROM notice WHERE template = 'bij-commissie')
			WHERE rowid = (SELECT min(rowid) FROM question WHERE kind = 'actie' AND matter = 'K-2026-0001')`, ""},
		{"what was given up, and nobody was asked", `UPDATE notice SET state = 'opgegeven' WHERE template = 'bij-commissie'; UPDATE outbox SET state = 'opgegeven'
			WHERE notice IN (SELECT id FROM notice WHERE template = 'bij-commissie')`, "-1 anna.bakker@voorbeeld.nl bij-commissie"},
		{"the decision", dropped(`template = 'uitspraak'`), "-1 anna.bakker@voorbeeld.nl uitspraak"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got, want end
			s.with(t, &Tally{}, s.name, mailtest.Options{SaveSent: true}, nil, func(h *watched) {
				want = ending(h)
				db, err := sql.Open("sqlite3", "file:"+h.Config.Store.Path+"?_busy_timeout=5000")
				if err != nil {
					t.Fatal(err)
				}
				defer db.Close()
				if _, err := db.Exec(tt.query); err != nil {
					t.Fatal(err)
				}
				got = ending(h)
			})
			v, ok := got.strays(want)
			if ok != (tt.missed != "") || ok && (v.Kind != Lost || !strings.Contains(v.Text, tt.missed)) {
				t.Errorf("missed is %v, %v; want %q", v, ok, tt.missed)
			}
		})
	}
	a, twice := end{state: "afgerond", told: []string{"x"}, overtaken: []string{"x"}}, end{state: "afgerond", told: []string{"x", "x"}}
	if v, ok := twice.strays(a); !ok || v.Kind != Doubled {
		t.Errorf("a mail told twice is %v", v)
	}
	if v, ok := (end{state: "commissie_beraad", told: []string{"x"}}).strays(a); !ok || v.Kind != WronglyTold {
		t.Errorf("another end is %v", v)
	}
}
