package daemon

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"klachtenpost/mailbox"
	"klachtenpost/mailbox/reader"
	"klachtenpost/store"
	"klachtenpost/templates"
	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// MaxAttached is how many bytes of attachments go along with a complaint; what
// is larger is named, and lies in the mailbox.
const MaxAttached = 20 << 20

// compose makes the mail of a notice: its data as the records are now, the text,
// and the header lines that tie answers to it. fixed are the lines of a letter
// that must stay as they are.
func (c *claiming) compose(n workflow.Notice, h holder, to workflow.Recipient, tok workflow.Token) (mail mailbox.Mail, fixed []string, err error) {
	if n.Paper && !n.Letter {
		mail, err = c.toPost(n, h, to, tok)
		return mail, nil, err
	}
	data, err := c.data(n, h, to, tok)
	if err != nil {
		return mailbox.Mail{}, nil, fmt.Errorf("gather data: %w", err)
	}
	text, err := c.d.texts.Render(n.Template, to.Language, data)
	if err != nil {
		return mailbox.Mail{}, nil, fmt.Errorf("render: %w", err)
	}
	m := mailbox.Mail{
		From: c.d.sender(to.Role), To: to.Address, Subject: text.Subject, MessageID: tok.MessageID, Date: c.now,
		Text: text.Text, HTML: text.HTML,
	}
	if n.Letter && !to.Address.Same(c.d.Procedure.Committee) {
		for _, a := range append(slices.Clone(to.With), c.d.Procedure.Committee) {
			m.Cc = append(m.Cc, workflow.Address{Local: a.Local, Domain: a.Domain})
		}
	}
	m.To.Name = "" // the name on file may be wrong, and is nobody's business on the way
	if m.References, err = c.thread(n, tok); err != nil {
		return mailbox.Mail{}, nil, err
	}
	if k := len(m.References); k > 0 {
		m.InReplyTo = m.References[k-1]
	}
	if !n.Letter {
		m.AutoSubmitted, m.Suppress = automatic(n)
	}
	if data.Complaint != nil {
		m.Attachments = c.attach(n.Messages, data)
	}
	if err := c.enclose(&m, n, h, to, tok, data); err != nil {
		return mailbox.Mail{}, nil, err
	}
	c.d.divert(&m, to)
	return m, text.Fixed, nil
}

// divert sends a mail to the secretary instead, while the program runs on trial.
func (d *Daemon) divert(m *mailbox.Mail, to workflow.Recipient) {
	if !d.cfg.Mode.Trial || to.Address.Same(d.Procedure.Committee) {
		return
	}
	note := "Proefdraaien: deze mail zou gaan naar " + to.Address.Addr() + "."
	m.To, m.Cc = d.Procedure.Committee, nil
	m.Subject = "Zou gaan naar " + to.Address.Addr() + ": " + m.Subject
	m.Text, m.HTML = note+"\n\n"+m.Text, ""
}

// automatic gives Auto-Submitted (RFC 3834 section 5) and Exchange's list of
// automatic answers that are not wanted. Absences of our own people we do want
// to hear of, and bounces of everybody.
func automatic(n workflow.Notice) (submitted, suppress string) {
	submitted, suppress = "auto-generated", "RN, NRN"
	if n.Template == workflow.TemplateAcknowledgement || n.Template == workflow.TemplateMessageReceived {
		submitted = "auto-replied"
	}
	if n.ToParty() {
		suppress = "OOF, AutoReply, RN, NRN"
	}
	return submitted, suppress
}

