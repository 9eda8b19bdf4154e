package workflow

import (
	"slices"
	"strings"
	"time"
)

// Recipient is whom a claimed notice goes to.
type Recipient struct {
	Role     Role
	Name     string
	Address  Address
	Language string
	// With are others who may have the same letter: the members beside the chair, the
	// handler beside the complainant. They stand in its Cc.
	With []Address
}

// Leaves is the earliest moment from now on at which n may leave. It is asked
// again when n is claimed: a mail that waited does not leave at night.
func (p Procedure) Leaves(n Notice, m Matter, now time.Time) time.Time { return p.leaves(n, m, now) }

// Claim is asked in the transaction that freezes a notice: is it still true, and
// is its receiver still on file? why names the reason when ok is false. c is nil
// for a notice of an intake item or of the office.
func (p Procedure) Claim(n Notice, m Matter, c *Case, now time.Time) (to Recipient, why string, ok bool) {
	if why := untrue(n, m, c); why != "" {
		return Recipient{}, why, false
	}
	if c != nil && p.pastHearing(n, *c, now) {
		return Recipient{}, "de dag van de hoorzitting is voorbij", false
	}
	if !n.ValidUntil.IsZero() && now.After(n.ValidUntil) {
		return Recipient{}, "te laat om nog waar te zijn", false
	}
	to, ok = p.recipient(n, m, c, now)
	if !ok {
		return Recipient{}, "geen adres op dossier", false
	}
	if c != nil && handlerMail[n.Template] && concerned(*c, n.To, to.Address) {
		return Recipient{}, "de klacht gaat over de ontvanger", false
	}
	return to, "", true
}

// heldAgain is how long a held mail waits until it is looked at again.
const heldAgain = time.Hour

// Held tells until when a mail waits because its receiver wrote since it was decided,
// and his words lie with the secretary (procedure section 2, mens_nodig): what it says
// may be overtaken. Whether it is still true is asked again then. Held is no letter,
// which she sends or posts herself, and no appointment, which he may have to travel to.
func (p Procedure) Held(n Notice, c *Case, now time.Time) (until time.Time, held bool) {
	if c == nil || !c.NeedsHuman || n.Person == "" || n.Letter || n.Paper || neverHeld[n.Template] {
		return time.Time{}, false
	}
	since, waits := c.Course.Waiting[n.Person]
	if !waits || n.Version >= since {
		return time.Time{}, false
	}
	return p.leaves(n, c.Matter, now.Add(heldAgain)), true
}

// neverHeld are the mails that somebody gets although his words wait.
var neverHeld = map[Template]bool{
	TemplateAcknowledgement: true, TemplateMessageReceived: true, TemplateLate: true, TemplateOtherAddress: true, TemplateHearing: true,
}

// pastHearing reports whether n invites to a hearing that began, or asks about dates
// that are all over, as when nothing left for some time. What takes an appointment out
// of a calendar does no harm later.
func (p Procedure) pastHearing(n Notice, c Case, now time.Time) bool {
	h, today := c.Course.Hearing, p.day(now)
	switch n.Template {
	case TemplateHearing:
		if _, off := h.called(n.Key); off || h.Slot.Day.IsZero() {
			return false
		}
		return today.After(h.Slot.Day) || today == h.Slot.Day && h.Slot.At != "" && now.In(p.Location).Format("15:04") > h.Slot.At
	case TemplateHearingDates:
		return len(h.Proposed) > 0 && !slices.ContainsFunc(h.Proposed, func(s Slot) bool { return s.Day.After(today) })
	}
	return false
}

// After is the key of the notice in the same matter that must have been sent
// before n may leave, "" for none: nobody is told that a complaint is with the
// director before the director has it.
func (n Notice) After() string {
	if n.Template == TemplateTakenUp {
		return string(TemplateToHandler)
	}
	return ""
}

// handlerMail are the mails of whoever handles a complaint.
var handlerMail = map[Template]bool{TemplateToHandler: true, TemplateHandlerReminder: true, TemplateBesluitAsked: true}

// concerned reports whether a complaint is about its receiver: about the director
// when the board handles it, or about whom the secretary named as the employee.
// Nobody handles a complaint about himself (Awb 9:7).
func concerned(c Case, r Role, a Address) bool {
	return c.Handler == RoleBoard && r == RoleDirector || slices.ContainsFunc(c.People, func(p Person) bool {
		return p.Role == RoleEmployee && p.Address.Same(a)
	})
}

