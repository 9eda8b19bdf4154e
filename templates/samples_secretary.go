package templates

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"klachtenpost/workflow"
	"klachtenpost/workflow/answer"
	"klachtenpost/workflow/terms"
)

// actieOptions are the choices that go with a reason.
func actieOptions(r workflow.Reason) []Option {
	acts := func(list ...workflow.Act) []Option {
		var out []Option
		for i, a := range list {
			out = append(out, Option{Digit: i + 1, Act: a})
		}
		return append(out, Option{Digit: 9, Act: workflow.ActOther})
	}
	kept := func(list ...workflow.Act) []Option { // 5 is to keep it, as everywhere
		out := acts(list...)
		return slices.Insert(out, len(out)-1, Option{Digit: 5, Act: workflow.ActKeep})
	}
	switch r {
	case workflow.ReasonMember:
		return acts(workflow.ActMemberOut, workflow.ActDone)
	case workflow.ReasonAdmissibility:
		return kept(workflow.ActAdmissible, workflow.ActInadmissible, workflow.ActAsk)
	case workflow.ReasonNotAdmitted:
		return acts(workflow.ActCall, workflow.ActAdmissible)
	case workflow.ReasonHearingWaived:
		return kept(workflow.ActHear)
	case workflow.ReasonDefence:
		return kept()
	case workflow.ReasonNoDefence:
		return acts(workflow.ActCall, workflow.ActHearing, workflow.ActWithoutHearing)
	case workflow.ReasonReplied:
		return kept(workflow.ActHearing, workflow.ActWithoutHearing)
	case workflow.ReasonNoRejoinder, workflow.ReasonPlanHearing:
		return acts(workflow.ActHearing, workflow.ActWithoutHearing)
	case workflow.ReasonHearingDates:
		return acts(workflow.ActDate1, workflow.ActDate2, workflow.ActDate3)
	case workflow.ReasonHearingSoon, workflow.ReasonHearingDeclined:
		return acts(workflow.ActKeep, workflow.ActMoved, workflow.ActCancelled)
	case workflow.ReasonHearingOver:
		return acts(workflow.ActHeld, workflow.ActMoved, workflow.ActCancelled)
	case workflow.ReasonDeliberation:
		return acts(workflow.ActFounded, workflow.ActPartlyFounded, workflow.ActUnfounded, workflow.ActNoOpinion, workflow.ActInadmissible)
	case workflow.ReasonDraftRemarks:
		return acts(workflow.ActDone, workflow.ActCirculate)
	case workflow.ReasonDraftSilent:
		return acts(workflow.ActCall, workflow.ActCirculate)
	case workflow.ReasonCommitteeLate:
		return acts(workflow.ActCall, workflow.ActExtend)
	case workflow.ReasonBesluit:
		return kept(workflow.ActFollowed, workflow.ActFollowedPartly, workflow.ActNotFollowed)
	case workflow.ReasonBesluitLate:
		return acts(workflow.ActCall)
	case workflow.ReasonMeasure:
		return acts(workflow.ActCarriedOut, workflow.ActNotYet)
	case workflow.ReasonRetention:
		return acts(workflow.ActKeep)
	case workflow.ReasonPaper:
		return acts(workflow.ActPosted)
	case workflow.ReasonNoDraft:
		return nil
	case workflow.ReasonNotAnswered:
		return acts(workflow.ActConfirm, workflow.ActDone)
	case workflow.ReasonHandlerAway:
		return acts(workflow.ActToDirector, workflow.ActToBoard)
	case workflow.ReasonDoubt, workflow.ReasonAlways:
		return acts(workflow.ActToDirector, workflow.ActToBoard, workflow.ActAskFirst)
	case workflow.ReasonIntake, workflow.ReasonPossibly, workflow.ReasonForwarded, workflow.ReasonMachine, workflow.ReasonWhichCase:
		return acts(workflow.ActComplaint, workflow.ActBelongsTo, workflow.ActNoComplaint, workflow.ActSpam)
	case workflow.ReasonDisowned:
		return acts(workflow.ActComplaint, workflow.ActBelongsTo, workflow.ActConfirm, workflow.ActSpam)
	case workflow.ReasonStillMissing, workflow.ReasonNoSupplement:
		return acts(workflow.ActToDirector, workflow.ActAskAgain)
	case workflow.ReasonUnknown, workflow.ReasonRefused:
		return acts(workflow.ActResend, workflow.ActDone)
	case workflow.ReasonHandler, workflow.ReasonThirdRound:
		return acts(workflow.ActPropose, workflow.ActAsk, workflow.ActAskDelay, workflow.ActDefence, workflow.ActKeep)
	case workflow.ReasonUnclear:
		return acts(workflow.ActContent, workflow.ActNotContent, workflow.ActCommittee, workflow.ActWithdraw, workflow.ActKeep)
	case workflow.ReasonNoAnswer:
		return acts(workflow.ActCall, workflow.ActNoReaction, workflow.ActCommittee)
	case workflow.ReasonLate:
		return acts(workflow.ActCall, workflow.ActToBoard, workflow.ActCommittee)
	case workflow.ReasonAnswered, workflow.ReasonAddition:
		return acts(workflow.ActForward, workflow.ActKeep)
	case workflow.ReasonNoReply:
		return acts(workflow.ActCall, workflow.ActAskAgain, workflow.ActKeep)
	case workflow.ReasonDelayAnswer:
		return acts(workflow.ActYes, workflow.ActNo, workflow.ActCall)
	case workflow.ReasonQuiet:
		return acts(workflow.ActCall)
	case workflow.ReasonLetterMaybe:
		return acts(workflow.ActYes, workflow.ActNo)
	case workflow.ReasonLetterEdited, workflow.ReasonLetterBlank:
		return acts(workflow.ActKeep)
	case workflow.ReasonLetterVoid:
		return []Option{{Digit: 1, Act: workflow.ActDone}}
	case workflow.ReasonPartDrawn:
		return acts(workflow.ActContent, workflow.ActNotContent, workflow.ActItems, workflow.ActKeep)
	case workflow.ReasonAgent:
		return acts(workflow.ActRepresent, workflow.ActAsk, workflow.ActKeep)
	case workflow.ReasonAfterClosing:
		return acts(workflow.ActReopen, workflow.ActNewCase, workflow.ActKeep)
	case workflow.ReasonNotForwarded, workflow.ReasonWordToParty, workflow.ReasonForm, workflow.ReasonNotNow, workflow.ReasonForms:
		return nil
	case workflow.ReasonStaff, workflow.ReasonScan, workflow.ReasonAsksState, workflow.ReasonAlso, workflow.ReasonDeath,
		workflow.ReasonUnproven, workflow.ReasonOtherAddress, workflow.ReasonClosedAnswer:
		return []Option{{Digit: 5, Act: workflow.ActKeep}, {Digit: 9, Act: workflow.ActOther}}
	}
	return acts(workflow.ActDone)
}

