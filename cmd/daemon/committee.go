package daemon

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"klachtenpost/mailbox"
	"klachtenpost/mailbox/invite"
	"klachtenpost/store"
	"klachtenpost/templates"
	"klachtenpost/templates/paper"
	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// dossier binds all documents of a case into one PDF for the committee. What the
// committee writes among itself is not among them: the procedure lists what is.
func (c *claiming) dossier(n workflow.Notice, h holder) (mailbox.Part, error) {
	d := paper.Dossier{
		Number: n.Matter, Organisation: c.d.cfg.Organisation.Name, Committee: c.d.cfg.Organisation.Committee,
		Made: c.now.In(c.d.Procedure.Location),
	}
	for _, id := range n.Messages {
		m, err := c.tx.Message(id)
		if err != nil {
			return mailbox.Part{}, err
		}
		text := m.NewText
		if h.c != nil && id == h.c.First || strings.TrimSpace(text) == "" {
			text = m.Text
		}
		doc := paper.Document{
			Date: m.Received.In(c.d.Procedure.Location), Kind: "mail", From: roleName(c.roleOf(m, h)), Subject: m.Subject,
			Text: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil },
		}
		for k, a := range m.Attachments {
			doc.Attachments = append(doc.Attachments, paper.Attachment{Name: a.Name, Size: a.Size, Open: func() (io.ReadCloser, error) {
				return c.d.attachment(id, k)
			}})
		}
		d.Documents = append(d.Documents, doc)
	}
	var pdf bytes.Buffer
	if _, err := paper.WriteDossier(&pdf, d); err != nil {
		return mailbox.Part{}, fmt.Errorf("bind dossier: %w", err)
	}
	return pdfPart("dossier-"+n.Matter+".pdf", pdf.Bytes()), nil
}

// pdfPart is a PDF as an attachment.
func pdfPart(name string, pdf []byte) mailbox.Part {
	return mailbox.Part{Name: name, Type: "application/pdf", Open: func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(pdf)), nil
	}}
}

// roleName says who wrote a document.
func roleName(r workflow.Role) string {
	if r == workflow.RoleNone {
		return "onbekend"
	}
	return string(r)
}

// hearingLasts is how long a hearing stands in people's calendars.
const hearingLasts = 90 * time.Minute

// neutralTitle stands in calendars that others may see.
const neutralTitle = "Gesprek"

// invitation is the calendar part of a mail about a hearing: one appointment per
// person, so that an answer tells who answers (RFC 5546).
func (c *claiming) invitation(n workflow.Notice, k workflow.Case, to workflow.Recipient, tok workflow.Token) (*invite.Part, error) {
	h := k.HearingOf(n)
	at, ok := c.hearingTime(h, to.Role)
	if !ok || n.News == "" {
		return nil, nil
	}
	method := invite.Request
	if n.News == workflow.NewsCancelled || n.News == workflow.NewsUninvited {
		method = invite.Cancel
	}
	from := c.d.sender(to.Role)
	uid, err := c.appointment(n, to, tok)
	if err != nil {
		return nil, err
	}
	part, err := invite.Build(invite.Invitation{
		Method: method, UID: uid, Sequence: n.Stage, Made: c.now,
		Start: at, End: at.Add(hearingLasts), Title: neutralTitle, Location: h.Place,
		Organizer: from, Attendee: workflow.Address{Local: to.Address.Local, Domain: to.Address.Domain},
	})
	if err != nil {
		return nil, fmt.Errorf("make invitation: %w", err)
	}
	return &part, nil
}

// appointment is what names an appointment in its receiver's calendar for ever: the
// Message-ID of the first invitation that he got, so that an answer by it finds that
// mail. In a place of the committee or of the handler somebody else may have been
// invited before him; what that one has is not his.
func (c *claiming) appointment(n workflow.Notice, to workflow.Recipient, tok workflow.Token) (string, error) {
	his, inPlace, err := c.invited(n, to)
	if inPlace == "" || !n.ToParty() {
		inPlace = tok.MessageID // else he has another address by now
	}
	return cmp.Or(his, inPlace), err
}

// invited looks which mail about this hearing was the first to its receiver, and
// which the first in his place.
func (c *claiming) invited(n workflow.Notice, to workflow.Recipient) (his, inPlace string, err error) {
	list, err := c.tx.Notices(n.Matter)
	if err != nil {
		return "", "", err
	}
	for _, o := range list {
		if o.Template != workflow.TemplateHearing || o.ID == n.ID || o.Round() != n.Round() {
			continue
		}
		out, err := c.tx.MailOfNotice(o.ID)
		switch {
		case errors.Is(err, store.ErrNotFound):
			continue // it never left
		case err != nil:
			return "", "", err
		case his == "" && strings.EqualFold(out.To, to.Address.Addr()):
			his = out.MessageID
		}
		if o.Key == n.Appointment() {
			inPlace = out.MessageID
		}
	}
	return his, inPlace, nil
}