// with are who may have a letter beside the one it is for.
func (p Procedure) with(t Template, to Role, c Case, now time.Time) []Address {
	var list []Address
	switch t {
	case TemplateCaseFile, TemplateBesluitCommittee, TemplateForward, TemplateLetter:
		for _, s := range p.Seats(c, now) {
			if to == RoleChair {
				list = append(list, s.Address)
			}
		}
	case TemplateProposal, TemplateAsk, TemplateDefence, TemplateNotTakenUp, TemplateReferred, TemplateNoComplaint:
		for _, who := range c.People { // of a decision and a besluit each has his own
			if who.complains() && who.reachable() {
				list = append(list, who.Address)
			}
		}
	case TemplateDecision:
		list = append(list, p.serving(c.Handler, now).Address)
	}
	return slices.DeleteFunc(list, Address.IsZero)
}

// recipient finds whom a notice goes to. Only people on file and configured
// staff ever receive anything.
func (p Procedure) recipient(n Notice, m Matter, c *Case, now time.Time) (Recipient, bool) {
	r, ok := p.receiver(n, m, c, now)
	if c != nil && n.Letter && ok {
		r.With = slices.DeleteFunc(p.with(n.Template, n.To, *c, now), r.Address.Same)
	}
	return r, ok
}

func (p Procedure) receiver(n Notice, m Matter, c *Case, now time.Time) (Recipient, bool) {
	if n.Paper {
		// On paper: she prints and posts it, from the mail or the draft that comes to
		// the mailbox itself.
		who, ok := m.Person(n.Person)
		r := Recipient{Role: RoleSecretary, Name: p.Secretary.Name, Address: p.Committee, Language: who.Language}
		if n.Letter {
			r.Role, r.Name = who.Role, who.Name
		}
		return r, ok
	}
	if n.Template == TemplateHearing && c != nil {
		if x, ok := c.Course.Hearing.called(n.Key); ok && x.Addr != "" {
			s, ok := p.configured(x.Addr) // who he was in the case, he is no longer
			return Recipient{Role: n.To, Name: s.Name, Address: s.Address, Language: "nl"}, ok
		}
	}
	if (n.To == RoleMember || n.To == RoleChair) && c != nil {
		seats := p.Seats(*c, now)
		i := slices.IndexFunc(seats, func(s Seat) bool { return s.Role == n.To && (n.Person == "" || s.Key == n.Person) })
		if i < 0 {
			return Recipient{}, false
		}
		return Recipient{Role: n.To, Name: seats[i].Name, Address: seats[i].Address, Language: "nl"}, true
	}
	if n.Person != "" {
		who, ok := m.Person(n.Person)
		return Recipient{Role: who.Role, Name: who.Name, Address: who.Address, Language: who.Language}, ok && who.reachable()
	}
	r := Recipient{Role: n.To, Language: "nl"}
	switch n.To {
	case RoleSecretary:
		// She reads the committee's mailbox; her own address is only for answering.
		r.Name, r.Address = p.Secretary.Name, p.Committee
	case RoleUrgent:
		if n.Stage < len(p.Urgent) {
			r.Address = p.Urgent[n.Stage]
		}
	default:
		s := p.serving(n.To, now)
		r.Name, r.Address = s.Name, s.Address
	}
	return r, !r.Address.IsZero()
}

// configured finds one of the configured people, stand-ins among them, by address.
func (p Procedure) configured(addr string) (Staff, bool) {
	for _, s := range append([]Staff{p.Director, p.Board, p.Chair}, p.Members...) {
		for _, who := range []*Staff{&s, s.StandIn} {
			if who != nil && who.Address.Addr() == addr && addr != "" {
				return *who, true
			}
		}
	}
	return Staff{}, false
}

// overtaken reports whether a reminder of a handler waited so long, as while mail was
// paused, that a later one about the same dates was made.
func overtaken(n Notice, m Matter) bool {
	return slices.ContainsFunc(m.Deadlines, func(d Deadline) bool {
		return d.Open() && d.Stage > n.Stage && (d.Kind == DeadlineHandlerSeen || d.Kind == DeadlineHandlerAnswer || d.Kind == DeadlineBesluit)
	})
}

