// Package answer knows what people's words mean: whether a first mail says it
// is a complaint, what it tells of the complainant, what in it must be looked
// at by a person before it goes on, and how digits, words and plain sentences
// answer a question (procedure section 3 to 6).
//
// It knows no case, no status, no clock and no mail format. It gets text that
// was already freed of quotes and signatures where that was possible, and gives
// back what the text says; what follows from it is decided elsewhere. It
// imports nothing of the project, so that the procedure can use it.
//
// Every recogniser here prefers silence to a guess. What is not recognised
// becomes a question to the secretary, which costs her a minute; what is wrongly
// recognised is done to somebody.
package answer

// Input is what the recognisers of a first mail look at.
type Input struct {
	Subject  string
	Text     string // the writer's own words
	FromName string
	FromAddr string
	To       string
	// Attachments counts the files; their content is not looked at.
	Attachments int
	// Oldest is the day before which a matter is old (Awb 9:8); zero: a year before
	// it came in. Words such as "anderhalf jaar geleden" always count from a year.
	Oldest Date
	// Staff are the configured people of the procedure.
	Staff []Staff
}

// Staff is a person who has a part in the procedure and may therefore not
// handle a complaint about himself (Awb 9:7).
type Staff struct {
	Role string // "directeur", "bestuur", "secretaris", "voorzitter", "lid"
	Name string
	Addr string
}