// hearingTime is when somebody is expected: at a separate hearing the handler and
// the employee come at another time.
func (c *claiming) hearingTime(h workflow.Hearing, role workflow.Role) (time.Time, bool) {
	at := h.Slot.At
	if h.Separate && h.OtherAt != "" && (role == workflow.RoleDirector || role == workflow.RoleBoard || role == workflow.RoleEmployee) {
		at = h.OtherAt
	}
	clock, err := time.Parse("15:04", at)
	if err != nil || h.Slot.Day == (terms.Date{}) {
		return time.Time{}, false
	}
	return h.Slot.Day.At(clock.Hour(), clock.Minute(), c.d.Procedure.Location), true
}

// committee fills in what the mails and letters of the committee's part show.
func (c *claiming) committee(data *templates.Data, n workflow.Notice, k workflow.Case, tok workflow.Token) {
	p, way := c.d.Procedure, k.Course
	for _, s := range p.Seats(k, c.now) {
		if s.Role == workflow.RoleChair {
			data.Chair = s.Name
		} else {
			data.Members = append(data.Members, s.Name)
		}
	}
	for i, it := range way.Items {
		if item := (templates.Item{Number: i + 1, Label: it.Label, Outcome: it.Judgement}); it.Withdrawn {
			data.Drawn = append(data.Drawn, item)
		} else {
			data.Items = append(data.Items, item)
		}
	}
	data.Recommended, data.Followed = way.Recommended, way.Followed
	due, asksMeasure := k.Deadline(workflow.DeadlineMeasure)
	for _, m := range way.Measures {
		if n.Template != workflow.TemplateActie || asksMeasure && m.Due == due.Date && m.Done.IsZero() {
			data.Measures = append(data.Measures, templates.Measure{Day: m.Due, Text: m.Text})
		}
	}
	if data.Outcome == workflow.OutcomeNone {
		data.Outcome = way.Judgement
	}
	for kind, day := range map[workflow.DeadlineKind]*terms.Date{
		workflow.DeadlineHearingWish: &data.WishBy, workflow.DeadlineDefence: &data.DefenceBy,
		workflow.DeadlineReply: &data.ReplyBy, workflow.DeadlineBesluit: &data.BesluitBy,
	} {
		if d, ok := k.Deadline(kind); ok {
			*day = d.Date
		}
	}
	if n.Letter && data.ReplyBy.IsZero() {
		data.ReplyBy = p.Due(workflow.QuestionReply, c.now)
	}
	if d, ok := k.Term(); ok {
		data.DecideBy = d.Date
	}
	data.Hearing = c.hearing(k, n, tok)
}

// papersBefore is how many days before a hearing papers must be in (Awb 7:4).
const papersBefore = 7

// hearing is the hearing that is being planned, nil for none.
func (c *claiming) hearing(k workflow.Case, n workflow.Notice, tok workflow.Token) *templates.HearingData {
	h := k.HearingOf(n)
	if len(h.Proposed) == 0 && h.Slot.Day.IsZero() {
		return nil
	}
	data := &templates.HearingData{Day: h.Slot.Day, At: h.Slot.At, OtherAt: h.OtherAt, Place: h.Place, Separate: h.Separate}
	if !h.Slot.Day.IsZero() {
		data.PapersUntil = h.Slot.Day.Add(-papersBefore)
	}
	for i, s := range h.Proposed {
		slot := templates.HearingSlot{Number: i + 1, Day: s.Day, At: s.At}
		if n.Template == workflow.TemplateHearingDates {
			line := terms.DutchDate(s.Day)
			if s.At != "" {
				line += " om " + s.At + " uur"
			}
			slot.Can, slot.Cannot = c.link(k, line+": kan", tok), c.link(k, line+": kan niet", tok)
		}
		said := map[string]bool{}
		for _, a := range h.Answers {
			if a.Slot != i {
				continue
			}
			said[a.Who] = true
			if a.Can {
				slot.Yes = append(slot.Yes, c.seatWords(k, a.Who))
			} else {
				slot.No = append(slot.No, c.seatWords(k, a.Who))
			}
		}
		for _, who := range c.d.Procedure.Invited(k, c.now) {
			if !said[who] {
				slot.Open = append(slot.Open, c.seatWords(k, who))
			}
		}
		data.Slots = append(data.Slots, slot)
	}
	return data
}

// link is a mailto link that writes one line, with the answer code behind it.
func (c *claiming) link(k workflow.Case, line string, tok workflow.Token) string {
	return mailtoLink(c.d.Procedure.Committee.Addr(), "Datum ["+k.Number.Tag()+"]", line, tok.Code)
}

// seatWords says who somebody is that is asked to a hearing.
func (c *claiming) seatWords(k workflow.Case, who string) string {
	for _, s := range c.d.Procedure.Seats(k, c.now) {
		if s.Key == who && s.Role == workflow.RoleMember {
			return s.Name
		}
	}
	switch p, ok := k.Person(who); {
	case ok && p.Name != "" && p.Role != workflow.RoleComplainant:
		return p.Name
	case who == string(workflow.RoleBoard):
		return "het bestuur"
	case ok:
		return "de " + string(p.Role)
	}
	return "de " + who
}

