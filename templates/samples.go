package templates

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// sample is invented data for one branch of a text.
type sample struct {
	name string
	data Data
}

func day(y int, m time.Month, d int) terms.Date { return terms.Date{Year: y, Month: m, Day: d} }

// sampleHouse is an organisation as the configuration describes one.
func sampleHouse() Data {
	return Data{
		Organisation:  "Perspectief Herstelbemiddeling",
		Committee:     "Klachtencommissie Perspectief Herstelbemiddeling",
		PostalAddress: "Postbus 14208, 3508 SH Utrecht",
		Phone:         "030 123 45 67",
		Hours:         "maandag tot en met donderdag van 9.00 tot 12.00 uur",
		Secretary:     "Karin van Haperen",
		Mailbox:       "klachtencommissie@perspectief.example",
		Director:      "Marijke Terpstra",
		Board:         "Raad van Bestuur",
		Today:         day(2026, time.February, 24),
		To:            workflow.RoleSecretary,
	}
}

var sampleTag = workflow.NewNumber(2026, 1).Tag()

// sampleCase adds a case, received on a Tuesday.
func sampleCase() Data {
	d := sampleHouse()
	n := workflow.NewNumber(2026, 1)
	d.Number, d.Tag = string(n), n.Tag()
	d.Status = workflow.StatusReceived
	d.Received = day(2026, time.February, 24)
	d.TargetBy = day(2026, time.March, 24)
	d.AnswerBy = day(2026, time.April, 7)
	return d
}

// with makes a sample of a changed copy.
func with(name string, d Data, change func(*Data)) sample {
	d.Missing = slices.Clone(d.Missing)
	if change != nil {
		change(&d)
	}
	return sample{name, d}
}

// samples are the branches that a text is rendered for before it may be used:
// every status, reason, doubt and stage, with everything there and with as
// little as there can be.
func samples(name workflow.Template) []sample {
	switch name {
	case workflow.TemplateAcknowledgement:
		return acknowledgementSamples()
	case workflow.TemplateMessageReceived:
		return messageReceivedSamples()
	case workflow.TemplateSupplement:
		return supplementSamples()
	case workflow.TemplateReminder:
		return append(supplementSamples(), questionReminderSamples()...)
	case workflow.TemplateTakenUp:
		return takenUpSamples()
	case workflow.TemplateToHandler:
		return toHandlerSamples()
	case workflow.TemplateHandlerReminder:
		return handlerReminderSamples()
	case workflow.TemplateActie:
		return actieSamples()
	case workflow.TemplateUrgent:
		return urgentSamples()
	case workflow.TemplateOverview:
		return overviewSamples()
	case workflow.TemplateHelp:
		return helpSamples()
	case workflow.TemplateTrialLetter:
		return []sample{with("proef", sampleHouse(), func(d *Data) { d.Reference = "kantoor/P1-7F3K92QM4D" })}
	}
	return courseSamples(name)
}

