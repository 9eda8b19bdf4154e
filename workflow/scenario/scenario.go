// Package scenario reads the texts in workflow/testdata: dated inputs, and below
// each what follows from it. The tests of the procedure and those of the whole
// daemon play the same texts. It knows how they are written and nothing of what
// they mean to the procedure. No program imports it.
package scenario

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Scenario is one text.
type Scenario struct {
	Header []string   // what it is about, and the configuration
	With   [][]string // the words of each line "met …": what is configured otherwise
	Inputs []Input
}

// Kind is what an input is.
type Kind string

// The kinds of inputs.
const (
	Mail       Kind = "mail"                 // from whoever it says
	Replies    Kind = "secretaris antwoordt" // to a mail of the program, in the committee's mailbox
	Writes     Kind = "secretaris schrijft"  // to somebody, or to the mailbox itself
	Sends      Kind = "secretaris verstuurt" // a prepared letter
	Automatic  Kind = "automatisch antwoord" // somebody's absence
	Scan       Kind = "scan"                 // from the printer
	Calendar   Kind = "agenda"               // an answer to an invitation
	Newsletter Kind = "nieuwsbrief"          // to many
	Bounce     Kind = "onbestelbaar"         // a mail of the program came back
	Until      Kind = "tot hier"             // time passes
	Count      Kind = "telling"              // of the secretary's work so far
)

var kinds = []Kind{Mail, Replies, Writes, Sends, Automatic, Scan, Calendar, Newsletter, Bounce, Until, Count}

// Input is one dated line and the text below it.
type Input struct {
	At    time.Time
	What  string   // the line as it stands there
	Lines []string // the lines with "|"

	Kind      Kind
	From      string   // address
	Name      string   // of the sender, as his mail shows it
	On        string   // the mail or letter of the program: "K-2026-0001/voorstel-1"
	To        []string // addresses
	Subject   string
	Body      string
	Back      string // Automatic: the day of return
	Accepts   string // Calendar: "ACCEPTED", "DECLINED"
	Change    int    // Calendar: sequence of the invitation it answers, -1 when it names none
	Resembles string // Writes: the prepared letter whose words it has
	DMARC     string // "pass", "fail" or ""
	Photo     bool   // a picture is attached
	Junk      bool   // it lies in the folder for unwanted mail
	Changed   bool   // Sends: she changed fixed lines

	Outcome []string // what follows, without the two spaces
}

var (
	inputLine = regexp.MustCompile(`^(?:ma|di|wo|do|vr|za|zo) (\d{4}-\d\d-\d\d \d\d:\d\d)  (.+)$`)
	fromWord  = regexp.MustCompile(`van (\S+@\S+)`)
	toWord    = regexp.MustCompile(`aan (\S+@\S+)`)
	onWord    = regexp.MustCompile(`op (\S+/[^\s:]+)`)
	sendsWord = regexp.MustCompile(`^secretaris verstuurt (\S+/\S+)`)
	backWord  = regexp.MustCompile(`terug op (\S+)`)
)

// Parse reads a text. loc is the zone of its dates.
func Parse(text string, loc *time.Location) (Scenario, error) {
	var s Scenario
	var in *Input
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if m := inputLine.FindStringSubmatch(line); m != nil {
			at, err := time.ParseInLocation("2006-01-02 15:04", m[1], loc)
			if err != nil {
				return s, fmt.Errorf("date of %q: %w", line, err)
			}
			s.Inputs = append(s.Inputs, Input{At: at, What: m[2]})
			in = &s.Inputs[len(s.Inputs)-1]
			continue
		}
		switch {
		case in == nil && strings.HasPrefix(line, "met "):
			s.With = append(s.With, strings.Fields(line)[1:])
			s.Header = append(s.Header, line)
		case in == nil:
			s.Header = append(s.Header, line)
		case strings.HasPrefix(line, "|"):
			in.Lines = append(in.Lines, line)
		case strings.HasPrefix(line, "  "):
			in.Outcome = append(in.Outcome, line[2:])
		}
	}
	for i := range s.Inputs {
		if err := s.Inputs[i].read(); err != nil {
			return s, err
		}
	}
	return s, nil
}

