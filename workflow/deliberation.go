package workflow

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"klachtenpost/workflow/answer"
	"klachtenpost/workflow/terms"
)

// deliberate: nothing more is awaited; the committee deliberates.
func (b *builder) deliberate() {
	b.c.Course.Deliberates = b.today
	b.tell(Notice{Template: TemplateInterim, News: NewsDeliberation})
}

// judgement is a choice of hers, and the outcome behind it.
type judgement struct {
	act     Act
	outcome Outcome
}

// judgements are what the committee can judge of a complaint or an item, in the
// order of the digits.
var judgements = []judgement{
	{ActFounded, OutcomeFounded},
	{ActPartlyFounded, OutcomePartlyFounded},
	{ActUnfounded, OutcomeUnfounded},
	{ActNoOpinion, OutcomeNoOpinion},
	{ActInadmissible, OutcomeInadmissible},
}

// askJudgement asks her what the committee judged: a digit when the complaint is
// one, the form when it has several items.
func (b *builder) askJudgement() {
	options := []Option{{1, ActJudge}}
	if len(b.c.judged()) < 2 {
		options = nil
		for i, j := range judgements {
			options = append(options, Option{i + 1, j.act})
		}
	}
	b.askSecretary(ReasonDeliberation, 0, append(options, Option{9, ActOther})...)
}

// OutcomeOf is the outcome of a case whose items were judged (procedure section 2).
func OutcomeOf(items []Outcome) Outcome {
	has := func(o Outcome) bool { return slices.Contains(items, o) }
	switch {
	case len(items) == 0:
		return OutcomeNone
	case !slices.ContainsFunc(items, func(o Outcome) bool { return o != OutcomeFounded }):
		return OutcomeFounded
	case has(OutcomeFounded), has(OutcomePartlyFounded):
		return OutcomePartlyFounded
	case has(OutcomeUnfounded):
		return OutcomeUnfounded
	case has(OutcomeNoOpinion):
		return OutcomeNoOpinion
	}
	return OutcomeInadmissible
}

// founded reports whether a decision asks for a besluit.
func (o Outcome) founded() bool { return o == OutcomeFounded || o == OutcomePartlyFounded }

// readJudgement reads what the committee judged of one item, and nothing else.
func readJudgement(s string) (Outcome, bool) {
	s = strings.ReplaceAll(strings.ToLower(strings.Join(strings.Fields(strings.Trim(firstLineOf(s), " .;,")), " ")), " ", "_")
	s = strings.ReplaceAll(s, "gedeeltelijk_", "deels_")
	for _, j := range judgements {
		if s == string(j.outcome) {
			return j.outcome, true
		}
	}
	return "", false
}

// judgementOf reads the judgements of all items from the form: a line each, or one
// for all of them.
func (c Case) judgementOf(f Fields) ([]Outcome, bool) {
	one, all := readJudgement(withoutAdvice(f.Text))
	var numbers []string // of the items; that which was withdrawn keeps its own
	for i, it := range c.Course.Items {
		switch n := strconv.Itoa(i + 1); {
		case !it.Withdrawn:
			numbers = append(numbers, n)
		case f.Values[n] != "":
			return nil, false // nobody judges it any more
		}
	}
	if len(numbers) < 2 {
		for _, n := range append(numbers, "1") {
			if o, ok := readJudgement(withoutAdvice(f.Values[n])); ok && !all {
				one, all = o, true
			}
		}
		return []Outcome{one}, all
	}
	var list []Outcome
	for _, n := range numbers {
		o, ok := readJudgement(withoutAdvice(f.Values[n]))
		if !ok && all && len(f.Values) == 0 {
			o, ok = one, true
		}
		if !ok {
			return nil, false
		}
		list = append(list, o)
	}
	return list, true
}

var advice = regexp.MustCompile(`(?i)[,;(]?\s*\b(met|zonder) (?:een )?aanbeveling(?:en)?\b\)?`)

