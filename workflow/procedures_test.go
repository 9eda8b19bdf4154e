package workflow_test

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

var long = flag.Bool("long", false, "play five times as many random procedures")

// TestRandomProcedures plays whole procedures in which people mostly do what is
// asked of them, often something else, and sometimes nothing, and holds every step
// to what must always be so (procedure section 10).
func TestRandomProcedures(t *testing.T) {
	want := 20_000
	if *long {
		want = 100_000
	}
	steps, cases := 0, 0
	ended := map[workflow.Outcome]int{}
	reached := map[workflow.Status]int{}
	for seed := uint64(1); steps < want && !t.Failed(); seed++ {
		r := rand.New(rand.NewPCG(seed, 11))
		w := newWorld(t)
		w.now = time.Date(2026, time.Month(1+r.IntN(12)), 1+r.IntN(28), 9+r.IntN(9), 0, 0, 0, amsterdam)
		if r.IntN(6) == 0 {
			w.input("scan", []string{"| Ik dien een klacht in over mijn bemiddelaar. Hij kwam niet opdagen.", "| Anna Bakker", "| Lindelaan 12, 3512 AB Utrecht"})
			w.pass(w.now.AddDate(0, 0, 8))
			w.input("secretaris antwoordt op I-1/actie-1", []string{"| 1 ingekomen " + terms.Of(w.now, amsterdam).Add(-9).String()})
		} else {
			w.input("mail van anna.bakker@voorbeeld.nl", randomTexts[r.IntN(2)])
		}
		seen := map[workflow.Status]bool{}
		p := &people{world: w, r: r, committee: map[int64]bool{}, shown: map[int64]bool{}}
		for range 120 {
			before := snapshot(w)
			w.moves = nil
			what, lines := p.next()
			w.out.Reset()
			if r.IntN(2) == 0 {
				days := []int{2, 2, 3, 3, 4, 5, 9, 9, 20, 30, 60, 200}[r.IntN(12)]
				w.pass(w.now.Add(time.Duration(r.IntN(days*24)) * time.Hour))
			}
			questions := openQuestions(w)
			sent := len(w.tokens)
			w.input(what, lines)
			w.send()
			steps++
			doing := fmt.Sprintf("seed %d: %s %q\n%s", seed, what, lines, w.out)
			w.stored()
			check(t, w, before, doing)
			answered(t, w, sent, what, doing)
			p.check(t, what, questions, doing)
			for _, c := range w.cases {
				seen[c.Status] = true
			}
			p.forget()
			if t.Failed() {
				return
			}
		}
		for s := range seen {
			reached[s]++
		}
		for _, c := range w.cases {
			cases++
			ended[c.Outcome]++
		}
	}
	for _, s := range workflow.Statuses {
		if reached[s] == 0 {
			t.Errorf("no procedure ever stood at %s", s)
		}
	}
	for _, o := range []workflow.Outcome{workflow.OutcomeFounded, workflow.OutcomePartlyFounded, workflow.OutcomeUnfounded,
		workflow.OutcomeNoOpinion, workflow.OutcomeInadmissible, workflow.OutcomeSettled, workflow.OutcomeWithdrawn} {
		if ended[o] == 0 {
			t.Errorf("no procedure ever ended as %s", o)
		}
	}
	total := 0
	for _, n := range ended {
		total += n
	}
	if total != cases {
		t.Errorf("%d outcomes of %d cases", total, cases)
	}
	t.Logf("%d steps, %d cases; stood at %v; ended %v", steps, cases, reached, ended)
}

// people play one random procedure.
type people struct {
	*world
	r         *rand.Rand
	shown     map[int64]bool // messages that were intake items: she says where they belong
	committee map[int64]bool // messages that chair and members wrote
}

// forget drops intake items, which pile up and are played elsewhere.
func (p *people) forget() {
	if len(p.items) < 4 {
		return
	}
	for _, list := range p.first {
		for _, m := range list {
			p.shown[m.ID] = true
		}
	}
	p.items = map[string]*workflow.Item{}
	maps.DeleteFunc(p.keys, func(key string, _ bool) bool { return strings.HasPrefix(key, "I-") })
	p.tokens = slices.DeleteFunc(p.tokens, func(t workflow.Token) bool { return strings.HasPrefix(t.Matter, "I-") })
	p.notices = slices.DeleteFunc(p.notices, func(n workflow.Notice) bool { return strings.HasPrefix(n.Matter, "I-") })
}

