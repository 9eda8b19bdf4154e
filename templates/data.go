package templates

import (
	"klachtenpost/workflow"
	"klachtenpost/workflow/answer"
	"klachtenpost/workflow/terms"
)

// Data is everything a template may use. Fields that do not apply to a mail are
// zero. What people wrote stands only in Complaint and Additions, and only
// klacht-directeur shows it; every string here is opaque to Markdown.
type Data struct {
	// Who we are, from the configuration.
	Organisation  string // "Perspectief Herstelbemiddeling"
	Committee     string // "Klachtencommissie Perspectief Herstelbemiddeling"
	PostalAddress string
	Phone         string // for "Liever bellen?"
	Hours         string // when that phone is answered, "" when not configured
	NextStep      string // what one can do after the procedure, "" when not configured
	Secretary     string // "Karin van Haperen"
	Reader        string // who reads what comes in now: her stand-in while she is away; "" for herself
	Mailbox       string // the committee's address
	Director      string // name
	Board         string // name, "" when none is configured

	// The receiver of this mail.
	To   workflow.Role
	Name string // "" when not known; never filled for a mail that may not repeat it

	Today terms.Date // the day the mail is rendered

	// The case; zero in mails that belong to none.
	Number   string // K-2026-0001
	Tag      string // K-2026-0001-7, with check character
	Status   workflow.Status
	Handler  workflow.Role // director or board; "" while it waits for the secretary
	Received terms.Date    // day of receipt of the complaint
	Missing  []workflow.Missing
	Asks     bool // the mail is a question (aanvulling); Due is its date

	// Dates, each zero when it does not apply.
	Due      terms.Date          // by when the receiver is asked to answer
	ReadBy   terms.Date          // by when Reader reads what came in
	GoesOn   terms.Date          // when the handler gets the complaint, if that is a later day
	TargetBy terms.Date          // when we hope for the handler's answer
	AnswerBy terms.Date          // last day of the handler's answer
	Expires  terms.Date          // when what is asked would pass, e.g. what if you do not reply
	Dates    []workflow.Deadline // dates that run; shown with what they are for

	// The mail that is spoken of.
	MessageDate   terms.Date
	MessageTime   string // "10:12"
	MessageFolder string // where it lies, "" for the inbox
	Sender        string // its address, for the secretary only

	// klacht-directeur only.
	Complainant Complainant
	Complaint   *Complaint
	Additions   []Complaint // what the complainant added before it went to the handler

	// actie and spoed.
	Reason   workflow.Reason
	Doubts   []answer.Doubt
	Options  []Option
	Code     string            // answer code, printed in the small print
	Stage    int               // of a reminder: which one; of an actie: how often it was sent before
	Asked    terms.Date        // when it was first asked
	Failed   workflow.Template // the mail of ours that did not arrive
	AlsoOpen []workflow.Reason // actie: what else waits for the secretary in this case
	Likely   string            // tag of the case an intake item may belong to
	Unseen   bool              // twijfel: part of it came from somebody who did not show that he is the complainant
	Apart    bool              // actie: the mail stands in no dossier, and choosing to keep it changes nothing in that

	// What happened, and what follows from it.
	Question workflow.QuestionKind // what the mail asks; of a herinnering: again
	News     workflow.News         // of a tussenbericht
	Outcome  workflow.Outcome      // of a closed case
	ClosedBy workflow.ClosedBy     // on whose words it was closed
	UndoBy   terms.Date            // last day on which the complainant may undo that
	Missed   terms.Date            // of te-laat: the date that passed
	NewDate  terms.Date            // the date that holds from now on, or until which the terms stand still
	OldDate  terms.Date            // of verdaging: the date that held before
	NewTag   string                // tag of the case in which this one lives on
	Ground   workflow.Ground       // of niet-in-behandeling
	Body     string                // of doorverwezen: where it belongs, as the secretary wrote it

	// Letters only: what one person typed, for another to read once the secretary
	// sent it. Shown once, in the place where she will edit it.
	Words   []Words
	Letter  workflow.Template // actie about a letter: which one
	Party   workflow.Role     // actie about somebody: who it is about
	Void    bool              // of brief_verkeerd: it was not true any more; else it went to somebody else
	CallAt  string            // the complainant's telephone number, for the secretary only
	Omitted []string          // afschrift-medewerker: kinds of what was replaced by "[weggelaten]"

	Forms []Form // hulp: everything that can be done now

	// The committee, from the choice for it to the besluit.
	Chair       string   // name, "" when none is configured
	Members     []string // names, without the chair
	Hearing     *HearingData
	Items       []Item            // complaint items as the committee judged them; none: one complaint as a whole
	Drawn       []Item            // complaint items that were withdrawn
	Recommended bool              // the decision recommends something
	Followed    workflow.Followed // the decision, by the besluit; "" for not said yet
	Measures    []Measure
	Documents   []Document // dossier-commissie: the list of what is in the PDF
	WishBy      terms.Date // whether the complainant wants to be heard
	DefenceBy   terms.Date // the statements of defence
	ReplyBy     terms.Date // the complainant's reply to them
	DecideBy    terms.Date // the committee's decision
	BesluitBy   terms.Date // the handler's besluit

	// Paper tells that the receiver gets this by post: nothing in it asks to answer
	// a mail or to follow a link.
	Paper  bool
	PostTo []string // op_papier: name and postal address of the receiver, a line each

	Reference string             // "K-2026-0001/U1-7F3K92QM4D": Ons kenmerk of a letter
	Overview  *workflow.Overview // maandag only
}

// Complainant is what the handler needs to reach the complainant.
type Complainant struct {
	Name, Address, Phone, Email, Employee string
}

// Complaint is the text of a complaint as it was written.
type Complaint struct {
	Date        terms.Date
	Text        string
	Attachments []File // sent along
	Omitted     []File // too large to send along; they lie in the committee's mailbox
}

// Words are what somebody wrote, for a letter.
type Words struct {
	Date terms.Date
	From workflow.Role
	Text string
}

// Form is something the secretary can do now, with the lines she fills in.
type Form struct {
	Number int
	Act    workflow.Act
	Word   string   // the first line: "sluiten"
	Fields []string // "uitkomst: …", one line each; none: the word is enough
}

// HearingData is a hearing that is being planned, or was.
type HearingData struct {
	Slots []HearingSlot // the dates that are asked about

	Day         terms.Date // what was settled
	At          string     // "10:00"
	OtherAt     string     // of a separate hearing: when the handler and the employee are heard
	Place       string     // as the secretary wrote it, "" when not known yet
	Separate    bool       // the parties are heard one after the other
	PapersUntil terms.Date // last day to send papers
}

// HearingSlot is one of the dates that are asked about.
type HearingSlot struct {
	Number      int
	Day         terms.Date
	At          string   // "10:00"
	Can, Cannot string   // links that answer with it, "" for none
	Yes, No     []string // actie: who can and who cannot, "de klager", "de voorzitter"
	Open        []string // actie: who has not said yet
}

// Item is one complaint item and what the committee judged of it.
type Item struct {
	Number  int
	Label   string
	Outcome workflow.Outcome
}

// Measure is something that was promised in the besluit.
type Measure struct {
	Day  terms.Date
	Text string
}

// Document is one line of the list of documents.
type Document struct {
	Number int
	Date   terms.Date
	What   string // "mail van de klager", in words of ours
}

// File is an attachment by its name and size.
type File struct {
	Name string
	Size int64 // bytes
}

// Option is one numbered choice.
type Option struct {
	Digit  int
	Act    workflow.Act
	Mailto string // link that answers with it; "" for none
}
