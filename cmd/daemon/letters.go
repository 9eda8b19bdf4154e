package daemon

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"klachtenpost/templates"
	"klachtenpost/workflow"
	"klachtenpost/workflow/answer"
	"klachtenpost/workflow/terms"
)

// question fills in what the mail asks, and of an Actie what it is about.
func (c *claiming) question(data *templates.Data, n workflow.Notice, h holder, tok workflow.Token) {
	q, ok := h.Question(n.Question)
	if !ok && n.Letter {
		q = workflow.Asks(n.Template) // it is put once the letter is sent
		due := c.d.Procedure.Due(q.Kind, c.now)
		q.Due, ok = due, q.Kind != ""
	}
	if !ok {
		return
	}
	data.Due, data.Question, data.Failed = q.Due, q.Kind, q.Failed
	if n.Reason == "" {
		data.Reason = q.Reason
	}
	if !q.Asked.IsZero() {
		data.Asked = terms.Of(q.Asked, c.d.Procedure.Location)
	}
	for _, o := range q.Options {
		opt := templates.Option{Digit: o.Digit, Act: o.Act}
		if n.ToParty() {
			opt.Mailto = c.mailto(o.Digit, h, tok)
		}
		data.Options = append(data.Options, opt)
	}
	if about, ok := h.Question(q.About); ok {
		data.Question, data.Due = about.Kind, about.Due
	}
	if h.c != nil && q.Kind == workflow.QuestionActie {
		c.actie(data, n, *h.c, q)
	}
	if h.c != nil && q.Reason == workflow.ReasonForms {
		data.Forms = forms(*h.c, q)
	}
}

// actie fills in what the secretary needs beside the choices: the draft that lies
// ready and for whom, the dates at stake, and a number to call.
func (c *claiming) actie(data *templates.Data, n workflow.Notice, k workflow.Case, q workflow.Question) {
	for _, l := range slices.Backward(k.Course.Letters) {
		if l.Key == q.Failing || l.State == workflow.LetterReady && l.Message == q.Message && q.Message != 0 && q.Failing == "" {
			data.Letter, data.Party, data.Void = l.Template, l.To, l.State == workflow.LetterVoid
			break
		}
	}
	for _, o := range k.Questions {
		if o.Kind == workflow.QuestionActie && o.Open() && o.Key != q.Key && o.Reason != workflow.ReasonForms && !slices.Contains(data.AlsoOpen, o.Reason) {
			data.AlsoOpen = append(data.AlsoOpen, o.Reason)
		}
	}
	data.Unseen = k.Course.Unseen
	data.Apart = q.Message != 0 && !k.Keeps(q)
	switch q.Reason {
	case workflow.ReasonDelayAnswer:
		data.OldDate, data.NewDate = data.AnswerBy, k.Course.Delay
	case workflow.ReasonLate:
		data.NewDate = k.Course.NextNews
	case workflow.ReasonPaper:
		data.PostTo = c.postTo(q, k)
	}
	if n.To != workflow.RoleSecretary {
		return
	}
	calls := slices.ContainsFunc(q.Options, func(o workflow.Option) bool { return o.Act == workflow.ActCall })
	if who, ok := k.Person("klager"); ok && (calls || q.Reason == workflow.ReasonThirdRound) && q.Reason != workflow.ReasonLate {
		data.CallAt = who.Phone
	}
}

// postTo is the address of whom something on paper is for, a line each.
func (c *claiming) postTo(q workflow.Question, k workflow.Case) []string {
	list, err := c.tx.Notices(k.Key)
	if err != nil {
		return nil
	}
	for _, n := range list {
		if who, ok := k.Person(n.Person); ok && n.Key == q.Failing {
			return append([]string{who.Name}, addressLines(who.Postal)...)
		}
	}
	return nil
}

// forms lists what can be done now, numbered as the question numbers it.
func forms(k workflow.Case, q workflow.Question) []templates.Form {
	var list []templates.Form
	for _, o := range q.Options {
		for _, f := range k.Possible() {
			if f.Act == o.Act {
				list = append(list, templates.Form{Number: o.Digit, Act: f.Act, Word: f.Word, Fields: f.Fields})
			}
		}
	}
	return list
}