// openQuestions remembers which questions were open.
func openQuestions(w *world) map[string]workflow.QuestionKind {
	m := map[string]workflow.QuestionKind{}
	for key, c := range w.cases {
		for _, q := range c.Questions {
			if q.Open() {
				m[key+"/"+q.Key] = q.Kind
			}
		}
	}
	return m
}

// next is what somebody does: mostly what is asked, else anything.
func (p *people) next() (string, []string) {
	key := p.pick(sortedKeys(p.cases))
	c := p.cases[key]
	if c == nil || p.r.IntN(12) == 0 {
		return p.noise()
	}
	var doings []func() (string, []string)
	for _, l := range c.Course.Letters {
		if l.State == workflow.LetterReady {
			doings = append(doings, func() (string, []string) { return "secretaris verstuurt " + key + "/" + l.Key, []string{"| Beste,"} })
		}
	}
	for _, q := range c.Questions {
		if !q.Open() {
			continue
		}
		if q.Kind == workflow.QuestionActie {
			doings = append(doings, func() (string, []string) { return p.chooses(key, q) })
		} else if from := p.asked(key, q); from != "" {
			doings = append(doings, func() (string, []string) { return p.replies(from, q) })
		}
	}
	if c.Status == workflow.StatusDeliberation && c.Course.Judgement == "" && p.r.IntN(2) == 0 {
		return p.say(key, p.pick(randomJudgements))
	}
	if p.r.IntN(10) == 0 || len(doings) == 0 {
		return p.word(key)
	}
	what, lines := doings[p.r.IntN(len(doings))]()
	if strings.HasPrefix(what, "secretaris verstuurt") && !slices.ContainsFunc(p.tokens, func(t workflow.Token) bool {
		return strings.HasSuffix(what, " "+t.MessageID)
	}) {
		return p.noise() // it lies there only later
	}
	return what, lines
}

func (p *people) pick(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[p.r.IntN(len(list))]
}

// chooses answers an Actie with one of its choices, filled in.
func (p *people) chooses(key string, q workflow.Question) (string, []string) {
	if len(q.Options) == 0 {
		return p.word(key)
	}
	o := q.Options[p.r.IntN(len(q.Options))]
	lines := []string{fmt.Sprintf("| %d", o.Digit)}
	switch o.Act {
	case workflow.ActHearing, workflow.ActMoved:
		lines = append(lines, p.dates(), "| plaats: kantoor Utrecht")
	case workflow.ActMemberOut:
		lines = append(lines, "| naam: "+p.pick([]string{"voorzitter", "Yilmaz", "Omar Said"}))
	case workflow.ActFollowed, workflow.ActNotFollowed:
		d := terms.Of(p.now, amsterdam).Add(20 + p.r.IntN(60))
		lines = append(lines, "| maatregel: "+d.String()+" werkafspraak")
	case workflow.ActJudge:
		lines = append(lines, "| 1: gegrond", "| 2: "+p.pick([]string{"ongegrond", "geen oordeel", "deels gegrond"}))
	}
	return "secretaris antwoordt op " + key + "/" + q.Key, lines
}

// dates are one or two dates to come.
func (p *people) dates() string {
	d := terms.Of(p.now, amsterdam).Add(5 + p.r.IntN(30))
	if p.r.IntN(2) == 0 {
		return "| datum: " + d.String() + " 10:00"
	}
	return "| datum: " + d.String() + " 10:00, " + d.Add(2).String() + " 14:00"
}

// asked is from whom and on which mail of ours an answer to q can come, "" when it
// was not sent.
func (p *people) asked(key string, q workflow.Question) string {
	for _, t := range slices.Backward(p.tokens) {
		if t.Matter == key && t.Question == q.Key && !t.Address.Same(p.p.Committee) {
			return t.Address.Addr() + " op " + t.MessageID
		}
	}
	return ""
}