func acknowledgementSamples() []sample {
	base := sampleCase()
	base.To = workflow.RoleComplainant
	base.ReadBy = day(2026, time.February, 26)
	asks := func(missing ...workflow.Missing) func(*Data) {
		return func(d *Data) {
			d.Status, d.Asks, d.Missing = workflow.StatusIncomplete, true, missing
			d.Due = day(2026, time.March, 10)
		}
	}
	list := []sample{
		with("naar-directeur", base, func(d *Data) {
			d.Status, d.Handler = workflow.StatusWithDirector, workflow.RoleDirector
		}),
		with("naar-bestuur", base, func(d *Data) {
			d.Status, d.Handler = workflow.StatusWithDirector, workflow.RoleBoard
		}),
		with("maandag-naar-directeur", base, func(d *Data) {
			d.Status, d.Handler, d.GoesOn = workflow.StatusWithDirector, workflow.RoleDirector, day(2026, time.March, 2)
		}),
		with("secretaris-leest", base, nil),
		with("vervanger-leest", base, func(d *Data) { d.Reader = "Ineke de Ruiter" }),
		with("vraagt-naam", base, asks(workflow.MissingName)),
		with("vraagt-omschrijving", base, asks(workflow.MissingStory)),
		with("vraagt-alles", base, asks(workflow.MissingName, workflow.MissingStory)),
		with("vraagt-algemeen", base, asks()),
		with("vraagt-zonder-datum", base, func(d *Data) { asks(workflow.MissingName)(d); d.Due = terms.Date{} }),
		with("kaal", base, func(d *Data) {
			d.Hours, d.Board = "", ""
			d.ReadBy, d.TargetBy, d.AnswerBy = terms.Date{}, terms.Date{}, terms.Date{}
		}),
		byPost(with("secretaris-leest", base, nil)),
		byPost(with("vraagt-alles", base, asks(workflow.MissingName, workflow.MissingStory))),
		with("volgende-stap", base, func(d *Data) {
			d.NextStep = "Bent u het niet eens met de beslissing? Dan kunt u naar de rechter."
		}),
	}
	// It waits for a moment of few mails; meanwhile the case may have gone on.
	for _, s := range workflow.Statuses {
		list = append(list, with("later-"+string(s), base, func(d *Data) {
			d.Status, d.Handler = s, workflow.RoleDirector
		}))
	}
	return list
}

func messageReceivedSamples() []sample {
	base := sampleCase()
	base.To = workflow.RoleComplainant
	base.MessageDate = day(2026, time.April, 28)
	base.ReadBy = day(2026, time.April, 30)
	return []sample{
		with("in-zaak", base, nil),
		with("vervanger-leest", base, func(d *Data) { d.Reader = "Ineke de Ruiter" }),
		with("zonder-zaak", base, func(d *Data) { d.Number, d.Tag = "", "" }),
		with("wij-wachten-ook", base, func(d *Data) { d.Asks = true }),
		with("kaal", base, func(d *Data) { d.MessageDate, d.ReadBy, d.Hours, d.Tag = terms.Date{}, terms.Date{}, "", "" }),
	}
}

func supplementSamples() []sample {
	base := sampleCase()
	base.To = workflow.RoleComplainant
	base.Status = workflow.StatusIncomplete
	base.Today = day(2026, time.March, 3)
	base.Due = day(2026, time.March, 10)
	missing := func(m ...workflow.Missing) func(*Data) { return func(d *Data) { d.Missing = m } }
	return []sample{
		with("algemeen", base, nil),
		with("naam", base, missing(workflow.MissingName)),
		with("omschrijving", base, missing(workflow.MissingStory)),
		with("naam-en-omschrijving", base, missing(workflow.MissingName, workflow.MissingStory)),
		with("datum-voorbij", base, func(d *Data) { d.Today = day(2026, time.March, 12) }),
		byPost(with("algemeen", base, nil)),
		with("kaal", base, func(d *Data) { d.Due, d.Hours = terms.Date{}, "" }),
	}
}

func takenUpSamples() []sample {
	base := sampleCase()
	base.To = workflow.RoleComplainant
	base.Status, base.Handler = workflow.StatusWithDirector, workflow.RoleDirector
	base.Today = day(2026, time.February, 26)
	return []sample{
		with("directeur", base, nil),
		with("bestuur", base, func(d *Data) { d.Handler = workflow.RoleBoard }),
		with("streefdatum-voorbij", base, func(d *Data) { d.Today = day(2026, time.March, 26) }),
		with("te-laat", base, func(d *Data) { d.Today = day(2026, time.April, 9) }),
		with("kaal", base, func(d *Data) { d.TargetBy, d.AnswerBy, d.Hours = terms.Date{}, terms.Date{}, "" }),
	}
}