// itemReasons are asked about a message that is in no case.
var itemReasons = []workflow.Reason{
	workflow.ReasonIntake, workflow.ReasonPossibly, workflow.ReasonForwarded, workflow.ReasonMachine,
	workflow.ReasonUnreadable, workflow.ReasonDisowned, workflow.ReasonWhichCase,
}

func actieSamples() []sample {
	base := sampleCase()
	base.Code = "K7F392QMX4"
	base.MessageDate, base.MessageTime = base.Received, "10:12"
	base.Sender = "joris@voorbeeld.nl"
	base.Dates = []workflow.Deadline{
		{Kind: workflow.DeadlineLook, Date: day(2026, time.March, 3),
			Reason: "Uiterlijk dinsdag 3 maart 2026: vijf werkdagen na ontvangst op dinsdag 24 februari 2026."},
		{Kind: workflow.DeadlineHandlerAnswer, Date: day(2026, time.April, 7),
			Reason: "Uiterlijk dinsdag 7 april 2026: zes weken na ontvangst op dinsdag 24 februari 2026."},
	}
	var list []sample
	for _, r := range slices.Sorted(maps.Keys(reasonWords)) {
		full := with(string(r), base, func(d *Data) {
			d.Reason, d.Options = r, actieOptions(r)
			switch {
			case slices.Contains(itemReasons, r):
				d.Number, d.Tag, d.Status, d.Received, d.AnswerBy, d.TargetBy = "", "", "", terms.Date{}, terms.Date{}, terms.Date{}
				d.Dates = nil
			case r == workflow.ReasonDoubt:
				d.Doubts = []answer.Doubt{answer.DoubtDirector}
			case r == workflow.ReasonHandler, r == workflow.ReasonNotSeen, r == workflow.ReasonLate, r == workflow.ReasonAway:
				d.Status, d.Handler = workflow.StatusWithDirector, workflow.RoleDirector
				if r == workflow.ReasonAway {
					d.Due = day(2026, time.April, 20)
				}
			case r == workflow.ReasonStillMissing:
				d.Missing = []workflow.Missing{workflow.MissingName}
			case r == workflow.ReasonNoSupplement:
				d.Due = day(2026, time.March, 10)
			case r == workflow.ReasonBounced, r == workflow.ReasonCapped, r == workflow.ReasonRefused, r == workflow.ReasonUnknown:
				d.Failed = workflow.TemplateTakenUp
			}
			if r == workflow.ReasonPossibly || r == workflow.ReasonUnproven {
				d.Likely = sampleTag
			}
			aboutTheWay(r, d)
			aboutTheCommittee(r, d)
		})
		list = append(list, full)
		list = append(list, actieVariants(full)...)
	}
	for _, x := range slices.Sorted(maps.Keys(doubtWords)) {
		list = append(list, with("twijfel-"+strings.ReplaceAll(string(x), " ", "-"), base, func(d *Data) {
			d.Reason, d.Doubts, d.Options = workflow.ReasonDoubt, []answer.Doubt{x}, actieOptions(workflow.ReasonDoubt)
		}))
	}
	for _, to := range []workflow.Role{workflow.RoleStandIn, workflow.RoleChair} {
		for _, x := range []answer.Doubt{answer.DoubtSecretary, answer.DoubtMember} {
			list = append(list, with("meekijken-"+string(to)+"-"+strings.ReplaceAll(string(x), " ", "-"), base, func(d *Data) {
				d.To, d.Reason, d.Doubts, d.Options = to, workflow.ReasonDoubt, []answer.Doubt{x}, actieOptions(workflow.ReasonDoubt)
			}))
		}
	}
	list = append(list, with("twijfel-en-gevraagd", base, func(d *Data) {
		d.Reason, d.Options, d.Status = workflow.ReasonDoubt, actieOptions(workflow.ReasonDoubt), workflow.StatusIncomplete
		d.Doubts = []answer.Doubt{answer.DoubtOld, answer.DoubtPolice}
		d.Missing = []workflow.Missing{workflow.MissingName, workflow.MissingStory}
	}))
	list = append(list, with("twijfel-en-ongezien", base, func(d *Data) {
		d.Reason, d.Options = workflow.ReasonDoubt, actieOptions(workflow.ReasonDoubt)
		d.Doubts, d.Unseen = []answer.Doubt{answer.DoubtOld}, true
	}))
	list = append(list, with("misschien-de-directeur", base, func(d *Data) {
		d.Status, d.Handler, d.Reason = workflow.StatusWithDirector, workflow.RoleDirector, workflow.ReasonUnproven
		d.Options = []Option{{Digit: 1, Act: workflow.ActHandler}, {Digit: 5, Act: workflow.ActKeep}, {Digit: 9, Act: workflow.ActOther}}
		d.Sender = "m.dewit@perspectief.example"
	}))
	list = append(list, keptElsewhere(base)...)
	list = append(list, committeeActies(base)...)
	return append(list, questionSamples(base)...)
}

