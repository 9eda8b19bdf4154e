package admin

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"klachtenpost/cmd/advice"
	"klachtenpost/cmd/config"
	"klachtenpost/store"
	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// yearsBeside is how many earlier years stand beside the one that is asked for.
const yearsBeside = 4

// fewest is the count below which a public table says "minder dan 3": smaller
// groups can be recognised.
const fewest = 3

// Report writes the figures for the annual report (jaarverslag) as a text with
// tables in Markdown. It names nobody; -public also hides what is below three.
func Report(args []string, stdout, stderr io.Writer) int {
	year, public := time.Now().Year()-1, false
	cfg, code := config.OpenWith("report", args, stderr, func(fl *flag.FlagSet) {
		fl.IntVar(&year, "year", year, "the year to report on")
		fl.BoolVar(&public, "public", false, "hide figures below three, for publication")
	}, "oauth.refresh_token_file")
	if code != config.ExitOK {
		return code
	}
	cases, err := casesSince(cfg.Store.Path, terms.Date{Year: year - yearsBeside, Month: time.January, Day: 1})
	if err != nil {
		fmt.Fprintf(stderr, "klachtenpost report: %s\n", advice.Store(cfg.Store.Path, err))
		return config.ExitFailure
	}
	p := cfg.Procedure()
	var years []workflow.Annual
	for y := year; y >= year-yearsBeside; y-- {
		years = append(years, p.Annual(cases, y))
	}
	if _, err := io.WriteString(stdout, annualText(cfg.Organisation.Committee, years, public)); err != nil {
		fmt.Fprintf(stderr, "klachtenpost report: write: %v\n", err)
		return config.ExitFailure
	}
	return config.ExitOK
}

// casesSince reads the open cases and those closed since a day, without changing
// anything.
func casesSince(path string, day terms.Date) ([]workflow.Case, error) {
	db, err := store.OpenReadOnly(path)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	var list []workflow.Case
	err = db.View(context.Background(), func(tx *store.Tx) error {
		numbers, err := tx.OpenCases()
		if err != nil {
			return err
		}
		closed, err := tx.ClosedSince(day)
		if err != nil {
			return err
		}
		for _, n := range append(numbers, closed...) {
			c, err := tx.Case(n)
			if err != nil {
				return err
			}
			list = append(list, c)
		}
		return nil
	})
	return list, err
}

// table gathers rows with a figure per year.
type table struct {
	b      strings.Builder
	public bool
}

func (t *table) head(title string, years []workflow.Annual) {
	fmt.Fprintf(&t.b, "\n## %s\n\n| |", title)
	for _, a := range years {
		fmt.Fprintf(&t.b, " %d |", a.Year)
	}
	t.b.WriteString("\n|---|" + strings.Repeat("---:|", len(years)) + "\n")
}

func (t *table) row(name string, years []workflow.Annual, figure func(workflow.Annual) int) {
	t.b.WriteString("| " + name + " |")
	for _, a := range years {
		n := figure(a)
		s := strconv.Itoa(n)
		if t.public && n > 0 && n < fewest {
			s = "minder dan 3"
		}
		t.b.WriteString(" " + s + " |")
	}
	t.b.WriteString("\n")
}

// annualText writes the tables, in Dutch.
func annualText(committee string, years []workflow.Annual, public bool) string {
	t := &table{public: public}
	fmt.Fprintf(&t.b, "# Cijfers voor het jaarverslag %d\n\n%s\n", years[0].Year, committee)
	t.head("Binnengekomen en afgerond", years)
	t.row("Binnengekomen klachten", years, func(a workflow.Annual) int { return a.Received })
	t.row("Afgerond", years, func(a workflow.Annual) int { return a.Closed })
	t.row("Nog open op 31 december", years, func(a workflow.Annual) int { return a.StillOpen })
	t.row("Behandeld door het bestuur", years, func(a workflow.Annual) int { return a.Board })

	t.head("Binnengekomen per maand", years)
	for m, name := range []string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"} {
		t.row(name, years, func(a workflow.Annual) int { return a.Intake[m] })
	}
	t.counts("Hoe zaken zijn afgerond", years, func(a workflow.Annual) []workflow.OutcomeCount { return a.Outcomes })
	t.counts("Oordeel per klachtonderdeel", years, func(a workflow.Annual) []workflow.OutcomeCount { return a.Items })

	t.head("Hoe lang het duurde (dagen)", years)
	t.row("Zonder commissie: de helft binnen", years, func(a workflow.Annual) int { return a.Settled.Median })
	t.row("Zonder commissie: langste", years, func(a workflow.Annual) int { return a.Settled.Most })
	t.row("Met commissie: de helft binnen", years, func(a workflow.Annual) int { return a.Committee.Median })
	t.row("Met commissie: langste", years, func(a workflow.Annual) int { return a.Committee.Most })
	t.row("Zaken met een verlengde termijn", years, func(a workflow.Annual) int { return a.Extended })

	t.head("Commissie", years)
	t.row("Zaken bij de commissie", years, func(a workflow.Annual) int { return a.Committee.N })
	t.row("Hoorzittingen", years, func(a workflow.Annual) int { return a.Hearings })
	t.row("Aanbevelingen", years, func(a workflow.Annual) int { return a.Advised })
	t.row("Overgenomen", years, func(a workflow.Annual) int { return a.Followed[workflow.FollowedWholly] })
	t.row("Deels overgenomen", years, func(a workflow.Annual) int { return a.Followed[workflow.FollowedPartly] })
	t.row("Niet overgenomen", years, func(a workflow.Annual) int { return a.Followed[workflow.FollowedNot] })
	return t.b.String()
}

// counts writes a table of outcomes: those that occurred in any of the years.
func (t *table) counts(title string, years []workflow.Annual, of func(workflow.Annual) []workflow.OutcomeCount) {
	find := func(a workflow.Annual, o workflow.Outcome) int {
		for _, c := range of(a) {
			if c.Outcome == o {
				return c.N
			}
		}
		return 0
	}
	begun := false
	for _, o := range workflow.Outcomes {
		any := false
		for _, a := range years {
			any = any || find(a, o) > 0
		}
		if !any {
			continue
		}
		if !begun {
			t.head(title, years)
			begun = true
		}
		t.row(strings.ReplaceAll(string(o), "_", " "), years, func(a workflow.Annual) int { return find(a, o) })
	}
}