func toHandlerSamples() []sample {
	base := sampleCase()
	base.To, base.Name = workflow.RoleDirector, "Marijke Terpstra"
	base.Status, base.Handler = workflow.StatusWithDirector, workflow.RoleDirector
	base.Code = "K7F392QMX4"
	base.Complainant = Complainant{Name: "Joris Ebbinge", Phone: "06 12345678", Email: "joris@voorbeeld.nl",
		Address: "Lindelaan 4, 3500 AA Utrecht", Employee: "mevrouw Veldkamp"}
	base.Complaint = &Complaint{Date: base.Received,
		Text: "Goedendag,\n\nOp 12 januari had ik een gesprek met de andere partij.\nDe bemiddelaar kwam een half uur te laat.\n\n- Zij had mijn brief niet gelezen.\n- Zij noemde mijn adres, terwijl de ander dat niet mocht weten.\n\nIk wil graag weten hoe dit kon gebeuren.\n\nJoris Ebbinge"}
	return []sample{
		with("directeur", base, nil),
		with("bestuur", base, func(d *Data) { d.To, d.Handler, d.Name = workflow.RoleBoard, workflow.RoleBoard, "Raad van Bestuur" }),
		with("bijlagen-en-aanvulling", base, func(d *Data) {
			c := *d.Complaint
			c.Attachments = []File{{"brief van 14 januari.pdf", 184_000}, {"foto.jpg", 2_340_000}}
			c.Omitted = []File{{"opname.mp4", 48_000_000}}
			d.Complaint = &c
			d.Additions = []Complaint{{Date: day(2026, time.March, 2), Text: "Het gesprek was in Zwolle."}, {}}
		}),
		with("te-laat", base, func(d *Data) { d.Today = day(2026, time.April, 9) }),
		with("kaal", base, func(d *Data) {
			d.Complainant, d.Complaint, d.AnswerBy, d.Code = Complainant{}, &Complaint{}, terms.Date{}, ""
		}),
		with("zonder-tekst", base, func(d *Data) { d.Complaint = nil }),
	}
}

func handlerReminderSamples() []sample {
	base := sampleCase()
	base.To, base.Name = workflow.RoleDirector, "Marijke Terpstra"
	base.Status, base.Handler = workflow.StatusWithDirector, workflow.RoleDirector
	base.Code = "K7F392QMX4"
	at := func(stage int, today terms.Date) func(*Data) {
		return func(d *Data) { d.Stage, d.Today = stage, today }
	}
	list := []sample{
		with("1-gezien", base, at(1, day(2026, time.February, 27))),
		with("2-week-ervoor", base, at(2, day(2026, time.March, 31))),
		with("3-laatste-werkdag", base, at(3, day(2026, time.April, 7))),
		with("3-einde-in-weekend", base, func(d *Data) {
			d.Stage, d.Today, d.AnswerBy = 3, day(2026, time.April, 10), day(2026, time.April, 11)
		}),
		with("4-te-laat", base, at(4, day(2026, time.April, 8))),
	}
	besluit := base
	besluit.Status, besluit.BesluitBy = workflow.StatusDirectorDecides, besluitBy
	list = append(list,
		with("besluit-2-week-ervoor", besluit, at(2, day(2026, time.June, 23))),
		with("besluit-3-laatste-werkdag", besluit, at(3, besluitBy)),
		with("besluit-4-te-laat", besluit, at(4, day(2026, time.July, 1))),
		with("besluit-kaal", besluit, func(d *Data) {
			d.Stage, d.AnswerBy, d.BesluitBy, d.Name, d.Code = 2, terms.Date{}, terms.Date{}, "", ""
		}))
	for stage := range 5 {
		list = append(list, with(fmt.Sprintf("kaal-%d", stage), base, func(d *Data) {
			d.Stage, d.AnswerBy, d.Name, d.Code = stage, terms.Date{}, "", ""
		}))
	}
	return list
}

