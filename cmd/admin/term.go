package admin

import (
	"encoding/json"
	"fmt"
	"io"

	"klachtenpost/workflow/terms"
)

const termUsage = `usage: klachtenpost term [-json] DATE LENGTH [DATE LENGTH ...]

Works out when a term ends under the Algemene termijnenwet.
DATE is the day of receipt, such as 2026-04-02.
LENGTH is a whole number and d (days), w (weeks), m (months), y (years) or
wd (working days), such as 6w. With a minus it counts back: -2w.
`

// termLine is one answer of "term -json".
type termLine struct {
	Received terms.Date   `json:"received"`
	Length   terms.Length `json:"length"`
	RawEnd   terms.Date   `json:"raw_end"`
	End      terms.Date   `json:"end"`
	Reason   string       `json:"reason"`
	Sentence string       `json:"sentence"`
}

// Term answers "klachtenpost term". The arguments are read by hand: package
// flag would take -6w for a flag.
func Term(args []string, stdout, stderr io.Writer) int {
	asJSON := false
	var words []string
	for _, a := range args {
		switch a {
		case "-json", "--json":
			asJSON = true
		case "-h", "-help", "--help":
			fmt.Fprint(stdout, termUsage)
			return 0
		default:
			words = append(words, a)
		}
	}
	c := terms.Default()
	found, problems := readTerms(c, words)
	if len(problems) > 0 {
		for _, p := range problems {
			fmt.Fprintln(stderr, "klachtenpost term: "+p)
		}
		fmt.Fprint(stderr, "\n"+termUsage)
		return 2
	}
	for i, t := range found {
		if asJSON {
			if err := printTermJSON(stdout, t); err != nil {
				fmt.Fprintf(stderr, "klachtenpost term: write answer: %v\n", err)
				return 1
			}
		} else {
			if i > 0 {
				fmt.Fprintln(stdout)
			}
			printTerm(stdout, t)
		}
		if t.Length.Regulated() && !c.Covered(t.End.Year) {
			fmt.Fprintf(stderr, "klachtenpost term: note: the days equated with holidays are known for 2023 to %d only; one may move %s\n", c.EquatedUntil, t.End)
		}
	}
	return 0
}

// readTerms works out every pair and names everything that is wrong.
func readTerms(c terms.Calendar, words []string) (found []terms.Term, problems []string) {
	if len(words) == 0 {
		return nil, []string{"no date and length; write for instance 2026-04-02 6w"}
	}
	for i := 0; i < len(words); i += 2 {
		date, err := terms.Parse(words[i])
		if err != nil {
			problems = append(problems, termArgument(i, words[i], "is no date; write the day of receipt such as 2026-04-02"))
		}
		if i+1 == len(words) {
			problems = append(problems, termArgument(i, words[i], "has no length behind it; write one such as 6w"))
			continue
		}
		length, lengthErr := terms.ParseLength(words[i+1])
		switch {
		case lengthErr != nil:
			problems = append(problems, termArgument(i+1, words[i+1], "is no length; write a whole number up to 9999 and d, w, m, y or wd, such as 6w or -2w"))
		case err == nil:
			t := c.End(date, length)
			if t.RawEnd.Year < 1 || t.End.Year > 9999 {
				problems = append(problems, termArgument(i+1, words[i+1], "leads outside the years 1 to 9999; write a shorter length"))
				continue
			}
			found = append(found, t)
		}
	}
	return found, problems
}

func termArgument(i int, value, wrong string) string {
	return fmt.Sprintf("argument %d, %q, %s", i+1, value, wrong)
}

func printTermJSON(w io.Writer, t terms.Term) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(termLine{t.Received, t.Length, t.RawEnd, t.End, t.Reason, t.Sentence()})
}

func printTerm(w io.Writer, t terms.Term) {
	fmt.Fprintf(w, "%s %s\n", t.Received, t.Length)
	fmt.Fprintf(w, "  raw end  %s (%s)\n", t.RawEnd, terms.EnglishDate(t.RawEnd))
	fmt.Fprintf(w, "  end      %s (%s)\n", t.End, terms.EnglishDate(t.End))
	fmt.Fprintf(w, "  why      %s\n", whyMoved(t))
	fmt.Fprintf(w, "  %s\n", t.Sentence())
}

// whyMoved explains in English what was done to the end; the days themselves are
// named in Dutch, as a mail would.
func whyMoved(t terms.Term) string {
	switch {
	case t.Reason != "":
		return "moved: " + t.Reason
	case t.Length.Unit == terms.Workdays:
		return "not moved: working days are counted, Saturdays, Sundays and holidays left out"
	case t.Length.N < 0:
		return "not moved: counted back (Algemene termijnenwet art. 1(2))"
	case !t.Length.Regulated():
		return "not moved: longer than 90 days, 12 weeks or 3 months, or in years (Algemene termijnenwet art. 4)"
	}
	return "not moved: an ordinary day"
}
