package workflow

import (
	"time"

	"klachtenpost/workflow/terms"
)

// Role is what somebody is in the procedure.
type Role string

const (
	RoleComplainant    Role = "klager"      // anyone who complains
	RoleRepresentative Role = "gemachtigde" // acts for the complainant once authorised
	RoleSecretary      Role = "secretaris"  // runs the procedure from the committee's mailbox
	RoleDirector       Role = "directeur"   // investigates, seeks a solution, takes the besluit
	RoleBoard          Role = "bestuur"     // takes the director's place when the director is concerned
	RoleChair          Role = "voorzitter"  // of the independent committee
	RoleMember         Role = "lid"         // of the independent committee
	RoleEmployee       Role = "medewerker"  // whom the complaint is about
	RoleStandIn        Role = "vervanger"   // of the secretary
	RoleUrgent         Role = "spoed"       // an address that hears of Spoed beside the mailbox
	RoleNone           Role = ""            // nobody we know
)

// Person is somebody of one case or intake item.
type Person struct {
	Key      string  // unique in its matter: "klager", "klager-2", "medewerker"
	Role     Role    // what the person is in it
	Name     string  // "" when not known
	Address  Address // zero: reached on paper only
	Language string  // "nl" or "en"
	Postal   string  // postal address in one line, "" when not known
	Phone    string
	// Unproven says that no mail goes to the address until the secretary has
	// confirmed it: its domain disowned the mail it came in, or machines answer.
	Unproven bool
}

// reachable reports whether mail may go to who.
func (who Person) reachable() bool { return !who.Address.IsZero() && !who.Unproven }

// complains reports whether who is one of those a complaint comes from, or acts for
// one of them.
func (who Person) complains() bool {
	return who.Role == RoleComplainant || who.Role == RoleRepresentative
}

// Period is a stretch of whole days, both included.
type Period struct{ From, To terms.Date }

// Staff is a configured person. The same person serves in every case; the case
// itself holds only its own people.
type Staff struct {
	Role    Role
	Name    string
	Address Address        // own address; of the secretary optional, she is reached at the committee's
	Days    []time.Weekday // working days; none given: Monday to Friday
	Absent  []Period
	StandIn *Staff // who steps in; nil: nobody
}

// works reports whether s works on weekday w.
func (s Staff) works(w time.Weekday) bool {
	if len(s.Days) == 0 {
		return w != time.Saturday && w != time.Sunday
	}
	for _, d := range s.Days {
		if d == w {
			return true
		}
	}
	return false
}

// absent reports whether s is away on d.
func (s Staff) absent(d terms.Date) bool {
	for _, p := range s.Absent {
		if !d.Before(p.From) && !d.After(p.To) {
			return true
		}
	}
	return false
}
