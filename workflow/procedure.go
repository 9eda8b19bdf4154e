package workflow

import (
	"time"

	"klachtenpost/workflow/answer"
	"klachtenpost/workflow/terms"
)

// Procedure is the configured rules: who serves, which terms, which calendar.
// It holds no state and is safe to share.
type Procedure struct {
	Location  *time.Location // where civil days are counted, Europe/Amsterdam
	Calendar  terms.Calendar
	Terms     Terms
	Committee Address // the mailbox the procedure lives in
	Secretary Staff
	Director  Staff
	Board     Staff // zero Name: none configured
	Chair     Staff // zero Name: none configured
	Members   []Staff
	// ReleaseAll holds every complaint for the secretary (intake.release = "altijd").
	ReleaseAll bool
	// MaxAge is how long ago something may have happened before the secretary
	// looks first (Awb 9:8); zero: a year.
	MaxAge terms.Length
	// Urgent are addresses that hear of Spoed beside the mailbox.
	Urgent []Address
	// Scanners are machines of our own that send mail in: what they send is from nobody.
	Scanners []Address
	// AnyHour lets all mail leave at any hour of any day: for the demo only.
	AnyHour bool
}

// Terms are the lengths of section 9 of the procedure, each a key of the
// configuration.
type Terms struct {
	Acknowledgement       terms.Length // a person looks, from receipt
	Triage                terms.Length // what is it, from receipt
	Refusal               terms.Length // last day to refuse, from receipt (Awb 9:8 lid 3)
	Supplement            terms.Length // the complainant's answer, from the question
	SupplementReminder    terms.Length // reminder, from the question
	DirectorSeen          terms.Length // from routing
	DirectorSeenSecretary terms.Length // from routing
	DirectorTarget        terms.Length // from receipt
	DirectorEnd           terms.Length // from receipt (Awb 9:11 lid 1)
	DirectorExtension     terms.Length // once (Awb 9:11 lid 2)
	DirectorReminder      terms.Length // before the end
	Complainant           terms.Length // answer to a proposal
	ComplainantAction     terms.Length // then the secretary
	Choice                terms.Length // choice of committee
	HearingWish           terms.Length
	Admissibility         terms.Length
	Letter                terms.Length // a letter waits in Drafts
	LetterEscalation      terms.Length
	Committee             terms.Length
	CommitteeExtension    terms.Length
	Defence               terms.Length
	Reply                 terms.Length
	ReplyBeforeHearing    terms.Length
	HearingInvitation     terms.Length
	DecisionAfterHearing  terms.Length
	Besluit               terms.Length
	Progress              terms.Length
	Undo                  terms.Length
	Retention             terms.Length
}

// DefaultTerms are sensible lengths for an organisation whose reglement names
// none. The organisation's own reglement always wins.
func DefaultTerms() Terms {
	l := func(n int, u terms.Unit) terms.Length { return terms.Length{N: n, Unit: u} }
	return Terms{
		Acknowledgement: l(5, terms.Workdays), Triage: l(2, terms.Weeks), Refusal: l(4, terms.Weeks),
		Supplement: l(2, terms.Weeks), SupplementReminder: l(1, terms.Weeks),
		DirectorSeen: l(3, terms.Workdays), DirectorSeenSecretary: l(5, terms.Workdays),
		DirectorTarget: l(4, terms.Weeks), DirectorEnd: l(6, terms.Weeks),
		DirectorExtension: l(4, terms.Weeks), DirectorReminder: l(7, terms.Days),
		Complainant: l(2, terms.Weeks), ComplainantAction: l(4, terms.Weeks),
		Choice: l(6, terms.Weeks), HearingWish: l(2, terms.Weeks), Admissibility: l(2, terms.Weeks),
		Letter: l(2, terms.Workdays), LetterEscalation: l(5, terms.Workdays),
		Committee: l(10, terms.Weeks), CommitteeExtension: l(4, terms.Weeks),
		Defence: l(3, terms.Weeks), Reply: l(2, terms.Weeks), ReplyBeforeHearing: l(1, terms.Weeks),
		HearingInvitation: l(2, terms.Weeks), DecisionAfterHearing: l(4, terms.Weeks),
		Besluit: l(4, terms.Weeks), Progress: l(21, terms.Days), Undo: l(14, terms.Days),
		Retention: l(2, terms.Years),
	}
}

// staff lists the configured people for the recognisers.
func (p Procedure) staff() []answer.Staff {
	var list []answer.Staff
	add := func(s Staff) {
		if s.Name != "" || !s.Address.IsZero() {
			list = append(list, answer.Staff{Role: string(s.Role), Name: s.Name, Addr: s.Address.Addr()})
		}
	}
	add(p.Secretary)
	add(p.Director)
	add(p.Board)
	add(p.Chair)
	for _, m := range p.Members {
		add(m)
	}
	return list
}

// day is the civil day of t where the procedure lives.
func (p Procedure) day(t time.Time) terms.Date { return terms.Of(t, p.Location) }

// Staff finds the configured person of a role; the zero Staff when there is none.
func (p Procedure) Staff(role Role) Staff {
	switch role {
	case RoleSecretary:
		return p.Secretary
	case RoleDirector:
		return p.Director
	case RoleBoard:
		return p.Board
	case RoleChair:
		return p.Chair
	case RoleStandIn:
		if p.Secretary.StandIn != nil {
			return *p.Secretary.StandIn
		}
	}
	return Staff{}
}
