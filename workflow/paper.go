package workflow

import (
	"slices"
	"strings"

	"klachtenpost/workflow/terms"
)

// onPaper reports whether somebody is reached by post only.
func (who Person) onPaper() bool { return who.Address.IsZero() && who.Postal != "" }

// PaperActie is the Actie with which a fixed text for somebody who is reached by
// post goes to the secretary: its mail carries that text as PDF.
func (m *Matter) PaperActie(n Notice) (Question, bool) {
	i := slices.IndexFunc(m.Questions, func(q Question) bool {
		return q.Kind == QuestionActie && q.Reason == ReasonPaper && q.Failing == n.Key
	})
	if i < 0 {
		return Question{}, false
	}
	return m.Questions[i], true
}

// print makes of a fixed text something to print and post. Until she says that she
// did, nothing was asked and no term runs.
func (b *builder) print(n Notice) Notice {
	n.Paper = true
	key := b.nextKey(QuestionActie)
	b.m.Questions = append(b.m.Questions, Question{Key: key, Kind: QuestionActie, To: RoleSecretary, Reason: ReasonPaper, Asked: b.now,
		Message: n.About, About: n.Question, Failed: n.Template, Failing: n.Key, Options: []Option{{1, ActPosted}, {9, ActOther}}})
	b.event(Event{Kind: EventAsked, Message: n.About, Text: "Aan de secretaris voorgelegd: " + string(ReasonPaper) + " (" + string(n.Template) + ")."})
	return n
}

// toPost reports whether a question still has to be posted.
func (b *builder) toPost(key string) bool {
	return slices.ContainsFunc(b.m.Questions, func(q Question) bool {
		return q.Open() && q.Kind == QuestionActie && q.Reason == ReasonPaper && q.About == key && key != ""
	})
}

// notPosted closes what lies to be posted when its question was answered meanwhile.
func (b *builder) notPosted() {
	for i := range b.m.Questions {
		q := &b.m.Questions[i]
		if asked, ok := b.m.Question(q.About); ok && q.Open() && q.Reason == ReasonPaper && !asked.Open() {
			q.Closed, q.Answer = b.now, "niet meer nodig"
		}
	}
}

// posted: a letter on paper went out. Terms that wait for its answer count from
// that day.
func (b *builder) posted(q Question, day terms.Date) {
	b.closeQuestion(q.Key, string(ActPosted))
	b.event(Event{Kind: EventActed, Actor: RoleSecretary, Act: ActPosted, Text: "Op papier verstuurd op " + terms.DutchDate(day) + ": " + string(q.Failed) + "."})
	b.c.Told = b.now
	for i := range b.m.Questions {
		asked := &b.m.Questions[i]
		if asked.Key != q.About || !asked.Open() {
			continue
		}
		asked.Asked = day.At(officeOpens, 0, b.p.Location)
		for k := range b.m.Deadlines {
			d := &b.m.Deadlines[k]
			if !d.Open() || d.Kind != deadlineOf[asked.Kind] || d.Length.N == 0 {
				continue
			}
			*d = b.p.deadline(d.Kind, d.Who, "onze brief van", day, d.Length, d.Rule)
			asked.Due = d.Date
			if d.Kind == DeadlineUndo && !b.c.Status.Open() {
				b.c.Course.UndoBy = d.Date
			}
		}
	}
}

// readPast reads a day that is not to come; without a year it is the last such day.
func readPast(s string, today terms.Date) (terms.Date, bool) {
	d, ok := readDate(s, today)
	if ok && d.After(today) && !strings.Contains(s, d.String()[:4]) {
		d.Year--
	}
	return d, ok && !d.After(today) && today.Sub(d) <= maxSuspension
}

// postDay is the day of a letter on paper, and whether it went out.
func postDay(f Fields, today terms.Date) (day terms.Date, out, ok bool) {
	text := strings.ToLower(f.Text)
	in := f.Values["ingekomen"]
	sent := f.Values["verzonden"]
	switch {
	case sent == "" && in == "" && strings.HasPrefix(text, "ingekomen"):
		in = firstLineOf(text)
	case sent == "" && in == "" && (strings.HasPrefix(text, "verzonden") || strings.HasPrefix(text, "verstuurd") || strings.HasPrefix(text, "gepost")):
		sent = firstLineOf(text)
	}
	if (in == "") == (sent == "") {
		return terms.Date{}, false, false
	}
	day, ok = readPast(in+sent, today)
	return day, sent != "", ok
}

