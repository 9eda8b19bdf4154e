package workflow

import (
	"slices"
	"time"

	"klachtenpost/workflow/answer"
	"klachtenpost/workflow/terms"
)

// Matter is what a complaint, an intake item and the office itself have in
// common: people, questions and dates.
type Matter struct {
	Key       string // "K-2026-0001", "I-17", "kantoor"
	People    []Person
	Questions []Question
	Deadlines []Deadline
	Version   int // counts changes; the store refuses a change on an older version
}

// Case is the current state of one complaint. Its Key is its Number.
type Case struct {
	Matter
	Number     Number
	Status     Status
	Outcome    Outcome
	Handler    Role       // director, or board when the director is concerned; "" until it was routed
	Received   terms.Date // civil day of receipt; all terms count from here
	ReceivedAt time.Time
	First      int64          // message it came with
	Story      []int64        // messages that together are the complaint: First, and what was added before it was routed
	Missing    []Missing      // what the complainant was asked for
	Doubts     []answer.Doubt // why it was held for the secretary
	Employee   string         // whom it is about, as the complainant wrote it
	Asked      int            // times the complainant was asked for what is missing
	NeedsHuman bool           // somebody's words wait for the secretary (mens_nodig)
	Told       time.Time      // last news to the complainant
	ClosedOn   terms.Date
	Course     Course
}

// ItemState is what became of an intake item.
type ItemState string

const (
	ItemOpen        ItemState = "open"
	ItemComplaint   ItemState = "klacht"      // became a case
	ItemJoined      ItemState = "gekoppeld"   // joined a case
	ItemNoComplaint ItemState = "geen_klacht" // something else
	ItemSpam        ItemState = "spam"
	ItemJunk        ItemState = "ongewenst" // lies in Junk; listed, never answered
)

// Item is a message that is in no case: the secretary is asked what it is. It
// counts as no complaint.
type Item struct {
	Matter
	Message  int64
	Received time.Time
	State    ItemState
	Possibly Number // the sender's one open case, or the case the mail names
	Became   Number // the case it became or joined, "" for none
	Reason   Reason
}

// Office is the matter of everything that belongs to no case: overviews,
// alarms, the trial letter.
type Office struct{ Matter }

// OfficeKey is the key of the one Office.
const OfficeKey = "kantoor"

// Missing is something without which a complaint cannot go on.
type Missing string

const (
	MissingName  Missing = "naam"         // who complains
	MissingStory Missing = "omschrijving" // what happened
)

// Person finds somebody by key.
func (m *Matter) Person(key string) (Person, bool) {
	i := slices.IndexFunc(m.People, func(p Person) bool { return p.Key == key })
	if i < 0 {
		return Person{}, false
	}
	return m.People[i], true
}

// ByAddress finds the person of the matter who is reached at a.
func (m *Matter) ByAddress(a Address) (Person, bool) {
	i := slices.IndexFunc(m.People, func(p Person) bool { return p.Address.Same(a) })
	if i < 0 {
		return Person{}, false
	}
	return m.People[i], true
}

// Question finds a question by key.
func (m *Matter) Question(key string) (Question, bool) {
	i := slices.IndexFunc(m.Questions, func(q Question) bool { return q.Key == key })
	if i < 0 {
		return Question{}, false
	}
	return m.Questions[i], true
}

// Deadline finds the open deadline of a kind.
func (m *Matter) Deadline(kind DeadlineKind) (Deadline, bool) {
	i := slices.IndexFunc(m.Deadlines, func(d Deadline) bool { return d.Kind == kind && d.Open() })
	if i < 0 {
		return Deadline{}, false
	}
	return m.Deadlines[i], true
}

// clone copies m so deep that changing the copy leaves m alone.
func (m Matter) clone() Matter {
	m.People = slices.Clone(m.People)
	m.Questions = slices.Clone(m.Questions)
	m.Deadlines = slices.Clone(m.Deadlines)
	return m
}

// clone copies c so deep that changing the copy leaves c alone.
func (c Case) clone() Case {
	c.Matter = c.Matter.clone()
	c.Missing = slices.Clone(c.Missing)
	c.Doubts = slices.Clone(c.Doubts)
	c.Story = slices.Clone(c.Story)
	c.Course = c.Course.clone()
	return c
}

// Keeps reports whether the mail that an Actie is about stands in the dossier, or
// comes to stand there when she chooses to keep it. What chair and members write
// never does.
func (c Case) Keeps(q Question) bool {
	if slices.Contains(c.Course.Deliberation, q.Message) || c.Status == StatusErased {
		return false
	}
	return q.Reason == ReasonUnproven || slices.Contains(c.dossier(), q.Message)
}
