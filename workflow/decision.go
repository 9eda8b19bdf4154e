package workflow

import (
	"time"

	"klachtenpost/workflow/terms"
)

// Template names a mail. Which mails exist, to whom they go and what they may
// carry stands in templates.go.
type Template string

const (
	TemplateAcknowledgement Template = "ontvangstbevestiging"
	TemplateMessageReceived Template = "bericht-ontvangen"
	TemplateSupplement      Template = "aanvulling"
	TemplateTakenUp         Template = "in-behandeling"
	TemplateToHandler       Template = "klacht-directeur"
	TemplateHandlerReminder Template = "herinnering-directeur"
	TemplateActie           Template = "actie"
	TemplateUrgent          Template = "spoed"
	TemplateOverview        Template = "maandag"
	TemplateHelp            Template = "hulp"
	TemplateTrialLetter     Template = "proefbrief"

	// Fixed texts to the complainant, some of them to staff as well.
	TemplateChoice       Template = "keuze-commissie" // not satisfied: committee, or end it?
	TemplateToCommittee  Template = "bij-commissie"   // the committee has it; asks for the hearing wish
	TemplateInterim      Template = "tussenbericht"   // how it stands, what News says
	TemplateExtension    Template = "verdaging"       // one new date, once per phase (Awb 9:11 lid 2)
	TemplateDelay        Template = "uitstel-akkoord" // a delay beyond the extension: do you agree?
	TemplateReminder     Template = "herinnering"     // of the question it carries
	TemplateOtherAddress Template = "ander-adres"     // somebody wrote from elsewhere: was that you?
	TemplateClosing      Template = "afsluiting"      // closed, and until when that can be undone
	TemplateReopened     Template = "heropend"        // the closing is undone
	TemplateLate         Template = "te-laat"         // a term was missed; to the complainant and the board

	// Fixed texts to the employee.
	TemplateEmployeeExtension Template = "verdaging-medewerker"

	// Letters: complete drafts in Concepten, which the secretary sends.
	TemplateProposal     Template = "voorstel"             // the handler's answer, put to the complainant
	TemplateAsk          Template = "vraag"                // the handler's or her own question to the complainant
	TemplateNotTakenUp   Template = "niet-in-behandeling"  // refused, with its ground (Awb 9:8)
	TemplateReferred     Template = "doorverwezen"         // belongs elsewhere
	TemplateNoComplaint  Template = "geen-klacht"          // it was something else
	TemplateForward      Template = "doorsturen"           // what the complainant added, to the handler or the committee
	TemplateEmployeeCopy Template = "afschrift-medewerker" // the complaint, to whom it is about
	TemplateCorrection   Template = "rectificatie"         // something wrong was told
	TemplateLetter       Template = "brief"                // her own words to somebody
	TemplateChange       Template = "wijziging"            // of an address or a person; to the mailbox itself

	// The committee: fixed texts.
	TemplateAdmissibility     Template = "toets-gevraagd"        // to the chair: does the committee take it up?
	TemplateDeliberation      Template = "beraad"                // what the chair or a member wrote, to the other members
	TemplateDraftDecision     Template = "concept-uitspraak"     // the draft decision, to chair and members
	TemplateDefenceAsked      Template = "verweer-gevraagd"      // to the handler and the employee
	TemplateHearingDates      Template = "hoorzitting-data"      // which dates suit, to all who are invited
	TemplateHearing           Template = "hoorzitting"           // invitation, or what News says of it; one per person
	TemplateCommitteeReminder Template = "herinnering-commissie" // a date of the committee comes near or is over
	TemplateBesluitAsked      Template = "besluit-gevraagd"      // to the handler: the complaint is (partly) founded

	// The committee: letters.
	TemplateCaseFile         Template = "dossier-commissie" // all documents of the case, to chair and members
	TemplateDefence          Template = "verweer"           // the statement of defence, to the complainant: a reply?
	TemplateDecision         Template = "uitspraak"         // the committee's decision, to the complainant
	TemplateBesluit          Template = "besluit"           // what the handler decides on it, to the complainant
	TemplateBesluitCommittee Template = "besluit-commissie" // the same, to the committee
	TemplateEmployeeOutcome  Template = "afloop-medewerker" // how it ended, to whom it is about
	TemplateErasure          Template = "vernietiging"      // to the mailbox itself: sent, the case is erased
)

