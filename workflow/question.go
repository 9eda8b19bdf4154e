package workflow

import (
	"time"

	"klachtenpost/workflow/terms"
)

// QuestionKind is what a mail asks of its addressee.
type QuestionKind string

const (
	QuestionSupplement QuestionKind = "aanvulling"       // what is missing in a complaint; to the complainant
	QuestionHandler    QuestionKind = "klacht-directeur" // what the handler finds or proposes
	QuestionActie      QuestionKind = "actie"            // one decision of the secretary
)

// Act is what a person did, or can choose to do, by a word or a number.
type Act string

const (
	ActToDirector  Act = "naar_directeur"  // release the complaint to the director
	ActToBoard     Act = "naar_bestuur"    // release it to the board instead
	ActAskFirst    Act = "eerst_vragen"    // ask the complainant before it goes anywhere
	ActAskAgain    Act = "nog_eens_vragen" // the question about what is missing once more
	ActComplaint   Act = "klacht"          // this mail is a complaint
	ActBelongsTo   Act = "hoort_bij"       // this mail belongs to a case
	ActNoComplaint Act = "geen_klacht"     // this mail is something else
	ActSpam        Act = "spam"            // nobody needs to hear of this mail
	ActKeep        Act = "bewaren"         // read, nothing follows
	ActConfirm     Act = "toch_bevestigen" // acknowledge although the sender is in doubt
	ActResend      Act = "opnieuw_sturen"  // send a mail again whose fate is unknown
	ActDone        Act = "gedaan"          // she did it herself
	ActOther       Act = "iets_anders"     // something that is not in the list
)

// Option is one numbered choice of a question. Its wording is the templates'.
type Option struct {
	Digit int
	Act   Act
}

// Reason is why the secretary is asked something: one of a closed list, so that
// the templates can word each.
type Reason string

const (
	ReasonDoubt        Reason = "twijfel"             // a complaint is held for one of its Doubts
	ReasonAlways       Reason = "vrijgeven"           // every complaint is released by hand
	ReasonIntake       Reason = "nieuw_bericht"       // new mail that does not say it is a complaint
	ReasonPossibly     Reason = "mogelijk_bij"        // from a sender with an open case
	ReasonForwarded    Reason = "doorgestuurd"        // somebody passed on what another wrote
	ReasonMachine      Reason = "machinepost"         // a form, list or scanner, from a machine
	ReasonUnproven     Reason = "niet_bewezen"        // names a case, but nothing shows that the sender is in it
	ReasonUnreadable   Reason = "onleesbaar"          // could not be read; set aside
	ReasonDisowned     Reason = "afzender_twijfel"    // the sender's own domain disowns the mail
	ReasonHandler      Reason = "antwoord_directeur"  // the handler wrote
	ReasonAddition     Reason = "bericht_klager"      // the complainant wrote
	ReasonStaff        Reason = "bericht_intern"      // chair or member wrote
	ReasonStillMissing Reason = "nog_onvolledig"      // answered, yet something is missing
	ReasonNoSupplement Reason = "geen_aanvulling"     // no answer to what was missing
	ReasonNotSeen      Reason = "directeur_stil"      // the handler did not react
	ReasonLate         Reason = "directeur_te_laat"   // the handler's term is over
	ReasonBounced      Reason = "niet_aangekomen"     // a mail of ours was not delivered
	ReasonRefused      Reason = "niet_verstuurd"      // a mail of ours was refused or never accepted
	ReasonUnknown      Reason = "misschien_verstuurd" // a mail of ours may or may not have arrived
	ReasonHandlerAway  Reason = "behandelaar_weg"     // the director is away for longer than he may take
	ReasonNotAnswered  Reason = "niet_beantwoord"     // no automatic answer may go to this sender
	ReasonCapped       Reason = "niet_bevestigd"      // not acknowledged: this address was, a few days ago
	ReasonNoAddress    Reason = "geen_adres"          // the complainant cannot be mailed: a form, a forwarded mail
	ReasonAway         Reason = "afwezig"             // the handler is away past his term
	ReasonAfterClosing Reason = "na_sluiting"         // the complainant wrote in a closed case
	ReasonCrisis       Reason = "crisis"              // words of danger: Spoed
	ReasonClosedAnswer Reason = "vraag_gesloten"      // an answer to a question that is closed
	ReasonWhichCase    Reason = "welk_dossier"        // "belongs to a case" without saying which
	ReasonNoDigit      Reason = "geen_cijfer"         // an answer to an Actie that was not understood
)

// Question is what one mail asks of one person. A reply is judged against the
// question it proves to answer, never against the status of the case.
type Question struct {
	Key     string // unique in its matter: "actie-1"
	Kind    QuestionKind
	To      Role
	Person  string   // key of the person in the matter, "" for staff
	Reason  Reason   // of an Actie
	Message int64    // what an Actie is about; 0: the matter itself
	Failed  Template // the mail of ours an Actie is about, when it did not arrive
	Failing string   // key of that mail's notice
	Options []Option
	Asked   time.Time
	Due     terms.Date // zero: none
	Stage   int        // how often it was brought to attention since
	Closed  time.Time  // zero while open
	Answer  string     // the act, or why it was closed; "" while open
}

// Open reports whether q still waits for its answer.
func (q Question) Open() bool { return q.Closed.IsZero() }

// option finds the act behind a digit.
func (q Question) option(digit int) (Act, bool) {
	for _, o := range q.Options {
		if o.Digit == digit {
			return o.Act, true
		}
	}
	return "", false
}

// DeadlineKind is what must have happened by a date.
type DeadlineKind string

const (
	DeadlineLook          DeadlineKind = "bekijken"             // a person has looked at the complaint
	DeadlineTriage        DeadlineKind = "toetsing"             // it was decided what it is and where it goes
	DeadlineRefusal       DeadlineKind = "weigering"            // last day to refuse it (Awb 9:8 lid 3)
	DeadlineSupplement    DeadlineKind = "aanvulling"           // the complainant's answer to what is missing
	DeadlineHandlerSeen   DeadlineKind = "gezien"               // the handler reacted at all
	DeadlineHandlerTarget DeadlineKind = "antwoord_streefdatum" // when we hope for the handler's answer
	DeadlineHandlerAnswer DeadlineKind = "antwoord"             // the handler's answer
)

// Deadline is one date of a matter: every date anybody is held to is such a row,
// with its reason and the rule it rests on.
type Deadline struct {
	Kind   DeadlineKind
	Date   terms.Date // last day, extended as the Algemene termijnenwet says
	RawEnd terms.Date // last day before that; extensions count from here
	From   terms.Date // day it is counted from, which itself does not count
	Length terms.Length
	Reason string // one Dutch sentence
	Rule   string // "Awb 9:11 lid 1", "reglement"
	Who    Role   // whose turn it is
	Stage  int    // how many of its reminders were made
	Done   time.Time
}

// Open reports whether d still waits.
func (d Deadline) Open() bool { return d.Done.IsZero() }