// keptElsewhere are about mails that do not come in the dossier of a case.
func keptElsewhere(base Data) []sample {
	keep := []Option{{Digit: 5, Act: workflow.ActKeep}}
	return []sample{
		with("beraad-na-akkoord", base, func(d *Data) {
			d.Status, d.Reason, d.Options, d.Apart = workflow.StatusDeliberation, workflow.ReasonClosedAnswer, keep, true
		}),
		with("bericht-van-lid", base, func(d *Data) {
			d.Status, d.Reason, d.Options, d.Apart = workflow.StatusStatements, workflow.ReasonStaff, keep, true
		}),
		with("onbekende-na-vernietiging", base, func(d *Data) {
			d.Status, d.Reason, d.Options, d.Dates = workflow.StatusErased, workflow.ReasonUnproven, keep, nil
		}),
		with("bericht-bij-voorgelegd-bericht", base, func(d *Data) {
			d.Number, d.Tag, d.Status, d.Received, d.AnswerBy, d.TargetBy = "", "", "", terms.Date{}, terms.Date{}, terms.Date{}
			d.Reason, d.Options, d.Dates = workflow.ReasonStaff, keep, nil
		}),
	}
}

// letterReasons are about a letter in Concepten.
var letterReasons = map[workflow.Reason]workflow.Template{
	workflow.ReasonHandler: workflow.TemplateProposal, workflow.ReasonAnswered: workflow.TemplateForward,
	workflow.ReasonAddition:    workflow.TemplateForward,
	workflow.ReasonLetterWaits: workflow.TemplateProposal, workflow.ReasonLetterVoid: workflow.TemplateProposal,
	workflow.ReasonLetterBlank:  workflow.TemplateDecision,
	workflow.ReasonLetterEdited: workflow.TemplateProposal, workflow.ReasonLetterWrong: workflow.TemplateProposal,
	workflow.ReasonLetterMaybe: workflow.TemplateProposal, workflow.ReasonNotForwarded: workflow.TemplateLetter,
}

