package workflow

import "slices"

// Transition is one row of the table of how a case moves (procedure section 6a).
type Transition struct {
	From    Status
	Act     Act
	To      Status
	Outcome Outcome    // of a closing
	Mails   []Template // fixed mails that leave by it; a letter was sent before
}

// Transitions is the table. A case never moves otherwise: an act that has no row
// changes nothing.
var Transitions = slices.Concat(theWayIn, theDirector, theCommittee, theClosings, theReopenings)

// From receipt to the director.
var theWayIn = []Transition{
	{StatusReceived, ActToDirector, StatusWithDirector, "", []Template{TemplateToHandler}},
	{StatusReceived, ActToBoard, StatusWithDirector, "", []Template{TemplateToHandler}},
	{StatusIncomplete, ActToDirector, StatusWithDirector, "", []Template{TemplateToHandler}},
	{StatusIncomplete, ActToBoard, StatusWithDirector, "", []Template{TemplateToHandler}},
	{StatusReceived, ActAskFirst, StatusIncomplete, "", nil},
	{StatusIncomplete, ActSupplement, StatusReceived, "", nil},
}

// From the director to a solution, or to the choice.
var theDirector = []Transition{
	{StatusWithDirector, ActLetter, StatusProposed, "", nil},
	{StatusChoosing, ActLetter, StatusProposed, "", nil},
	{StatusProposed, ActContent, StatusClosed, OutcomeSettled, []Template{TemplateClosing}},
	{StatusWithDirector, ActContent, StatusClosed, OutcomeSettled, []Template{TemplateClosing}},
	{StatusChoosing, ActContent, StatusClosed, OutcomeSettled, []Template{TemplateClosing}},
	{StatusProposed, ActNotContent, StatusChoosing, "", []Template{TemplateChoice}},
	{StatusWithDirector, ActNotContent, StatusChoosing, "", []Template{TemplateChoice}},
	{StatusProposed, ActCommittee, StatusAdmissibility, "", []Template{TemplateToCommittee}},
	{StatusChoosing, ActCommittee, StatusAdmissibility, "", []Template{TemplateToCommittee}},
	{StatusWithDirector, ActCommittee, StatusAdmissibility, "", []Template{TemplateToCommittee}},
	{StatusChoosing, ActStop, StatusClosed, OutcomeNotSettled, []Template{TemplateClosing}},
}

// From the choice for the committee to the besluit.
var theCommittee = func() []Transition {
	interim := []Template{TemplateInterim}
	rows := []Transition{
		{StatusAdmissibility, ActAdmissible, StatusStatements, "", []Template{TemplateDefenceAsked, TemplateInterim}},
		{StatusStatements, ActHearing, StatusHearing, "", nil}, // the mails of the hearing itself tell it
		{StatusStatements, ActWithoutHearing, StatusDeliberation, "", interim},
		{StatusHearing, ActWithoutHearing, StatusDeliberation, "", interim},
		{StatusHearing, ActHeld, StatusDeliberation, "", interim},
		{StatusHearing, ActCancelled, StatusDeliberation, "", interim},
		{StatusAdmissibility, ActLetter, StatusClosed, OutcomeInadmissible, nil},
		{StatusDeliberation, ActLetter, StatusDirectorDecides, "", []Template{TemplateBesluitAsked}},
	}
	for _, s := range []Status{StatusAdmissibility, StatusStatements} {
		rows = append(rows, Transition{s, ActWithoutStatements, StatusHearing, "", interim},
			Transition{s, ActWithoutStatements, StatusDeliberation, "", interim}) // the hearing is waived
	}
	for _, o := range []Outcome{OutcomeUnfounded, OutcomeNoOpinion, OutcomeInadmissible} {
		rows = append(rows, Transition{StatusDeliberation, ActLetter, StatusClosed, o, nil})
	}
	for _, o := range []Outcome{OutcomeFounded, OutcomePartlyFounded} {
		rows = append(rows, Transition{StatusDirectorDecides, ActLetter, StatusClosed, o, nil})
	}
	return append(rows, Transition{StatusClosed, ActLetter, StatusErased, "", nil})
}()

// Endings that are possible at more than one place.
var theClosings = func() []Transition {
	var rows []Transition
	for _, s := range withdrawable {
		rows = append(rows, Transition{s, ActWithdraw, StatusClosed, OutcomeWithdrawn, []Template{TemplateClosing}})
	}
	for _, s := range []Status{StatusIncomplete, StatusProposed, StatusChoosing} {
		rows = append(rows, Transition{s, ActNoReaction, StatusClosed, OutcomeNoReaction, []Template{TemplateClosing}})
	}
	for _, s := range triage {
		for _, o := range []Outcome{OutcomeNotTakenUp, OutcomeReferred, OutcomeNoComplaint} {
			rows = append(rows, Transition{s, ActLetter, StatusClosed, o, nil})
		}
	}
	for _, s := range beforeDirector {
		rows = append(rows, Transition{s, ActAnonymous, StatusClosed, OutcomeAnonymous, nil})
	}
	for _, s := range open {
		rows = append(rows, Transition{s, ActJoin, StatusClosed, OutcomeJoined, []Template{TemplateInterim}})
		for _, o := range Closable {
			rows = append(rows, Transition{s, ActClose, StatusClosed, o, []Template{TemplateClosing}})
		}
	}
	return rows
}()

// Closable are the outcomes the secretary may close with by a form. Settled is not
// among them: that takes the complainant's words or her signed note of a call.
// What the committee judges is said by a letter.
var Closable = []Outcome{
	OutcomeNotSettled, OutcomeWithdrawn, OutcomeNoReaction, OutcomeNotTakenUp, OutcomeReferred,
	OutcomeNoComplaint, OutcomeNoOpinion, OutcomeAnonymous,
}

// theReopenings lead back to where a case was closed from.
var theReopenings = func() []Transition {
	var rows []Transition
	for _, s := range open {
		rows = append(rows, Transition{StatusClosed, ActReopen, s, "", []Template{TemplateReopened}})
	}
	return rows
}()

// move brings the case to another status, if the table has a row for it.
func (b *builder) move(act Act, to Status, outcome Outcome) bool {
	from := b.c.Status
	if from == to {
		return true
	}
	row := Transition{From: from, Act: act, To: to, Outcome: outcome}
	if !slices.ContainsFunc(Transitions, func(t Transition) bool { return t.same(row) }) {
		b.event(Event{Kind: EventRefused, Act: act, Text: "Deze stap kan niet: van " + string(from) + " naar " + string(to) + "."})
		return false
	}
	b.d.Moves = append(b.d.Moves, row)
	b.c.Outcome = outcome
	b.setStatus(to)
	return true
}

// same reports whether two rows are about the same step.
func (t Transition) same(o Transition) bool {
	return t.From == o.From && t.Act == o.Act && t.To == o.To && t.Outcome == o.Outcome
}
