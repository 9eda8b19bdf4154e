package workflow

import (
	"slices"
	"time"

	"klachtenpost/workflow/terms"
)

// Course is what happened to a case on its way: everything beside its status
// that later steps rest on. The store keeps it as one JSON value.
type Course struct {
	// Extended are the phases whose term was extended: at most once each.
	Extended []Phase `json:"verdaagd,omitempty"`
	// Delay is the date asked for beyond the extension, until the complainant
	// answered; zero: none.
	Delay     terms.Date `json:"uitstel_tot,omitzero"`
	OldDate   terms.Date `json:"vorige_datum,omitzero"`     // the date that held before the last change
	NextNews  terms.Date `json:"nieuws_uiterlijk,omitzero"` // promised when a term was missed
	Suspended Suspension `json:"opgeschort,omitzero"`
	// ClosedFrom is the status the case was closed from, which undoing returns to.
	ClosedFrom Status `json:"gesloten_uit,omitempty"`
	// ClosedBy tells on whose words the closing rests.
	ClosedBy ClosedBy `json:"gesloten_door,omitempty"`
	// UndoBy is the last day on which the complainant may undo the closing; zero:
	// only the secretary may.
	UndoBy terms.Date `json:"ongedaan_tot,omitzero"`
	Into   Number     `json:"samengevoegd_met,omitempty"` // case it lives on in
	// Brought are the keys of those whom joining put in this case, by the case they
	// came from.
	Brought map[Number][]string `json:"meegekomen,omitempty"`
	// Apart are the addresses of those who left with their case when that was reopened.
	Apart    map[string]Number `json:"weer_los,omitempty"`
	Ground   Ground            `json:"grond,omitempty"`           // of a refusal
	Body     string            `json:"instantie,omitempty"`       // where it was referred to, as the secretary wrote it
	Rounds   int               `json:"voorstellen,omitempty"`     // proposals put to the complainant
	Progress int               `json:"tussenberichten,omitempty"` // by itself, in this phase
	// Asked is when the state of things was last told on request, by who asked.
	Asked map[string]terms.Date `json:"stand_verteld,omitempty"`
	Told  map[Template]int      `json:"gemeld,omitempty"` // fixed texts so far, by kind
	// Elsewhere is the address that somebody wrote from, about which the address on
	// file was asked.
	Elsewhere string `json:"elders,omitempty"`
	// Waiting are those whose words wait for the secretary, with the version of the case
	// at which they came: what was decided before is not said to them meanwhile.
	Waiting map[string]int `json:"wacht_sinds,omitempty"`
	// Unseen: part of the complaint rests on no more than the sender it names, so a
	// person looks before it goes anywhere.
	Unseen  bool         `json:"ongezien,omitempty"`
	Letters []Letter     `json:"brieven,omitempty"`
	Items   []GroundItem `json:"onderdelen,omitempty"` // none: the complaint is one item

	// File are the messages of the case that its parties' words stand in, beside the
	// complaint itself. What the committee writes among itself is never in it.
	File []int64 `json:"stukken,omitempty"`
	// Deliberation are the messages of chair and members, forgotten with the decision.
	Deliberation []int64     `json:"beraad,omitempty"`
	Out          []string    `json:"buiten,omitempty"` // who of the committee stays out of this case
	Wish         HearingWish `json:"hoorwens,omitempty"`
	Hearing      Hearing     `json:"zitting,omitzero"`
	Deliberates  terms.Date  `json:"beraad_sinds,omitzero"`  // from when the committee deliberates
	Judgement    Outcome     `json:"oordeel,omitempty"`      // of the whole case, as the items come to
	Recommended  bool        `json:"aanbeveling,omitempty"`  // the decision recommends something
	Circulated   string      `json:"rondgestuurd,omitempty"` // key of the letter whose draft went round last
	Agreed       terms.Date  `json:"akkoord,omitzero"`       // the chair with that draft
	Decided      terms.Date  `json:"uitspraak,omitzero"`     // the decision was sent
	Followed     Followed    `json:"overgenomen,omitempty"`  // the decision, by the besluit
	Measures     []Measure   `json:"maatregelen,omitempty"`
	Post         []Paper     `json:"post,omitempty"` // letters on paper
}

// HearingWish is whether the complainant wants to be heard.
type HearingWish string

const (
	WishHeard    HearingWish = "ja"
	WishNotHeard HearingWish = "nee"
	WishWaived   HearingWish = "niet_gevraagd" // no answer within the term that the mail named (Awb 9:10)
)