// aboutTheWay fills what the reasons on the way to a solution show.
func aboutTheWay(r workflow.Reason, d *Data) {
	if l, ok := letterReasons[r]; ok {
		d.Letter, d.Party = l, workflow.RoleComplainant
		if l == workflow.TemplateForward {
			d.Party = workflow.RoleDirector
		}
	}
	switch r {
	case workflow.ReasonUnclear, workflow.ReasonNoAnswer:
		d.Status, d.Handler, d.Question = workflow.StatusProposed, workflow.RoleDirector, workflow.QuestionProposal
		d.Due = day(2026, time.April, 14)
	case workflow.ReasonAnswered, workflow.ReasonNoReply:
		d.Status, d.Handler, d.Question = workflow.StatusWithDirector, workflow.RoleDirector, workflow.QuestionAsk
		d.Due = day(2026, time.March, 24)
	case workflow.ReasonDelayAnswer:
		d.Status, d.Handler, d.Question = workflow.StatusWithDirector, workflow.RoleDirector, workflow.QuestionDelay
		d.OldDate, d.NewDate = day(2026, time.May, 5), day(2026, time.June, 2)
	case workflow.ReasonLate:
		d.NewDate = day(2026, time.April, 15)
	case workflow.ReasonThirdRound:
		d.Handler = workflow.RoleDirector
	case workflow.ReasonOtherAddress, workflow.ReasonWordToParty:
		d.Party = workflow.RoleComplainant
	case workflow.ReasonAlso:
		d.Status = workflow.StatusAdmissibility
	}
	switch r {
	case workflow.ReasonNoAnswer, workflow.ReasonNoReply, workflow.ReasonDelayAnswer, workflow.ReasonQuiet, workflow.ReasonThirdRound:
		d.CallAt = "06 12 34 56 78"
	}
}

