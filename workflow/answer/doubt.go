package answer

import (
	"slices"
	"strings"
	"sync"
)

// Doubt is why a complaint waits for the secretary instead of going to the
// director by itself (procedure 6.3).
type Doubt string

const (
	DoubtDirector  Doubt = "directeur"            // the director is named or meant: nobody handles a complaint about himself (Awb 9:7)
	DoubtSecretary Doubt = "secretaris"           // the secretary is named: the stand-in or chair is told too
	DoubtMember    Doubt = "lid van de commissie" // the chair or a member is named: he steps aside
	DoubtBoard     Doubt = "bestuur"              // the board or a supervisor is named
	DoubtOld       Doubt = "ouder dan een jaar"   // it may have happened more than a year ago (Awb 9:8)
	DoubtCourt     Doubt = "rechter"              // a court has it, or had it
	DoubtPolice    Doubt = "politie of justitie"  // police, prosecution, a criminal case
	DoubtPrivacy   Doubt = "privacyverzoek"       // personal data: a regulation and a term of its own
	DoubtOther     Doubt = "andere instantie"     // another organisation is complained about, or has the complaint too
	DoubtAnonymous Doubt = "anoniem"              // the writer will not be named: registered, not handled
	DoubtOnBehalf  Doubt = "voor iemand anders"   // needs an authorisation
	DoubtMinor     Doubt = "minderjarig"          // somebody under eighteen
	DoubtCrisis    Doubt = "crisis"               // danger to the writer or others: also urgent
	DoubtLong      Doubt = "erg lang bericht"     // longer than was read: the rest may name anybody
	DoubtNothing   Doubt = "geen leesbare klacht" // a photo or file only, or no text at all
)

// DoubtOtherBody is the longer name of DoubtOther.
const DoubtOtherBody = DoubtOther

// Found is a doubt with the words that raised it, as they were written.
type Found struct {
	Doubt Doubt
	Words string
}

// Date is a civil day, of which only the order is used here.
type Date struct{ Year, Month, Day int }

func (d Date) before(e Date) bool {
	if d.Year != e.Year {
		return d.Year < e.Year
	}
	if d.Month != e.Month {
		return d.Month < e.Month
	}
	return d.Day < e.Day
}

// Doubts gives what in a complaint a person must look at, each doubt once, with
// the first words that raised it. received is the day the mail came in. The
// greeting does not count: "Geachte directeur," is no hint that the director is
// concerned. Here a doubt too many costs the secretary a look, one too few
// brings a complaint to the one it is about; so hints are read broadly.
func Doubts(in Input, received Date) []Found { return Read(in).Doubts(received) }

// Doubts is Doubts of the mail that was read.
func (r *Reading) Doubts(received Date) []Found {
	in := r.in
	greeting, body := r.body.body()
	body = withoutAddressees(body)
	var out []Found
	add := func(d Doubt, words string) {
		if words == "" {
			return
		}
		for _, f := range out {
			if f.Doubt == d {
				return
			}
		}
		out = append(out, Found{d, words})
	}
	staff := make([]*sought, len(in.Staff))
	for i, p := range in.Staff {
		staff[i] = seek(p)
	}
	for _, t := range []text{r.subject, body} {
		tokens := t.tokens()
		for i, p := range in.Staff {
			add(doubtOf(p.Role), personIn(t, tokens, staff[i]))
		}
		director := firstOfAll(t.masked(noLead), directorHints)
		if director == "" {
			director = misspelt(t, tokens)
		}
		add(DoubtDirector, director)
		add(DoubtSecretary, firstOfAll(t, secretaryHints))
		add(DoubtMember, firstOfAll(t, memberHints))
		add(DoubtBoard, firstOfAll(t, boardHints))
		add(DoubtOld, olderThanAYear(t, received, in.Oldest))
		sentences := sync.OnceValue(t.sentences) // mostly of no use
		for _, k := range keywordDoubts {
			add(k.doubt, k.in(t, sentences))
		}
	}
	if greetsDirector(greeting, in.Staff, staff) {
		add(DoubtDirector, youYourself(body))
	}
	if r.cut {
		add(DoubtLong, "meer dan zeven bladzijden")
	}
	if strings.TrimSpace(in.Text) == "" || strings.TrimSpace(body.low) == "" && greeting.low != "" {
		w := "geen tekst"
		if in.Attachments > 0 {
			w = "alleen een bijlage"
		}
		add(DoubtNothing, w)
	}
	return out
}

