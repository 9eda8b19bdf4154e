package workflow

import "klachtenpost/workflow/terms"

// Overview is what the secretary reads on Monday: first what needs her, then how
// every open case stands. It carries no content and no contact data.
type Overview struct {
	Date, Since terms.Date
	Needs       []OverviewNeed
	Cases       []OverviewCase
	Closed      []OverviewCase // closed since Since
	Junk        []OverviewMail // lying in Junk: is there a complaint among them?
	Undelivered []OverviewMail // mails of ours that did not arrive
	Unproven    []OverviewMail // tried to act and could not show who they are
	Letters     []OverviewMail // waiting in Drafts
	SetAside    []OverviewMail // could not be read
	Well        []string       // what went well, Dutch sentences
	Arrived     int            // mails in the register since Since
	Undecided   int            // of these, not yet decided
}

// OverviewNeed is an Actie that waits.
type OverviewNeed struct {
	Tag    string // of the case, "" for an intake item
	Reason Reason
	Asked  terms.Date
	Due    terms.Date // zero: none
	Late   bool
}

// OverviewCase is one line per case.
type OverviewCase struct {
	Tag      string
	Status   Status
	Outcome  Outcome
	Handler  Role
	Received terms.Date
	Next     Deadline // the first date that runs; zero Date: none
	Percent  int      // how much of the next term is over, 0-100
	Late     bool
}

// OverviewMail is a mail by its date and what it was about.
type OverviewMail struct {
	Tag      string
	Date     terms.Date
	Address  string   // shown address; "" when there is none
	Template Template // of a mail of ours
	Folder   string
}
