package workflow_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// TestNoWordOfAnother is AUTH-15 as a model check: in every status, no mail that can
// come in without the secret of a draft makes the words of one person reach another,
// but for the complaint to its handler and what the committee writes among itself;
// and without the person's own proof no status, person or term changes. Each 23rd
// mail of the model is tried; -long tries all 1.5 million.
func TestNoWordOfAnother(t *testing.T) {
	k := modelled{t: t, p: procedure()}
	k.p.Secretary.Address = workflow.ParseAddress("", "karin@voorbeeld.nl")
	for _, s := range workflow.Statuses {
		k.c = k.caseIn(s)
		for _, m := range k.mails() {
			for _, ev := range k.evidences(m) {
				if k.n++; *long || k.n%23 == 0 {
					k.try(m, ev)
				}
			}
		}
		if t.Failed() {
			return
		}
	}
	t.Logf("of %d mails in %d statuses: %d filed in the case, %d commands, %d opened or put before her, %d carried out",
		k.n, len(workflow.Statuses), k.filed, k.commands, k.items, k.moved)
	if k.n < 1_000_000 || k.filed == 0 || k.commands == 0 || k.moved == 0 {
		t.Errorf("the model is too small: %+v", k.n)
	}
}

// modelled is one case in one status, and all that can be sent to it.
type modelled struct {
	t *testing.T
	p workflow.Procedure
	c workflow.Case

	n, filed, commands, items, moved int
}

var modelNow = time.Date(2026, 4, 16, 12, 0, 0, 0, amsterdam)

const modelNumber workflow.Number = "K-2026-0001"

func addr(s string) workflow.Address { return workflow.ParseAddress("", s) }

// modelQuestions are all that can be asked, of whom, with what digits.
func (k *modelled) modelQuestions() []workflow.Question {
	yesNo := []workflow.Option{{Digit: 1, Act: workflow.ActYes}, {Digit: 2, Act: workflow.ActNo}}
	list := []workflow.Question{
		{Kind: workflow.QuestionSupplement, To: workflow.RoleComplainant, Person: "klager"},
		{Kind: workflow.QuestionProposal, To: workflow.RoleComplainant, Person: "klager", Options: []workflow.Option{{Digit: 1, Act: workflow.ActContent}, {Digit: 2, Act: workflow.ActNotContent}}},
		{Kind: workflow.QuestionChoice, To: workflow.RoleComplainant, Person: "klager", Options: []workflow.Option{{Digit: 1, Act: workflow.ActCommittee}, {Digit: 2, Act: workflow.ActStop}}},
		{Kind: workflow.QuestionUndo, To: workflow.RoleComplainant, Person: "klager", Options: []workflow.Option{{Digit: 1, Act: workflow.ActReopen}}},
		{Kind: workflow.QuestionAsk, To: workflow.RoleComplainant, Person: "klager"},
		{Kind: workflow.QuestionDelay, To: workflow.RoleComplainant, Person: "klager", Options: yesNo},
		{Kind: workflow.QuestionAddress, To: workflow.RoleComplainant, Person: "klager", Options: yesNo},
		{Kind: workflow.QuestionHearingWish, To: workflow.RoleComplainant, Person: "klager", Options: []workflow.Option{{Digit: 1, Act: workflow.ActHear}, {Digit: 2, Act: workflow.ActNoHearing}}},
		{Kind: workflow.QuestionReply, To: workflow.RoleComplainant, Person: "klager"},
		{Kind: workflow.QuestionHearingDates, To: workflow.RoleComplainant, Person: "klager"},
		{Kind: workflow.QuestionHandler, To: workflow.RoleDirector},
		{Kind: workflow.QuestionDefence, To: workflow.RoleDirector},
		{Kind: workflow.QuestionBesluit, To: workflow.RoleDirector},
		{Kind: workflow.QuestionDefence, To: workflow.RoleEmployee, Person: "medewerker"},
		{Kind: workflow.QuestionAdmissibility, To: workflow.RoleChair},
		{Kind: workflow.QuestionDraft, To: workflow.RoleChair},
		{Kind: workflow.QuestionHearingDates, To: workflow.RoleMember, Person: "lid-1"},
	}
	for _, r := range readRights(k.t) {
		if slices.Contains(r.roles, string(workflow.RoleSecretary)) {
			for _, a := range r.acts {
				list = append(list, workflow.Question{Kind: workflow.QuestionActie, To: workflow.RoleSecretary, Reason: workflow.ReasonUnclear,
					Message: 2, About: "voorstel-1", Failing: "voorstel-1", Options: []workflow.Option{{Digit: 1, Act: workflow.Act(a)}}})
			}
		}
	}
	count := map[workflow.QuestionKind]int{}
	for i := range list {
		q := &list[i]
		count[q.Kind]++
		q.Key, q.Asked = fmt.Sprintf("%s-%d", q.Kind, count[q.Kind]), modelNow.Add(-48*time.Hour)
		q.Due = terms.Of(modelNow, amsterdam).Add(7)
	}
	return list
}

