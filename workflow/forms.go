package workflow

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"klachtenpost/workflow/answer"
	"klachtenpost/workflow/terms"
)

// Form is something the secretary can ask for by a word, with the lines she fills
// in below it.
type Form struct {
	Act    Act
	Word   string
	Fields []string // names of the lines; none: the word is enough
}

// Forms lists them all, in the order in which she is shown them.
var Forms = []Form{
	{ActToDirector, "naar de directeur", nil},
	{ActToBoard, "naar het bestuur", nil},
	{ActCommittee, "naar de commissie", nil},
	{ActAsk, "vraag", []string{"tekst"}},
	{ActWrite, "brief", []string{"aan", "tekst"}},
	{ActCorrect, "rectificatie", []string{"tekst"}},
	{ActExtend, "verlengen", nil},
	{ActDelay, "verder uitstel", []string{"tot"}},
	{ActSuspend, "opschorten", []string{"tot"}},
	{ActResume, "hervatten", nil},
	{ActNoComplaint, "geen klacht", nil},
	{ActRefer, "doorverwijzen", []string{"naar"}},
	{ActRefuse, "niet in behandeling", []string{"grond"}},
	{ActClose, "sluiten", []string{"uitkomst"}},
	{ActReopen, "heropenen", nil},
	{ActJoin, "samenvoegen", []string{"met"}},
	{ActSplit, "splitsen", nil},
	{ActItems, "onderdelen", []string{"1", "2", "3"}},
	{ActWithdrawItem, "onderdeel ingetrokken", []string{"onderdeel"}},
	{ActRestoreItem, "onderdeel terug", []string{"onderdeel"}},
	{ActEmployee, "medewerker", []string{"naam", "mailadres"}},
	{ActCopy, "afschrift", nil},
	{ActRepresent, "gemachtigde", []string{"naam", "mailadres"}},
	{ActParty, "medeklager", []string{"naam", "mailadres"}},
	{ActAddress, "adres", []string{"mailadres"}},
	{ActLanguage, "taal", []string{"taal"}},
	{ActAdmissible, "ontvankelijk", nil},
	{ActInadmissible, "niet ontvankelijk", nil},
	{ActWithoutStatements, "zonder stukken", nil},
	{ActHearing, "hoorzitting", hearingFields},
	{ActWithoutHearing, "zonder hoorzitting", nil},
	{ActHeld, "gehouden", nil},
	{ActMoved, "verzet", hearingFields},
	{ActCancelled, "vervallen", nil},
	{ActMemberOut, "lid buiten", []string{"naam"}},
	{ActJudge, "uitspraak", []string{"1", "2", "3", "aanbeveling"}},
	{ActCirculate, "concept rondsturen", nil},
	{ActFollowed, "overgenomen", []string{"maatregel"}},
	{ActFollowedPartly, "deels overgenomen", []string{"maatregel"}},
	{ActNotFollowed, "niet overgenomen", []string{"maatregel"}},
	{ActPost, "post", []string{"ingekomen", "verzonden"}},
	{ActErase, "vernietigen", nil},
	{ActPause, "pauze", nil},
}

// words of the secretary that any text may follow.
const (
	wordNote     = "notitie"
	wordPhone    = "telefoon"
	wordHelp     = "hulp"
	wordOverview = "overzicht"
)

var secretaryWords = []string{wordNote, wordPhone, wordHelp, wordOverview}

// Fields is what the secretary filled in.
type Fields struct {
	Text   string            // what stands behind the word or digit, and below it without a name
	Values map[string]string // by the name before the colon, lower case
}

// value gives a field; a form with one field may have it right behind its word.
func (f Fields) value(name string) string {
	if v := f.Values[name]; v != "" {
		return v
	}
	if name == "tekst" || len(f.Values) == 0 {
		return strings.TrimSpace(f.Text)
	}
	return ""
}

var fieldLine = regexp.MustCompile(`^\s*[-*•]?\s*([\pL0-9][\pL0-9 ]{0,18}?)\s*:\s*(.*)$`)