// aboutTheCommittee fills what the reasons of the committee's part show.
func aboutTheCommittee(r workflow.Reason, d *Data) {
	d.Hearing = nil
	switch r {
	case workflow.ReasonAdmissibility:
		d.Status, d.Apart = workflow.StatusAdmissibility, true
	case workflow.ReasonNotAdmitted, workflow.ReasonHearingWaived:
		d.Status, d.Due = workflow.StatusAdmissibility, toetsBy
	case workflow.ReasonDefence:
		d.Letter, d.Party = workflow.TemplateDefence, workflow.RoleComplainant
	case workflow.ReasonNoDefence:
		d.Due = defenceBy
	case workflow.ReasonReplied:
		d.Letter, d.Party = workflow.TemplateForward, workflow.RoleChair
	case workflow.ReasonNoRejoinder:
		d.Due = replyBy
	case workflow.ReasonHearingDates:
		d.Hearing = answeredHearing()
	case workflow.ReasonHearingSoon, workflow.ReasonHearingDeclined, workflow.ReasonHearingOver:
		d.Hearing, d.Party = sampleHearing(), workflow.RoleDirector
	case workflow.ReasonDeliberation, workflow.ReasonCommitteeLate:
		d.Status, d.DecideBy = workflow.StatusDeliberation, decideBy
	case workflow.ReasonDraftSilent:
		d.Due = day(2026, time.May, 27)
	case workflow.ReasonBesluit:
		d.Handler, d.Letter, d.Party = workflow.RoleDirector, workflow.TemplateBesluit, workflow.RoleComplainant
	case workflow.ReasonBesluitLate:
		d.Handler, d.BesluitBy, d.NewDate = workflow.RoleDirector, besluitBy, day(2026, time.July, 14)
	case workflow.ReasonBesluitCommittee:
		d.Letter, d.Party = workflow.TemplateBesluitCommittee, workflow.RoleChair
	case workflow.ReasonMeasure:
		d.Handler, d.Measures = workflow.RoleDirector, []Measure{{day(2026, time.July, 1), "nieuwe werkafspraak over brieven"}}
	case workflow.ReasonRetention:
		d.Status, d.Letter, d.Party = workflow.StatusClosed, workflow.TemplateErasure, workflow.RoleSecretary
	case workflow.ReasonPaper:
		d.Failed, d.PostTo = workflow.TemplateToCommittee, []string{"De heer J. Ebbinge", "Lindelaan 4", "3500 AA Utrecht"}
	}
	switch r { // about no message
	case workflow.ReasonNotAdmitted, workflow.ReasonHearingWaived, workflow.ReasonNoDefence, workflow.ReasonNoRejoinder, workflow.ReasonPlanHearing,
		workflow.ReasonHearingDates, workflow.ReasonHearingOver, workflow.ReasonDeliberation, workflow.ReasonDraftSilent,
		workflow.ReasonCommitteeLate, workflow.ReasonBesluitLate, workflow.ReasonBesluitCommittee, workflow.ReasonMeasure,
		workflow.ReasonRetention, workflow.ReasonPaper, workflow.ReasonMember:
		d.MessageDate, d.MessageTime, d.Sender = terms.Date{}, "", ""
	}
}

// committeeActies are the reasons of the committee's part with more to show.
func committeeActies(base Data) []sample {
	return []sample{
		with("beraad-onderdelen", base, func(d *Data) {
			d.Reason, d.DecideBy, d.Items = workflow.ReasonDeliberation, decideBy, sampleItems()
			d.Options = []Option{{Digit: 1, Act: workflow.ActJudge}, {Digit: 9, Act: workflow.ActOther}}
		}),
		with("deels-onderdelen", base, func(d *Data) {
			d.Reason, d.Question, d.Items = workflow.ReasonPartDrawn, workflow.QuestionProposal, sampleItems()
			d.Options = actieOptions(workflow.ReasonPartDrawn)
			d.Options[2].Act = workflow.ActWithdrawItem
		}),
		with("hoorzitting-antwoorden-zonder-plaats", base, func(d *Data) {
			d.Reason, d.Hearing, d.Options = workflow.ReasonHearingDates, answeredHearing(), actieOptions(workflow.ReasonHearingDates)
			d.Hearing.Place = ""
		}),
		with("hoorzitting-antwoorden-geen-dag", base, func(d *Data) {
			d.Reason, d.Hearing = workflow.ReasonHearingDates, answeredHearing()
			for i := range d.Hearing.Slots {
				d.Hearing.Slots[i].No = []string{"de directeur"}
			}
			d.Options = []Option{{Digit: 1, Act: workflow.ActDate1}, {Digit: 2, Act: workflow.ActDate2}, {Digit: 5, Act: workflow.ActHearing}, {Digit: 9, Act: workflow.ActOther}}
		}),
		with("commissie-te-laat-verlengd", base, func(d *Data) {
			d.Reason, d.DecideBy, d.NewDate = workflow.ReasonCommitteeLate, decideBy, day(2026, time.June, 17)
			d.Options = []Option{{Digit: 1, Act: workflow.ActCall}, {Digit: 2, Act: workflow.ActDelay}, {Digit: 9, Act: workflow.ActOther}}
		}),
	}
}