// caseIn is a case in a status in which everything is asked at once.
func (k *modelled) caseIn(s workflow.Status) workflow.Case {
	m := workflow.Message{ID: 1, Kind: workflow.KindHuman, Source: workflow.SourceInbox, From: addr("anna@voorbeeld.nl"), Confidence: 1,
		Received: modelNow.AddDate(0, 0, -2), Text: "Ik dien een klacht in over mijn bemiddelaar. Op 2 april kwam hij niet opdagen.\nAnna Bakker"}
	m.NewText = m.Text
	c := *k.p.Open(modelNumber, m, m.Received).Case
	c.Status = s
	switch s {
	case workflow.StatusReceived, workflow.StatusIncomplete:
		c.Handler = workflow.RoleNone
	case workflow.StatusClosed:
		c.Outcome, c.Course.ClosedFrom = workflow.OutcomeWithdrawn, workflow.StatusWithDirector
		c.Course.UndoBy = terms.Of(modelNow, amsterdam).Add(7)
	case workflow.StatusErased:
		c.Outcome = workflow.OutcomeWithdrawn
	}
	c.People = append(c.People,
		workflow.Person{Key: "medewerker", Role: workflow.RoleEmployee, Address: addr("sanne@perspectief.example"), Language: "nl"},
		workflow.Person{Key: "gemachtigde", Role: workflow.RoleRepresentative, Address: addr("advocaat@voorbeeld.nl"), Language: "nl"})
	c.Questions = k.modelQuestions()
	c.Course.Letters = []workflow.Letter{
		{Key: "voorstel-1", Template: workflow.TemplateProposal, Count: 1, To: workflow.RoleComplainant, Person: "klager", Message: 2, Words: []int64{2}, Made: modelNow.Add(-time.Hour), State: workflow.LetterReady},
		{Key: "uitspraak-1", Template: workflow.TemplateDecision, Count: 1, To: workflow.RoleComplainant, Person: "klager", Made: modelNow.Add(-time.Hour), State: workflow.LetterReady},
	}
	return c
}

// mails are who sends what from where: every role and a stranger, by each way a mail
// can come, with words of every kind.
func (k *modelled) mails() []workflow.Message {
	people := []string{"", "vreemde@example.org", "anna@voorbeeld.nl", "advocaat@voorbeeld.nl", "sanne@perspectief.example", k.p.Director.Address.Addr(),
		k.p.Board.Address.Addr(), k.p.Chair.Address.Addr(), k.p.Members[0].Address.Addr(), k.p.Secretary.Address.Addr(), k.p.Committee.Addr()}
	words := []string{
		"1", "ja", "Ik ben tevreden.", "Ik trek mijn klacht in.", "Naar de commissie.", "akkoord", "Hoe staat het ermee?",
		"Mijn naam is Anna Bakker. KANARIE.", "Ik bied excuses aan. KANARIE.", "brief\naan: directeur\ntekst: KANARIE", "notitie: KANARIE",
		"Beste mevrouw Bakker, KANARIE.", "Hierbij dien ik een klacht in over mijn bemiddelaar, hij kwam op 2 april niet. KANARIE\nPiet Jansen",
	}
	var list []workflow.Message
	for _, from := range people {
		for _, text := range words {
			m := workflow.Message{ID: 99, Kind: workflow.KindHuman, Source: workflow.SourceInbox, Folder: "INBOX", Received: modelNow,
				From: addr(from), To: []workflow.Address{k.p.Committee}, Text: text, NewText: text, Confidence: 1, MessageID: "x@example.org"}
			m.FromShown = m.From
			for _, d := range []workflow.DMARC{workflow.DMARCNone, workflow.DMARCPass, workflow.DMARCFail} {
				m.DMARC = d
				list = append(list, m)
			}
			m.DMARC = workflow.DMARCPass
			for _, s := range []workflow.Source{workflow.SourceSent, workflow.SourceJunk, workflow.SourceOther} {
				m.Source = s
				list = append(list, m)
			}
			m.OutsideHop, m.Source = true, workflow.SourceSent // a rule dropped it there
			list = append(list, m)
			m.Source = workflow.SourceInbox
			list = append(list, m)
			m.Cc = []workflow.Address{addr("anna@voorbeeld.nl")}
			list = append(list, m)
			m.OutsideHop, m.Source = false, workflow.SourceSent
			list = append(list, m)
			m.To, m.Cc, m.Source = []workflow.Address{k.p.Committee}, nil, workflow.SourceInbox
			m.Kind = workflow.KindAutomatic
			list = append(list, m)
			m.Kind, m.Reports = workflow.KindBounce, []workflow.Report{{Status: "5.1.1"}}
			list = append(list, m)
		}
	}
	return list
}

