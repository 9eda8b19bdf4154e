package workflow

// Status is where a complaint stands, spelled as the reglement and the
// organisation speak of it.
type Status string

const (
	StatusReceived        Status = "ontvangen"           // new; being checked, or waiting for the secretary's release
	StatusIncomplete      Status = "aanvulling_gevraagd" // something needed is missing; the complainant was asked
	StatusWithDirector    Status = "bij_directeur"       // the handler (director or board) investigates
	StatusProposed        Status = "voorstel"            // the handler's answer was put to the complainant
	StatusChoosing        Status = "keuze_commissie"     // not satisfied: committee, or end it
	StatusAdmissibility   Status = "commissie_toets"     // the committee checks admissibility
	StatusStatements      Status = "commissie_stukken"   // statement of defence and the reply to it
	StatusHearing         Status = "commissie_horen"     // a hearing is planned
	StatusDeliberation    Status = "commissie_beraad"    // the committee deliberates
	StatusDirectorDecides Status = "besluit_directeur"   // (partly) founded: the besluit is awaited
	StatusClosed          Status = "afgerond"            // closed with exactly one outcome
	StatusErased          Status = "vernietigd"          // retention over; only counters are left
)

// Statuses lists all of them in the order of the procedure.
var Statuses = []Status{
	StatusReceived, StatusIncomplete, StatusWithDirector, StatusProposed, StatusChoosing,
	StatusAdmissibility, StatusStatements, StatusHearing, StatusDeliberation,
	StatusDirectorDecides, StatusClosed, StatusErased,
}

// Open reports whether something is still to be done in a case of status s.
func (s Status) Open() bool { return s != StatusClosed && s != StatusErased }

// Outcome is how a closed case ended; "" while it is open.
type Outcome string

const (
	OutcomeSettled       Outcome = "opgelost"                     // the complainant's own words say so
	OutcomeUnfounded     Outcome = "ongegrond"                    // committee
	OutcomeInadmissible  Outcome = "niet_ontvankelijk"            // committee
	OutcomeFounded       Outcome = "gegrond"                      // committee, all items
	OutcomePartlyFounded Outcome = "deels_gegrond"                // committee, some items
	OutcomeNoOpinion     Outcome = "geen_oordeel"                 // committee cannot establish what happened
	OutcomeWithdrawn     Outcome = "ingetrokken"                  // by the complainant
	OutcomeNotTakenUp    Outcome = "niet_in_behandeling"          // refused with a ground (Awb 9:8)
	OutcomeNoComplaint   Outcome = "geen_klacht"                  // it was something else
	OutcomeReferred      Outcome = "doorverwezen"                 // belongs to another body
	OutcomeNoReaction    Outcome = "geen_reactie_klager"          // closed by the secretary after silence
	OutcomeNotSettled    Outcome = "niet_opgelost_geen_commissie" // not satisfied, no committee wanted
	OutcomeAnonymous     Outcome = "anoniem_geregistreerd"        // registered, not handled
	OutcomeJoined        Outcome = "samengevoegd"                 // lives on in another case
	OutcomeNone          Outcome = ""
)

// Outcomes lists every outcome a closed case can have.
var Outcomes = []Outcome{
	OutcomeSettled, OutcomeUnfounded, OutcomeInadmissible, OutcomeFounded, OutcomePartlyFounded,
	OutcomeNoOpinion, OutcomeWithdrawn, OutcomeNotTakenUp, OutcomeNoComplaint, OutcomeReferred,
	OutcomeNoReaction, OutcomeNotSettled, OutcomeAnonymous, OutcomeJoined,
}