// questionSamples are what a complainant answered, or did not, per question; and
// each letter as it waits in Concepten.
func questionSamples(base Data) []sample {
	var list []sample
	for _, q := range slices.Sorted(maps.Keys(questionWords)) {
		list = append(list, with("antwoord-op-"+string(q), base, func(d *Data) {
			d.Reason, d.Question, d.Status = workflow.ReasonUnclear, q, workflow.StatusWithDirector
			d.Options = []Option{{Digit: 1, Act: workflow.ActYes}, {Digit: 2, Act: workflow.ActNo}, {Digit: 5, Act: workflow.ActKeep}, {Digit: 9, Act: workflow.ActOther}}
			switch q {
			case workflow.QuestionProposal:
				d.Options = actieOptions(workflow.ReasonUnclear)
			case workflow.QuestionChoice:
				d.Options[0].Act, d.Options[1].Act = workflow.ActCommittee, workflow.ActStop
			case workflow.QuestionUndo:
				d.Options[0].Act, d.Options[1].Act = workflow.ActReopen, workflow.ActCommittee
			}
		}))
	}
	list = append(list, with("keuze-blijft-uit", base, func(d *Data) {
		d.Reason, d.Question, d.Options = workflow.ReasonNoAnswer, workflow.QuestionChoice, actieOptions(workflow.ReasonNoAnswer)
	}))
	for _, l := range slices.Sorted(maps.Keys(letterWords)) {
		list = append(list, with("brief-wacht-"+string(l), base, func(d *Data) {
			d.Reason, d.Letter, d.Options = workflow.ReasonLetterWaits, l, actieOptions(workflow.ReasonLetterWaits)
			if l == workflow.TemplateEmployeeCopy {
				d.Party, d.Omitted = workflow.RoleEmployee, []string{"een telefoonnummer", "een mailadres"}
			}
		}))
	}
	for _, r := range slices.Sorted(maps.Keys(roleWords)) {
		list = append(list, with("woord-aan-"+string(r), base, func(d *Data) { d.Reason, d.Party = workflow.ReasonWordToParty, r }))
	}
	list = append(list, with("ander-adres-bevestigd", base, func(d *Data) {
		d.Reason, d.Party = workflow.ReasonOtherAddress, workflow.RoleComplainant
		d.Options = []Option{{Digit: 1, Act: workflow.ActAddress}, {Digit: 5, Act: workflow.ActKeep}, {Digit: 9, Act: workflow.ActOther}}
	}))
	return append(list, with("vervallen-verstuurd", base, func(d *Data) {
		d.Reason, d.Letter, d.Party, d.Void = workflow.ReasonLetterWrong, workflow.TemplateProposal, workflow.RoleComplainant, true
	}))
}

// actieVariants are one Actie again, to others, about the board and with as
// little as possible.
func actieVariants(s sample) []sample {
	var list []sample
	for _, to := range []workflow.Role{workflow.RoleSecretary, workflow.RoleStandIn, workflow.RoleChair} {
		for stage := range 2 { // later ones read as the first reminder does
			list = append(list, with(fmt.Sprintf("%s-%s-%d", s.name, to, stage), s.data, func(d *Data) {
				d.To, d.Stage, d.Handler = to, stage, workflow.RoleBoard
				d.Asked = day(2026, time.February, 24)
				d.Today = day(2026, time.March, 3)
			}))
			list = append(list, with(fmt.Sprintf("%s-%s-%d-kaal", s.name, to, stage), s.data, func(d *Data) {
				d.To, d.Stage = to, stage
				d.Tag, d.Sender, d.Code, d.Likely, d.Failed, d.MessageTime = "", "", "", "", "", ""
				d.Options, d.Dates, d.Missing, d.Doubts = nil, nil, nil, nil
				d.MessageDate, d.Due, d.AnswerBy = terms.Date{}, terms.Date{}, terms.Date{}
				d.NewDate, d.OldDate, d.CallAt, d.Letter, d.Party, d.Question = terms.Date{}, terms.Date{}, "", "", "", ""
				d.DecideBy, d.BesluitBy, d.Hearing, d.Measures, d.PostTo = terms.Date{}, terms.Date{}, nil, nil, nil
			}))
		}
	}
	list = append(list, with(s.name+"-ook-open", s.data, func(d *Data) {
		d.AlsoOpen = []workflow.Reason{workflow.ReasonAddition}
	}))
	return append(list, with(s.name+"-in-map", s.data, func(d *Data) {
		d.AlsoOpen = []workflow.Reason{workflow.ReasonHandler, workflow.ReasonAddition}
		d.MessageFolder = "Archief"
		d.Dates = []workflow.Deadline{{Kind: workflow.DeadlineTriage, Date: day(2026, time.March, 10)}}
	}))
}

