package templates

import (
	"strings"
	"time"

	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// letterSamples are those of the drafts.
func letterSamples(name workflow.Template) []sample {
	base := toThem(workflow.StatusWithDirector)
	base.Name = "Joris Ebbinge"
	base.Reference = base.Number + "/V1-7F3K92QM4D"
	said := func(from workflow.Role, text string) []Words {
		return []Words{{Date: day(2026, time.March, 24), From: from, Text: text}}
	}
	answer := said(workflow.RoleDirector, "Ik heb met u en met de bemiddelaar gesproken.\nZij had uw brief niet gelezen. Dat had niet mogen gebeuren.\n\nWij bieden u een nieuw gesprek aan,\nmet een andere bemiddelaar.")
	bare := func(d *Data) { d.Name, d.Hours, d.Words, d.Due = "", "", nil, terms.Date{} }
	switch name {
	case workflow.TemplateProposal:
		base.Options, base.Due, base.Words = answerOptions(proposalActs...), day(2026, time.April, 8), answer
		return []sample{
			with("directeur", base, nil),
			with("bestuur", base, func(d *Data) { d.Handler = workflow.RoleBoard }),
			byPost(with("directeur", base, nil)),
			with("twee-mails", base, func(d *Data) { d.Words = append(said(workflow.RoleDirector, "Eerst dit."), answer...) }),
			with("kaal", base, func(d *Data) { bare(d); d.Options = answerOptions(proposalActs...) }),
		}
	case workflow.TemplateAsk:
		base.Due, base.Words = day(2026, time.April, 8), said(workflow.RoleDirector, "Wie waren er nog meer bij het gesprek?")
		return []sample{
			with("directeur", base, nil),
			with("secretaris", base, func(d *Data) { d.Words = said(workflow.RoleSecretary, "Op welk nummer kunnen wij u bellen?") }),
			with("commissie", base, func(d *Data) {
				d.Status, d.Words = workflow.StatusAdmissibility, said(workflow.RoleChair, "Wanneer was het gesprek?")
			}),
			with("kaal", base, func(d *Data) { bare(d); d.Handler = "" }),
		}
	case workflow.TemplateNotTakenUp:
		list := []sample{with("kaal", base, func(d *Data) { bare(d); d.Ground = workflow.GroundOld })}
		for _, g := range workflow.Grounds {
			list = append(list, with(strings.ReplaceAll(string(g), " ", "-"), base, func(d *Data) { d.Ground = g }))
		}
		return append(list, with("met-uitleg", base, func(d *Data) {
			d.Ground, d.Words = workflow.GroundOld, said(workflow.RoleSecretary, "Het gesprek was in 2023.")
			d.NextStep = "U kunt ook naar de rechter gaan."
		}))
	case workflow.TemplateReferred:
		base.Body = "Politie Midden-Nederland, klachtencoördinator"
		return []sample{
			with("instantie", base, nil),
			with("met-adres-en-uitleg", base, func(d *Data) {
				d.Body = "Reclassering Nederland\nPostbus 8215, 3503 RE Utrecht"
				d.Words, d.NextStep = said(workflow.RoleSecretary, "Het gesprek werd door de reclassering geleid."), "U kunt ook naar de rechter gaan."
			}),
			with("kaal", base, bare),
		}
	case workflow.TemplateNoComplaint:
		base.MessageDate = base.Received
		return []sample{
			with("bericht", base, func(d *Data) {
				d.Tag, d.Received = "", terms.Date{}
				d.Words = said(workflow.RoleSecretary, "De folder vindt u op onze website.")
			}),
			with("in-zaak", base, func(d *Data) { d.MessageDate = terms.Date{} }),
			with("kaal", base, func(d *Data) { bare(d); d.Tag, d.Received, d.MessageDate = "", terms.Date{}, terms.Date{} }),
		}
	case workflow.TemplateForward:
		base.To, base.Name = workflow.RoleDirector, "Marijke Terpstra"
		base.Words = said(workflow.RoleComplainant, "Er was nog iemand bij het gesprek.\nDat was mijn zus.")
		return []sample{
			with("directeur", base, nil),
			with("te-laat", base, func(d *Data) { d.Today = day(2026, time.April, 9) }),
			with("voorzitter", base, func(d *Data) { d.To, d.Status = workflow.RoleChair, workflow.StatusStatements }),
			with("verweer", base, func(d *Data) {
				d.To, d.Status, d.Words = workflow.RoleChair, workflow.StatusStatements, said(workflow.RoleDirector, "De bemiddelaar stond in de file.")
			}),
			with("verweer-en-repliek", base, func(d *Data) {
				d.To, d.Status = workflow.RoleChair, workflow.StatusStatements
				d.Words = append(said(workflow.RoleDirector, "De bemiddelaar stond in de file."), said(workflow.RoleComplainant, "Dat hoorde ik nu pas.")...)
			}),
			with("uitspraak", base, func(d *Data) {
				d.Status, d.BesluitBy, d.Words = workflow.StatusDirectorDecides, besluitBy, said(workflow.RoleSecretary, "Het oordeel: gegrond.\n\nDe bemiddelaar kwam te laat.")
			}),
			with("uitspraak-te-laat", base, func(d *Data) {
				d.Today, d.BesluitBy, d.Words = day(2026, time.July, 1), besluitBy, said(workflow.RoleSecretary, "Het oordeel: gegrond.")
			}),
			with("kaal", base, func(d *Data) { bare(d); d.AnswerBy = terms.Date{} }),
		}
	case workflow.TemplateEmployeeCopy:
		base.To, base.Name = workflow.RoleEmployee, "Hanna Veldkamp"
		base.Complaint = &Complaint{Date: base.Received, Text: "Op 12 januari had ik een gesprek.\nDe bemiddelaar kwam een half uur te laat.\n\nBel mij op [weggelaten]."}
		base.Omitted = []string{"telefoonnummer"}
		return []sample{
			with("directeur", base, nil),
			with("bestuur", base, func(d *Data) {
				d.Handler = workflow.RoleBoard
				d.Additions = []Complaint{{Date: day(2026, time.March, 2), Text: "Het gesprek was in Zwolle."}, {}}
			}),
			with("kaal", base, func(d *Data) { bare(d); d.Complaint, d.AnswerBy, d.Omitted = &Complaint{}, terms.Date{}, nil }),
			with("zonder-tekst", base, func(d *Data) { d.Complaint = nil }),
		}
	case workflow.TemplateCorrection:
		base.Words = said(workflow.RoleSecretary, "De uiterste datum is dinsdag 7 april 2026.")
		base.MessageDate = day(2026, time.March, 24)
		return []sample{
			with("klager", base, nil),
			with("directeur", base, func(d *Data) { d.To, d.Name = workflow.RoleDirector, "Marijke Terpstra" }),
			with("kaal", base, func(d *Data) { bare(d); d.MessageDate, d.Tag = terms.Date{}, "" }),
		}
	case workflow.TemplateLetter:
		base.Words = said(workflow.RoleSecretary, "Ik belde u vandaag, maar kreeg u niet te pakken.\nWanneer kan ik u bellen?")
		return []sample{
			with("klager", base, nil),
			with("hele-brief", base, func(d *Data) {
				d.Words = said(workflow.RoleSecretary, "Beste mevrouw Jansen,\n\nWanneer kan ik u bellen?\n\nMet vriendelijke groet,\nKarin van Haperen")
			}),
			with("voorzitter", base, func(d *Data) { d.To, d.Name = workflow.RoleChair, "Ruud Hollander" }),
			with("kaal", base, func(d *Data) { bare(d); d.Tag = "" }),
		}
	case workflow.TemplateChange:
		base.To, base.Party, base.Name = workflow.RoleSecretary, workflow.RoleComplainant, ""
		base.Words = said(workflow.RoleSecretary, "naam: Joris Ebbinge\ne-mail: joris@voorbeeld.nl")
		return []sample{
			with("klager", base, nil),
			with("medewerker", base, func(d *Data) {
				d.Party, d.Words = workflow.RoleEmployee, said(workflow.RoleSecretary, "e-mail: h.veldkamp@perspectief.example")
			}),
			with("kaal", base, func(d *Data) { d.Tag = "" }),
		}
	}
	return committeeSamples(name)
}
