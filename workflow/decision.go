package workflow

import "time"

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
}

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
	// Overview asks for the overview at once.
	Overview bool
	// Alias is a message of hers under whose id the letter with key AliasOf is known
	// too: a reply to it proves what a reply to the letter does.
	Alias   int64
	AliasOf string
	// Pause stops everything automatic until the secretary resumes.
	Pause bool
}