// evidences are what the records can know about a mail, but for the secret of a
// draft: nothing, the number, a reference, and the thread or code of every mail of
// ours, also when its time is over.
func (k *modelled) evidences(m workflow.Message) []workflow.Evidence {
	var base workflow.Evidence
	if _, ok := k.c.ByAddress(m.From); ok && k.c.Status.Open() {
		base.OpenCases = []workflow.Number{modelNumber}
	} else if ok {
		base.ClosedCase = []workflow.Number{modelNumber}
	}
	for _, a := range slices.Concat(m.To, m.Cc) {
		if _, ok := k.c.ByAddress(a); ok {
			base.Recipients = []workflow.Number{modelNumber}
		}
	}
	tagged, referenced := base, base
	tagged.Tagged = []workflow.Number{modelNumber}
	referenced.Referenced = []string{string(modelNumber)}
	list := []workflow.Evidence{base, tagged, referenced}
	acties := 0
	for _, q := range k.c.Questions {
		tok := workflow.Token{MessageID: q.Key, Matter: string(modelNumber), Role: q.To, Person: q.Person, Question: q.Key, Address: k.p.Committee}
		if who, ok := k.c.Person(q.Person); ok {
			tok.Address = who.Address
		} else if q.To != workflow.RoleSecretary {
			tok.Address = k.p.Staff(q.To).Address
		}
		if q.Kind == workflow.QuestionActie && !m.From.Same(k.p.Committee) && !m.From.Same(k.p.Secretary.Address) {
			if acties++; acties > 3 {
				continue // to anybody else one Actie is as good as another
			}
		}
		if q.Kind == workflow.QuestionActie && m.NewText != "1" && acties > 3 {
			continue
		}
		thread := referenced
		thread.Tokens = []workflow.Token{tok}
		list = append(list, thread)
		if q.Kind == workflow.QuestionActie || q.Kind == workflow.QuestionProposal {
			coded := base
			coded.Tokens, coded.ByCode = []workflow.Token{tok}, []workflow.Token{tok}
			list = append(list, coded)
			tok.Expired = true
			over := referenced
			over.Tokens = []workflow.Token{tok}
			list = append(list, over)
		}
	}
	return list
}

// try sends one mail and holds what follows to the rules.
func (k *modelled) try(m workflow.Message, ev workflow.Evidence) {
	r := k.p.Sort(m, ev)
	doing := func() string {
		tok := "-"
		if len(ev.Tokens) > 0 {
			tok = fmt.Sprintf("%s (expired %v, code %v)", ev.Tokens[0].Question, ev.Tokens[0].Expired, len(ev.ByCode) > 0)
		}
		return fmt.Sprintf("%s: %s %s of %q in %s, DMARC %q, outside %v, to %v, tag %v, token %s: %q → %s %q", k.c.Status, m.Kind, m.Source,
			m.From.Addr(), m.Folder, m.DMARC, m.OutsideHop, append(m.To, m.Cc...), ev.Tagged, tok, m.NewText, r.Verdict, r.Proof)
	}
	var d workflow.Decision
	switch r.Verdict {
	case workflow.VerdictLetter:
		k.t.Errorf("%s: a letter without a secret", doing())
	case workflow.VerdictOpen:
		k.items++
		d = k.p.Open("K-2026-0002", m, modelNow)
	case workflow.VerdictItem, workflow.VerdictJunk:
		k.items++
		d = k.p.Intake("I-1", m, r, modelNow)
		if claimed := k.p.Claimed(k.c, m, modelNow); r.Reason == workflow.ReasonUnproven && r.Possibly != "" && claimed.Case != nil {
			k.hold(doing, m, r, claimed)
		}
	case workflow.VerdictCase, workflow.VerdictCommand, workflow.VerdictSent:
		if r.Verdict == workflow.VerdictCommand {
			k.commands++
		} else {
			k.filed++
		}
		var err error
		if d, err = k.p.Receive(k.c, m, r, modelNow); err != nil {
			k.t.Fatalf("%s: %v", doing(), err)
		}
	}
	k.hold(doing, m, r, d)
}