func withoutAdvice(s string) string { return strings.TrimSpace(advice.ReplaceAllString(s, "")) }

// recommends reads whether the decision recommends something.
func recommends(f Fields) bool {
	if v := strings.ToLower(f.Values["aanbeveling"]); v != "" {
		return strings.HasPrefix(v, "ja")
	}
	m := advice.FindStringSubmatch(f.Text + " " + f.Values["1"])
	return m != nil && strings.EqualFold(m[1], "met")
}

// judge registers what the committee judged, and makes the letter: its outcome is
// fixed, its reasons she writes.
func (b *builder) judge(list []Outcome, recommended bool) {
	c := b.c
	k := 0
	for i := range c.Course.Items {
		if it := &c.Course.Items[i]; !it.Withdrawn {
			it.Judgement = list[min(k, len(list)-1)]
			k++
		}
	}
	c.Course.Judgement, c.Course.Recommended = OutcomeOf(list), recommended
	b.noDraft("er komt een nieuw concept")
	b.closeActies("het oordeel is vastgelegd", ReasonDeliberation, ReasonDraftRemarks, ReasonDraftSilent, ReasonAdmissibility, ReasonNotAdmitted)
	b.event(Event{Kind: EventActed, Actor: RoleSecretary, Act: ActJudge, Text: "Het oordeel van de commissie is vastgelegd: " + string(c.Course.Judgement) + "."})
	b.void(ofTemplate(TemplateDecision))
	b.prepareAll(TemplateDecision, 0)
}

// noDraft ends what was asked about a draft of the decision that holds no more.
func (b *builder) noDraft(why string) {
	b.c.Course.Circulated, b.c.Course.Agreed = "", terms.Date{}
	b.closeQuestions(QuestionDraft, why)
	b.closeDeadlines(DeadlineDraft)
	b.closeActies(why, ReasonDraftRemarks, ReasonDraftSilent)
}

// prepareAll makes a letter for everybody who complains.
func (b *builder) prepareAll(t Template, message int64, words ...int64) {
	for _, who := range b.m.People {
		if who.complains() {
			b.prepare(t, who.Role, who.Key, message, words...)
		}
	}
}

// Circulate sends the text of the draft decision round inside the committee, as it
// lay in Concepten when she asked for it. draft is that text as a stored message;
// without an ID there was none.
func (p Procedure) Circulate(c Case, key string, draft, m Message, r Route, now time.Time) Decision {
	b := p.begin(&c, now)
	i, ok := b.c.Course.letter(key)
	if draft.ID == 0 || !ok || b.c.Course.Letters[i].State != LetterReady || b.c.Status != StatusDeliberation {
		b.help(m, r, ReasonNoDraft)
		return b.decision()
	}
	b.c.Course.Circulated, b.c.Course.Agreed = key, terms.Date{}
	b.c.Course.Deliberation = append(b.c.Course.Deliberation, draft.ID)
	b.closeQuestions(QuestionDraft, "opnieuw rondgestuurd")
	b.closeDeadlines(DeadlineDraft)
	b.closeActies("opnieuw rondgestuurd", ReasonDraftRemarks, ReasonDraftSilent)
	d := p.deadline(DeadlineDraft, RoleChair, "het rondsturen op", b.sendDay(), p.Terms.SupplementReminder, ruleReglement)
	b.m.Deadlines = append(b.m.Deadlines, d)
	q := Question{Key: b.nextKey(QuestionDraft), Kind: QuestionDraft, To: RoleChair, Asked: now, Due: d.Date}
	b.m.Questions = append(b.m.Questions, q)
	b.event(Event{Kind: EventAsked, Act: ActCirculate, Text: "De conceptuitspraak is rondgestuurd in de commissie."})
	for _, s := range p.Seats(*b.c, now) {
		n := Notice{Key: q.Key + "-" + s.Key, Template: TemplateDraftDecision, To: s.Role, Person: s.person(), Messages: []int64{draft.ID}}
		if s.Role == RoleChair {
			n.Question = q.Key
		}
		b.notice(n)
	}
	return b.decision()
}