// onPaper lays out a mail as a letter that can be printed: for whoever is reached
// by post only.
func (c *claiming) onPaper(n workflow.Notice, h holder, data templates.Data, who workflow.Person, reference string) (mailbox.Part, error) {
	data.To, data.Paper = who.Role, true
	subject, body, err := c.d.texts.Document(n.Template, who.Language, data)
	if err != nil {
		return mailbox.Part{}, fmt.Errorf("lay out on paper: %w", err)
	}
	o := c.d.cfg.Organisation
	letter := paper.Letter{
		Lang: firstOf(who.Language, "nl"), Organisation: o.Name, Committee: o.Committee, Return: addressLines(o.PostalAddress),
		Phone: o.Phone, Window: paper.WindowLeft, To: append([]string{firstOf(who.Name, "Aan de bewoner")}, addressLines(who.Postal)...),
		Date: data.Today, Made: c.now.In(c.d.Procedure.Location), Reference: reference, Subject: subject, Body: body,
	}
	if q, ok := h.Question(n.Question); ok && len(q.Options) > 0 {
		letter.Answer = &paper.Answer{Question: subject, By: q.Due, Name: who.Name}
		for _, opt := range q.Options {
			letter.Answer.Options = append(letter.Answer.Options, paper.Option{Digit: opt.Digit, Text: c.d.texts.AnswerText(letter.Lang, q.Kind, opt.Act)})
		}
	}
	var pdf bytes.Buffer
	if err := paper.WriteLetter(&pdf, letter); err != nil {
		return mailbox.Part{}, fmt.Errorf("print letter: %w", err)
	}
	return pdfPart(string(n.Template)+".pdf", pdf.Bytes()), nil
}

// addressLines splits a postal address as it is written in one line.
func addressLines(s string) []string {
	var lines []string
	for part := range strings.SplitSeq(s, ",") {
		if part = strings.TrimSpace(part); part != "" {
			lines = append(lines, part)
		}
	}
	return lines
}

// enclose puts into a mail what goes with it: the dossier, an invitation, the same
// letter to print.
func (c *claiming) enclose(m *mailbox.Mail, n workflow.Notice, h holder, to workflow.Recipient, tok workflow.Token, data templates.Data) error {
	switch {
	case n.Template == workflow.TemplateCaseFile:
		part, err := c.dossier(n, h)
		if err != nil {
			return err
		}
		m.Attachments = append(m.Attachments, part)
	case n.Template == workflow.TemplateHearing && h.c != nil:
		part, err := c.invitation(n, *h.c, to, tok)
		if err != nil {
			return err
		}
		m.Calendar = part
	case n.Paper && n.Letter:
		who, ok := h.Person(n.Person)
		if !ok {
			return nil
		}
		part, err := c.onPaper(n, h, data, who, data.Reference)
		if err != nil {
			return err
		}
		m.Attachments = append(m.Attachments, part)
	}
	return nil
}

// toPost makes of a fixed text for somebody who is reached by post the Actie with
// which the secretary prints and posts it.
func (c *claiming) toPost(n workflow.Notice, h holder, to workflow.Recipient, tok workflow.Token) (mailbox.Mail, error) {
	q, ok := h.PaperActie(n)
	who, known := h.Person(n.Person)
	if !ok || !known {
		return mailbox.Mail{}, fmt.Errorf("nobody to post %s to", n.Template)
	}
	actie := workflow.Notice{Matter: n.Matter, Key: n.Key, Template: workflow.TemplateActie, To: workflow.RoleSecretary, Question: q.Key, About: n.About}
	mail, _, err := c.compose(actie, h, to, tok)
	if err != nil {
		return mailbox.Mail{}, err
	}
	person := workflow.Recipient{Role: who.Role, Name: who.Name, Language: who.Language}
	data, err := c.data(n, h, person, tok)
	if err != nil {
		return mailbox.Mail{}, fmt.Errorf("gather data: %w", err)
	}
	part, err := c.onPaper(n, h, data, who, data.Tag)
	if err != nil {
		return mailbox.Mail{}, err
	}
	mail.Attachments = append(mail.Attachments, part)
	return mail, nil
}

// documents lists what is in the dossier, in the order in which it is bound.
func (c *claiming) documents(n workflow.Notice, h holder) ([]templates.Document, error) {
	var list []templates.Document
	for _, id := range n.Messages {
		m, err := c.tx.Message(id)
		if err != nil {
			return nil, err
		}
		list = append(list, templates.Document{Date: terms.Of(m.Received, c.d.Procedure.Location), What: "mail van " + roleName(c.roleOf(m, h))})
	}
	slices.SortStableFunc(list, func(a, b templates.Document) int { return a.Date.Compare(b.Date) })
	for i := range list {
		list[i].Number = i + 1
	}
	return list, nil
}