// hold checks one decision.
func (k *modelled) hold(doing func() string, m workflow.Message, r workflow.Route, d workflow.Decision) {
	staff := m.From.Same(k.p.Director.Address) || m.From.Same(k.p.Board.Address) || m.From.Same(k.p.Chair.Address) || m.From.Same(k.p.Members[0].Address)
	own := r.Proof == workflow.ProofToken || r.Proof == workflow.ProofMailbox
	vouched := r.Proof == workflow.ProofDMARC || staff && m.DMARC == workflow.DMARCPass
	for _, n := range d.Notices {
		switch {
		case n.Letter, len(n.Messages) == 0:
		case n.Template == workflow.TemplateToHandler && (n.To == workflow.RoleDirector || n.To == workflow.RoleBoard):
			if slices.Contains(n.Messages, m.ID) && r.Verdict != workflow.VerdictOpen && r.Proof != workflow.ProofToken {
				k.t.Errorf("%s: unproven words go to the handler as part of the complaint", doing())
			}
		case n.Template == workflow.TemplateDeliberation && (n.To == workflow.RoleChair || n.To == workflow.RoleMember):
			inside := m.From.Same(k.p.Chair.Address) || m.From.Same(k.p.Members[0].Address)
			if !inside || !own && !vouched {
				k.t.Errorf("%s: somebody outside is heard by the committee", doing())
			}
		default:
			k.t.Errorf("%s: %s to %s carries messages %v", doing(), n.Template, n.To, n.Messages)
		}
		if n.Person == "" && n.To == workflow.RoleNone {
			k.t.Errorf("%s: %s to nobody on file", doing(), n.Template)
		}
	}
	if r.Verdict != workflow.VerdictCommand && !reflect.DeepEqual(d.Next, workflow.Next{}) {
		k.t.Errorf("%s: leads to %+v", doing(), d.Next)
	}
	if d.Case == nil || d.Case.Number != modelNumber {
		return
	}
	if d.Case.Status != k.c.Status {
		k.moved++
		if !own || m.Kind != workflow.KindHuman || m.DMARC == workflow.DMARCFail || staff {
			k.t.Errorf("%s: moves the case to %s", doing(), d.Case.Status)
		}
	}
	if !slices.Equal(d.Case.People, k.c.People) {
		k.t.Errorf("%s: changes who is on file", doing())
	}
	who, _ := k.c.ByAddress(m.From)
	party := func(r workflow.Role) bool { return r == workflow.RoleComplainant || r == workflow.RoleRepresentative }
	if !party(r.Role) && !party(who.Role) && !own && !vouched && slices.Contains(d.Case.Course.File, m.ID) {
		k.t.Errorf("%s: unproven words of %s lie in the dossier of the committee", doing(), r.Role)
	}
	for i, l := range k.c.Course.Letters {
		if got := d.Case.Course.Letters[i].State; got != l.State && got == workflow.LetterSent {
			k.t.Errorf("%s: %s counts as sent", doing(), l.Key)
		}
	}
	if own || vouched {
		return
	}
	for i, dl := range k.c.Deadlines {
		if dl.Open() && !d.Case.Deadlines[i].Open() {
			k.t.Errorf("%s: ends the term %s", doing(), dl.Kind)
		}
	}
	for i, q := range k.c.Questions {
		if q.Open() && !d.Case.Questions[i].Open() {
			k.t.Errorf("%s: closes the question %s (%s)", doing(), q.Key, d.Case.Questions[i].Answer)
		}
	}
}

// The address on file is asked once a day at most, whoever names the case.
func TestClaimedOnceADay(t *testing.T) {
	k := modelled{t: t, p: procedure()}
	c := k.caseIn(workflow.StatusWithDirector)
	c.Questions = nil
	m := workflow.Message{ID: 99, Kind: workflow.KindHuman, Received: modelNow}
	asked := map[terms.Date]int{}
	for i := range 200 {
		now := modelNow.Add(time.Duration(i) * 2 * time.Hour)
		m.From = addr(fmt.Sprintf("vreemde%d@example.org", i))
		d := k.p.Claimed(c, m, now)
		if d.Case == nil {
			continue
		}
		c = *d.Case
		asked[terms.Of(now, amsterdam)]++
		// She says no at once, so that the next may ask again.
		for j := range c.Questions {
			c.Questions[j].Closed = now
		}
	}
	for day, n := range asked {
		if n > 1 {
			t.Errorf("%s: asked %d times", day, n)
		}
	}
	if len(asked) < 15 {
		t.Errorf("asked on %d days of 17", len(asked))
	}
}

// Whoever writes after the complainant confirmed his own other address does not put
// his in its place.
func TestHijackedAddress(t *testing.T) {
	text := ""
	for _, s := range scenarioTexts(t) {
		if strings.Contains(s, "kwaad@example.org") {
			text = s
		}
	}
	w := newWorld(t)
	playIn(t, w, text)
	c := w.cases["K-2026-0001"]
	for _, l := range c.Course.Letters {
		if l.Template == workflow.TemplateChange && l.Change.Address.Addr() == "anna@werk.example" {
			return
		}
	}
	t.Errorf("the address that would be put on file: %+v", c.Course.Letters)
}