func doubtOf(role string) Doubt {
	switch role {
	case "directeur":
		return DoubtDirector
	case "bestuur":
		return DoubtBoard
	case "secretaris":
		return DoubtSecretary
	}
	return DoubtMember
}

// keyword is a doubt that words raise, unless what stands around them takes the
// doubt away again.
type keyword struct {
	doubt  Doubt
	words  []*pattern
	unless *pattern // looked for in the sentence
}

// in gives the words of t that raise the doubt; sentences gives those of t.
func (k keyword) in(t text, sentences func() []text) string {
	live := make([]*pattern, 0, 4)
	for _, re := range k.words {
		if t.may(re) {
			live = append(live, re)
		}
	}
	if len(live) == 0 {
		return ""
	}
	for _, s := range sentences() {
		if !slices.ContainsFunc(live, s.may) {
			continue
		}
		if k.unless != nil {
			s = s.masked(k.unless)
		}
		if w := firstOfAll(s, live); w != "" {
			return w
		}
	}
	return ""
}

// masked blanks out what re finds, so that it raises nothing.
func (t text) masked(re *pattern) text {
	if !t.match(re) {
		return t
	}
	t.low = re.ReplaceAllStringFunc(t.low, func(m string) string { return strings.Repeat("~", len(m)) })
	return t.indexed()
}

// firstOfAll gives the words of the first pattern that fits.
func firstOfAll(t text, list []*pattern) string {
	best := -1
	words := ""
	for _, re := range list {
		if loc := t.find(re); loc != nil && (best < 0 || loc[0] < best) {
			best, words = loc[0], t.words(loc[0], loc[1])
		}
	}
	return words
}

// misspelt finds a word for the director with two typing errors at most.
func misspelt(t text, tokens [][2]int) string {
	for _, loc := range tokens {
		w := t.low[loc[0]:loc[1]]
		if len(w) < 7 || len(w) > 20 {
			continue
		}
		for _, f := range []string{"directeur", "directrice"} {
			if within(w, f, 2) && w != f && !notDirector[w] {
				return t.words(loc[0], loc[1])
			}
		}
	}
	return ""
}

// tokens gives the words of t: letters, hyphens and apostrophes.
func (t text) tokens() (list [][2]int) {
	list = make([][2]int, 0, len(t.low)/5)
	eachWord(t.low, &nameBytes, func(i, j int) { list = append(list, [2]int{i, j}) })
	return list
}

// notDirector lie near to "directeur" and are other words.
var notDirector = set(`directe directer directie directief directere redacteur directness directory`)

// withoutAddressees takes away the lines that only address the letter, wherever
// they stand ("T.a.v. de directie").
func withoutAddressees(t text) text {
	low := []byte(nil)
	for _, re := range []*pattern{attention, greetingStart} {
		t.stretches(re, func(i, j int) {
			if re == attention && attention.MatchString(t.low[i:j]) || re == greetingStart && greetingStart.MatchString(t.low[i:j]) && isGreeting(t.low[i:j]) {
				if low == nil {
					low = []byte(t.low)
				}
				for k := i; k < j; k++ {
					low[k] = ' '
				}
			}
		})
	}
	if low == nil {
		return t
	}
	t.low = string(low)
	return t.indexed()
}

var attention = mustBe(`^\s*(?:t\.?a\.?v\.?|ter attentie van|aan:?)\s.{0,50}$`)
