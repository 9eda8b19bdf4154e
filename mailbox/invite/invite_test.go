package invite

import (
	"flag"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"klachtenpost/workflow"
)

var keep = flag.String("keep", "", "write an invitation into this file")

func sample() Invitation {
	return Invitation{
		Method: Request, UID: "afspraak-K-2026-0001-1-klager@perspectief.example", Made: time.Date(2026, 4, 14, 9, 30, 0, 0, time.UTC),
		Start: time.Date(2026, 5, 12, 14, 0, 0, 0, time.FixedZone("zomertijd", 7200)), End: time.Date(2026, 5, 12, 15, 30, 0, 0, time.FixedZone("zomertijd", 7200)),
		Title: "Gesprek", Location: `Vergaderzaal 2; Maliebaan 87, Utrecht (ingang "zij")`,
		Description: "U kunt iemand meenemen.\nKunt u niet? Bel 030 123 45 67, of antwoord op de mail. Wij spreken dan samen een andere dag af — dat kan tot één dag van tevoren.",
		Organizer:   workflow.ParseAddress("Perspectief: secretariaat", "commissie@perspectief.example"),
		Attendee:    workflow.ParseAddress(`Ağnieszka "Aga" Błaszczyk`, "a.b+x@voorbeeld.nl"),
	}
}

