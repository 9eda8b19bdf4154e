package workflow

import (
	"cmp"
	"slices"
	"time"

	"klachtenpost/workflow/terms"
)

// Overview is what the secretary reads on Monday: first what needs her, then how
// every open case stands. It carries no content and no contact data.
type Overview struct {
	Date, Since terms.Date
	Needs       []OverviewNeed
	Cases       []OverviewCase
	Closed      []OverviewCase // closed since Since
	Junk        []OverviewMail // lying in Junk: is there a complaint among them?
	Undelivered []OverviewMail // mails of ours that did not arrive
	Uncertain   []OverviewMail // mails of ours of which nobody knows whether they arrived
	Unproven    []OverviewMail // tried to act and could not show who they are
	Letters     []OverviewMail // waiting in Drafts
	SetAside    []OverviewMail // could not be read
	Well        []string       // what went well, Dutch sentences
	Arrived     int            // mails in the register since Since
	Undecided   int            // of these, not yet decided
	AuditHead   string         // head of the event chain, for the small print
	Copied      terms.Date     // when the last copy of the records was made; zero: none is made, or none yet
	Uncopied    bool           // copies are to be made, and the last try failed or none was made yet
}

// OverviewNeed is an Actie that waits.
type OverviewNeed struct {
	Tag    string // of the case, "" for an intake item
	Reason Reason
	Asked  terms.Date
	Due    terms.Date // the first date of the matter that runs; zero: none
	Late   bool
}

// OverviewCase is one line per case.
type OverviewCase struct {
	Tag      string
	Status   Status
	Outcome  Outcome
	Handler  Role
	Received terms.Date
	Next     Deadline // the first date that runs; zero Date: none
	Percent  int      // how much of the next term is over, 0-100
	Late     bool
}

// OverviewMail is a mail by its date and what it was about.
type OverviewMail struct {
	Tag      string
	Date     terms.Date
	Address  string   // shown address; "" when there is none
	Template Template // of a mail of ours
	Folder   string
}

// Overview fills in what follows from cases and intake items. The lists of mails
// and the counts are the caller's.
func (p Procedure) Overview(cases []Case, items []Item, since terms.Date, now time.Time) Overview {
	o := Overview{Date: p.day(now), Since: since}
	for _, c := range cases {
		line := o.line(c)
		if !c.Status.Open() {
			if !c.ClosedOn.Before(since) {
				o.Closed = append(o.Closed, line)
			}
			// What still waits in it is listed until it is done.
			o.needs(c.Matter, c.Number.Tag(), terms.Date{}, p)
			continue
		}
		o.Cases = append(o.Cases, line)
		o.needs(c.Matter, c.Number.Tag(), line.Next.Date, p)
	}
	for _, it := range items {
		tag := ""
		o.needs(it.Matter, tag, terms.Date{}, p)
	}
	o.sort()
	return o
}

// sort puts what is due first on top.
func (o *Overview) sort() {
	slices.SortStableFunc(o.Cases, func(a, b OverviewCase) int { return byDate(a.Next.Date, b.Next.Date) })
	slices.SortStableFunc(o.Needs, func(a, b OverviewNeed) int {
		return cmp.Or(byDate(a.Due, b.Due), a.Asked.Compare(b.Asked))
	})
}

// line describes a case by its first date that runs.
func (o *Overview) line(c Case) OverviewCase {
	l := OverviewCase{Tag: c.Number.Tag(), Status: c.Status, Outcome: c.Outcome, Handler: c.Handler, Received: c.Received}
	if running := c.Running(); len(running) > 0 {
		l.Next = running[0]
		l.Late = l.Next.Date.Before(o.Date)
		if whole := l.Next.Date.Sub(l.Next.From); whole > 0 {
			l.Percent = max(0, min(100, 100*o.Date.Sub(l.Next.From)/whole))
		}
	}
	return l
}

// concerns reports whether a deadline matters while a case stands at s. The
// handler's dates run from receipt but bind nobody until the case is there, and
// the date for refusing says nothing once it is.
func (d Deadline) concerns(s Status) bool {
	switch d.Kind {
	case DeadlineHandlerTarget, DeadlineHandlerSeen:
		return s == StatusWithDirector
	case DeadlineRefusal:
		return s == StatusReceived || s == StatusIncomplete
	}
	return true
}