// agreed records that the chair agrees with the draft: his exact word, in answer to
// it, and nothing beside it (trust rule 2).
func (b *builder) agreed(q Question, m Message, r Route, seat Seat) bool {
	if seat.Role != RoleChair || m.Confidence < minConfidence || !onlyWord(m.NewText, string(ActAgree), seat.Name) ||
		May(RoleChair, ActAgree, b.c.Status, r.Proof) != EffectDone {
		return false
	}
	b.closeQuestion(q.Key, string(ActAgree))
	b.closeDeadlines(DeadlineDraft)
	b.closeActies("de voorzitter is akkoord", ReasonDraftRemarks, ReasonDraftSilent)
	b.c.Course.Agreed = b.today
	b.event(Event{Kind: EventActed, Message: m.ID, Actor: RoleChair, Act: ActAgree, Proof: r.Proof, Text: "De voorzitter is akkoord met de conceptuitspraak."})
	return true
}

var closingWords = regexp.MustCompile(`(?i)^(?:(?:met )?(?:vriendelijke |hartelijke )?groet(?:en|jes)?|mvg|m\.v\.g\.?|gr\.?|hoogachtend)\b[ ,.]*(.*)$`)

// onlyWord reports whether a mail is one word, signed at most.
func onlyWord(text, word, name string) bool {
	line, below := answer.FirstLine(text)
	if strings.ToLower(strings.Trim(line, " .!")) != word {
		return false
	}
	for l := range strings.Lines(below) {
		l = strings.Trim(l, " .,\r\n")
		if m := closingWords.FindStringSubmatch(l); m != nil {
			l = strings.Trim(m[1], " .,")
		}
		if l != "" && !(name != "" && len(l) > 1 && strings.Contains(strings.ToLower(name), strings.ToLower(l))) {
			return false
		}
	}
	return true
}

// tickDeliberation: the chair does not react to the draft, or the end comes near
// and the judgement is not there.
func (b *builder) tickDeliberation() {
	if b.c.Status != StatusDeliberation {
		return
	}
	for i := range b.m.Deadlines {
		d := &b.m.Deadlines[i]
		if d.Open() && d.Kind == DeadlineDraft && d.Stage == 0 && b.today.After(d.Date) {
			d.Stage = 1
			b.askSecretary(ReasonDraftSilent, 0, Option{1, ActCall}, Option{2, ActCirculate}, Option{9, ActOther})
		}
	}
	late, ok := b.judgementLate()
	if half := b.judgementHalf(); ok && half.Before(late) {
		late = half
	}
	if _, ready := b.readyLetter(TemplateDecision); ok && !ready && !b.openActie(ReasonDeliberation) &&
		!b.today.Before(late) && !b.askedSince(ReasonDeliberation, b.today.Add(-lateAgain)) {
		b.askJudgement()
	}
}

// judgementHalf is when half the time for a decision after a hearing is over: by then
// she is asked what was judged, while there is time left to write it.
func (b *builder) judgementHalf() terms.Date {
	from := b.c.Course.Deliberates
	return from.Add(b.p.Calendar.End(from, b.p.Terms.DecisionAfterHearing).RawEnd.Sub(from) / 2)
}

// judgementLate is from when on the judgement is missed: some days before the decision
// must be there. Until then nobody is reminded of it; a committee takes its weeks.
func (b *builder) judgementLate() (terms.Date, bool) {
	end, ok := b.m.Deadline(DeadlineAfterHearing)
	if d, has := b.m.Deadline(DeadlineCommittee); has && (!ok || d.Date.Before(end.Date)) {
		end, ok = d, true
	}
	return b.before(end.Date, b.p.Terms.DirectorReminder), ok
}