func mustBuild(t *testing.T, i Invitation) Part {
	t.Helper()
	p, err := Build(i)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// unfold undoes the folding, as RFC 5545 section 3.1 says.
func unfold(data []byte) []string {
	return strings.Split(strings.TrimSuffix(strings.ReplaceAll(string(data), "\r\n ", ""), "\r\n"), "\r\n")
}

func TestBuild(t *testing.T) {
	p := mustBuild(t, sample())
	if *keep != "" {
		if err := os.WriteFile(*keep, p.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if p.Type != "text/calendar; method=REQUEST" {
		t.Errorf("type %q", p.Type)
	}
	want := `BEGIN:VCALENDAR
PRODID:-//Klachtenpost//NONSGML Klachtenpost//NL
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:REQUEST
BEGIN:VEVENT
UID:afspraak-K-2026-0001-1-klager@perspectief.example
DTSTAMP:20260414T093000Z
SEQUENCE:0
DTSTART:20260512T120000Z
DTEND:20260512T133000Z
SUMMARY:Gesprek
LOCATION:Vergaderzaal 2\; Maliebaan 87\, Utrecht (ingang "zij")
DESCRIPTION:U kunt iemand meenemen.\nKunt u niet? Bel 030 123 45 67\, of antwoord op de mail. Wij spreken dan samen een andere dag af — dat kan tot één dag van tevoren.
ORGANIZER;CN="Perspectief: secretariaat":mailto:commissie@perspectief.example
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN="Ağnieszka 'Aga' Błaszczyk":mailto:a.b+x@voorbeeld.nl
STATUS:CONFIRMED
CLASS:PRIVATE
TRANSP:OPAQUE
END:VEVENT
END:VCALENDAR`
	if got := strings.Join(unfold(p.Data), "\n"); got != want {
		t.Errorf("got\n%s", got)
	}
	checkForm(t, p.Data)
}

// checkForm holds a calendar object against RFC 5545 section 3.1.
func checkForm(t *testing.T, data []byte) {
	t.Helper()
	s := string(data)
	if !strings.HasSuffix(s, "\r\n") || strings.Count(s, "\n") != strings.Count(s, "\r\n") || strings.Count(s, "\r") != strings.Count(s, "\r\n") {
		t.Fatalf("line ends of %q", s)
	}
	for _, line := range strings.Split(strings.TrimSuffix(s, "\r\n"), "\r\n") {
		if len(line) > mostOctets || line == "" || !utf8.ValidString(line) {
			t.Fatalf("%d octets: %q", len(line), line)
		}
	}
}

func TestCancel(t *testing.T) {
	i := sample()
	i.Method, i.Sequence = Cancel, 1
	p := mustBuild(t, i)
	s := strings.Join(unfold(p.Data), "\n")
	for _, want := range []string{"\nMETHOD:CANCEL\n", "\nSEQUENCE:1\n", "\nSTATUS:CANCELLED\n", "\nUID:" + i.UID + "\n"} {
		if !strings.Contains(s, want) {
			t.Errorf("no %q in\n%s", want, s)
		}
	}
	if strings.Contains(s, "RSVP") || p.Type != "text/calendar; method=CANCEL" {
		t.Errorf("%s\n%s", p.Type, s)
	}
}

func TestRefused(t *testing.T) {
	for name, change := range map[string]func(*Invitation){
		"no method":           func(i *Invitation) { i.Method = "REPLY" },
		"no UID":              func(i *Invitation) { i.UID = "" },
		"UID with a line end": func(i *Invitation) { i.UID = "a@b\r\nATTENDEE:x" },
		"cancel as first":     func(i *Invitation) { i.Method = Cancel },
		"negative sequence":   func(i *Invitation) { i.Sequence = -1 },
		"ends before start":   func(i *Invitation) { i.End = i.Start },
		"no stamp":            func(i *Invitation) { i.Made = time.Time{} },
		"far year":            func(i *Invitation) { i.End = i.End.AddDate(9000, 0, 0) },
		"no title":            func(i *Invitation) { i.Title = "\u202e \n" },
		"title that tells":    func(i *Invitation) { i.Title = "Hoorzitting KLACHTEN" },
		"place that tells":    func(i *Invitation) { i.Location = "Klachtencommissie, zaal 2" },
		"text that tells":     func(i *Invitation) { i.Description = "your complaint" },
		"long text":           func(i *Invitation) { i.Description = strings.Repeat("x", 5000) },
		"no organizer":        func(i *Invitation) { i.Organizer = workflow.Address{} },
		"odd attendee":        func(i *Invitation) { i.Attendee.Local = "a,b" },
	} {
		i := sample()
		change(&i)
		if _, err := Build(i); err == nil {
			t.Errorf("%s: built", name)
		}
	}
}

// TestNameThatTells: the committee's name is not shown in the calendar.
func TestNameThatTells(t *testing.T) {
	i := sample()
	i.Organizer.Name = "Klachtencommissie Perspectief"
	if s := string(mustBuild(t, i).Data); strings.Contains(strings.ToLower(s), "klachtencommissie") {
		t.Error(s)
	}
}

// FuzzBuild: whatever stands in the values, the object has the same lines.
func FuzzBuild(f *testing.F) {
	f.Add("Gesprek", "zaal 2", "tekst", "Jan", "jan")
	f.Add("a\r\nATTENDEE:mailto:x@example.org", "\u2028BEGIN:VALARM", `\n\;,`, `"; X=":`, "a%0d")
	f.Add("\xff", strings.Repeat("é", 300), "😀\u202e", "\x00", "a?b&c")
	f.Fuzz(func(t *testing.T, title, location, description, who, local string) {
		i := sample()
		i.Title, i.Location, i.Description = title, location, description
		i.Attendee = workflow.Address{Name: who, Local: local, Domain: "voorbeeld.nl"}
		p, err := Build(i)
		if err != nil {
			return
		}
		checkForm(t, p.Data)
		l := unfold(p.Data)
		if l[len(l)-1] != "END:VCALENDAR" {
			t.Fatalf("%q", l)
		}
		seen := map[string]int{}
		for _, line := range l {
			prop := line[:strings.IndexAny(line, ":;")]
			seen[prop]++
		}
		for prop, n := range seen {
			if n > 1 && prop != "BEGIN" && prop != "END" || len(seen) > 19 {
				t.Fatalf("%d × %s in %q", n, prop, l)
			}
		}
	})
}