// ParseInput reads one input: what stands behind the date, and the lines below it.
func ParseInput(what string, lines []string) (Input, error) {
	in := Input{What: what, Lines: lines}
	return in, in.read()
}

// read takes apart what the line and the text below it say.
func (in *Input) read() error {
	for _, k := range kinds {
		if in.What == string(k) || strings.HasPrefix(in.What, string(k)+" ") {
			in.Kind = k
		}
	}
	if in.Kind == "" {
		return fmt.Errorf("no such input: %q", in.What)
	}
	in.From, in.On, in.Back = first(fromWord, in.What), first(onWord, in.What), first(backWord, in.What)
	if in.Kind == Sends {
		in.On = first(sendsWord, in.What)
	}
	if list := first(toWord, in.What); list != "" {
		in.To = strings.Split(list, ",")
	}
	if in.Kind == Calendar {
		_, in.Accepts, _ = strings.Cut(in.What, ": ")
		stat, change, _ := strings.Cut(in.Accepts, ", wijziging ")
		in.Accepts, in.Change = stat, -1
		if n, err := strconv.Atoi(change); err == nil {
			in.Change = n
		}
	}
	_, in.Resembles, _ = strings.Cut(in.What, "lijkend op ")
	for _, v := range []string{"pass", "fail"} {
		if strings.Contains(in.What, "DMARC "+v) {
			in.DMARC = v
		}
	}
	in.Photo = strings.Contains(in.What, "met een foto")
	in.Junk = strings.Contains(in.What, "in ongewenst")
	in.Changed = strings.Contains(in.What, "met veranderde vaste regels")
	in.readLines()
	return nil
}

// readLines takes the subject and the sender's name from the first lines.
func (in *Input) readLines() {
	var body []string
	for _, l := range in.Lines {
		l = strings.TrimPrefix(strings.TrimPrefix(l, "|"), " ")
		if v, ok := strings.CutPrefix(l, "Onderwerp: "); ok && len(body) == 0 {
			in.Subject = v
			continue
		}
		if v, ok := strings.CutPrefix(l, "Naam: "); ok && len(body) == 0 && in.Subject == "" {
			in.Name = v
			continue
		}
		body = append(body, l)
	}
	in.Body = strings.TrimSpace(strings.Join(body, "\n"))
}

func first(re *regexp.Regexp, s string) string {
	if m := re.FindStringSubmatch(s); m != nil {
		return m[1]
	}
	return ""
}

// Sent is a mail or letter that an outcome names.
type Sent struct {
	At       time.Time
	What     string // "mail", "concept" or "op papier"
	Template string
	Detail   string // what stands between brackets
	Role     string
	Address  string
	English  bool
	With     []string // who has a copy
}

var sentLine = regexp.MustCompile(`^(?:ma|di|wo|do|vr|za|zo) (\d{4}-\d\d-\d\d \d\d:\d\d) (mail|concept|op papier) (\S+)(?: \((.*)\))? aan (.+?) <([^>]+)>(, in het Engels)?(?:, met afschrift aan (.+))?$`)

// Sent gives what left, in the order of the text.
func (s Scenario) Sent(loc *time.Location) ([]Sent, error) {
	var list []Sent
	for _, in := range s.Inputs {
		for _, line := range in.Outcome {
			m := sentLine.FindStringSubmatch(line)
			if m == nil {
				continue
			}
			at, err := time.ParseInLocation("2006-01-02 15:04", m[1], loc)
			if err != nil {
				return nil, fmt.Errorf("date of %q: %w", line, err)
			}
			one := Sent{At: at, What: m[2], Template: m[3], Detail: m[4], Role: m[5], Address: m[6], English: m[7] != ""}
			for a := range strings.SplitSeq(m[8], ", ") {
				if a != "" {
					one.With = append(one.With, strings.Trim(a, "<>"))
				}
			}
			list = append(list, one)
		}
	}
	return list, nil
}
