package workflow

import (
	"slices"
	"time"

	"klachtenpost/workflow/terms"
)

// shortOverviews are those who get the short overview.
var shortOverviews = []Role{RoleDirector, RoleBoard, RoleChair}

// unattended is after how many days a question that nobody answers stands in the
// board's overview: secretary, stand-in and chair had it, and nobody looks.
const unattended = 21

// OverviewFor is the short overview of somebody other than the secretary: the
// cases that wait for him, and the questions that lie too long for him to be
// silent about. Nothing else is in it, not in a number either: no director counts
// the cases about himself. It reports false when there is nothing in it that his
// other mails do not say: one case whose date has not passed, or what came in within
// the week.
func (p Procedure) OverviewFor(role Role, cases []Case, items []Item, now time.Time) (Overview, bool) {
	o := Overview{Date: p.day(now)}
	late, known := false, 0
	for _, c := range cases {
		if role == RoleChair && slices.Contains(c.Course.Out, string(RoleChair)) {
			continue
		}
		line := o.line(c)
		if c.waitsFor(role) {
			o.Cases = append(o.Cases, line)
			if d, ok := c.Term(); ok && d.Date.Before(o.Date) {
				late = true
			}
			if o.Date.Sub(p.lyingSince(c)) >= 7 {
				known++
			}
		}
		o.lying(role, c.Matter, c.Number.Tag(), line.Next.Date, p)
	}
	for _, it := range items {
		o.lying(role, it.Matter, "", terms.Date{}, p)
	}
	o.sort()
	return o, late || known > 1 || len(o.Needs) > 0
}

// lyingSince is the day since when c lies where it waits.
func (p Procedure) lyingSince(c Case) terms.Date {
	since := c.Received
	for _, q := range c.Questions {
		if q.Open() && q.Kind == QuestionHandler {
			since = p.day(q.Asked)
		}
	}
	for _, d := range c.Deadlines {
		if d.Open() && (d.Kind == DeadlineCommittee || d.Kind == DeadlineBesluit) {
			since = d.From
		}
	}
	return since
}

// waitsFor reports whether c stands still until somebody of a role did something.
func (c Case) waitsFor(role Role) bool {
	switch c.Status {
	case StatusWithDirector:
		answered := slices.ContainsFunc(c.Questions, func(q Question) bool {
			return q.Open() && q.Kind == QuestionActie && (q.Reason == ReasonHandler || q.Reason == ReasonThirdRound)
		}) || slices.ContainsFunc(c.Course.Letters, func(l Letter) bool {
			return l.Template == TemplateProposal && l.State == LetterReady
		})
		return c.Handler == role && !answered
	case StatusDirectorDecides:
		return c.Handler == role
	case StatusAdmissibility, StatusStatements, StatusHearing, StatusDeliberation:
		return role == RoleChair
	}
	return false
}

// lying adds the questions of a matter that nobody answered for so long that
// somebody of this role has to know.
func (o *Overview) lying(role Role, m Matter, tag string, due terms.Date, p Procedure) {
	for _, q := range m.Questions {
		if q.Kind != QuestionActie || !q.Open() || quiet[q.Reason] {
			continue
		}
		asked := p.day(q.Asked)
		long := false
		switch role {
		case RoleChair:
			long = p.dutyDays(p.Secretary, asked, o.Date) > p.Terms.LetterEscalation.N
		case RoleBoard: // what goes nowhere without an answer; of a late director it hears anyway
			long = o.Date.Sub(asked) >= unattended && (decides[q.Reason] || tag == "")
		}
		if long {
			o.Needs = append(o.Needs, OverviewNeed{Tag: tag, Reason: q.Reason, Asked: asked, Due: due, Late: true})
		}
	}
}