// mailto is the link that answers with an option: subject and body ready, with the
// answer code, since such a mail carries no thread.
func (c *claiming) mailto(digit int, h holder, tok workflow.Token) string {
	subject := "Antwoord " + strconv.Itoa(digit)
	if h.c != nil {
		subject += " [" + h.c.Number.Tag() + "]"
	}
	return mailtoLink(c.d.Procedure.Committee.Addr(), subject, strconv.Itoa(digit), tok.Code)
}

// mailtoLink is a link with subject and body ready (RFC 6068).
func mailtoLink(to, subject, body, code string) string {
	body += "\r\n\r\nAntwoordcode: " + answer.FormatCode(code) + "\r\n"
	escape := func(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }
	return "mailto:" + to + "?subject=" + escape(subject) + "&body=" + escape(body)
}

// course fills in what happened on the way of the case.
func (c *claiming) course(data *templates.Data, n workflow.Notice, k workflow.Case) {
	way := k.Course
	data.News, data.Outcome, data.ClosedBy, data.UndoBy = n.News, k.Outcome, way.ClosedBy, way.UndoBy
	data.OldDate, data.Ground, data.Body = way.OldDate, way.Ground, way.Body
	if way.Into != "" {
		data.NewTag = way.Into.Tag()
	}
	if n.Template == workflow.TemplateUrgent || n.Template == workflow.TemplateHelp {
		for _, l := range slices.Backward(way.Letters) {
			if l.Message != 0 && l.Message == n.About || n.Template == workflow.TemplateUrgent && l.State != workflow.LetterReady {
				data.Letter, data.Party, data.Void = l.Template, l.To, l.State == workflow.LetterVoid
				break
			}
		}
	}
	switch n.Template {
	case workflow.TemplateLate:
		d, _ := k.Term()
		data.Missed, data.NewDate = d.Date, way.NextNews
	case workflow.TemplateDelay:
		data.OldDate, data.NewDate = data.AnswerBy, way.Delay
	case workflow.TemplateExtension, workflow.TemplateEmployeeExtension:
		data.NewDate = data.AnswerBy
	case workflow.TemplateHearing:
		data.OldDate = terms.Date{} // that of a term, not of the hearing
	case workflow.TemplateInterim:
		if n.News != workflow.NewsAgreed { // that date holds whether the case stands still or not
			data.NewDate = way.Suspended.Until
		}
	case workflow.TemplateChange:
		if i := slices.IndexFunc(way.Letters, func(l workflow.Letter) bool { return l.Key == n.Key }); i >= 0 && way.Letters[i].Change != nil {
			who := *way.Letters[i].Change
			data.Party = who.Role
			data.Words = []templates.Words{{Date: data.Today, From: workflow.RoleSecretary, Text: strings.TrimSpace(who.Name + "\n" + who.Address.Addr())}}
		}
	}
}

// words fills in what one person typed for another: in a letter, and nowhere else.
func (c *claiming) words(data *templates.Data, n workflow.Notice, h holder) error {
	switch {
	case n.Template == workflow.TemplateCaseFile:
		var err error
		data.Documents, err = c.documents(n, h)
		return err
	case n.Template == workflow.TemplateDeliberation, n.Template == workflow.TemplateDraftDecision:
	case !n.Letter, n.Template == workflow.TemplateChange:
		return nil
	}
	for _, id := range n.Messages {
		m, err := c.tx.Message(id)
		if err != nil {
			return err
		}
		w := templates.Words{Date: terms.Of(m.Received, c.d.Procedure.Location), From: c.roleOf(m, h), Text: c.d.Procedure.Words(m)}
		if h.c != nil && id == h.c.First || h.it != nil && id == h.it.Message {
			w.Text = workflow.WithoutProofs(m.Text) // in a first mail a quote belongs to the story
		}
		if n.Template == workflow.TemplateEmployeeCopy {
			if w.Text, data.Omitted = workflow.Redact(w.Text, h.People); data.Complaint == nil {
				data.Complaint = &templates.Complaint{Date: w.Date, Text: w.Text}
			} else {
				data.Additions = append(data.Additions, templates.Complaint{Date: w.Date, Text: w.Text})
			}
			continue
		}
		if w.Text != "" {
			data.Words = append(data.Words, w)
		}
	}
	return nil
}

// roleOf tells who wrote a message of a matter.
func (c *claiming) roleOf(m workflow.Message, h holder) workflow.Role {
	if who, ok := h.ByAddress(m.From); ok {
		return who.Role
	}
	return c.d.Procedure.RoleOf(m.From)
}