// untrue tells why what a notice says is no longer so, "" when it still is.
func untrue(n Notice, m Matter, c *Case) string {
	q, asks := m.Question(n.Question)
	if n.Template != TemplateHelp && asks && !q.Open() && n.Template != TemplateAcknowledgement {
		return "de vraag is al beantwoord"
	}
	if c == nil {
		return ""
	}
	switch n.Template {
	case TemplateHandlerReminder:
		if c.Status != StatusWithDirector && c.Status != StatusDirectorDecides || c.Handler != n.To {
			return "de klacht ligt niet meer bij deze behandelaar"
		}
		if d, ok := m.Deadline(DeadlineHandlerSeen); n.Stage == stageSeen && (!ok || !d.Open()) {
			return "de behandelaar heeft al gereageerd"
		}
		if overtaken(n, m) {
			return "een latere herinnering zegt meer"
		}
	case TemplateToHandler:
		if c.Status != StatusWithDirector || c.Handler != n.To {
			return "de klacht ligt niet meer bij deze behandelaar"
		}
	case TemplateTakenUp:
		if c.Status != StatusWithDirector {
			return "de klacht ligt niet meer bij de behandelaar"
		}
	case TemplateSupplement:
		if c.Status != StatusIncomplete {
			return "er wordt niet meer op aanvulling gewacht"
		}
	case TemplateAcknowledgement, TemplateChoice, TemplateToCommittee, TemplateExtension, TemplateDelay, TemplateLate,
		TemplateReopened, TemplateEmployeeExtension:
		if !c.Status.Open() {
			return "de zaak is al gesloten"
		}
	case TemplateReminder:
		if c.NeedsHuman || !c.Course.Suspended.Until.IsZero() {
			return "er kwam intussen bericht, of de termijn staat stil"
		}
	case TemplateClosing:
		if c.Status != StatusClosed {
			return "de zaak is weer open"
		}
	case TemplateInterim, TemplateHearing:
		return untrueNews(n, *c)
	case TemplateAdmissibility, TemplateDefenceAsked, TemplateHearingDates, TemplateDeliberation, TemplateDraftDecision, TemplateCommitteeReminder:
		if !c.Status.withCommittee() {
			return "de commissie heeft de zaak niet meer"
		}
	case TemplateBesluitAsked:
		if c.Status != StatusDirectorDecides {
			return "er wordt geen besluit meer gevraagd"
		}
	}
	if n.Letter {
		if i, ok := c.Course.letter(n.Key); ok && c.Course.Letters[i].State != LetterReady {
			return "de brief is niet meer nodig"
		}
	}
	return ""
}

// untrueNews tells why a tussenbericht is no longer true.
func untrueNews(n Notice, c Case) string {
	standing := !c.Course.Suspended.Until.IsZero()
	h := c.Course.Hearing
	if _, off := h.called(n.Key); off {
		return "" // it stands in his calendar, whatever is planned by now
	}
	if n.Template == TemplateHearing && !strings.HasPrefix(n.Key, numbered(string(TemplateHearing), h.Round)+"-") {
		return "er is intussen een andere hoorzitting" // whose date it would name
	}
	switch n.News {
	case NewsInvited, NewsMoved:
		if c.Status != StatusHearing || h.Over || h.Sequence != n.Stage {
			return "de hoorzitting is intussen op een ander moment, of gaat niet door"
		}
	case NewsAdmissible, NewsDeliberation:
		if !c.Status.withCommittee() {
			return "de commissie heeft de zaak niet meer"
		}
	case NewsProgress, NewsAsked, NewsAgreed, NewsItemRestored:
		if !c.Status.Open() {
			return "de zaak is al gesloten"
		}
	case NewsItemWithdrawn:
		if !c.Status.Open() || len(c.judged()) == len(c.Course.Items) {
			return "het onderdeel hoort er weer bij, of de zaak is gesloten"
		}
	case NewsSuspended:
		if !standing {
			return "de termijnen lopen alweer"
		}
	case NewsResumed:
		if standing {
			return "de termijnen staan weer stil"
		}
	case NewsWithdrawn, NewsClosed, NewsJoined, NewsSettled:
		if c.Status.Open() {
			return "de zaak is weer open"
		}
	case NewsReopened:
		if !c.Status.Open() {
			return "de zaak is weer gesloten"
		}
	}
	return ""
}