var randomReplies = map[workflow.QuestionKind][][]string{
	workflow.QuestionProposal:    {{"| 1"}, {"| 2"}, {"| nee, ik ben niet tevreden"}, {"| ik wil naar de commissie"}, {"| ik wil naar de commissie"}},
	workflow.QuestionChoice:      {{"| 1"}, {"| 1"}, {"| 2"}},
	workflow.QuestionHearingWish: {{"| 1"}, {"| 2"}, {"| misschien"}},
	workflow.QuestionDraft:       {{"| akkoord"}, {"| Akkoord, mits alinea 2 eruit gaat."}},
	workflow.QuestionUndo:        {{"| 1"}, {"| bedankt"}},
	workflow.QuestionDelay:       {{"| ja"}, {"| nee"}},
	workflow.QuestionAddress:     {{"| ja"}, {"| nee"}},
}

// replies answers a question: mostly to the point.
func (p *people) replies(from string, q workflow.Question) (string, []string) {
	lines := []string{"| Dit is wat ik ervan vind."}
	if list := randomReplies[q.Kind]; list != nil && p.r.IntN(5) > 0 {
		lines = list[p.r.IntN(len(list))]
	}
	if q.Kind == workflow.QuestionHearingDates {
		for _, c := range p.cases {
			for _, s := range c.Course.Hearing.Proposed {
				lines = append(lines, "| "+s.Day.String()+" "+s.At+": "+p.pick([]string{"kan", "kan niet", "misschien"}))
			}
		}
	}
	if p.r.IntN(40) == 0 {
		lines = []string{"| Ik trek mijn klacht in."}
	}
	return "mail van " + from, lines
}

var randomWords = []string{
	"telefoon: klager wil naar de commissie", "telefoon: klager is niet tevreden", "telefoon: klager is tevreden", "verlengen", "hervatten",
	"ontvankelijk", "niet ontvankelijk", "zonder stukken", "zonder hoorzitting", "gehouden", "vervallen", "concept rondsturen", "concept rondsturen", "overgenomen", "deels overgenomen",
	"lid buiten: Yilmaz", "lid buiten: voorzitter", "heropenen", "vernietigen", "sluiten: ingetrokken", "hulp",
	"naar de directeur", "naar het bestuur", "naar de commissie", "onderdelen\n| 1: gebeld\n| 2: onheus", "onderdelen\n| 1: gebeld\n| 2: onheus\n| 3: te laat",
	"onderdeel ingetrokken: 1", "onderdeel ingetrokken: 2", "onderdeel terug: 2", "gemachtigde\n| naam: Mr. Prins\n| mailadres: prins@advocaten.example", "medewerker\n| naam: Sanne\n| mailadres: sanne@perspectief.example",
}

var randomJudgements = []string{"uitspraak: gegrond", "uitspraak: ongegrond", "uitspraak: geen oordeel", "uitspraak: niet ontvankelijk",
	"uitspraak: deels gegrond, met aanbeveling", "uitspraak\n| 1: gegrond\n| 2: ongegrond"}

// word is one of the secretary's words.
func (p *people) word(key string) (string, []string) {
	word := randomWords[p.r.IntN(len(randomWords))]
	today := terms.Of(p.now, amsterdam)
	switch p.r.IntN(14) {
	case 0:
		word = "opschorten: " + today.Add(10+p.r.IntN(30)).String()
	case 1:
		word = "hoorzitting\n" + p.dates() + "\n| plaats: kantoor"
	case 2:
		word = "verzet\n" + p.dates()
	case 3:
		word = "post: ingekomen " + today.Add(-p.r.IntN(5)).String()
	case 4:
		word = "verder uitstel: " + today.Add(40).String()
	}
	return p.say(key, word)
}

// say writes a word in the thread of some mail of the case.
func (p *people) say(key, word string) (string, []string) {
	for _, t := range p.tokens {
		if t.Matter == key && t.Role == workflow.RoleSecretary && t.Question != "" {
			return "secretaris antwoordt op " + t.MessageID, strings.Split("| "+word, "\n")
		}
	}
	return p.noise()
}

// noise is anything: other people, machines, wrong threads.
func (p *people) noise() (string, []string) {
	what, lines := randomInput(p.r, p.world)
	if p.r.IntN(3) == 0 {
		lines = []string{"| " + p.pick([]string{"Ik trek mijn klacht in.", "akkoord", "Mag ik ook iets zeggen?", "Ik wil naar de commissie", "tevreden"})}
	}
	if p.r.IntN(4) == 0 {
		who := p.pick([]string{"fatima@voorbeeld.org", "omar@voorbeeld.org", "voorzitter@voorbeeld.org", "sanne@perspectief.example"})
		ref := ""
		if len(p.tokens) > 0 {
			ref = " op " + p.tokens[p.r.IntN(len(p.tokens))].MessageID
		}
		what = "mail van " + who + ref + p.pick([]string{"", " DMARC pass", " DMARC fail"})
	}
	return what, lines
}

