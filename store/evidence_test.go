package store

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"klachtenpost/workflow"
)

func TestEvidence(t *testing.T) {
	db := mustOpen(t)
	sanne := workflow.ParseAddress("Sanne", "sanne@voorbeeld.nl")
	us := workflow.ParseAddress("", "klachten@perspectief.example")
	submission := workflow.Message{
		MessageID: "klacht@voorbeeld.nl", From: sanne, Subject: "Klacht", NewText: "Ik werd niet gehoord.",
		References: []string{"eerder@voorbeeld.nl"}, OriginalIDs: []string{"origineel@voorbeeld.nl"},
	}
	mail := mustMail(t, db, 1, "klacht")
	mustCase(t, db, "K-2026-0001", mail, workflow.Decision{Notices: []workflow.Notice{
		{Key: "ontvangstbevestiging", Template: workflow.TemplateAcknowledgement, Person: "klager"},
		{Key: "aanvulling", Template: workflow.TemplateSupplement, Person: "klager", Question: "aanvulling-1"},
	}})
	closed := aCase("K-2026-0002", 0)
	closed.Status, closed.Outcome = workflow.StatusClosed, workflow.OutcomeWithdrawn
	mustApply(t, db, workflow.Decision{Case: &closed})
	erased := aCase("K-2026-0003", 0)
	erased.Status = workflow.StatusErased
	mustApply(t, db, workflow.Decision{Case: &erased})
	question := mustMail(t, db, 2, "vraag")
	for i, state := range []workflow.ItemState{workflow.ItemOpen, workflow.ItemSpam} {
		it := workflow.Item{Matter: workflow.Matter{Key: "I-" + string(rune('1'+i))}, State: state}
		if i == 0 {
			it.Message = question
		} else {
			it.People = aCase("", 0).People
		}
		mustApply(t, db, workflow.Decision{Item: &it})
	}
	mustNotice(t, db, workflow.Notice{Key: "maandag", Template: workflow.TemplateOverview})
	const body = "Beste mevrouw De Wit,\r\n\r\nUw bericht is aangekomen.\r\n"
	mustUpdate(t, db, func(tx *Tx) error {
		for id := int64(1); id <= 3; id++ {
			if _, err := freeze(tx, id, body); err != nil {
				return err
			}
		}
		if err := tx.AddAlias("mail2@perspectief.example", "AAMk2@outlook.example"); err != nil {
			return err
		}
		if err := tx.SetMessage(mail, submission, "K-2026-0001", "klacht"); err != nil {
			return err
		}
		return tx.SetMessage(question, workflow.Message{From: sanne, MessageID: "vraag@voorbeeld.nl"}, "I-1", "voorleggen")
	})
	gather := func(t *testing.T, m workflow.Message, codes ...string) (ev workflow.Evidence) {
		t.Helper()
		mustView(t, db, func(tx *Tx) (err error) {
			ev, err = tx.Evidence(m, codes, nil)
			return err
		})
		return ev
	}
	notices := func(tokens []workflow.Token) (list []int64) {
		for _, tok := range tokens {
			list = append(list, tok.Notice)
		}
		return list
	}

	t.Run("nothing is known of a stranger", func(t *testing.T) {
		ev := gather(t, workflow.Message{From: workflow.ParseAddress("", "vreemd@example.org"), MessageID: "x@example.org", Subject: "Hallo", Text: "Hallo"})
		if !reflect.DeepEqual(ev, workflow.Evidence{}) {
			t.Errorf("evidence %+v", ev)
		}
	})
	t.Run("nothing is known of nobody", func(t *testing.T) {
		if ev := gather(t, workflow.Message{}); !reflect.DeepEqual(ev, workflow.Evidence{}) {
			t.Errorf("evidence %+v", ev)
		}
	})
	t.Run("tokens by reference, newest first, then by code", func(t *testing.T) {
		m := workflow.Message{References: []string{"AAMk2@outlook.example", "zomaar@example.org", "mail1@perspectief.example"}}
		ev := gather(t, m, "CODE000003", "CODE000001", "CODE999999", "CODE000003")
		if got := notices(ev.Tokens); !slices.Equal(got, []int64{2, 1, 3}) {
			t.Errorf("tokens of notices %v", got)
		}
		if got := notices(ev.ByCode); !slices.Equal(got, []int64{3, 1}) {
			t.Errorf("tokens by code of notices %v", got)
		}
		if tok := ev.Tokens[0]; tok.Question != "aanvulling-1" || tok.Person != "klager" || !tok.Address.Same(sanne) {
			t.Errorf("token %+v", tok)
		}
		if !slices.Equal(ev.Referenced, []string{"K-2026-0001"}) {
			t.Errorf("referenced %v", ev.Referenced)
		}
	})
	t.Run("a thread of overviews is no case", func(t *testing.T) {
		ev := gather(t, workflow.Message{References: []string{"mail3@perspectief.example"}})
		if len(ev.Tokens) != 1 || len(ev.Referenced) != 0 {
			t.Errorf("evidence %+v", ev)
		}
	})
	t.Run("tokens expire", func(t *testing.T) {
		end := t0.AddDate(0, 0, 90)
		mustUpdate(t, db, func(tx *Tx) error { return tx.ExpireTokens("K-2026-0001", end) })
		for now, want := range map[time.Time]bool{end.Add(-time.Second): false, end: true} {
			ev := gather(t, workflow.Message{References: []string{"mail1@perspectief.example"}, Received: now})
			if len(ev.Tokens) != 1 || ev.Tokens[0].Expired != want {
				t.Errorf("at %v: %+v, want expired %v", now, ev.Tokens, want)
			}
		}
		mustUpdate(t, db, func(tx *Tx) error { return tx.ReviveTokens("K-2026-0001") })
		if ev := gather(t, workflow.Message{References: []string{"mail1@perspectief.example"}, Received: end}); ev.Tokens[0].Expired {
			t.Error("expired in a case that was opened again")
		}
	})
	t.Run("any mail of the case refers to it", func(t *testing.T) {
		for _, id := range []string{"klacht@voorbeeld.nl", "eerder@voorbeeld.nl", "origineel@voorbeeld.nl", "mail1@perspectief.example", "AAMk2@outlook.example"} {
			if ev := gather(t, workflow.Message{References: []string{id}}); !slices.Equal(ev.Referenced, []string{"K-2026-0001"}) {
				t.Errorf("%s refers to %v", id, ev.Referenced)
			}
		}
		if ev := gather(t, workflow.Message{References: []string{"vraag@voorbeeld.nl"}}); !slices.Equal(ev.Referenced, []string{"I-1"}) {
			t.Errorf("a mail of the item refers to %v", ev.Referenced)
		}
		if ev := gather(t, workflow.Message{References: []string{"KLACHT@voorbeeld.nl"}}); len(ev.Referenced) != 0 {
			t.Errorf("ids are compared as written, got %v", ev.Referenced)
		}
	})
	t.Run("thousands of references are no burden", func(t *testing.T) {
		m := workflow.Message{References: slices.Repeat([]string{"x@example.org"}, 50_000)}
		m.References = append(m.References, "mail1@perspectief.example")
		begun := time.Now()
		if ev := gather(t, m); len(ev.Tokens) != 1 {
			t.Errorf("the oldest reference was not looked at: %+v", ev)
		}
		if d := time.Since(begun); d > time.Second {
			t.Errorf("took %v", d)
		}
	})
	t.Run("tags of cases that are there", func(t *testing.T) {
		there, other := workflow.Number("K-2026-0001").Tag(), workflow.Number("K-2026-0099").Tag()
		ev := gather(t, workflow.Message{Subject: "Re: [" + other + "] en [" + there + "] en [K-2026-0002-0]"})
		if !slices.Equal(ev.Tagged, []workflow.Number{"K-2026-0001"}) {
			t.Errorf("tagged %v", ev.Tagged)
		}
	})
	t.Run("cases and items of the sender", func(t *testing.T) {
		ev := gather(t, workflow.Message{From: workflow.ParseAddress("", "SANNE@voorbeeld.nl")})
		if !slices.Equal(ev.OpenCases, []workflow.Number{"K-2026-0001"}) ||
			!slices.Equal(ev.ClosedCase, []workflow.Number{"K-2026-0002"}) ||
			!slices.Equal(ev.OpenItems, []string{"I-1"}) {
			t.Errorf("open %v, closed %v, items %v", ev.OpenCases, ev.ClosedCase, ev.OpenItems)
		}
	})
	t.Run("cases of the recipients of a sent mail", func(t *testing.T) {
		ev := gather(t, workflow.Message{From: us, To: []workflow.Address{sanne}, Cc: []workflow.Address{sanne, us}})
		if !slices.Equal(ev.Recipients, []workflow.Number{"K-2026-0001"}) {
			t.Errorf("recipients are in %v", ev.Recipients)
		}
	})
	t.Run("the other copy of a submission", func(t *testing.T) {
		m := submission
		m.ID = 99
		if ev := gather(t, m); !ev.HasTwin || ev.Twin != "K-2026-0001" {
			t.Errorf("twin %q, %v", ev.Twin, ev.HasTwin)
		}
		m.MessageID, m.OriginalIDs = "AAMk9@outlook.example", []string{"klacht@voorbeeld.nl"}
		if ev := gather(t, m); !ev.HasTwin {
			t.Error("no twin under the id that a server gave it")
		}
		for what, change := range map[string]func(*workflow.Message){
			"itself":          func(m *workflow.Message) { m.ID = mail },
			"another id":      func(m *workflow.Message) { m.MessageID = "anders@voorbeeld.nl" },
			"no id":           func(m *workflow.Message) { m.MessageID = "" },
			"another sender":  func(m *workflow.Message) { m.From = us },
			"another subject": func(m *workflow.Message) { m.Subject = "Klacht 2" },
			"another text":    func(m *workflow.Message) { m.NewText += "!" },
			"another file":    func(m *workflow.Message) { m.Attachments = []workflow.Attachment{{Name: "brief.pdf", Size: 7}} },
		} {
			m := submission
			m.ID, m.OriginalIDs = 99, nil
			change(&m)
			if ev := gather(t, m); ev.HasTwin {
				t.Errorf("%s is a twin", what)
			}
		}
	})
	t.Run("attachments of a twin", func(t *testing.T) {
		a, b := submission, submission
		a.Attachments = []workflow.Attachment{{Name: "brief.pdf", Type: "application/pdf", Size: 7}, {Name: "foto.jpg", Type: "image/jpeg", Size: 9}}
		b.Attachments = []workflow.Attachment{{Name: "foto.jpg", Type: "image/jpg", Size: 9}, {Name: "brief.pdf", Type: "application/octet-stream", Size: 7}}
		if twinHash(a, "x@voorbeeld.nl") != twinHash(b, "x@voorbeeld.nl") {
			t.Error("a server that names and orders the parts its own way parts the twins")
		}
		b.Attachments[0].Size++
		if twinHash(a, "x@voorbeeld.nl") == twinHash(b, "x@voorbeeld.nl") {
			t.Error("another file makes no difference")
		}
	})
	t.Run("our own mail by any mark", func(t *testing.T) {
		text := strings.ReplaceAll(body, "\r\n", "\n  ")
		for what, m := range map[string]workflow.Message{
			"id":            {MessageID: "mail1@perspectief.example"},
			"alias":         {MessageID: "AAMk2@outlook.example"},
			"original id":   {MessageID: "x@outlook.example", OriginalIDs: []string{"mail1@perspectief.example"}},
			"header":        {Ours: "MARK1"},
			"text and From": {From: us, Text: text},
		} {
			if ev := gather(t, m); !ev.OwnMail {
				t.Errorf("not known by its %s", what)
			}
		}
		for what, m := range map[string]workflow.Message{
			"a header of another": {Ours: "MARK9"},
			"a quote of our text": {From: sanne, Text: text},
			"an empty text":       {From: us, Text: " \n"},
			"a reference to ours": {References: []string{"mail1@perspectief.example"}},
		} {
			if ev := gather(t, m); ev.OwnMail {
				t.Errorf("%s is taken for our own mail", what)
			}
		}
	})
}
