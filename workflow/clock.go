package workflow

import (
	"time"

	"klachtenpost/workflow/terms"
)

// Office hours: mail that may not leave at any hour leaves between these.
const (
	officeOpens  = 8
	officeCloses = 18
)

// anyHour are the mails that may leave at any hour of any day: somebody just
// wrote and waits for a sign, or there is danger.
var anyHour = map[Template]bool{
	TemplateAcknowledgement: true,
	TemplateMessageReceived: true,
	TemplateUrgent:          true,
	TemplateClosing:         true,
}

// moment is the earliest moment from now on at which mail for s may arrive:
// between 08:00 and 18:00 on a working day of hers that is no holiday, no closing
// day and no day of absence.
func (p Procedure) moment(s Staff, now time.Time) time.Time {
	if p.AnyHour {
		return now
	}
	d := p.day(now)
	if p.onDuty(s, d) {
		opens := d.At(officeOpens, 0, p.Location)
		if now.Before(opens) {
			return opens
		}
		if now.Before(d.At(officeCloses, 0, p.Location)) {
			return now
		}
	}
	return p.dutyAfter(s, d).At(officeOpens, 0, p.Location)
}

// onDuty reports whether s works on d.
func (p Procedure) onDuty(s Staff, d terms.Date) bool {
	return p.Calendar.Workday(d) && s.works(d.Weekday()) && !s.absent(d)
}

// dutyAfter is the first day after d on which s works. Somebody who is absent or
// closed for longer than a year is taken to work on the next working day, so that
// mail never waits for ever.
func (p Procedure) dutyAfter(s Staff, d terms.Date) terms.Date {
	for i := 1; i <= 366; i++ {
		if next := d.Add(i); p.onDuty(s, next) {
			return next
		}
	}
	return p.Calendar.NextWorkday(d.Add(1))
}

// dutyDays counts the days on which s worked after from, up to and including to.
func (p Procedure) dutyDays(s Staff, from, to terms.Date) int {
	n := 0
	for d := from.Add(1); !d.After(to); d = d.Add(1) {
		if p.onDuty(s, d) {
			n++
		}
	}
	return n
}

// anybody stands for everyone who is no staff: ordinary working days.
var anybody = Staff{}

// Reader is who reads what comes in on the day it comes in: the secretary, or
// her stand-in while she is away for longer than the committee promises.
func (p Procedure) Reader(now time.Time) (Staff, terms.Date) {
	today := p.day(now)
	by := p.dutyAfter(p.Secretary, today)
	last := p.Calendar.End(today, p.Terms.Acknowledgement).End
	if !by.After(last) {
		return p.Secretary, by
	}
	if s := p.Secretary.StandIn; s != nil {
		if by := p.dutyAfter(*s, today); !by.After(last) {
			return *s, by
		}
	}
	return p.Secretary, by
}

// serving is who serves for a role now: the configured person, or the stand-in of
// somebody other than the secretary who is away for longer than he may take to
// react at all. The role stays; only the desk is another.
func (p Procedure) serving(role Role, now time.Time) Staff {
	s := p.Staff(role)
	if role == RoleSecretary || role == RoleStandIn || s.StandIn == nil || s.StandIn.Address.IsZero() || !p.away(s, now) {
		return s
	}
	in := *s.StandIn
	in.Role = role
	return in
}

// away reports whether s will not be there within the time he has to react.
func (p Procedure) away(s Staff, now time.Time) bool {
	today := p.day(now)
	return p.dutyAfter(s, today.Add(-1)).After(p.Calendar.End(today, p.Terms.DirectorSeen).End)
}

// leaves is the earliest moment from now on at which n may leave.
func (p Procedure) leaves(n Notice, m Matter, now time.Time) time.Time {
	switch {
	case n.Letter, anyHour[n.Template] && !n.Paper, n.Template == TemplateHelp: // she has just written: she is at her desk
		return now
	case n.To == RoleMember:
		return p.moment(p.member(n.Person), now)
	case n.ToParty() && !n.Paper:
		return p.moment(anybody, now)
	case n.To == RoleSecretary, n.Paper:
		reader, _ := p.Reader(now) // whoever looks into the mailbox
		return p.moment(reader, now)
	}
	return p.moment(p.serving(n.To, now), now)
}

// member is the configured member of a key, "lid-2".
func (p Procedure) member(key string) Staff {
	for i, m := range p.Members {
		if key == numbered(string(RoleMember), i+1) {
			return m
		}
	}
	return Staff{}
}

// deadline makes a row for what somebody must do within l after from, the day of
// an event: "ontvangst op".
func (p Procedure) deadline(kind DeadlineKind, who Role, event string, from terms.Date, l terms.Length, rule string) Deadline {
	t := p.Calendar.End(from, l)
	return Deadline{
		Kind: kind, Who: who, From: from, Length: l,
		Date: t.End, RawEnd: t.RawEnd, Reason: t.SentenceFrom(event), Rule: rule,
	}
}

// Midnight is the start of the civil day of t.
func (p Procedure) Midnight(t time.Time) time.Time { return p.day(t).At(0, 0, p.Location) }
