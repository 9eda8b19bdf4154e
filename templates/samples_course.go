package templates

import (
	"fmt"
	"time"

	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// answerOptions are what a question to the complainant offers, each with a link
// as the daemon makes one.
func answerOptions(acts ...workflow.Act) []Option {
	var list []Option
	for i, a := range acts {
		list = append(list, Option{Digit: i + 1, Act: a,
			Mailto: fmt.Sprintf("mailto:klachtencommissie@perspectief.example?subject=Antwoord%%20%d%%20%%5B%s%%5D&body=%d%%0A%%0AK7F39-2QMX4", i+1, sampleTag, i+1)})
	}
	return list
}

var (
	proposalActs = []workflow.Act{workflow.ActContent, workflow.ActNotContent}
	choiceActs   = []workflow.Act{workflow.ActCommittee, workflow.ActStop}
	yesNo        = []workflow.Act{workflow.ActYes, workflow.ActNo}
	wishActs     = []workflow.Act{workflow.ActHear, workflow.ActNoHearing}
)

// toThem is a case that is under way, as the complainant hears of it.
func toThem(s workflow.Status) Data {
	d := sampleCase()
	d.To = workflow.RoleComplainant
	d.Status, d.Handler = s, workflow.RoleDirector
	d.Today = day(2026, time.March, 25)
	return d
}

// courseSamples are those of the fixed texts on the way from complaint to
// solution.
func courseSamples(name workflow.Template) []sample {
	switch name {
	case workflow.TemplateChoice:
		return choiceSamples()
	case workflow.TemplateToCommittee:
		return toCommitteeSamples()
	case workflow.TemplateInterim:
		return interimSamples()
	case workflow.TemplateExtension, workflow.TemplateEmployeeExtension:
		return extensionSamples(name)
	case workflow.TemplateDelay:
		return delaySamples()
	case workflow.TemplateOtherAddress:
		return otherAddressSamples()
	case workflow.TemplateClosing:
		return closingSamples()
	case workflow.TemplateReopened:
		return reopenedSamples()
	case workflow.TemplateLate:
		return lateSamples()
	}
	return letterSamples(name)
}

func choiceSamples() []sample {
	base := toThem(workflow.StatusChoosing)
	base.Options, base.Due = answerOptions(choiceActs...), day(2026, time.May, 6)
	return []sample{
		with("keuze", base, nil),
		byPost(with("keuze", base, nil)),
		with("datum-voorbij", base, func(d *Data) { d.Today = day(2026, time.May, 7) }),
		with("kaal", base, func(d *Data) {
			d.Due, d.Hours, d.Options = terms.Date{}, "", []Option{{Digit: 1, Act: workflow.ActCommittee}, {Digit: 2, Act: workflow.ActStop}}
		}),
	}
}

func toCommitteeSamples() []sample {
	base := toThem(workflow.StatusAdmissibility)
	base.DecideBy, base.Due = decideBy, wishBy
	base.Chair, base.Members = "Ruud Hollander", []string{"Anna de Wit", "Omar Bakkali"}
	base.Options = answerOptions(wishActs...)
	full := with("bij-commissie", base, nil)
	return []sample{
		full,
		with("datum-voorbij", base, func(d *Data) { d.Today = day(2026, time.June, 4) }),
		with("wens-voorbij", base, func(d *Data) { d.Today = day(2026, time.April, 9) }),
		with("zonder-vraag", base, func(d *Data) { d.Options, d.Due = nil, terms.Date{} }),
		byPost(full),
		with("kaal", base, func(d *Data) {
			d.AnswerBy, d.DecideBy, d.Due, d.Hours, d.Chair, d.Members = terms.Date{}, terms.Date{}, terms.Date{}, "", "", nil
		}),
	}
}

func interimSamples() []sample {
	var list []sample
	at := func(name string, n workflow.News, s workflow.Status, change func(*Data)) {
		d := toThem(s)
		d.News = n
		list = append(list, with(name, d, change))
	}
	for _, s := range workflow.Statuses {
		at("voortgang-"+string(s), workflow.NewsProgress, s, nil)
		at("later-heropend-"+string(s), workflow.NewsReopened, s, func(d *Data) { d.To = workflow.RoleChair })
	}
	at("voortgang-te-laat", workflow.NewsProgress, workflow.StatusWithDirector, func(d *Data) { d.Today = day(2026, time.April, 9) })
	at("voortgang-commissie-te-laat", workflow.NewsProgress, workflow.StatusDeliberation, func(d *Data) { d.Today = day(2026, time.April, 9) })
	at("op-verzoek", workflow.NewsAsked, workflow.StatusWithDirector, nil)
	at("op-verzoek-bestuur", workflow.NewsAsked, workflow.StatusWithDirector, func(d *Data) { d.Handler = workflow.RoleBoard })
	at("op-verzoek-stil", workflow.NewsAsked, workflow.StatusWithDirector, func(d *Data) { d.NewDate = day(2026, time.May, 11) })
	at("opgeschort", workflow.NewsSuspended, workflow.StatusWithDirector, func(d *Data) { d.NewDate = day(2026, time.May, 11) })
	at("hervat", workflow.NewsResumed, workflow.StatusWithDirector, nil)
	at("hervat-voorstel", workflow.NewsResumed, workflow.StatusProposed, nil)
	at("uitstel-ja", workflow.NewsAgreed, workflow.StatusWithDirector, func(d *Data) { d.NewDate = day(2026, time.May, 4) })
	at("uitstel-ja-commissie", workflow.NewsAgreed, workflow.StatusDeliberation, func(d *Data) { d.NewDate = day(2026, time.May, 4) })
	at("uitstel-ja-kaal", workflow.NewsAgreed, workflow.StatusWithDirector, nil)
	for _, s := range []workflow.Status{workflow.StatusStatements, workflow.StatusHearing, workflow.StatusDeliberation} {
		at("ontvankelijk-"+string(s), workflow.NewsAdmissible, s, func(d *Data) { d.DefenceBy, d.DecideBy = defenceBy, decideBy })
	}
	at("ontvankelijk-later", workflow.NewsAdmissible, workflow.StatusDirectorDecides, func(d *Data) { d.DecideBy = decideBy })
	at("ontvankelijk-kaal", workflow.NewsAdmissible, workflow.StatusStatements, func(d *Data) { d.AnswerBy = terms.Date{} })
	at("beraad", workflow.NewsDeliberation, workflow.StatusDeliberation, func(d *Data) { d.DecideBy = decideBy })
	at("beraad-te-laat", workflow.NewsDeliberation, workflow.StatusDeliberation, func(d *Data) {
		d.DecideBy, d.Today = decideBy, day(2026, time.June, 4)
	})
	at("onderdeel-ingetrokken", workflow.NewsItemWithdrawn, workflow.StatusWithDirector, func(d *Data) {
		d.Due, d.Options = day(2026, time.April, 8), answerOptions(workflow.ActRestoreItem)
	})
	at("onderdeel-terug", workflow.NewsItemRestored, workflow.StatusStatements, func(d *Data) { d.DecideBy = decideBy })
	at("samengevoegd", workflow.NewsJoined, workflow.StatusWithDirector, func(d *Data) { d.NewTag = workflow.NewNumber(2026, 3).Tag() })
	at("kaal", workflow.NewsProgress, workflow.StatusWithDirector, func(d *Data) { d.AnswerBy, d.Handler, d.Hours = terms.Date{}, "", "" })

	toStaff := func(name string, n workflow.News, to workflow.Role, change func(*Data)) {
		at("intern-"+name, n, workflow.StatusWithDirector, func(d *Data) {
			d.To, d.Code = to, "K7F392QMX4"
			d.NewDate, d.NewTag = day(2026, time.May, 4), workflow.NewNumber(2026, 3).Tag()
			if change != nil {
				change(d)
			}
		})
	}
	closed := func(d *Data) { d.Status, d.UndoBy = workflow.StatusClosed, day(2026, time.April, 8) }
	toStaff("ingetrokken", workflow.NewsWithdrawn, workflow.RoleDirector, closed)
	toStaff("ingetrokken-commissie", workflow.NewsWithdrawn, workflow.RoleChair, func(d *Data) { d.Status = workflow.StatusClosed })
	toStaff("gesloten", workflow.NewsClosed, workflow.RoleDirector, func(d *Data) { d.Status = workflow.StatusClosed })
	toStaff("opgelost", workflow.NewsSettled, workflow.RoleDirector, closed)
	toStaff("opgelost-kaal", workflow.NewsSettled, workflow.RoleBoard, func(d *Data) { d.Code = "" })
	toStaff("heropend", workflow.NewsReopened, workflow.RoleDirector, nil)
	toStaff("heropend-te-laat", workflow.NewsReopened, workflow.RoleDirector, func(d *Data) { d.Today = day(2026, time.April, 9) })
	toStaff("heropend-besluit", workflow.NewsReopened, workflow.RoleDirector, func(d *Data) { d.Status = workflow.StatusDirectorDecides })
	toStaff("heropend-voorstel", workflow.NewsReopened, workflow.RoleDirector, func(d *Data) { d.Status = workflow.StatusProposed })
	toStaff("uitstel-nee", workflow.NewsRefused, workflow.RoleDirector, nil)
	toStaff("uitstel-nee-te-laat", workflow.NewsRefused, workflow.RoleDirector, func(d *Data) { d.Today = day(2026, time.April, 9) })
	toStaff("uitstel-nee-kaal", workflow.NewsRefused, workflow.RoleBoard, func(d *Data) { d.AnswerBy = terms.Date{} })
	for _, n := range []workflow.News{workflow.NewsRefused, workflow.NewsAgreed} {
		toStaff(string(n)+"-voorzitter", n, workflow.RoleChair, func(d *Data) { d.Status = workflow.StatusDeliberation })
	}
	toStaff("uitstel-ja", workflow.NewsAgreed, workflow.RoleDirector, nil)
	toStaff("onderdeel-ingetrokken", workflow.NewsItemWithdrawn, workflow.RoleDirector, nil)
	toStaff("onderdeel-terug", workflow.NewsItemRestored, workflow.RoleChair, func(d *Data) { d.Status = workflow.StatusStatements })
	toStaff("opgeschort", workflow.NewsSuspended, workflow.RoleDirector, nil)
	toStaff("hervat", workflow.NewsResumed, workflow.RoleDirector, nil)
	toStaff("hervat-te-laat", workflow.NewsResumed, workflow.RoleDirector, func(d *Data) { d.Today = day(2026, time.April, 9) })
	toStaff("hervat-commissie", workflow.NewsResumed, workflow.RoleMember, func(d *Data) { d.Status = workflow.StatusDeliberation })
	toStaff("samengevoegd", workflow.NewsJoined, workflow.RoleDirector, nil)
	return list
}

func extensionSamples(name workflow.Template) []sample {
	base := toThem(workflow.StatusWithDirector)
	base.OldDate, base.NewDate = day(2026, time.April, 7), day(2026, time.May, 6)
	if name == workflow.TemplateEmployeeExtension {
		base.To, base.Code = workflow.RoleEmployee, "K7F392QMX4"
	}
	return []sample{
		with("directeur", base, nil),
		with("bestuur", base, func(d *Data) { d.Handler = workflow.RoleBoard }),
		byPost(with("directeur", base, nil)),
		with("commissie", base, func(d *Data) { d.Status = workflow.StatusDeliberation }),
		with("kaal", base, func(d *Data) { d.OldDate, d.Hours, d.Code = terms.Date{}, "", "" }),
	}
}

func delaySamples() []sample {
	base := toThem(workflow.StatusWithDirector)
	base.OldDate, base.NewDate, base.Due = day(2026, time.May, 6), day(2026, time.June, 3), day(2026, time.May, 1)
	base.Today = day(2026, time.April, 22)
	base.Options = answerOptions(yesNo...)
	return []sample{
		with("uitstel", base, nil),
		with("bestuur", base, func(d *Data) { d.Handler = workflow.RoleBoard }),
		with("commissie", base, func(d *Data) { d.Status = workflow.StatusDeliberation }),
		with("oude-datum-voorbij", base, func(d *Data) { d.Today, d.Due = day(2026, time.May, 8), day(2026, time.May, 22) }),
		with("kaal", base, func(d *Data) { d.OldDate, d.Due, d.Hours = terms.Date{}, terms.Date{}, "" }),
	}
}

// questionReminderSamples are the reminders of questions with choices.
func questionReminderSamples() []sample {
	var list []sample
	for _, x := range []struct {
		q      workflow.QuestionKind
		status workflow.Status
		acts   []workflow.Act
	}{
		{workflow.QuestionProposal, workflow.StatusProposed, proposalActs},
		{workflow.QuestionChoice, workflow.StatusChoosing, choiceActs},
		{workflow.QuestionAsk, workflow.StatusWithDirector, nil},
		{workflow.QuestionDelay, workflow.StatusWithDirector, yesNo},
		{workflow.QuestionAddress, workflow.StatusWithDirector, yesNo},
	} {
		base := toThem(x.status)
		base.Question, base.Options = x.q, answerOptions(x.acts...)
		base.Due = day(2026, time.April, 8)
		for stage := 1; stage <= 2; stage++ {
			list = append(list, with(fmt.Sprintf("%s-%d", x.q, stage), base, func(d *Data) { d.Stage = stage }))
		}
		list = append(list, with(string(x.q)+"-datum-voorbij", base, func(d *Data) { d.Stage, d.Today = 2, day(2026, time.April, 9) }))
	}
	return list
}

func otherAddressSamples() []sample {
	base := toThem(workflow.StatusWithDirector)
	base.MessageDate, base.Due = day(2026, time.March, 24), day(2026, time.April, 8)
	base.Options = answerOptions(yesNo...)
	return []sample{
		with("vraag", base, nil),
		with("kaal", base, func(d *Data) { d.MessageDate, d.Due, d.Hours = terms.Date{}, terms.Date{}, "" }),
	}
}

func closingSamples() []sample {
	base := toThem(workflow.StatusClosed)
	base.Options, base.UndoBy = answerOptions(workflow.ActReopen), day(2026, time.April, 8)
	var list []sample
	for _, o := range workflow.Outcomes {
		for _, by := range []workflow.ClosedBy{workflow.ClosedByComplainant, workflow.ClosedByNote, workflow.ClosedByWish, workflow.ClosedBySecretary} {
			own := o == workflow.OutcomeSettled || o == workflow.OutcomeWithdrawn || o == workflow.OutcomeNotSettled
			if !own && by != workflow.ClosedBySecretary {
				continue
			}
			list = append(list, with(string(o)+"-"+string(by), base, func(d *Data) {
				d.Outcome, d.ClosedBy = o, by
				if by == workflow.ClosedBySecretary {
					d.UndoBy, d.Options = terms.Date{}, nil
				}
				if o == workflow.OutcomeJoined {
					d.NewTag = workflow.NewNumber(2026, 3).Tag()
				}
				if o == workflow.OutcomeNotSettled {
					d.NextStep = "U kunt ook naar de rechter gaan."
				}
			}))
		}
	}
	return append(list, with("kaal", base, func(d *Data) {
		d.Outcome, d.ClosedBy, d.Options, d.Hours = workflow.OutcomeNotSettled, "", nil, ""
	}))
}

func reopenedSamples() []sample {
	var list []sample
	for _, s := range workflow.Statuses {
		if s.Open() {
			list = append(list, with(string(s), toThem(s), func(d *Data) { d.Due = day(2026, time.April, 8) }))
		}
	}
	return append(list,
		with("voorstel-met-keuzes", toThem(workflow.StatusProposed), func(d *Data) {
			d.Due, d.Question, d.Options = day(2026, time.April, 8), workflow.QuestionProposal, answerOptions(proposalActs...)
		}),
		with("kaal", toThem(workflow.StatusWithDirector), func(d *Data) { d.AnswerBy, d.Hours = terms.Date{}, "" }),
	)
}

func lateSamples() []sample {
	var list []sample
	at := func(name string, s workflow.Status, change func(*Data)) {
		d := toThem(s)
		d.Today, d.Missed, d.NewDate = day(2026, time.April, 8), day(2026, time.April, 7), day(2026, time.April, 21)
		list = append(list, with(name, d, change))
	}
	toBoard := func(d *Data) { d.To, d.Code = workflow.RoleBoard, "K7F392QMX4" }
	for _, s := range []workflow.Status{workflow.StatusReceived, workflow.StatusWithDirector, workflow.StatusDeliberation, workflow.StatusDirectorDecides} {
		at(string(s), s, nil)
		at("intern-"+string(s), s, toBoard)
	}
	at("bestuur-behandelt", workflow.StatusWithDirector, func(d *Data) { d.Handler = workflow.RoleBoard })
	at("gesprek-gepland", workflow.StatusHearing, func(d *Data) { d.Hearing = sampleHearing() })
	at("gesprek-voorbij", workflow.StatusHearing, func(d *Data) {
		d.Hearing, d.Today, d.NewDate = sampleHearing(), day(2026, time.June, 1), day(2026, time.June, 15)
	})
	at("kaal", workflow.StatusWithDirector, func(d *Data) { d.NewDate, d.Hours = terms.Date{}, "" })
	at("datum-voorbij", workflow.StatusWithDirector, func(d *Data) { d.Today = day(2026, time.April, 22) })
	at("intern-kaal", workflow.StatusWithDirector, func(d *Data) { toBoard(d); d.NewDate, d.Director, d.Code = terms.Date{}, "", "" })
	return list
}