// Hearing is the hearing that is being planned, or was.
type Hearing struct {
	Round    int             `json:"ronde,omitempty"` // how often one was planned from scratch
	Proposed []Slot          `json:"voorgesteld,omitempty"`
	Answers  []HearingAnswer `json:"antwoorden,omitempty"` // who can on which of them
	Slot     Slot            `json:"moment,omitzero"`      // what was settled; zero: nothing yet
	Place    string          `json:"plaats,omitempty"`     // as the secretary wrote it
	Separate bool            `json:"apart,omitempty"`      // the parties are heard one after the other
	OtherAt  string          `json:"tijd_ander,omitempty"` // of a separate hearing: when the handler and the employee are heard
	Sequence int             `json:"wijziging,omitempty"`  // changes of the invitation (RFC 5545 section 3.8.7.4)
	Replies  []HearingReply  `json:"reacties,omitempty"`   // what calendars answered
	Guests   []HearingGuest  `json:"gasten,omitempty"`     // of staff: who has the appointment
	Called   []CalledOff     `json:"afgezegd,omitempty"`   // mails that call an appointment off, of earlier hearings too
	Over     bool            `json:"voorbij,omitempty"`    // held, or cancelled
}

// Slot is a moment for a hearing.
type Slot struct {
	Day terms.Date `json:"dag"`
	At  string     `json:"tijd,omitempty"` // "10:00"
}

// HearingAnswer is what one who is invited says of one of the dates.
type HearingAnswer struct {
	Who  string `json:"wie"` // key of the person in the case, "voorzitter", "lid-2", "directeur"
	Slot int    `json:"datum"`
	Can  bool   `json:"kan"`
}

// HearingReply is what the calendar of one who is invited answered (RFC 5546).
type HearingReply struct {
	Who  string `json:"wie"`
	Stat string `json:"antwoord"` // ACCEPTED, DECLINED, TENTATIVE
}

// HearingGuest is whom of the configured people an invitation goes to: a stand-in may
// have been there, or somebody who stays out of the case by now.
type HearingGuest struct {
	Who  string `json:"wie"`
	Role Role   `json:"rol"`
	Addr string `json:"adres"`
}

// CalledOff is an appointment that is called off, as it stands in the calendar of its
// receiver. The hearing itself may be on another day by then.
type CalledOff struct {
	Key      string `json:"sleutel"`         // of the notice that does
	Addr     string `json:"adres,omitempty"` // whom it goes to; "": whoever is in that place
	Slot     Slot   `json:"moment"`
	Place    string `json:"plaats,omitempty"`
	Separate bool   `json:"apart,omitempty"`
	OtherAt  string `json:"tijd_ander,omitempty"`
}

// Followed tells whether the besluit follows the committee's decision.
type Followed string

const (
	FollowedWholly Followed = "ja"
	FollowedPartly Followed = "deels"
	FollowedNot    Followed = "nee"
)

// Measure is something the handler promised in the besluit.
type Measure struct {
	Text  string     `json:"wat"` // the secretary's words
	Due   terms.Date `json:"op"`
	Asked terms.Date `json:"gevraagd,omitzero"`
	Done  terms.Date `json:"uitgevoerd,omitzero"`
}

// Paper is a letter on paper that came in or went out.
type Paper struct {
	Day     terms.Date `json:"dag"`
	Out     bool       `json:"uit,omitempty"`
	Message int64      `json:"bericht"` // the secretary's note of it, or the scanner's mail
}

// GroundItem is one complaint item (klachtonderdeel), which the committee judges
// by itself.
type GroundItem struct {
	Label     string  `json:"naam"` // the secretary's words, at most some ten of them
	Withdrawn bool    `json:"ingetrokken,omitempty"`
	Judgement Outcome `json:"oordeel,omitempty"`
	Undo      string  `json:"ongedaan,omitempty"` // key of the question with which the withdrawal can be undone
}

// Phase is a stretch of the procedure with a term that can be extended once.
type Phase string

const (
	PhaseDirector  Phase = "directeur"
	PhaseCommittee Phase = "commissie"
)

// Suspension is a pause of all terms until a date.
type Suspension struct {
	From  terms.Date `json:"vanaf"`
	Until terms.Date `json:"tot"`
}

// ClosedBy tells on whose words a closing rests.
type ClosedBy string

const (
	ClosedByComplainant ClosedBy = "klager"      // his own mail
	ClosedByNote        ClosedBy = "telefoon"    // the secretary's signed note of a call
	ClosedByWish        ClosedBy = "wens"        // what he wants, as she laid it down in a form; where he said it she did not say
	ClosedByOneOf       ClosedBy = "een_van_hen" // what one of several wrote who complain or act for him
	ClosedBySecretary   ClosedBy = "secretaris"  // her decision
	ClosedByLetter      ClosedBy = "brief"       // a letter that was seen sent
)

// undoable reports whether the complainant himself can undo such a closing.
func (by ClosedBy) undoable() bool {
	return by == ClosedByComplainant || by == ClosedByNote || by == ClosedByWish || by == ClosedByOneOf
}

// Ground is why a complaint is not taken up (Awb 9:8, reglement).
type Ground string