// Notice says: this mail must go out. It stays data until it is claimed; only
// then is it looked at again, rendered and frozen.
type Notice struct {
	ID        int64 // row number in the store
	Matter    string
	Key       string // unique in its matter, so doing things twice sends things once
	Template  Template
	To        Role
	Person    string    // key of the person in the matter, "" for staff
	Question  string    // key of the question it asks, "" for none
	Messages  []int64   // stored mails whose content it carries; empty for nearly all
	About     int64     // stored mail it speaks of without its content, 0 for none
	Stage     int       // of a reminder: which one
	Reason    Reason    // of hulp: what went wrong; "" for the plain list
	News      News      // of a tussenbericht: what it tells
	NotBefore time.Time // earliest moment it may leave
	// ValidUntil is the moment after which it must not leave any more; zero: as
	// long as it is true.
	ValidUntil time.Time
	Version    int  // of the matter when it was decided
	Letter     bool // ends as a draft for the secretary instead of being sent
	// Paper says that its receiver is reached by post only: a fixed text goes to the
	// secretary as PDF with the Actie of Matter.PaperActie, a letter lies in Concepten
	// addressed to the mailbox itself, and she posts it.
	Paper bool
}

// ToParty reports whether n goes to somebody of the case itself, not to configured
// staff: members of the committee bear a key too.
func (n Notice) ToParty() bool { return n.Person != "" && n.To != RoleMember && n.To != RoleChair }

// Event is one line of the append-only log. It holds no content.
type Event struct {
	At      time.Time
	Kind    EventKind
	Text    string // one Dutch sentence without names, addresses or content
	Message int64  // the message it comes from, 0 for none
	Actor   Role   // whose act it is, "" for the program
	Act     Act    // what was done, "" for none
	Proof   Proof  // by which the act was accepted or refused
}

// EventKind groups events for searching and counting.
type EventKind string

const (
	EventOpened    EventKind = "geopend"
	EventJoined    EventKind = "bericht"     // a message was filed
	EventStatus    EventKind = "status"      // the status changed
	EventActed     EventKind = "handeling"   // a person did something
	EventRefused   EventKind = "geweigerd"   // somebody tried and may not
	EventAsked     EventKind = "vraag"       // a question was put
	EventReminded  EventKind = "herinnering" // a term made itself heard
	EventNotified  EventKind = "mail"        // a mail left, or did not
	EventDropped   EventKind = "vervallen"   // a notice was no longer true
	EventAutomatic EventKind = "automatisch" // machine mail was filed
	EventBounced   EventKind = "onbestelbaar"
	EventNote      EventKind = "notitie"
	EventLetter    EventKind = "brief" // a letter was made ready, or seen sent
	EventClosed    EventKind = "gesloten"
)

// Decision is everything that follows from one input. The store writes it in one
// transaction.
type Decision struct {
	Case    *Case   // new state; nil when no case is touched
	Item    *Item   // new state; nil when no intake item is touched
	Office  *Office // new state; nil when untouched
	Events  []Event
	Notices []Notice
	// Next asks the caller to go on with something that needs the records.
	Next Next
	// Moves are the rows of [Transitions] that were walked.
	Moves []Transition
}

// Next is what a choice of the secretary asks the caller to go on with.
type Next struct {
	Open bool   // open a case from the message of this intake item
	Join Number // file it in this case
	// Resend is the key of a notice of this matter whose mail goes out once more,
	// byte for byte.
	Resend string
	// Split is a message of this case from which a case of its own is opened.
	Split int64
	// Merge is the case that takes in this one's messages and people.
	Merge Number
	// Leave is the case in which this one, reopened now, lived on: its people go out
	// there again.
	Leave Number
	// Overview asks for the overview at once.
	Overview bool
	// Alias is a message of hers under whose id the letter with key AliasOf is known
	// too: a reply to it proves what a reply to the letter does.
	Alias   int64
	AliasOf string
	// Pause stops everything automatic until the secretary resumes.
	Pause bool
	// Circulate is the key of a letter whose draft, as it lies in Concepten now, is
	// fetched, stored as a message of the case and handed to Procedure.Circulate.
	Circulate string
	// Forget are messages of which only that they existed is kept: what the
	// committee wrote among itself, once its decision was sent.
	Forget []int64
	// Erase destroys everything that is kept of this case but what its new state
	// holds.
	Erase bool
	// Received is the day on which a letter on paper came in: the case that Open asks
	// for counts from it; zero: from when its mail came in.
	Received terms.Date
}