// post registers a letter on paper that came in or went out.
func (b *builder) post(f Fields, m Message, r Route) {
	day, out, _ := postDay(f, b.today)
	b.file(m.ID)
	answered, _ := b.asks(r)
	scan, waits := b.ofLetter(answered)
	i := slices.IndexFunc(b.c.Course.Post, func(x Paper) bool { return x.Message == scan.Message && scan.Reason == ReasonScan })
	if i >= 0 && !out {
		b.c.Course.Post[i].Day = day // the scanner's mail of that letter
	} else {
		b.c.Course.Post = append(b.c.Course.Post, Paper{Day: day, Out: out, Message: m.ID})
	}
	if out {
		b.event(Event{Kind: EventJoined, Message: m.ID, Actor: RoleSecretary, Act: ActPost, Proof: r.Proof, Text: "Een brief op papier is verstuurd op " + terms.DutchDate(day) + "."})
		b.c.Told = b.now
		var open []Question
		for _, q := range b.m.Questions {
			if q.Open() && q.Kind == QuestionActie && q.Reason == ReasonPaper {
				open = append(open, q)
			}
		}
		if len(open) == 1 {
			b.posted(open[0], day)
		}
		return
	}
	if waits {
		b.closeQuestion(scan.Key, "gelezen")
	}
	b.c.NeedsHuman = b.openActie(waitingWords...)
	b.event(Event{Kind: EventJoined, Message: m.ID, Actor: RoleSecretary, Act: ActPost, Proof: r.Proof, Text: "Een brief op papier is ingekomen op " + terms.DutchDate(day) + "."})
	for line := range strings.Lines(f.Text) {
		if item, ok := itemSaid(line); ok {
			b.saidOfItem(item, "In de brief staat wat de klager wil: ", m, r)
			return
		}
		said := phoneWords(strings.TrimSpace(line))
		if said == "" || May(RoleSecretary, said, b.c.Status, r.Proof) != EffectDone {
			continue
		}
		b.event(Event{Kind: EventActed, Message: m.ID, Actor: RoleSecretary, Act: said, Proof: r.Proof,
			Text: "In de brief staat wat de klager wil: " + actWords(said) + "."})
		b.wants(said, Question{}, b.whoSaid())
		return
	}
}

// ofLetter is the question about a scan that she speaks of when she says that a letter
// came in: the one she answers, or the only one there is. What lies beside it she has
// not spoken of.
func (b *builder) ofLetter(answered Question) (scan Question, open bool) {
	if answered.Reason == ReasonScan {
		return answered, answered.Open()
	}
	n := 0
	for _, q := range b.m.Questions {
		if !q.Open() || q.Reason != ReasonScan {
			continue
		}
		if scan, n = q, n+1; q.Message == answered.Message {
			return q, true // by the list of what can be done
		}
	}
	if n != 1 {
		return Question{}, false
	}
	return scan, true
}

// scanned: a machine of our own sent something that bears the number: a letter on
// paper, when it is a scanner. It may be what is waited for, so nobody is reminded
// before she has read it; what it means is hers to say.
func (b *builder) scanned(m Message) {
	day := b.p.day(m.Received)
	if len(m.Attachments) > 0 {
		b.c.Course.Post = append(b.c.Course.Post, Paper{Day: day, Message: m.ID})
	}
	b.file(m.ID)
	b.c.NeedsHuman = b.c.Status.Open()
	b.event(Event{Kind: EventJoined, Message: m.ID, Text: "Een bericht van een scanner of formulier is in het dossier gekomen, binnen op " + terms.DutchDate(day) + "."})
	b.askSecretary(ReasonScan, m.ID, Option{5, ActKeep}, Option{9, ActOther})
}