func overviewSamples() []sample {
	date, since := day(2026, time.March, 9), day(2026, time.March, 2)
	deadline := func(kind workflow.DeadlineKind, end terms.Date) workflow.Deadline {
		return workflow.Deadline{Kind: kind, Date: end, From: day(2026, time.February, 24)}
	}
	caseOf := func(n int, s workflow.Status, next workflow.Deadline, percent int) workflow.OverviewCase {
		return workflow.OverviewCase{Tag: workflow.NewNumber(2026, n).Tag(), Status: s, Handler: workflow.RoleDirector,
			Received: day(2026, time.February, 24), Next: next, Percent: percent}
	}
	at := func(o workflow.Overview) sample {
		d := sampleHouse()
		d.Today = date
		o.Date, o.Since = date, since
		d.Overview = &o
		return sample{data: d}
	}
	named := func(name string, s sample) sample { s.name = name; return s }
	short := func(name string, to workflow.Role, o workflow.Overview) sample {
		s := at(o)
		s.name, s.data.To = name+"-"+string(to), to
		return s
	}
	good := workflow.Overview{
		Cases: []workflow.OverviewCase{
			caseOf(4, workflow.StatusIncomplete, deadline(workflow.DeadlineSupplement, day(2026, time.March, 17)), 62),
			caseOf(3, workflow.StatusWithDirector, deadline(workflow.DeadlineHandlerAnswer, day(2026, time.April, 7)), 31),
		},
		Closed: []workflow.OverviewCase{{Tag: sampleTag, Status: workflow.StatusClosed, Outcome: workflow.OutcomeSettled, Received: day(2026, time.January, 19)}},
		Well:   []string{"Alle mails kwamen aan.", "Twee klachten gingen dezelfde dag naar de directeur."}, Arrived: 41, AuditHead: "9f3c62a1d05b",
	}
	bad := workflow.Overview{
		Needs: []workflow.OverviewNeed{
			{Tag: workflow.NewNumber(2026, 2).Tag(), Reason: workflow.ReasonLate, Asked: day(2026, time.March, 4), Due: day(2026, time.March, 3), Late: true},
			{Reason: workflow.ReasonIntake, Asked: day(2026, time.March, 6)},
		},
		Cases: []workflow.OverviewCase{
			caseOf(2, workflow.StatusWithDirector, deadline(workflow.DeadlineHandlerAnswer, day(2026, time.March, 3)), 100),
			caseOf(5, workflow.StatusReceived, deadline(workflow.DeadlineLook, day(2026, time.March, 11)), 86),
			caseOf(6, workflow.StatusProposed, workflow.Deadline{}, 0),
		},
		Junk:        []workflow.OverviewMail{{Date: day(2026, time.March, 5), Address: "h.smit@voorbeeld.nl", Folder: "Ongewenste e-mail"}},
		Undelivered: []workflow.OverviewMail{{Tag: workflow.NewNumber(2026, 2).Tag(), Date: day(2026, time.March, 4), Template: workflow.TemplateTakenUp}},
		Unproven:    []workflow.OverviewMail{{Tag: workflow.NewNumber(2026, 5).Tag(), Date: day(2026, time.March, 6), Address: "iemand@example.org"}},
		Letters: []workflow.OverviewMail{
			{Tag: workflow.NewNumber(2026, 5).Tag(), Date: day(2026, time.March, 5), Template: workflow.TemplateAsk},
			{Date: day(2026, time.March, 3), Template: workflow.TemplateTrialLetter}},
		SetAside: []workflow.OverviewMail{{Date: day(2026, time.March, 7)}, {}},
		Arrived:  1, Undecided: 1,
	}
	bad.Cases[0].Late = true
	list := []sample{
		named("goede-week", at(good)),
		named("slechte-week", at(bad)),
		named("niets", at(workflow.Overview{})),
		named("alleen-bekijken", at(workflow.Overview{Junk: bad.Junk, Arrived: 3})),
		named("alleen-brieven", at(workflow.Overview{Letters: bad.Letters, Cases: good.Cases, Arrived: 9})),
		named("een-brief", at(workflow.Overview{Letters: bad.Letters[:1], Arrived: 9})),
		named("een-vraag", at(workflow.Overview{Needs: bad.Needs[:1], Cases: bad.Cases[:1], Arrived: 12, Undecided: 1})),
	}
	for _, to := range []workflow.Role{workflow.RoleDirector, workflow.RoleBoard, workflow.RoleChair} {
		list = append(list,
			short("zaken", to, workflow.Overview{Cases: good.Cases}),
			short("zaak-te-laat", to, workflow.Overview{Cases: bad.Cases[:1], Needs: bad.Needs}),
			short("alleen-vragen", to, workflow.Overview{Needs: bad.Needs}),
			short("een-vraag", to, workflow.Overview{Needs: bad.Needs[:1]}))
	}
	// Every status, outcome, reason, kind of date and mail has words.
	var all workflow.Overview
	for _, s := range workflow.Statuses {
		all.Cases = append(all.Cases, caseOf(7, s, deadline(workflow.DeadlineLook, date), 10))
	}
	for _, k := range slices.Sorted(maps.Keys(deadlineWords)) {
		all.Cases = append(all.Cases, caseOf(8, workflow.StatusWithDirector, deadline(k, date), 10))
	}
	for _, o := range append(slices.Clone(workflow.Outcomes), workflow.OutcomeNone) {
		all.Closed = append(all.Closed, workflow.OverviewCase{Tag: "K-2026-0009-X", Status: workflow.StatusClosed, Outcome: o, Received: since})
	}
	for _, r := range slices.Sorted(maps.Keys(reasonWords)) {
		all.Needs = append(all.Needs, workflow.OverviewNeed{Reason: r, Asked: since})
	}
	for _, m := range slices.Sorted(maps.Keys(mailWords)) {
		all.Undelivered = append(all.Undelivered, workflow.OverviewMail{Date: since, Template: m})
	}
	return append(list, named("alles", at(all)))
}

