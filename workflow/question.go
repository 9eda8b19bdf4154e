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

	QuestionProposal QuestionKind = "voorstel"        // satisfied? to the complainant
	QuestionChoice   QuestionKind = "keuze-commissie" // committee, or end it? to the complainant
	QuestionUndo     QuestionKind = "ongedaan"        // is this closing right? to the complainant
	QuestionAsk      QuestionKind = "vraag"           // free; to the complainant
	QuestionDelay    QuestionKind = "uitstel-akkoord" // a delay beyond the extension; to the complainant
	QuestionAddress  QuestionKind = "ander-adres"     // was that you? to the complainant, address on file

	QuestionAdmissibility QuestionKind = "toets"             // does the committee take it up? to the chair
	QuestionHearingWish   QuestionKind = "hoorwens"          // be heard? to the complainant, in bij-commissie
	QuestionDefence       QuestionKind = "verweer"           // a statement of defence; to the handler, the employee
	QuestionReply         QuestionKind = "repliek"           // a reply to it; to the complainant
	QuestionHearingDates  QuestionKind = "hoorzitting-data"  // which of these dates? to each who is invited
	QuestionDraft         QuestionKind = "concept-uitspraak" // akkoord, or remarks; to the chair
	QuestionBesluit       QuestionKind = "besluit-gevraagd"  // what follows from the decision? to the handler
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

	// What a complainant answers, and what the secretary makes of it.
	ActContent    Act = "tevreden"
	ActNotContent Act = "niet_tevreden"
	ActCommittee  Act = "commissie"
	ActStop       Act = "stoppen"   // not satisfied, no committee
	ActWithdraw   Act = "intrekken" // the whole complaint
	ActReopen     Act = "heropenen"
	ActYes        Act = "ja"
	ActNo         Act = "nee"
	ActStatus     Act = "stand"      // asks how it stands
	ActReply      Act = "antwoord"   // wrote: what it means is the secretary's to say
	ActSupplement Act = "aanvulling" // what was missing

	// What the secretary chooses.
	ActPropose      Act = "voorleggen"            // the letter voorstel, ready in Concepten
	ActAsk          Act = "vraag_stellen"         // the letter vraag
	ActForward      Act = "doorsturen"            // the letter doorsturen, ready in Concepten
	ActAskDelay     Act = "uitstel"               // the handler asks for more time
	ActDefence      Act = "verweer"               // it is a statement of defence
	ActHandler      Act = "van_behandelaar"       // this mail that proves nothing is the handler's
	ActExtend       Act = "verlengen"             // once per phase
	ActDelay        Act = "verder_uitstel"        // beyond that, with the complainant's consent
	ActCall         Act = "bellen"                // she calls; when nothing follows it is asked again
	ActClose        Act = "sluiten"               // with an outcome
	ActNoReaction   Act = "geen_reactie"          // close: the complainant does not react
	ActSuspend      Act = "opschorten"            // until a date
	ActResume       Act = "hervatten"             // before that date
	ActJoin         Act = "samenvoegen"           // with another case
	ActSplit        Act = "splitsen"              // a message of this case is a complaint of its own
	ActItems        Act = "onderdelen"            // name the complaint items
	ActWithdrawItem Act = "onderdeel_ingetrokken" // the complainant withdraws one of them
	ActRestoreItem  Act = "onderdeel_terug"       // and undoes that
	ActRepresent    Act = "gemachtigde"           // somebody acts for the complainant
	ActParty        Act = "medeklager"            // somebody complains beside the complainant
	ActEmployee     Act = "medewerker"            // name the employee's address
	ActAddress      Act = "adres"                 // another address of somebody of the case
	ActRefer        Act = "doorverwijzen"         // the letter doorverwezen
	ActRefuse       Act = "niet_in_behandeling"   // the letter niet-in-behandeling
	ActCorrect      Act = "rectificatie"          // the letter rectificatie
	ActWrite        Act = "brief"                 // a letter with her words
	ActLanguage     Act = "taal"                  // Dutch or English to the complainant
	ActNote         Act = "notitie"
	ActPhone        Act = "telefoon"
	ActAnonymous    Act = "anoniem"         // registered, not handled
	ActNewCase      Act = "nieuwe_klacht"   // this message is another complaint
	ActLetter       Act = "brief_verstuurd" // a prepared letter was seen sent
	ActCopy         Act = "afschrift"       // the letter afschrift-medewerker
	ActHelp         Act = "hulp"
	ActOverview     Act = "overzicht"
	ActPause        Act = "pauze" // nothing automatic leaves until she resumes

	// What a complainant, or who is invited, answers to the committee.
	ActHear      Act = "gehoord_worden" // wants to be heard
	ActNoHearing Act = "niet_gehoord"   // need not be heard
	ActCan       Act = "kan"            // on this date
	ActCannot    Act = "kan_niet"
	ActAgree     Act = "akkoord" // the chair, with the draft decision

	// What the secretary chooses while the committee has the case.
	ActAdmissible        Act = "ontvankelijk"       // the committee takes it up
	ActInadmissible      Act = "niet_ontvankelijk"  // it does not; also the judgement of an item
	ActWithoutStatements Act = "zonder_stukken"     // no statement of defence is asked
	ActHearing           Act = "hoorzitting"        // with dates to choose from, or one date, time and place
	ActDate1             Act = "datum_1"            // the hearing is on the first of the dates asked about
	ActDate2             Act = "datum_2"            // on the second
	ActDate3             Act = "datum_3"            // on the third
	ActDate4             Act = "datum_4"            // on the fourth
	ActWithoutHearing    Act = "zonder_hoorzitting" // straight to the deliberation
	ActHeld              Act = "gehouden"           // the hearing took place
	ActMoved             Act = "verzet"             // to another date
	ActCancelled         Act = "vervallen"          // there is no hearing
	ActFounded           Act = "gegrond"            // what the committee judged
	ActPartlyFounded     Act = "deels_gegrond"
	ActUnfounded         Act = "ongegrond"
	ActNoOpinion         Act = "geen_oordeel"
	ActJudge             Act = "uitspraak"          // the same per complaint item
	ActCirculate         Act = "concept_rondsturen" // the draft decision, to chair and members
	ActFollowed          Act = "overgenomen"        // the handler follows the decision and its recommendation
	ActFollowedPartly    Act = "deels_overgenomen"
	ActNotFollowed       Act = "niet_overgenomen"
	ActCarriedOut        Act = "uitgevoerd" // a measure
	ActNotYet            Act = "nog_niet"   // asked again some weeks later
	ActMemberOut         Act = "lid_buiten" // somebody of the committee stays out of this case
	ActPosted            Act = "gepost"     // the printed letter was posted
	ActPost              Act = "post"       // a letter on paper came in or went out
	ActErase             Act = "vernietigen"
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
	ReasonWrongCodes   Reason = "foute_codes"         // somebody tries answer codes; none counts today
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

	ReasonUnclear      Reason = "antwoord_onduidelijk" // the complainant answered a question, but what?
	ReasonNoAnswer     Reason = "geen_antwoord"        // the complainant does not answer voorstel or keuze-commissie
	ReasonAnswered     Reason = "antwoord_op_vraag"    // the complainant answered a vraag
	ReasonNoReply      Reason = "vraag_onbeantwoord"   // or did not
	ReasonThirdRound   Reason = "derde_voorstel"       // the handler proposes a third time
	ReasonDelayAnswer  Reason = "uitstel_onbeantwoord" // no answer to uitstel-akkoord
	ReasonQuiet        Reason = "lang_stil"            // told twice that there is nothing new: call
	ReasonLetterWaits  Reason = "brief_wacht"          // a letter lies in Concepten
	ReasonLetterVoid   Reason = "concept_vervallen"    // a letter in Concepten is not true any more
	ReasonLetterEdited Reason = "brief_gewijzigd"      // what was sent differs from what is registered
	ReasonLetterBlank  Reason = "brief_onaf"           // sent with a place that was to be filled in
	ReasonLetterWrong  Reason = "brief_verkeerd"       // sent to somebody else, or though it was void: Spoed
	ReasonLetterMaybe  Reason = "brief_zonder_kenmerk" // is this the prepared letter?
	ReasonNotForwarded Reason = "niet_gestuurd"        // her words to a notice looked like a letter
	ReasonWordToParty  Reason = "woord_naar_partij"    // one of our words stood in a mail to a party
	ReasonOtherAddress Reason = "ander_adres"          // a party wrote from elsewhere
	ReasonNotMe        Reason = "ander_adres_nee"      // and says it was not him
	ReasonAsksState    Reason = "stand_gevraagd"       // the complainant asked how it stands; told already
	ReasonAlso         Reason = "vraag_erbij"          // an answer was carried out, and the mail asks something more
	ReasonPartDrawn    Reason = "deels"                // the complainant is satisfied in part, or withdraws a part
	ReasonAgent        Reason = "ander_namens_klager"  // somebody else acts for the complainant
	ReasonDeath        Reason = "overleden"            // the complainant died
	ReasonForm         Reason = "formulier"            // hulp: what was filled in was not clear
	ReasonNotNow       Reason = "kan_nu_niet"          // hulp: that cannot be done as the case stands
	ReasonForms        Reason = "lijst"                // hulp: everything that can be done now

	ReasonMember           Reason = "lid_betrokken"           // the complaint may be about somebody of the committee
	ReasonAdmissibility    Reason = "toets_beantwoord"        // the chair wrote about taking it up
	ReasonNotAdmitted      Reason = "toets_te_laat"           // or did not, in time
	ReasonHearingWaived    Reason = "hoorwens_verstreken"     // the complainant did not ask to be heard
	ReasonDefence          Reason = "verweer_binnen"          // the handler or the employee wrote a defence
	ReasonNoDefence        Reason = "geen_verweer"            // its term is over
	ReasonReplied          Reason = "repliek_binnen"          // the complainant replied to it: a hearing?
	ReasonNoRejoinder      Reason = "geen_repliek"            // the term for that is over: a hearing?
	ReasonPlanHearing      Reason = "hoorzitting_plannen"     // nothing more is awaited: a hearing?
	ReasonHearingDates     Reason = "hoorzitting_antwoorden"  // who can when; choose a date
	ReasonHearingSoon      Reason = "hoorzitting_kort"        // invited, or the defence sent, later than the term before it
	ReasonHearingDeclined  Reason = "hoorzitting_afgezegd"    // somebody who is invited cannot come
	ReasonHearingOver      Reason = "na_hoorzitting"          // the day after: was it held?
	ReasonDeliberation     Reason = "beraad"                  // the committee deliberates: what does it judge?
	ReasonDraftRemarks     Reason = "concept_opmerkingen"     // the chair has remarks on the draft decision
	ReasonDraftSilent      Reason = "concept_stil"            // or does not react to it
	ReasonNoDraft          Reason = "concept_weg"             // hulp: no draft uitspraak lies in Concepten
	ReasonCommitteeLate    Reason = "commissie_te_laat"       // the committee's term is over
	ReasonBesluit          Reason = "besluit_directeur"       // the handler wrote his besluit: is the decision followed?
	ReasonBesluitLate      Reason = "besluit_te_laat"         // his term is over; every week
	ReasonBesluitCommittee Reason = "besluit_commissie_wacht" // the besluit was sent, the committee's copy not
	ReasonMeasure          Reason = "maatregel"               // the date of a measure: carried out?
	ReasonRetention        Reason = "bewaartermijn"           // to be erased
	ReasonScan             Reason = "gescand"                 // a machine of our own sent something for this case
	ReasonPaper            Reason = "op_papier"               // print and post this
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
	About   string   // key of the question an Actie is about, "" for none
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
	DeadlineProposal      DeadlineKind = "antwoord_klager"      // the complainant's answer to a proposal
	DeadlineChoice        DeadlineKind = "keuze"                // the complainant's choice: committee, or end it
	DeadlineAsk           DeadlineKind = "antwoord_op_vraag"    // the complainant's answer to a question
	DeadlineDelay         DeadlineKind = "akkoord_uitstel"      // the complainant's answer about a delay
	DeadlineCommittee     DeadlineKind = "oordeel"              // the committee's decision
	DeadlineAdmissibility DeadlineKind = "ontvankelijkheid"     // whether the committee takes it up
	DeadlineUndo          DeadlineKind = "ongedaan"             // last day to undo a closing by a word
	DeadlineResume        DeadlineKind = "hervatting"           // the day on which the terms run again

	DeadlineHearingWish  DeadlineKind = "hoorwens"                 // the complainant says whether he wants to be heard
	DeadlineDefence      DeadlineKind = "verweer"                  // the statement of defence
	DeadlineReply        DeadlineKind = "repliek"                  // the complainant's reply to it
	DeadlineHearingDates DeadlineKind = "datumkeuze"               // answers about the dates of a hearing
	DeadlineInvitation   DeadlineKind = "uitnodiging"              // last day to invite, counted back from the hearing
	DeadlineHearing      DeadlineKind = "hoorzitting"              // the day of the hearing
	DeadlineAfterHearing DeadlineKind = "uitspraak_na_hoorzitting" // the decision after it
	DeadlineDraft        DeadlineKind = "concept_uitspraak"        // the chair's word on the draft decision
	DeadlineBesluit      DeadlineKind = "besluit"                  // the handler's besluit
	DeadlineMeasure      DeadlineKind = "maatregel"                // the next measure that was promised
	DeadlineRetention    DeadlineKind = "bewaren"                  // how long the case is kept
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
