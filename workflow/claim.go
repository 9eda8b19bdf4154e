package workflow

import "time"

// Recipient is whom a claimed notice goes to.
type Recipient struct {
	Role     Role
	Name     string
	Address  Address
	Language string
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
	if !n.ValidUntil.IsZero() && now.After(n.ValidUntil) {
		return Recipient{}, "te laat om nog waar te zijn", false
	}
	to, ok = p.recipient(n, m, now)
	if !ok {
		return Recipient{}, "geen adres op dossier", false
	}
	if c != nil && concerned(*c, n.To) && handlerMail[n.Template] {
		return Recipient{}, "de klacht gaat over de ontvanger", false
	}
	return to, "", true
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
var handlerMail = map[Template]bool{TemplateToHandler: true, TemplateHandlerReminder: true}

// concerned reports whether a complaint that is handled by the board is about
// the director: nobody handles a complaint about himself (Awb 9:7).
func concerned(c Case, r Role) bool { return c.Handler == RoleBoard && r == RoleDirector }

// recipient finds whom a notice goes to. Only people on file and configured
// staff ever receive anything.
func (p Procedure) recipient(n Notice, m Matter, now time.Time) (Recipient, bool) {
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
	case TemplateToHandler, TemplateHandlerReminder:
		if c.Status != StatusWithDirector || c.Handler != n.To {
			return "de klacht ligt niet meer bij deze behandelaar"
		}
		if d, ok := m.Deadline(DeadlineHandlerSeen); n.Template == TemplateHandlerReminder && n.Stage == stageSeen && (!ok || !d.Open()) {
			return "de behandelaar heeft al gereageerd"
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
	case TemplateInterim:
		return untrueNews(n, *c)
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
	switch n.News {
	case NewsProgress, NewsAsked, NewsAgreed:
		if !c.Status.Open() {
			return "de zaak is al gesloten"
		}
	case NewsSuspended:
		if !standing {
			return "de termijnen lopen alweer"
		}
	case NewsResumed:
		if standing {
			return "de termijnen staan weer stil"
		}
	case NewsWithdrawn, NewsClosed, NewsJoined:
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