// sender is the name a mail comes from; the address is always the mailbox's.
func (d *Daemon) sender(to workflow.Role) workflow.Address {
	from := d.Procedure.Committee
	switch name := firstOf(d.cfg.Mailbox.Name, d.cfg.Organisation.Committee); to {
	case workflow.RoleSecretary, workflow.RoleStandIn, workflow.RoleUrgent:
		from.Name = "Klachtenpost (automatisch)"
	case workflow.RoleDirector, workflow.RoleBoard, workflow.RoleChair, workflow.RoleMember:
		from.Name = name
	default:
		from.Name = firstOf(d.cfg.Mailbox.NameToComplainant, d.cfg.Organisation.Name)
	}
	return from
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// thread gives the ids that a mail refers to, oldest first, so that each person's
// mails form one conversation: what somebody wrote to us and what we wrote to
// them. An Actie has a thread of its own, never that of a complainant.
func (c *claiming) thread(n workflow.Notice, tok workflow.Token) ([]string, error) {
	var ids []string
	if n.ToParty() {
		first := n.About
		h, err := c.holder(n.Matter)
		if err != nil {
			return nil, err
		}
		if h.c != nil {
			first = h.c.First
		}
		for _, id := range []int64{first, n.About} {
			if id == 0 {
				continue
			}
			m, err := c.tx.Message(id)
			if err != nil {
				return nil, err
			}
			// What somebody else wrote is in no thread of his: an id tells of the machine it
			// was written on. An id of the form our mails need; others would not survive.
			who, _ := h.ByAddress(m.From)
			if who.Key == n.Person && strings.Count(m.MessageID, "@") == 1 && !slices.Contains(ids, m.MessageID) {
				ids = append(ids, m.MessageID)
			}
		}
	}
	sent, err := c.tx.OutgoingOf(n.Matter)
	if err != nil {
		return nil, err
	}
	for _, o := range sent {
		old, _, err := c.tx.Notice(o.Notice)
		if err != nil {
			return nil, err
		}
		if old.To == n.To && old.Person == n.Person && !o.Letter && (n.To != workflow.RoleSecretary || old.Question == n.Question && n.Question != "") {
			ids = append(ids, o.MessageID)
		}
	}
	if n.Template == workflow.TemplateMessageReceived && n.About != 0 && len(ids) > 1 {
		// It answers this very mail.
		if m, err := c.tx.Message(n.About); err == nil {
			ids = slices.DeleteFunc(ids, func(id string) bool { return id == m.MessageID })
			if strings.Count(m.MessageID, "@") == 1 {
				ids = append(ids, m.MessageID)
			}
		}
	}
	return ids, nil
}

// data gathers what the template of a notice may say, from the records as they
// are now: a sentence about the case is true at this moment or is not said.
func (c *claiming) data(n workflow.Notice, h holder, to workflow.Recipient, tok workflow.Token) (templates.Data, error) {
	d := c.d
	o := d.cfg.Organisation
	today := terms.Of(c.now, d.Procedure.Location)
	reader, readBy := d.Procedure.Reader(c.now)
	var err error
	data := templates.Data{
		Organisation: o.Name, Committee: o.Committee, PostalAddress: o.PostalAddress, Phone: o.Phone,
		Hours: o.ContactHours, NextStep: o.NextStep, Secretary: d.Procedure.Secretary.Name, Mailbox: d.Procedure.Committee.Addr(),
		Director: d.Procedure.Director.Name, Board: d.Procedure.Board.Name,
		To: to.Role, Today: today, ReadBy: readBy, Stage: n.Stage, Reason: n.Reason, Code: tok.Code,
	}
	if reader.Name != d.Procedure.Secretary.Name {
		data.Reader = reader.Name
	}
	if n.Template != workflow.TemplateAcknowledgement && n.Template != workflow.TemplateMessageReceived {
		data.Name = to.Name
	}
	if n.Letter {
		data.Reference = workflow.Reference(n.Matter, n.Template, max(n.Stage, 1), tok.Secret)
	}
	c.question(&data, n, h, tok)
	if h.c != nil {
		c.caseData(&data, n, *h.c)
		c.course(&data, n, *h.c)
		c.committee(&data, n, *h.c, tok)
	}
	if err := c.words(&data, n, h); err != nil {
		return data, err
	}
	if n.Template == workflow.TemplateAcknowledgement {
		if data.GoesOn, err = c.goesOn(n.Matter, today); err != nil {
			return data, err
		}
	}
	if h.it != nil && h.it.Possibly != "" {
		data.Likely = h.it.Possibly.Tag()
	}
	if err := c.about(&data, n); err != nil {
		return data, err
	}
	if n.Template == workflow.TemplateToHandler {
		if err := c.story(&data, n, h); err != nil {
			return data, err
		}
	}
	if n.Template == workflow.TemplateOverview {
		over, _, err := c.overview(n.To)
		data.Overview = &over
		return data, err
	}
	return data, nil
}

// goesOn is the day on which the handler gets the complaint, when that is later
// than today: on a Sunday it is not with the director yet.
func (c *claiming) goesOn(matter string, today terms.Date) (terms.Date, error) {
	list, err := c.tx.Notices(matter)
	if err != nil {
		return terms.Date{}, err
	}
	for _, n := range list {
		if day := terms.Of(n.NotBefore, c.d.Procedure.Location); n.Template == workflow.TemplateToHandler && day.After(today) {
			return day, nil
		}
	}
	return terms.Date{}, nil
}

// caseData fills in how the case stands.
func (c *claiming) caseData(data *templates.Data, n workflow.Notice, k workflow.Case) {
	data.Number, data.Tag = string(k.Number), k.Number.Tag()
	data.Status, data.Handler, data.Received = k.Status, k.Handler, k.Received
	data.Missing, data.Doubts = k.Missing, k.Doubts
	for _, kind := range []workflow.DeadlineKind{workflow.DeadlineHandlerAnswer, workflow.DeadlineCommittee} {
		if d, ok := k.Deadline(kind); ok {
			data.AnswerBy = c.d.Procedure.Holds(k, d)
		}
	}
	if d, ok := k.Deadline(workflow.DeadlineHandlerTarget); ok {
		data.TargetBy = d.Date
	}
	data.Dates = k.Running()
	for _, q := range k.Questions {
		data.Asks = data.Asks || q.Open() && q.Kind == workflow.QuestionSupplement
	}
	if n.To == workflow.RoleComplainant {
		return // their own contact data are not repeated to them
	}
	if who, ok := k.Person("klager"); ok && n.Template == workflow.TemplateToHandler {
		data.Complainant = templates.Complainant{
			Name: who.Name, Address: who.Postal, Phone: who.Phone, Email: who.Address.Addr(), Employee: k.Employee,
		}
	}
}

// about fills in which mail is spoken of, without its content.
func (c *claiming) about(data *templates.Data, n workflow.Notice) error {
	if n.About == 0 {
		return nil
	}
	m, err := c.tx.Message(n.About)
	if err != nil {
		return err
	}
	data.MessageDate = terms.Of(m.Received, c.d.Procedure.Location)
	data.MessageTime = civil(m.Received, c.d.Procedure.Location)
	if m.Source != workflow.SourceInbox {
		data.MessageFolder = m.Folder
	}
	if n.To == workflow.RoleSecretary {
		data.Sender = firstOf(m.From.Addr(), m.FromShown.Addr())
	}
	return nil
}

// story fills in the complaint itself: for its handler, once.
func (c *claiming) story(data *templates.Data, n workflow.Notice, h holder) error {
	left := int64(MaxAttached)
	for i, id := range n.Messages {
		m, err := c.tx.Message(id)
		if err != nil {
			return err
		}
		part := templates.Complaint{Date: terms.Of(m.Received, c.d.Procedure.Location), Text: workflow.WithoutProofs(m.Text)}
		if i > 0 {
			part.Text = workflow.WithoutProofs(m.NewText)
		}
		for _, a := range m.Attachments {
			f := templates.File{Name: a.Name, Size: a.Size}
			if a.Size > left {
				part.Omitted = append(part.Omitted, f)
				continue
			}
			left -= a.Size
			part.Attachments = append(part.Attachments, f)
		}
		if i == 0 {
			data.Complaint = &part
		} else {
			data.Additions = append(data.Additions, part)
		}
	}
	if data.Complaint == nil {
		return errors.New("a complaint without a message")
	}
	return nil
}

// attach gives the attachments that data says are sent along. Each is decoded
// from the stored mail when its turn comes, streaming.
func (c *claiming) attach(messages []int64, data templates.Data) []mailbox.Part {
	var parts []mailbox.Part
	lists := [][]templates.File{data.Complaint.Attachments}
	omitted := [][]templates.File{data.Complaint.Omitted}
	for _, a := range data.Additions {
		lists, omitted = append(lists, a.Attachments), append(omitted, a.Omitted)
	}
	for i, id := range messages {
		m, err := c.tx.Message(id)
		if err != nil {
			continue // story read it a moment ago in this transaction
		}
		left := slices.Clone(omitted[i])
		for k, a := range m.Attachments {
			if j := slices.Index(left, templates.File{Name: a.Name, Size: a.Size}); j >= 0 {
				left = slices.Delete(left, j, j+1)
				continue
			}
			parts = append(parts, mailbox.Part{Name: a.Name, Type: a.Type, Open: func() (io.ReadCloser, error) {
				return c.d.attachment(id, k)
			}})
		}
	}
	return parts
}

var errFound = errors.New("found")

// attachment streams the k-th attachment of a stored mail.
func (d *Daemon) attachment(message int64, k int) (io.ReadCloser, error) {
	raw, err := d.db.RawReader(context.Background(), message)
	if err != nil {
		return nil, err
	}
	r, w := io.Pipe()
	go func() {
		i := 0
		err := reader.Attachments(raw, func(_ workflow.Attachment, content io.Reader) error {
			if i++; i-1 != k {
				return nil
			}
			if _, err := io.Copy(w, content); err != nil {
				return err
			}
			return errFound
		})
		switch {
		case errors.Is(err, errFound):
			err = nil
		case err == nil:
			err = errors.New("the attachment is not there any more")
		}
		w.CloseWithError(err)
	}()
	return r, nil
}

// standing reads every matter in which something is open or was closed within the
// week.
func (f *filing) standing() (cases []workflow.Case, items []workflow.Item, err error) {
	p := f.d.Procedure
	numbers, keys, err := f.tx.ToSweep(terms.Of(f.now, p.Location))
	if err != nil {
		return nil, nil, err
	}
	closed, err := f.tx.ClosedSince(terms.Of(f.now.AddDate(0, 0, -7), p.Location))
	if err != nil {
		return nil, nil, err
	}
	for _, n := range closed {
		if !slices.Contains(numbers, n) {
			numbers = append(numbers, n)
		}
	}
	for _, n := range numbers {
		k, err := f.tx.Case(n)
		if err != nil {
			return nil, nil, err
		}
		cases = append(cases, k)
	}
	for _, key := range keys {
		it, err := f.tx.Item(key)
		if err != nil {
			return nil, nil, err
		}
		items = append(items, it)
	}
	return cases, items, nil
}

// overview gathers the week for the secretary, and for others what waits for them.
// It reports false when there is nothing in it.
func (c *claiming) overview(to workflow.Role) (workflow.Overview, bool, error) {
	cases, items, err := c.standing()
	if err != nil {
		return workflow.Overview{}, false, err
	}
	p := c.d.Procedure
	if to != workflow.RoleSecretary {
		o, ok := p.OverviewFor(to, cases, items, c.now)
		return o, ok, nil
	}
	since := c.now.AddDate(0, 0, -7)
	o := p.Overview(cases, items, terms.Of(since, p.Location), c.now)
	return o, true, c.overviewMails(&o, since)
}

// overviewMails fills in the lists of mails.
func (c *claiming) overviewMails(o *workflow.Overview, since time.Time) error {
	var err error
	if o.Arrived, o.Undecided, err = c.tx.MessagesSince(since); err != nil {
		return err
	}
	if o.AuditHead, err = c.tx.EventHead(); err != nil {
		return err
	}
	junk, err1 := c.tx.JunkSince(since)
	aside, err2 := c.tx.AsideSince(since)
	failed, err3 := c.tx.UndeliveredSince(since)
	drafts, err4 := c.tx.Drafts()
	var refused, unknown []store.MailLine
	for _, l := range failed {
		if l.State == store.StateUnknown {
			unknown = append(unknown, l)
		} else {
			refused = append(refused, l)
		}
	}
	o.Junk, o.SetAside, o.Letters = c.lines(junk), c.lines(aside), c.lines(drafts)
	o.Undelivered, o.Uncertain = c.lines(refused), c.lines(unknown)
	return errors.Join(err1, err2, err3, err4, c.overviewActs(o, since), c.overviewCopies(o))
}

// overviewCopies fills in when the records were last copied, where that is asked for.
func (c *claiming) overviewCopies(o *workflow.Overview) error {
	if c.d.cfg.Backup.Dir == "" {
		return nil
	}
	last, err1 := MetaTime(c.tx, MetaBackup)
	failed, err2 := MetaTime(c.tx, MetaBackupFailed)
	if !last.IsZero() {
		o.Copied = terms.Of(last, c.d.Procedure.Location)
	}
	o.Uncopied = !failed.IsZero() || c.now.Sub(last) > CopyLate
	return errors.Join(err1, err2)
}

// CopyLate is how old the last of the daily copies may be.
const CopyLate = 50 * time.Hour

// overviewActs fills in who tried to act without showing who he was, and what
// went well.
func (c *claiming) overviewActs(o *workflow.Overview, since time.Time) error {
	refused, err := c.tx.EventsSince(workflow.EventRefused, since)
	if err != nil {
		return err
	}
	for _, e := range refused {
		if e.Actor == workflow.RoleSecretary || e.Message == 0 {
			continue // her own answer to a closed question
		}
		m, err := c.tx.Message(e.Message)
		if err != nil {
			return err
		}
		o.Unproven = append(o.Unproven, c.lines([]store.MailLine{{
			Matter: e.Matter, At: m.Received, Address: firstOf(m.From.Addr(), m.FromShown.Addr()),
		}})...)
	}
	acted, err := c.tx.EventsSince(workflow.EventActed, since)
	if err != nil {
		return err
	}
	for _, e := range acted {
		if (e.Actor == workflow.RoleDirector || e.Actor == workflow.RoleBoard) && strings.HasPrefix(e.Matter, "K-") {
			o.Well = append(o.Well, workflow.Number(e.Matter).Tag()+": "+e.Text)
		}
	}
	return nil
}

// lines words mails for the overview.
func (c *claiming) lines(list []store.MailLine) []workflow.OverviewMail {
	var out []workflow.OverviewMail
	for _, l := range list {
		m := workflow.OverviewMail{
			Date: terms.Of(l.At, c.d.Procedure.Location), Address: l.Address, Template: l.Template, Folder: l.Folder,
		}
		if strings.HasPrefix(l.Matter, "K-") {
			m.Tag = workflow.Number(l.Matter).Tag()
		}
		out = append(out, m)
	}
	return out
}