// fields reads the lines below a word. Lines of a form that were left as they were
// shown ("uitkomst: …") count as empty.
func readFields(rest string, names []string) Fields {
	f := Fields{Values: map[string]string{}}
	var text []string
	last := ""
	for line := range strings.Lines(apart(rest, names)) {
		line = strings.TrimRight(line, "\r\n ")
		if m := fieldLine.FindStringSubmatch(line); m != nil && fieldOf(names, strings.ToLower(m[1])) {
			last = strings.ToLower(m[1])
			if v := strings.Trim(m[2], " …._"); v != "" {
				f.Values[last] = strings.TrimSpace(f.Values[last] + "\n" + strings.TrimSpace(m[2]))
			}
			continue
		}
		if last == "tekst" {
			f.Values[last] = strings.TrimSpace(f.Values[last] + "\n" + line)
			continue
		}
		text = append(text, line)
	}
	f.Text = strings.TrimSpace(strings.Join(text, "\n"))
	return f
}

// fieldOf reports whether a line is one of a form: where items are numbered, of any
// number.
func fieldOf(names []string, name string) bool {
	return slices.Contains(names, name) || slices.Contains(names, "1") && len(name) == 1 && name >= "1" && name <= "9"
}

// apart puts fields that stand behind each other on lines of their own: "12 mei
// 10:00; plaats: kantoor".
func apart(text string, names []string) string {
	for _, n := range names {
		if i := strings.Index(strings.ToLower(text), "; "+n+":"); i >= 0 && len(text) == len(strings.ToLower(text)) {
			text = text[:i] + "\n" + text[i+2:]
		}
	}
	return text
}

// formIn finds the form whose word is the first line of a text: the word alone, or
// with a colon and a value behind it. "Sluiten doen we volgende week" is a note.
func formIn(text string) (Form, Fields, bool) {
	line, below := answer.FirstLine(text)
	word, value, colon := strings.Cut(strings.Trim(line, " *_\"'."), ":")
	word = strings.ToLower(strings.Join(strings.Fields(word), " "))
	for _, f := range Forms {
		if f.Word != word {
			continue
		}
		if !colon {
			value = ""
		}
		return f, readFields(strings.TrimSpace(value)+"\n"+below, f.Fields), true
	}
	return Form{}, Fields{}, false
}

// formOf finds the form of an act.
func formOf(a Act) (Form, bool) {
	i := slices.IndexFunc(Forms, func(f Form) bool { return f.Act == a })
	if i < 0 {
		return Form{}, false
	}
	return Forms[i], true
}

var numberLine = regexp.MustCompile(`^\s*(\d{1,2})\s*[.):]?(?:\s+|$)`)

// listed reads the number of an item of the list that hulp shows.
func listed(q Question, text string) (Act, Fields, bool) {
	line, below := answer.FirstLine(text)
	m := numberLine.FindStringSubmatch(line)
	if m == nil {
		return "", Fields{}, false
	}
	n, _ := strconv.Atoi(m[1])
	act, ok := q.option(n)
	if !ok {
		return "", Fields{}, false
	}
	f, _ := formOf(act)
	rest := strings.TrimSpace(strings.TrimPrefix(line, m[0]))
	low := strings.ToLower(rest)
	rest = strings.TrimLeft(rest[len(commonPrefix(low, f.Word)):], " :")
	return act, readFields(rest+"\n"+below, f.Fields), true
}

// commonPrefix gives word when low begins with it, else "".
func commonPrefix(low, word string) string {
	if strings.HasPrefix(low, word) {
		return word
	}
	return ""
}

// Possible are the forms that can be used while a case stands as it does.
func (c Case) Possible() []Form {
	var list []Form
	for _, f := range Forms {
		if May(RoleSecretary, f.Act, c.Status, ProofMailbox) != EffectDone || c.pointless(f.Act) {
			continue
		}
		list = append(list, f)
	}
	return list
}