// carries are the mails that may hold what somebody wrote; all others hold nothing.
var carries = []workflow.Template{workflow.TemplateToHandler, workflow.TemplateDeliberation, workflow.TemplateDraftDecision}

// handlers are the mails that only who handles a complaint may get: nobody it is
// about (3). Each is looked at when it leaves.
var handlers = []workflow.Template{workflow.TemplateToHandler, workflow.TemplateHandlerReminder, workflow.TemplateBesluitAsked}

// often are mails of which there is one per person and day, whoever asks for it.
var often = []workflow.Template{workflow.TemplateMessageReceived, workflow.TemplateHandlerReminder, workflow.TemplateCommitteeReminder,
	workflow.TemplateActie, workflow.TemplateUrgent, workflow.TemplateHelp}

// check holds what must be so after each step of a procedure.
func (p *people) check(t *testing.T, what string, questions map[string]workflow.QuestionKind, doing string) {
	t.Helper()
	m := p.mails[p.n]
	complains := false // of a case of his own, split off by her
	for _, c := range p.cases {
		_, onFile := c.ByAddress(m.From)
		complains = complains || onFile
	}
	if !complains && (m.From.Same(p.p.Chair.Address) || slices.ContainsFunc(p.p.Members, func(s workflow.Staff) bool { return s.Address.Same(m.From) })) {
		p.committee[p.n] = true
	}
	for _, key := range p.lost {
		t.Errorf("%s: a mail with the key %s was made twice, and one is lost", doing, key)
	}
	p.lost = nil
	// 11: without the thread of a mail of ours nothing moves, and no question of
	// somebody outside is answered.
	if strings.HasPrefix(what, "mail van") && !strings.Contains(what, " op ") || strings.HasPrefix(what, "automatisch") || strings.HasPrefix(what, "onbestelbaar") {
		for key, kind := range questions {
			matter, q, _ := strings.Cut(key, "/")
			if now, ok := p.cases[matter].Question(q); kind != workflow.QuestionActie && ok && !now.Open() && now.Closed.Equal(p.now) {
				t.Errorf("%s: it answered %s", doing, key)
			}
		}
	}
	for _, n := range p.sent {
		c := p.cases[n.Matter]
		// 14: no word typed by one reaches another without a Send.
		if len(n.Messages) > 0 && !n.Letter && !slices.Contains(carries, n.Template) {
			t.Errorf("%s: %s carries %v", doing, n.Template, n.Messages)
		}
		inside := n.Template == workflow.TemplateDeliberation || n.Template == workflow.TemplateDraftDecision
		if inside && n.To != workflow.RoleChair && n.To != workflow.RoleMember {
			t.Errorf("%s: %s went to %s", doing, n.Template, n.To)
		}
		for _, id := range n.Messages {
			if p.committee[id] && !inside && c != nil && id != c.First && !p.staffMail(id) {
				t.Errorf("%s: %s carries what somebody of the committee wrote", doing, n.Template)
			}
		}
	}
	p.sent = nil
	for key, c := range p.cases {
		p.checkCase(t, key, c, doing)
	}
}