const (
	GroundOld       Ground = "ouder dan een jaar" // lid 1 onder b
	GroundBefore    Ground = "eerder behandeld"   // lid 1 onder a
	GroundObjection Ground = "bezwaar mogelijk"   // lid 1 onder c
	GroundAppeal    Ground = "beroep mogelijk"    // lid 1 onder d
	GroundCourt     Ground = "bij de rechter"     // lid 1 onder e
	GroundCriminal  Ground = "strafzaak loopt"    // lid 1 onder f
	GroundMinor     Ground = "belang te klein"    // lid 2
	GroundNotOurs   Ground = "niet over ons"      // it is about somebody else's conduct
	GroundAnonymous Ground = "afzender onbekend"  // Awb 9:4 lid 2
	GroundNoAnswer  Ground = "niet aangevuld"     // what was missing never came
)

// Grounds lists every ground, in the order of the law.
var Grounds = []Ground{
	GroundBefore, GroundOld, GroundObjection, GroundAppeal, GroundCourt, GroundCriminal,
	GroundMinor, GroundNotOurs, GroundAnonymous, GroundNoAnswer,
}

// Letter is a draft in Concepten. Nothing happened and nobody is told anything
// until it was seen sent.
type Letter struct {
	Key      string      `json:"sleutel"` // of its notice: "voorstel-1"
	Template Template    `json:"soort"`
	Count    int         `json:"nummer"` // which of its kind in this case, from 1
	To       Role        `json:"aan"`
	Person   string      `json:"persoon,omitempty"`
	Message  int64       `json:"bericht,omitempty"` // message it is about
	Words    []int64     `json:"woorden,omitempty"` // messages whose words it carries
	Made     time.Time   `json:"gemaakt"`
	State    LetterState `json:"stand"`
	Stage    int         `json:"herinnerd,omitempty"` // how often it was brought up since
	Change   *Person     `json:"wijziging,omitempty"` // of wijziging: what is on file once it was sent
}

// LetterState is what became of a letter.
type LetterState string

const (
	LetterReady LetterState = "klaar"     // lies in Concepten
	LetterSent  LetterState = "verstuurd" // seen sent
	LetterVoid  LetterState = "vervallen" // became untrue; must not be sent any more
	// LetterReplaced was made anew with more in it: she is to send the later one, but
	// what stands in this one is no less true.
	LetterReplaced LetterState = "vervangen"
	LetterOwn      LetterState = "zelf" // she wrote to that person herself instead
)

// News is what a tussenbericht is about.
type News string

const (
	NewsProgress  News = "voortgang"    // nothing new for a while: how it stands
	NewsAsked     News = "op_verzoek"   // the complainant asked how it stands
	NewsSuspended News = "opgeschort"   // the terms stand still until a date
	NewsResumed   News = "hervat"       // they run again
	NewsJoined    News = "samengevoegd" // goes on under another number
	NewsWithdrawn News = "ingetrokken"  // to the handler or the committee: nothing is asked of you any more
	NewsClosed    News = "gesloten"     // to the handler: closed in another way; nothing is asked of you any more
	NewsReopened  News = "heropend"     // to the handler: it is open again
	NewsSettled   News = "opgelost"     // to the handler: the complainant is satisfied
	NewsRefused   News = "uitstel_nee"  // to the handler: the complainant does not agree to the delay
	NewsAgreed    News = "uitstel_ja"   // to the handler: the new date holds

	NewsItemWithdrawn News = "onderdeel_ingetrokken" // one item is not handled any more; to the handler or the committee as well
	NewsItemRestored  News = "onderdeel_terug"       // it is handled again

	NewsAdmissible   News = "ontvankelijk" // the committee takes it up; the next step
	NewsDeliberation News = "beraad"       // the committee deliberates; decision by its date
	NewsInvited      News = "uitnodiging"  // of hoorzitting: come at this time
	NewsMoved        News = "verzet"       // of hoorzitting: it is at another time
	NewsCancelled    News = "vervallen"    // of hoorzitting: it is off
	NewsUninvited    News = "niet_nodig"   // of hoorzitting: it is without you
)

// letter finds a letter by key.
func (c *Course) letter(key string) (int, bool) {
	i := slices.IndexFunc(c.Letters, func(l Letter) bool { return l.Key == key })
	return i, i >= 0
}

func (c Course) clone() Course {
	c.Extended = slices.Clone(c.Extended)
	c.Letters = slices.Clone(c.Letters)
	c.Items = slices.Clone(c.Items)
	c.File = slices.Clone(c.File)
	c.Deliberation = slices.Clone(c.Deliberation)
	c.Out = slices.Clone(c.Out)
	c.Hearing.Proposed = slices.Clone(c.Hearing.Proposed)
	c.Hearing.Answers = slices.Clone(c.Hearing.Answers)
	c.Hearing.Replies = slices.Clone(c.Hearing.Replies)
	c.Hearing.Guests = slices.Clone(c.Hearing.Guests)
	c.Hearing.Called = slices.Clone(c.Hearing.Called)
	c.Measures = slices.Clone(c.Measures)
	c.Post = slices.Clone(c.Post)
	return c
}