// pointless reports whether an act is allowed but has nothing to act on.
func (c Case) pointless(a Act) bool {
	switch a {
	case ActToDirector:
		return c.Handler == RoleDirector
	case ActToBoard:
		return c.Handler == RoleBoard
	case ActExtend:
		ph, ok := c.Status.phase()
		return !ok || slices.Contains(c.Course.Extended, ph)
	case ActDelay:
		ph, ok := c.Status.phase()
		return !ok || !slices.Contains(c.Course.Extended, ph) && !c.byConsent()
	case ActWithdrawItem:
		return len(c.judged()) < 2 // the last one is the complaint
	case ActRestoreItem:
		return len(c.judged()) == len(c.Course.Items)
	case ActSuspend:
		return !c.Course.Suspended.Until.IsZero()
	case ActResume:
		return c.Course.Suspended.Until.IsZero()
	case ActDate1, ActDate2, ActDate3, ActDate4:
		_, ok := c.chosenSlot(a)
		return !ok
	case ActHeld, ActMoved:
		return !c.Course.Hearing.planned()
	case ActCirculate:
		return !slices.ContainsFunc(c.Course.Letters, func(l Letter) bool { return l.Template == TemplateDecision && l.State == LetterReady })
	case ActCarriedOut, ActNotYet:
		return !slices.ContainsFunc(c.Course.Measures, func(x Measure) bool { return x.Done.IsZero() })
	case ActCopy:
		return !slices.ContainsFunc(c.People, func(p Person) bool { return p.Role == RoleEmployee })
	}
	return false
}

var (
	isoDate   = regexp.MustCompile(`\b(\d{4})-(\d{1,2})-(\d{1,2})\b`)
	shortDate = regexp.MustCompile(`\b(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})\b`)
	wordDate  = regexp.MustCompile(`(?i)\b(\d{1,2})\s+(januari|january|jan|februari|february|feb|maart|march|mrt|april|apr|mei|may|juni|june|jun|juli|july|jul|augustus|august|aug|september|sept|sep|oktober|october|okt|oct|november|nov|december|dec)\b\.?(?:\s+(\d{4}))?`)
)

var monthOf = map[string]time.Month{
	"jan": 1, "feb": 2, "maa": 3, "mrt": 3, "mar": 3, "apr": 4, "mei": 5, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "okt": 10, "oct": 10, "nov": 11, "dec": 12,
}

// readDate reads a day as people write it. Without a year it is the next such
// day after today.
func readDate(s string, today terms.Date) (terms.Date, bool) {
	num := func(t string) int { n, _ := strconv.Atoi(t); return n }
	check := func(d terms.Date) (terms.Date, bool) {
		got, err := terms.Parse(d.String())
		return got, err == nil
	}
	if m := isoDate.FindStringSubmatch(s); m != nil {
		return check(terms.Date{Year: num(m[1]), Month: time.Month(num(m[2])), Day: num(m[3])})
	}
	if m := shortDate.FindStringSubmatch(s); m != nil {
		return check(terms.Date{Year: num(m[3]), Month: time.Month(num(m[2])), Day: num(m[1])})
	}
	if m := wordDate.FindStringSubmatch(s); m != nil {
		d := terms.Date{Year: num(m[3]), Month: monthOf[strings.ToLower(m[2])[:3]], Day: num(m[1])}
		if m[3] == "" {
			if d.Year = today.Year; !d.After(today) {
				d.Year++
			}
		}
		return check(d)
	}
	return terms.Date{}, false
}

var mailAddress = regexp.MustCompile(`[^\s<>()",;:]+@[^\s<>()",;:@]+\.[^\s<>()",;:@]+`)

// readAddress finds the one mail address in a text.
func readAddress(s string) (Address, bool) {
	found := mailAddress.FindAllString(s, 2)
	if len(found) != 1 {
		return Address{}, false
	}
	a := ParseAddress("", strings.Trim(found[0], ".'"))
	return a, !a.IsZero()
}