func urgentSamples() []sample {
	base := sampleCase()
	base.Reason = workflow.ReasonCrisis
	base.MessageDate, base.MessageTime = base.Received, "23:41"
	base.Sender = "joris@voorbeeld.nl"
	return []sample{
		with("secretaris", base, nil),
		with("vervanger", base, func(d *Data) { d.To = workflow.RoleStandIn }),
		with("wacht", base, func(d *Data) { d.To = workflow.RoleUrgent }),
		with("zonder-zaak", base, func(d *Data) { d.Tag, d.Number, d.Likely, d.MessageFolder = "", "", sampleTag, "Archief" }),
		with("keuzes", base, func(d *Data) { d.Options, d.Code = actieOptions(workflow.ReasonCrisis), "K7F392QMX4" }),
		with("kaal", base, func(d *Data) { d.MessageDate, d.MessageTime, d.Sender, d.Tag = terms.Date{}, "", "", "" }),
		with("brief-verkeerd", base, wrongLetter),
		with("brief-verkeerd-vervanger", base, func(d *Data) { wrongLetter(d); d.To = workflow.RoleStandIn }),
		with("brief-vervallen", base, func(d *Data) { wrongLetter(d); d.Void = true }),
		with("brief-keuzes", base, func(d *Data) {
			wrongLetter(d)
			d.Options, d.Code = actieOptions(workflow.ReasonLetterWrong), "K7F392QMX4"
		}),
		with("brief-kaal", base, func(d *Data) {
			d.Reason, d.MessageDate, d.MessageTime, d.Tag = workflow.ReasonLetterWrong, terms.Date{}, "", ""
		}),
	}
}

func wrongLetter(d *Data) {
	d.Reason, d.Letter, d.Party = workflow.ReasonLetterWrong, workflow.TemplateProposal, workflow.RoleComplainant
}

// sampleForms are forms as they are offered while a proposal lies with the
// complainant.
func sampleForms() []Form {
	list := []Form{
		{Act: workflow.ActToBoard, Word: "naar het bestuur"},
		{Act: workflow.ActCommittee, Word: "naar de commissie"},
		{Act: workflow.ActAsk, Word: "vraag", Fields: []string{"tekst: …"}},
		{Act: workflow.ActWrite, Word: "brief", Fields: []string{"aan: …", "tekst: …"}},
		{Act: workflow.ActCorrect, Word: "rectificatie", Fields: []string{"tekst: …"}},
		{Act: workflow.ActExtend, Word: "verlengen"},
		{Act: workflow.ActSuspend, Word: "opschorten", Fields: []string{"tot: …"}},
		{Act: workflow.ActRefer, Word: "doorverwijzen", Fields: []string{"naar: …"}},
		{Act: workflow.ActRefuse, Word: "niet in behandeling", Fields: []string{"grond: …"}},
		{Act: workflow.ActClose, Word: "sluiten", Fields: []string{"uitkomst: …"}},
		{Act: workflow.ActJoin, Word: "samenvoegen", Fields: []string{"met: …"}},
		{Act: workflow.ActSplit, Word: "splitsen"},
		{Act: workflow.ActItems, Word: "onderdelen", Fields: []string{"1", "2", "3"}},
		{Act: workflow.ActWithdrawItem, Word: "onderdeel ingetrokken", Fields: []string{"onderdeel"}},
		{Act: workflow.ActRestoreItem, Word: "onderdeel terug", Fields: []string{"onderdeel"}},
		{Act: workflow.ActEmployee, Word: "medewerker", Fields: []string{"naam", "mailadres"}},
		{Act: workflow.ActRepresent, Word: "gemachtigde", Fields: []string{"naam", "mailadres"}},
		{Act: workflow.ActParty, Word: "medeklager", Fields: []string{"naam", "mailadres"}},
		{Act: workflow.ActAddress, Word: "adres", Fields: []string{"mailadres"}},
		{Act: workflow.ActLanguage, Word: "taal", Fields: []string{"taal"}},
		{Act: workflow.ActPause, Word: "pauze"},
	}
	for i := range list {
		list[i].Number = i + 1
	}
	return list
}