// Rehearse renders every text for every state it may meet. Of each text only the first few
// failures are named: one slip can spoil hundreds.
func (s *Set) Rehearse() error {
	const enough = 3
	var problems []error
	for _, key := range slices.Sorted(maps.Keys(s.texts)) {
		lang, name, _ := strings.Cut(key, "/")
		seen := map[string]bool{}
		for _, x := range samples(workflow.Template(name)) {
			if lang != "nl" && slices.Contains(staff, x.data.To) {
				continue
			}
			var r Rendered
			t, err := s.texts[key].parse()
			if err == nil {
				r, err = s.render(t, workflow.Template(name), lang, x.data)
			}
			if err == nil && outward(workflow.Template(name), x.data.To) {
				err = neutral(r.Subject)
			}
			if err == nil || seen[err.Error()] {
				continue
			}
			seen[err.Error()] = true
			if len(seen) <= enough {
				problems = append(problems, fmt.Errorf("%s (%s): %w", s.texts[key].own.path, x.name, s.located(key, err)))
			}
		}
	}
	return errors.Join(problems...)
}

// neutral refuses a subject that tells others what the mail is about.
func neutral(subject string) error {
	for _, word := range []string{"klacht", "complain"} {
		if strings.Contains(strings.ToLower(subject), word) {
			return fmt.Errorf("%q in the subject %q of a mail to a complainant", word, subject)
		}
	}
	return nil
}

// located names the file and line of a piece of Markdown, when it stands there
// as it was refused.
func (s *Set) located(key string, err error) error {
	var form *formError
	if !errors.As(err, &form) {
		return err
	}
	for _, src := range []ownText{s.texts[key].own, s.texts[key].pieces} {
		if before, _, ok := strings.Cut(src.content, form.at); ok {
			return fmt.Errorf("%s:%d: %w", src.path, 1+strings.Count(before, "\n"), err)
		}
	}
	return err
}
