package answer

import (
	"regexp"
	"strings"
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
func Doubts(in Input, received Date) []Found {
	subject, whole := newText(in.Subject), newText(in.Text)
	greeting, body := whole.body()
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
	for _, t := range []text{subject, body} {
		for _, p := range in.Staff {
			add(doubtOf(p.Role), personIn(t, p))
		}
		add(DoubtDirector, firstOfAll(t.masked(noLead), directorHints, "directeur directrice"))
		add(DoubtSecretary, firstOfAll(t, secretaryHints, ""))
		add(DoubtMember, firstOfAll(t, memberHints, ""))
		add(DoubtBoard, firstOfAll(t, boardHints, ""))
		add(DoubtOld, olderThanAYear(t, received))
		for _, k := range keywordDoubts {
			add(k.doubt, k.in(t))
		}
	}
	if greetsDirector(greeting.low, in.Staff) {
		add(DoubtDirector, youYourself(body))
	}
	if len(in.Text) > maxText {
		add(DoubtLong, "meer dan twintig bladzijden")
	}
	if len(strings.Fields(in.Text)) == 0 || strings.TrimSpace(body.low) == "" && greeting.low != "" {
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
	words  []*regexp.Regexp
	unless *regexp.Regexp // looked for in the sentence
}

func (k keyword) in(t text) string {
	for _, s := range t.sentences() {
		if k.unless != nil {
			s = s.masked(k.unless)
		}
		if w := firstOfAll(s, k.words, ""); w != "" {
			return w
		}
	}
	return ""
}

// masked blanks out what re finds, so that it raises nothing.
func (t text) masked(re *regexp.Regexp) text {
	t.low = re.ReplaceAllStringFunc(t.low, func(m string) string { return strings.Repeat("~", len(m)) })
	return t
}

// firstOfAll gives the words of the first pattern that fits; fuzzy lists words
// that also count with one typing error.
func firstOfAll(t text, list []*regexp.Regexp, fuzzy string) string {
	best := -1
	words := ""
	for _, re := range list {
		if loc := re.FindStringIndex(t.low); loc != nil && (best < 0 || loc[0] < best) {
			best, words = loc[0], t.words(loc[0], loc[1])
		}
	}
	if best < 0 && fuzzy != "" {
		for _, loc := range wordShape.FindAllStringIndex(t.low, -1) {
			w := t.low[loc[0]:loc[1]]
			for f := range strings.FieldsSeq(fuzzy) {
				if len(w) >= 7 && w != f && within(w, f, 2) && !notDirector[w] {
					return t.words(loc[0], loc[1])
				}
			}
		}
	}
	return words
}

var wordShape = regexp.MustCompile(`[\pL'-]+`)

// notDirector lie near to "directeur" and are other words.
var notDirector = set(`directe directer directie directief directere redacteur directness directory`)

// withoutAddressees takes away the lines that only address the letter, wherever
// they stand ("T.a.v. de directie").
func withoutAddressees(t text) text {
	i := 0
	low := []byte(t.low)
	for i < len(t.low) {
		j := strings.IndexByte(t.low[i:], '\n')
		if j < 0 {
			j = len(t.low)
		} else {
			j += i
		}
		if attention.MatchString(t.low[i:j]) || isGreeting(t.low[i:j]) {
			for k := i; k < j; k++ {
				low[k] = ' '
			}
		}
		i = j + 1
	}
	t.low = string(low)
	return t
}

var attention = regexp.MustCompile(`^\s*(?:t\.?a\.?v\.?|ter attentie van|aan:?)\s.{0,50}$`)