// committeeForms are the forms of the committee's part.
func committeeForms() []Form {
	hearing := []string{"datum", "tijd", "plaats", "apart", "tijd ander"}
	list := []Form{
		{Act: workflow.ActAdmissible, Word: "ontvankelijk"},
		{Act: workflow.ActInadmissible, Word: "niet ontvankelijk"},
		{Act: workflow.ActWithoutStatements, Word: "zonder stukken"},
		{Act: workflow.ActHearing, Word: "hoorzitting", Fields: hearing},
		{Act: workflow.ActWithoutHearing, Word: "zonder hoorzitting"},
		{Act: workflow.ActHeld, Word: "gehouden"},
		{Act: workflow.ActMoved, Word: "verzet", Fields: hearing},
		{Act: workflow.ActCancelled, Word: "vervallen"},
		{Act: workflow.ActMemberOut, Word: "lid buiten", Fields: []string{"naam"}},
		{Act: workflow.ActJudge, Word: "uitspraak", Fields: []string{"1", "2", "3", "aanbeveling"}},
		{Act: workflow.ActCirculate, Word: "concept rondsturen"},
		{Act: workflow.ActFollowed, Word: "overgenomen", Fields: []string{"maatregel"}},
		{Act: workflow.ActPost, Word: "post", Fields: []string{"ingekomen", "verzonden"}},
		{Act: workflow.ActErase, Word: "vernietigen"},
	}
	for i := range list {
		list[i].Number = i + 1
	}
	return list
}

// formSamples are the list, each form alone, and every act there is.
func formSamples(base Data) []sample {
	base.Options, base.Status = nil, workflow.StatusProposed
	list := []sample{
		with("lijst", base, func(d *Data) { d.Reason, d.Forms = workflow.ReasonForms, sampleForms() }),
		with("lijst-kort", base, func(d *Data) { d.Reason, d.Forms = workflow.ReasonForms, sampleForms()[5:6] }),
		with("lijst-leeg", base, func(d *Data) { d.Reason, d.Tag, d.Status = workflow.ReasonForms, "", "" }),
		with("formulier", base, func(d *Data) { d.Reason, d.Forms = workflow.ReasonForm, sampleForms()[9:10] }),
		with("formulier-leeg", base, func(d *Data) { d.Reason = workflow.ReasonForm }),
		with("kan-nu-niet", base, func(d *Data) { d.Reason = workflow.ReasonNotNow }),
		with("niet-gestuurd", base, func(d *Data) {
			d.Reason, d.Letter, d.Party = workflow.ReasonNotForwarded, workflow.TemplateLetter, workflow.RoleComplainant
		}),
		with("niet-gestuurd-zonder-brief", base, func(d *Data) { d.Reason, d.Party = workflow.ReasonNotForwarded, workflow.RoleComplainant }),
		with("woord-naar-partij", base, func(d *Data) {
			d.Reason, d.Party, d.MessageDate, d.MessageTime = workflow.ReasonWordToParty, workflow.RoleComplainant, d.Received, "10:12"
		}),
		with("woord-naar-partij-kaal", base, func(d *Data) { d.Reason = workflow.ReasonWordToParty }),
		with("concept-weg", base, func(d *Data) { d.Reason = workflow.ReasonNoDraft }),
		with("lijst-commissie", base, func(d *Data) {
			d.Reason, d.Status, d.Forms = workflow.ReasonForms, workflow.StatusHearing, committeeForms()
		}),
		with("kan-nu-niet-leeg", base, func(d *Data) { d.Reason, d.Tag = workflow.ReasonNotNow, "" }),
	}
	var all []Form
	for i, act := range slices.Sorted(maps.Keys(actWordsNL)) {
		all = append(all, Form{Number: i + 1, Act: act, Word: strings.ReplaceAll(string(act), "_", " ")})
	}
	return append(list, with("alles", base, func(d *Data) { d.Reason, d.Forms = workflow.ReasonForms, all }))
}

func helpSamples() []sample {
	base := sampleCase()
	base.Options = actieOptions(workflow.ReasonDoubt)
	base.Code = "K7F392QMX4"
	list := []sample{with("kaal", sampleHouse(), nil)}
	for _, r := range []workflow.Reason{"", workflow.ReasonNoDigit, workflow.ReasonClosedAnswer, workflow.ReasonWhichCase} {
		list = append(list, with("zaak-"+string(r), base, func(d *Data) { d.Reason = r }))
		list = append(list, with("bericht-"+string(r), sampleHouse(), func(d *Data) {
			d.Reason, d.Options, d.Code, d.Likely = r, actieOptions(workflow.ReasonIntake), base.Code, sampleTag
		}))
	}
	return append(list, formSamples(base)...)
}
