package workflow

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// judged are the items the committee judges: those that were not withdrawn.
func (c Case) judged() []GroundItem {
	return slices.DeleteFunc(slices.Clone(c.Course.Items), func(i GroundItem) bool { return i.Withdrawn })
}

// nameItems lays down the items of a complaint. What was withdrawn stays so, under
// whatever number.
func (b *builder) nameItems(labels []string) {
	old := b.c.Course.Items
	b.c.Course.Items = nil
	for _, label := range labels {
		it := GroundItem{Label: label}
		if i := slices.IndexFunc(old, func(o GroundItem) bool { return o.Withdrawn && strings.EqualFold(o.Label, label) }); i >= 0 {
			it = old[i]
			old = slices.Delete(slices.Clone(old), i, i+1)
		}
		b.c.Course.Items = append(b.c.Course.Items, it)
	}
	for _, it := range old {
		if it.Withdrawn {
			b.c.Course.Items = append(b.c.Course.Items, it)
		}
	}
	b.itemsChanged()
}

// namedItem finds the item that she names by its number or its words, among those
// that are withdrawn or those that are not.
func (c Case) namedItem(s string, withdrawn bool) (int, bool) {
	s = strings.ToLower(strings.Trim(firstLineOf(s), " ."))
	words := strings.TrimSpace(numberLine.ReplaceAllString(s, ""))
	for i, it := range c.Course.Items {
		label := strings.ToLower(it.Label)
		numbered := words != s && strings.TrimSpace(numberLine.FindString(s)) != "" && strings.Trim(numberLine.FindString(s), " .):") == strconv.Itoa(i+1)
		if it.Withdrawn == withdrawn && (s == label || numbered && (words == "" || words == label)) {
			return i, true
		}
	}
	return 0, false
}

// withdrawItem: the complainant withdraws one item. Nobody judges it any more. As
// with a whole withdrawal, whoever handles the complaint hears it, and the
// complainant can undo it until the date that his mail names.
func (b *builder) withdrawItem(i int) {
	d := b.p.deadline(DeadlineUndo, RoleComplainant, "de intrekking van een onderdeel op", b.today, b.p.Terms.Undo, ruleReglement)
	if !slices.ContainsFunc(b.m.Deadlines, func(o Deadline) bool { return o.Open() && o.Kind == d.Kind && o.From == d.From }) {
		b.m.Deadlines = append(b.m.Deadlines, d)
	}
	q := Question{Key: b.nextKey(QuestionUndo), Kind: QuestionUndo, Due: d.Date, Options: []Option{{1, ActRestoreItem}}}
	it := &b.c.Course.Items[i]
	it.Withdrawn, it.Judgement, it.Undo = true, OutcomeNone, q.Key
	b.event(Event{Kind: EventActed, Actor: RoleSecretary, Act: ActWithdrawItem, Text: "Onderdeel " + strconv.Itoa(i+1) + " is ingetrokken."})
	b.closeActies("het onderdeel is ingetrokken", ReasonPartDrawn)
	b.askComplainant(Notice{Template: TemplateInterim, News: NewsItemWithdrawn}, q)
	b.tellHandler(NewsItemWithdrawn, b.c.Status)
	b.itemsChanged()
}

var itemPhone = regexp.MustCompile(`(?i)^(?:de )?(?:klager|klaagster)?\s*trekt (?:het )?(?:klacht)?(?:onderdeel|punt) (.+?)(?: van de klacht)? in$`)

// itemSaid reads that the complainant withdraws one item, from her note of a call or
// of a letter. Which one it is stands to be looked up.
func itemSaid(rest string) (string, bool) {
	m := itemPhone.FindStringSubmatch(strings.Join(strings.Fields(strings.Trim(firstLineOf(rest), " .!")), " "))
	if m == nil {
		return "", false
	}
	return m[1], true
}

// saidOfItem withdraws the item that the complainant named to her. One that is not
// there changes nothing, and she hears it: a note alone would be taken for done.
func (b *builder) saidOfItem(name, event string, m Message, r Route) {
	if May(RoleSecretary, ActWithdrawItem, b.c.Status, r.Proof) != EffectDone || b.c.pointless(ActWithdrawItem) {
		b.help(m, r, ReasonNotNow)
		return
	}
	i, ok := b.c.namedItem(name, false)
	if !ok {
		b.help(m, r, ReasonForm, ActWithdrawItem)
		return
	}
	b.event(Event{Kind: EventActed, Message: m.ID, Actor: RoleSecretary, Act: ActWithdrawItem, Proof: r.Proof,
		Text: event + actWords(ActWithdrawItem) + "."})
	b.closeActies("gebeld", ReasonNoAnswer, ReasonQuiet, ReasonNoReply)
	b.withdrawItem(i)
	b.c.NeedsHuman = b.openActie(waitingWords...)
}

// restoreItem takes a withdrawn item in again.
func (b *builder) restoreItem(i int) {
	it := &b.c.Course.Items[i]
	b.closeQuestion(it.Undo, string(ActRestoreItem))
	it.Withdrawn, it.Undo = false, ""
	if !b.openKind(QuestionUndo) {
		b.closeDeadlines(DeadlineUndo)
	}
	b.event(Event{Kind: EventActed, Act: ActRestoreItem, Text: "Onderdeel " + strconv.Itoa(i+1) + " hoort weer bij de klacht."})
	b.tell(Notice{Template: TemplateInterim, News: NewsItemRestored})
	b.tellHandler(NewsItemRestored, b.c.Status)
	b.itemsChanged()
}

// undoItem is restoreItem for the complainant: in answer to the mail that told him.
func (b *builder) undoItem(q Question) {
	if i := slices.IndexFunc(b.c.Course.Items, func(it GroundItem) bool { return it.Withdrawn && it.Undo == q.Key }); i >= 0 {
		b.restoreItem(i)
	}
}

// itemsChanged: a judgement rests on the items it was given for. A draft of the
// decision is made anew when each item that is left has its judgement; else she is
// asked again.
func (b *builder) itemsChanged() {
	c := b.c
	if b.openActie(ReasonDeliberation) {
		b.closeActies("de onderdelen zijn veranderd", ReasonDeliberation)
		defer b.askJudgement()
	}
	if _, ready := b.readyLetter(TemplateDecision); !ready {
		return
	}
	var list []Outcome
	for _, it := range c.judged() {
		if c.Status == StatusAdmissibility {
			it.Judgement = OutcomeInadmissible // of all that is left
		}
		list = append(list, it.Judgement)
	}
	if len(list) > 0 && !slices.Contains(list, OutcomeNone) {
		b.judge(list, c.Course.Recommended)
		return
	}
	c.Course.Judgement = OutcomeNone
	b.noDraft("de onderdelen zijn veranderd")
	b.void(ofTemplate(TemplateDecision))
	b.askJudgement()
}

// tickItems lets the question about a withdrawn item pass when its day is over.
func (b *builder) tickItems() {
	passed := false
	for i := range b.m.Questions {
		if q := &b.m.Questions[i]; q.Open() && q.Kind == QuestionUndo && b.today.After(q.Due) {
			q.Closed, q.Answer = b.now, "termijn voorbij"
			passed = true
		}
	}
	for i := range b.m.Deadlines {
		if d := &b.m.Deadlines[i]; d.Open() && d.Kind == DeadlineUndo && b.today.After(d.Date) {
			d.Done = b.now
		}
	}
	if passed {
		b.event(Event{Kind: EventReminded, Text: "Het ingetrokken onderdeel blijft ingetrokken: de termijn om dat ongedaan te maken is voorbij."})
	}
}