func (o *Overview) needs(m Matter, tag string, due terms.Date, p Procedure) {
	for _, q := range m.Questions {
		if q.Kind != QuestionActie || !q.Open() || q.Reason == ReasonForms {
			continue
		}
		asked := p.day(q.Asked)
		o.Needs = append(o.Needs, OverviewNeed{
			Tag: tag, Reason: q.Reason, Asked: asked, Due: due,
			Late: p.dutyDays(p.Secretary, asked, o.Date) > p.Terms.Letter.N,
		})
	}
}

// byDate sorts dates, those without one last.
func byDate(a, b terms.Date) int {
	switch {
	case a.IsZero() && b.IsZero():
		return 0
	case a.IsZero():
		return 1
	case b.IsZero():
		return -1
	}
	return a.Compare(b)
}

// Weekly asks for the overview of the week; it is made when it is claimed, so
// that it is true when it is sent. The handlers and the chair get the short one,
// when there is something in it.
func (p Procedure) Weekly(o Office, cases []Case, items []Item, now time.Time) Decision {
	b := p.beginOffice(&o, now)
	reader, _ := p.Reader(now)
	b.overview(RoleSecretary, p.moment(reader, now))
	for _, role := range shortOverviews {
		if _, ok := p.OverviewFor(role, cases, items, now); ok && !p.Staff(role).Address.IsZero() {
			b.overview(role, p.moment(p.serving(role, now), now))
		}
	}
	b.event(Event{Kind: EventNotified, Text: "Het weekoverzicht is klaargezet."})
	return b.decision()
}

// overview asks for one person's overview, one for each day on which it can be
// read: after weeks away there are not four of them in one morning.
func (b *builder) overview(to Role, leaves time.Time) {
	key := string(TemplateOverview) + "-" + b.p.day(leaves).String()
	if to != RoleSecretary {
		key += "-" + string(to)
	}
	b.notice(Notice{Key: key, Template: TemplateOverview, To: to, NotBefore: leaves, ValidUntil: leaves.AddDate(0, 0, 6)})
}

// OnRequest asks for the overview at once: the secretary asked for it in a mail.
func (p Procedure) OnRequest(o Office, message int64, now time.Time) Decision {
	b := p.beginOffice(&o, now)
	b.notice(Notice{Key: numbered("overzicht", int(message)), Template: TemplateOverview, To: RoleSecretary, NotBefore: now})
	b.event(Event{Kind: EventNotified, Text: "Het overzicht is op verzoek klaargezet."})
	return b.decision()
}

// Trial prepares the trial letter: a draft for the secretary that shows whether
// letters can be prepared, sent and recognised in this mailbox.
func (p Procedure) Trial(o Office, now time.Time) Decision {
	b := p.beginOffice(&o, now)
	b.notice(Notice{Key: string(TemplateTrialLetter), Template: TemplateTrialLetter, To: RoleSecretary, Letter: true, NotBefore: now})
	b.event(Event{Kind: EventLetter, Text: "Een proefbrief is klaargezet in Concepten."})
	return b.decision()
}

// OfficeReceive registers what concerns no case: the trial letter seen sent, and
// delivery reports about overviews.
func (p Procedure) OfficeReceive(o Office, m Message, r Route, now time.Time) Decision {
	b := p.beginOffice(&o, now)
	switch r.Verdict {
	case VerdictLetter:
		b.event(Event{Kind: EventLetter, Message: m.ID, Actor: RoleSecretary, Proof: r.Proof,
			Text: "De brief “" + string(r.Token.Template) + "” is verstuurd gezien."})
	default:
		b.event(Event{Kind: EventJoined, Message: m.ID, Actor: r.Role, Proof: r.Proof, Text: "Een bericht is opgeborgen."})
	}
	return b.decision()
}

// Running are the open deadlines that matter where the case stands now, the
// earliest first.
func (c Case) Running() []Deadline {
	var list []Deadline
	for _, d := range c.Deadlines {
		if d.Open() && d.concerns(c.Status) {
			list = append(list, d)
		}
	}
	slices.SortStableFunc(list, func(a, b Deadline) int { return byDate(a.Date, b.Date) })
	return list
}
