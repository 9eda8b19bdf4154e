package templates

import (
	"fmt"
	"slices"
	"time"

	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// The days of the committee's part in the samples. It was chosen on 25 March.
var (
	wishBy    = day(2026, time.April, 8)
	toetsBy   = day(2026, time.April, 8)
	defenceBy = day(2026, time.April, 22)
	replyBy   = day(2026, time.May, 7)
	hearingOn = day(2026, time.May, 19)
	decideBy  = day(2026, time.June, 3)
	besluitBy = day(2026, time.June, 30)
)

// sampleHearing is a hearing that was settled, and what was asked before it.
func sampleHearing() *HearingData {
	link := func(n int, yes string) string {
		return fmt.Sprintf("mailto:klachtencommissie@perspectief.example?subject=%s%%20%d%%20%%5B%s%%5D&body=%s", yes, n, sampleTag, yes)
	}
	h := &HearingData{Day: hearingOn, At: "10:00", Place: "kantoor Utrecht, Maliebaan 12", PapersUntil: day(2026, time.May, 12)}
	for i, d := range []terms.Date{day(2026, time.May, 19), day(2026, time.May, 21), day(2026, time.May, 26)} {
		h.Slots = append(h.Slots, HearingSlot{Number: i + 1, Day: d, At: "10:00", Can: link(i+1, "kan"), Cannot: link(i+1, "niet")})
	}
	h.Slots[2].At = "14:30"
	return h
}

// answeredHearing adds who can when.
func answeredHearing() *HearingData {
	h := sampleHearing()
	h.Slots[0].Yes, h.Slots[0].No = []string{"de klager", "de voorzitter", "Anna de Wit"}, []string{"de directeur"}
	h.Slots[1].Yes, h.Slots[1].Open = []string{"de klager", "de voorzitter", "de directeur"}, []string{"Anna de Wit"}
	return h
}

// atCommittee is a case that the committee has, as to gets to read of it.
func atCommittee(s workflow.Status, to workflow.Role) Data {
	d := toThem(s)
	d.To = to
	d.Today = day(2026, time.March, 25)
	d.Chair, d.Members = "Ruud Hollander", []string{"Anna de Wit", "Omar Bakkali"}
	d.AnswerBy, d.DecideBy = decideBy, decideBy
	if slices.Contains(staff, to) {
		d.Code, d.Name = "K7F392QMX4", map[workflow.Role]string{
			workflow.RoleDirector: "Marijke Terpstra", workflow.RoleBoard: "Raad van Bestuur", workflow.RoleChair: "Ruud Hollander",
			workflow.RoleMember: "Anna de Wit", workflow.RoleEmployee: "Hanna Veldkamp"}[to]
	}
	return d
}

// sampleItems are complaint items as the committee judged them.
func sampleItems() []Item {
	return []Item{
		{1, "te laat komen", workflow.OutcomeFounded},
		{2, "het noemen van het adres", workflow.OutcomePartlyFounded},
		{3, "de brief niet lezen", workflow.OutcomeUnfounded},
		{4, "de toon van het gesprek", workflow.OutcomeNoOpinion},
		{5, "het gesprek van 2019", workflow.OutcomeInadmissible},
	}
}

var judgedOutcomes = []workflow.Outcome{workflow.OutcomeFounded, workflow.OutcomePartlyFounded, workflow.OutcomeUnfounded,
	workflow.OutcomeNoOpinion, workflow.OutcomeInadmissible}

// committeeSamples are those of the texts from the choice for the committee to the
// besluit.
func committeeSamples(name workflow.Template) []sample {
	switch name {
	case workflow.TemplateAdmissibility:
		base := atCommittee(workflow.StatusAdmissibility, workflow.RoleChair)
		base.Due = toetsBy
		return []sample{
			with("toets", base, nil),
			with("te-laat", base, func(d *Data) { d.Today = day(2026, time.April, 9) }),
			with("kaal", base, func(d *Data) { d.Due, d.DecideBy, d.Name, d.Code = terms.Date{}, terms.Date{}, "", "" }),
		}
	case workflow.TemplateCommitteeReminder:
		return committeeReminderSamples()
	case workflow.TemplateDefenceAsked:
		base := atCommittee(workflow.StatusStatements, workflow.RoleDirector)
		base.Today, base.Due = day(2026, time.April, 1), defenceBy
		employee := func(d *Data) { d.To, d.Name = workflow.RoleEmployee, "Hanna Veldkamp" }
		return []sample{
			with("directeur", base, nil),
			with("medewerker", base, employee),
			with("bestuur", base, func(d *Data) {
				d.To, d.Handler, d.Name = workflow.RoleBoard, workflow.RoleBoard, "Raad van Bestuur"
			}),
			with("te-laat", base, func(d *Data) { d.Today = day(2026, time.April, 23) }),
			with("kaal", base, func(d *Data) { d.Due, d.Name, d.Code = terms.Date{}, "", "" }),
		}
	case workflow.TemplateHearingDates:
		return hearingDatesSamples()
	case workflow.TemplateHearing:
		return hearingSamples()
	case workflow.TemplateDeliberation, workflow.TemplateDraftDecision:
		return insideSamples(name)
	case workflow.TemplateBesluitAsked:
		base := atCommittee(workflow.StatusDirectorDecides, workflow.RoleDirector)
		base.Today, base.BesluitBy, base.Outcome = day(2026, time.June, 2), besluitBy, workflow.OutcomeFounded
		return []sample{
			with("gegrond", base, nil),
			with("onderdelen-aanbeveling", base, func(d *Data) {
				d.Outcome, d.Items, d.Recommended = workflow.OutcomePartlyFounded, sampleItems(), true
			}),
			with("bestuur", base, func(d *Data) {
				d.To, d.Handler, d.Name = workflow.RoleBoard, workflow.RoleBoard, "Raad van Bestuur"
			}),
			with("te-laat", base, func(d *Data) { d.Today = day(2026, time.July, 1) }),
			with("kaal", base, func(d *Data) { d.BesluitBy, d.Name, d.Code = terms.Date{}, "", "" }),
		}
	}
	return committeeLetterSamples(name)
}

func committeeReminderSamples() []sample {
	var list []sample
	for _, to := range []workflow.Role{workflow.RoleChair, workflow.RoleMember} {
		toets := atCommittee(workflow.StatusAdmissibility, to)
		toets.Due = toetsBy
		late := atCommittee(workflow.StatusDeliberation, to)
		for stage, today := range map[int][2]terms.Date{
			2: {day(2026, time.April, 1), day(2026, time.May, 27)}, // a week before
			3: {day(2026, time.April, 8), day(2026, time.June, 3)}, // the last working day
			4: {day(2026, time.April, 9), day(2026, time.June, 4)}, // late
		} {
			list = append(list,
				with(fmt.Sprintf("toets-%s-%d", to, stage-1), toets, func(d *Data) { d.Stage, d.Today = stage, today[0] }),
				with(fmt.Sprintf("uitspraak-%s-%d", to, stage-1), late, func(d *Data) { d.Stage, d.Today = stage, today[1] }))
		}
		list = append(list, with("kaal-"+string(to), late, func(d *Data) {
			d.Stage, d.DecideBy, d.Name, d.Code = 1, terms.Date{}, "", ""
		}))
	}
	slices.SortFunc(list, func(x, y sample) int { return len(x.name) - len(y.name) })
	return list
}

// hearingRoles are who is asked to a hearing, the complainant first.
var hearingRoles = []workflow.Role{workflow.RoleComplainant, workflow.RoleDirector, workflow.RoleEmployee, workflow.RoleChair, workflow.RoleMember}

func hearingDatesSamples() []sample {
	var list []sample
	for _, to := range hearingRoles {
		base := atCommittee(workflow.StatusHearing, to)
		base.Today, base.Due, base.Hearing = day(2026, time.April, 28), day(2026, time.May, 6), sampleHearing()
		base.Hearing.Day, base.Hearing.At = terms.Date{}, ""
		list = append(list,
			with(string(to), base, nil),
			with(string(to)+"-apart", base, func(d *Data) { h := *d.Hearing; h.Separate = true; d.Hearing = &h }),
			with(string(to)+"-kaal", base, func(d *Data) {
				d.Due, d.Hours, d.Code = terms.Date{}, "", ""
				d.Hearing = &HearingData{Slots: []HearingSlot{{Number: 1, Day: hearingOn}, {Number: 2, Day: day(2026, time.May, 20), At: "9:00"}}}
			}))
	}
	return append(list, byPost(list[0]))
}

// byPost is the same for somebody who is reached by post.
func byPost(s sample) sample {
	return with("op-papier-"+s.name, s.data, func(d *Data) { d.Paper = true })
}

func hearingSamples() []sample {
	var list []sample
	for _, to := range hearingRoles {
		base := atCommittee(workflow.StatusHearing, to)
		base.Today, base.Hearing, base.News = day(2026, time.May, 4), sampleHearing(), workflow.NewsInvited
		apart := func(d *Data) { h := *d.Hearing; h.Separate, h.OtherAt = true, "11:30"; d.Hearing = &h }
		list = append(list,
			with(string(to), base, nil),
			with(string(to)+"-apart", base, apart),
			with(string(to)+"-verzet", base, func(d *Data) { d.News, d.OldDate = workflow.NewsMoved, day(2026, time.May, 12) }),
			with(string(to)+"-vervallen", base, func(d *Data) { d.News = workflow.NewsCancelled }),
			with(string(to)+"-vervallen-beraad", base, func(d *Data) { d.News, d.Status = workflow.NewsCancelled, workflow.StatusDeliberation }),
			with(string(to)+"-vervallen-afgerond", base, func(d *Data) { d.News, d.Status = workflow.NewsCancelled, workflow.StatusClosed }),
			with(string(to)+"-kaal", base, func(d *Data) {
				d.Chair, d.Members, d.Hours, d.Code = "", nil, "", ""
				d.Hearing = &HearingData{Day: hearingOn}
			}))
		if to != workflow.RoleComplainant && to != workflow.RoleRepresentative {
			list = append(list, with(string(to)+"-niet-nodig", base, func(d *Data) { d.News = workflow.NewsUninvited }))
		}
	}
	return append(list, byPost(list[0]), with("klager-een-lid", list[0].data, func(d *Data) { d.Members = d.Members[:1] }))
}

func insideSamples(name workflow.Template) []sample {
	var list []sample
	for _, to := range []workflow.Role{workflow.RoleChair, workflow.RoleMember} {
		base := atCommittee(workflow.StatusDeliberation, to)
		base.Today, base.Due = day(2026, time.May, 20), day(2026, time.May, 27)
		from := workflow.RoleMember
		if to == workflow.RoleMember {
			from = workflow.RoleChair
		}
		base.Words = []Words{{Date: day(2026, time.May, 20), From: from, Text: "Ik vind punt 1 gegrond.\n\nBij punt 2 twijfel ik nog. Stond het adres echt in de brief?"}}
		list = append(list, with(string(to), base, nil))
		if name == workflow.TemplateDraftDecision {
			list = append(list, with(string(to)+"-te-laat", base, func(d *Data) { d.Today = day(2026, time.June, 4) }))
		}
		list = append(list, with(string(to)+"-kaal", base, func(d *Data) {
			d.Words, d.Due, d.DecideBy, d.Name, d.Code = nil, terms.Date{}, terms.Date{}, "", ""
		}))
	}
	return list
}

// committeeLetterSamples are those of the drafts of the committee's part.
func committeeLetterSamples(name workflow.Template) []sample {
	letter := func(to workflow.Role, status workflow.Status, today terms.Date) Data {
		d := atCommittee(status, to)
		d.Today, d.Code = today, ""
		d.Reference = d.Number + "/U1-7F3K92QM4D"
		if to == workflow.RoleComplainant {
			d.Name = "Joris Ebbinge"
		}
		return d
	}
	bare := func(d *Data) { d.Name, d.Hours, d.Words, d.Measures, d.Followed = "", "", nil, nil, "" }
	decided := []Words{{Date: day(2026, time.June, 22), From: workflow.RoleDirector,
		Text: "De commissie heeft gelijk. Uw adres had niet genoemd mogen worden.\nHet spijt mij dat dit is gebeurd."}}
	measures := []Measure{{day(2026, time.July, 1), "Elke bemiddelaar leest vooraf het hele dossier"}, {day(2026, time.September, 1), "Alle bemiddelaars volgen een training"}}
	switch name {
	case workflow.TemplateCaseFile:
		base := letter(workflow.RoleChair, workflow.StatusAdmissibility, day(2026, time.March, 26))
		base.Documents = []Document{{1, day(2026, time.February, 24), "mail van de klager"}, {2, day(2026, time.March, 18), "mail van de directeur"}}
		return []sample{
			with("voorzitter", base, nil),
			with("lid", base, func(d *Data) { d.To, d.Name = workflow.RoleMember, "Anna de Wit" }),
			with("beraad", base, func(d *Data) { d.Status = workflow.StatusDeliberation }),
			with("kaal", base, func(d *Data) { bare(d); d.Documents = nil }),
		}
	case workflow.TemplateDefence:
		base := letter(workflow.RoleComplainant, workflow.StatusStatements, day(2026, time.April, 23))
		base.ReplyBy = replyBy
		base.Words = []Words{{Date: day(2026, time.April, 20), From: workflow.RoleDirector, Text: "De bemiddelaar stond in de file.\nZij belde u, maar kreeg geen gehoor."}}
		return []sample{
			with("directeur", base, nil),
			with("twee", base, func(d *Data) {
				d.Words = append(slices.Clone(d.Words), Words{From: workflow.RoleEmployee, Text: "Ik heb uw adres niet genoemd."})
			}),
			byPost(with("directeur", base, nil)),
			with("kaal", base, func(d *Data) { bare(d); d.ReplyBy = terms.Date{} }),
		}
	case workflow.TemplateDecision:
		base := letter(workflow.RoleComplainant, workflow.StatusDeliberation, day(2026, time.May, 28))
		base.BesluitBy = besluitBy
		list := []sample{with("onderdelen-aanbeveling", base, func(d *Data) {
			d.Outcome, d.Items, d.Recommended = workflow.OutcomePartlyFounded, sampleItems(), true
		})}
		for _, o := range judgedOutcomes {
			list = append(list, with(string(o), base, func(d *Data) { d.Outcome = o }))
		}
		return append(list,
			with("volgende-stap", base, func(d *Data) { d.Outcome, d.NextStep = workflow.OutcomeUnfounded, "U kunt ook naar de rechter gaan." }),
			byPost(list[0]),
			with("kaal", base, func(d *Data) { bare(d); d.Outcome, d.BesluitBy = workflow.OutcomeFounded, terms.Date{} }))
	case workflow.TemplateBesluit:
		base := letter(workflow.RoleComplainant, workflow.StatusDirectorDecides, day(2026, time.June, 24))
		base.Outcome, base.Words = workflow.OutcomeFounded, decided
		full := with("overgenomen", base, func(d *Data) { d.Followed, d.Measures = workflow.FollowedWholly, measures })
		return []sample{
			full,
			with("nog-niet-gezegd", base, nil),
			with("deels-onderdelen", base, func(d *Data) {
				d.Followed, d.Items, d.Outcome, d.Recommended = workflow.FollowedPartly, sampleItems(), workflow.OutcomePartlyFounded, true
			}),
			with("niet", base, func(d *Data) { d.Followed, d.Handler = workflow.FollowedNot, workflow.RoleBoard }),
			with("volgende-stap", base, func(d *Data) { d.NextStep = "U kunt ook naar de rechter gaan." }),
			byPost(full),
			with("kaal", base, bare),
		}
	case workflow.TemplateBesluitCommittee:
		base := letter(workflow.RoleChair, workflow.StatusDirectorDecides, day(2026, time.June, 24))
		base.Outcome, base.Words = workflow.OutcomePartlyFounded, decided
		return []sample{
			with("voorzitter", base, nil),
			with("overgenomen", base, func(d *Data) { d.Followed, d.Measures = workflow.FollowedWholly, measures }),
			with("lid-niet", base, func(d *Data) { d.To, d.Name, d.Followed = workflow.RoleMember, "Anna de Wit", workflow.FollowedNot }),
			with("kaal", base, bare),
		}
	case workflow.TemplateEmployeeOutcome:
		base := letter(workflow.RoleEmployee, workflow.StatusClosed, day(2026, time.June, 24))
		list := []sample{with("onderdelen", base, func(d *Data) { d.Outcome, d.Items = workflow.OutcomePartlyFounded, sampleItems() })}
		for _, o := range judgedOutcomes {
			list = append(list, with(string(o), base, func(d *Data) { d.Outcome = o }))
		}
		return append(list, with("kaal", base, func(d *Data) { bare(d); d.Outcome = workflow.OutcomeUnfounded }))
	case workflow.TemplateErasure:
		base := letter(workflow.RoleSecretary, workflow.StatusClosed, day(2028, time.June, 26))
		return []sample{with("zaak", base, nil)}
	}
	return nil
}