func (p *people) checkCase(t *testing.T, key string, c *workflow.Case, doing string) {
	t.Helper()
	way := c.Course
	// 1: settled only on the complainant's words, or her note of them.
	if c.Outcome == workflow.OutcomeSettled && c.Status == workflow.StatusClosed && way.ClosedBy != workflow.ClosedByComplainant && way.ClosedBy != workflow.ClosedByOneOf && way.ClosedBy != workflow.ClosedByNote {
		t.Errorf("%s: %s is settled on nobody's words: %s", doing, key, way.ClosedBy)
	}
	// 5: one extension per phase.
	if slices.Sort(way.Extended); len(slices.Compact(slices.Clone(way.Extended))) != len(way.Extended) {
		t.Errorf("%s: %s was extended twice: %v", doing, key, way.Extended)
	}
	// 8: no date runs twice at once; the records refuse that.
	for i, d := range c.Deadlines {
		for _, o := range c.Deadlines[:i] {
			if d.Open() && o.Open() && d.Kind == o.Kind && d.From == o.From {
				t.Errorf("%s: %s has two dates %s from %s", doing, key, d.Kind, d.From)
			}
		}
	}
	for i, q := range c.Questions {
		if slices.ContainsFunc(c.Questions[:i], func(o workflow.Question) bool { return o.Key == q.Key }) {
			t.Errorf("%s: %s has two questions %s", doing, key, q.Key)
		}
	}
	// 7: a (partly) founded complaint ends in a besluit, or is visibly late.
	switch c.Status {
	case workflow.StatusDirectorDecides:
		if _, ok := c.Deadline(workflow.DeadlineBesluit); !ok {
			t.Errorf("%s: %s waits for a besluit without a date", doing, key)
		}
	case workflow.StatusClosed:
		if c.Outcome == workflow.OutcomeFounded || c.Outcome == workflow.OutcomePartlyFounded {
			p.besluit(t, key, c, doing)
		}
		if _, ok := c.Deadline(workflow.DeadlineRetention); !ok {
			t.Errorf("%s: %s is closed, and nothing says how long it is kept", doing, key)
		}
	case workflow.StatusErased:
		if len(c.People)+len(way.Letters)+len(way.File)+len(way.Deliberation) > 0 || c.Employee != "" {
			t.Errorf("%s: %s is erased, and holds %v", doing, key, c)
		}
	}
	// What the committee wrote among itself is in no dossier, and gone with the decision.
	for _, id := range append(slices.Clone(c.Story), way.File...) {
		if p.committee[id] && id != c.First && !p.staffMail(id) {
			t.Errorf("%s: %s has a member's words in its dossier", doing, key)
		}
	}
	if c.Status == workflow.StatusClosed && way.UndoBy.IsZero() && len(way.Deliberation) > 0 {
		t.Errorf("%s: %s is closed for good, and the deliberation is kept: %v", doing, key, way.Deliberation)
	}
	// An item that was withdrawn is judged by nobody, and not all of them are.
	var judged []workflow.Outcome
	withdrawn := 0
	for _, it := range way.Items {
		switch {
		case !it.Withdrawn:
			judged = append(judged, it.Judgement)
		case it.Judgement != workflow.OutcomeNone:
			t.Errorf("%s: %s judges an item that was withdrawn", doing, key)
		default:
			withdrawn++
		}
	}
	if withdrawn > 0 && len(judged) == 0 {
		t.Errorf("%s: %s has no item left", doing, key)
	}
	if ready := slices.ContainsFunc(way.Letters, func(l workflow.Letter) bool {
		return l.Template == workflow.TemplateDecision && l.State == workflow.LetterReady
	}); ready && len(judged) > 1 && c.Status.Open() && workflow.OutcomeOf(judged) != way.Judgement {
		t.Errorf("%s: %s has a draft that says %s of items judged %v", doing, key, way.Judgement, judged)
	}
	if c.Status == workflow.StatusDirectorDecides && len(way.Deliberation) > 0 {
		t.Errorf("%s: %s was decided, and the deliberation is kept: %v", doing, key, way.Deliberation)
	}
}

// staffMail reports whether a message of somebody of the committee came in as
// somebody else's: the secretary joined it to a case.
func (p *people) staffMail(id int64) bool {
	if p.shown[id] {
		return true
	}
	for _, list := range p.first {
		for _, m := range list {
			if m.ID == id {
				return true
			}
		}
	}
	return false
}

func (p *people) besluit(t *testing.T, key string, c *workflow.Case, doing string) {
	t.Helper()
	sent := func(k workflow.Template, states ...workflow.LetterState) bool {
		return slices.ContainsFunc(c.Course.Letters, func(l workflow.Letter) bool { return l.Template == k && slices.Contains(states, l.State) })
	}
	if !sent(workflow.TemplateBesluit, workflow.LetterSent) {
		t.Errorf("%s: %s ended as %s without a besluit", doing, key, c.Outcome)
	}
	if !sent(workflow.TemplateBesluitCommittee, workflow.LetterSent, workflow.LetterReady, workflow.LetterOwn) {
		t.Errorf("%s: %s ended as %s and the committee hears nothing", doing, key, c.Outcome)
	}
}
