// Package invite writes iCalendar invitations: an appointment that one person is
// asked to accept, moved, or called off (RFC 5545, 5546 and 6047).
//
// It knows the form of a calendar object. It does not know hearings, cases or
// mail: package mailbox puts the part into a mail, and package reader reads what
// calendars answer.
//
// Calendars are looked at by others than their owner. So each invitation names one
// attendee only, is marked private, and Build refuses words that say what the
// appointment is about.
package invite

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"klachtenpost/workflow"
)

// Method is what an invitation asks of a calendar (RFC 5546 section 3.2).
type Method string

const (
	Request Method = "REQUEST" // come, or come at another time
	Cancel  Method = "CANCEL"  // it is off
)

// Invitation is one appointment for one person.
type Invitation struct {
	Method Method
	// UID names the appointment for ever; moving and cancelling keep it. Give each
	// person a UID of his own: then an answer tells who answers.
	UID string
	// Sequence counts the changes: 0 at first, one more each time it is moved and
	// when it is cancelled (RFC 5545 section 3.8.7.4).
	Sequence    int
	Made        time.Time // DTSTAMP
	Start, End  time.Time
	Title       string // "Gesprek"
	Location    string
	Description string // may have line breaks
	Organizer   workflow.Address
	Attendee    workflow.Address
}

// Part is a part of a mail: its type without the charset, which is UTF-8, and its
// content with CRLF line ends.
type Part struct {
	Type string
	Data []byte
}

var uid = regexp.MustCompile(`^[A-Za-z0-9._-]{1,120}@[A-Za-z0-9.-]{1,120}$`)

// Build writes i. The same Invitation gives the same bytes.
func Build(i Invitation) (Part, error) {
	if err := i.check(); err != nil {
		return Part{}, fmt.Errorf("build invitation: %w", err)
	}
	status, rsvp := "CONFIRMED", ";PARTSTAT=NEEDS-ACTION;RSVP=TRUE"
	if i.Method == Cancel {
		status, rsvp = "CANCELLED", ""
	}
	var w lines
	w.add("BEGIN:VCALENDAR")
	w.add("PRODID:-//Klachtenpost//NONSGML Klachtenpost//NL")
	w.add("VERSION:2.0")
	w.add("CALSCALE:GREGORIAN")
	w.add("METHOD:" + string(i.Method))
	w.add("BEGIN:VEVENT")
	w.add("UID:" + i.UID)
	w.add("DTSTAMP:" + utc(i.Made))
	w.add(fmt.Sprintf("SEQUENCE:%d", i.Sequence))
	// In UTC: no zone need be told, and every calendar shows its own.
	w.add("DTSTART:" + utc(i.Start))
	w.add("DTEND:" + utc(i.End))
	w.add("SUMMARY:" + text(i.Title))
	if i.Location != "" {
		w.add("LOCATION:" + text(i.Location))
	}
	if i.Description != "" {
		w.add("DESCRIPTION:" + text(i.Description))
	}
	w.add("ORGANIZER" + name(i.Organizer) + ":" + mailto(i.Organizer))
	w.add("ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT" + rsvp + name(i.Attendee) + ":" + mailto(i.Attendee))
	w.add("STATUS:" + status)
	w.add("CLASS:PRIVATE")
	w.add("TRANSP:OPAQUE")
	w.add("END:VEVENT")
	w.add("END:VCALENDAR")
	return Part{Type: "text/calendar; method=" + string(i.Method), Data: []byte(w.b.String())}, nil
}

// check refuses what a calendar would misread, and what would tell too much.
func (i Invitation) check() error {
	switch {
	case i.Method != Request && i.Method != Cancel:
		return fmt.Errorf("method %q", i.Method)
	case !uid.MatchString(i.UID):
		return errors.New("a UID like name@host is needed")
	case i.Sequence < 0 || i.Method == Cancel && i.Sequence == 0:
		// RFC 5546 section 2.1.4: with the number of the request, a calendar that
		// gets both keeps the first it saw.
		return fmt.Errorf("sequence %d", i.Sequence)
	case i.Made.IsZero() || i.Start.IsZero() || i.End.Unix() <= i.Start.Unix():
		return errors.New("times that do not follow each other")
	case !fourDigits(i.Made) || !fourDigits(i.Start) || !fourDigits(i.End):
		return errors.New("a year that a calendar cannot write")
	case strings.TrimSpace(clean(i.Title)) == "":
		return errors.New("a title is needed")
	case utf8.RuneCountInString(i.Title+i.Location+i.Description) > 4000:
		return errors.New("more than 4000 characters")
	}
	for _, s := range []string{i.Title, i.Location, i.Description} {
		if tells(s) {
			return errors.New("a word that tells others what it is about")
		}
	}
	for _, a := range []workflow.Address{i.Organizer, i.Attendee} {
		if !plain(a.Addr()) {
			return errors.New("an address that cannot be written")
		}
	}
	return nil
}

// tells reports whether words name what others need not know.
func tells(s string) bool {
	low := strings.ToLower(s)
	return strings.Contains(low, "klacht") || strings.Contains(low, "klager") || strings.Contains(low, "complain")
}

func fourDigits(t time.Time) bool {
	y := t.UTC().Year()
	return y >= 1970 && y <= 9999
}

func utc(t time.Time) string { return t.UTC().Format("20060102T150405Z") }

// plain reports whether an address needs no quoting anywhere.
func plain(addr string) bool {
	if addr == "" || len(addr) > 320 {
		return false
	}
	for _, r := range addr {
		if r <= ' ' || r >= 0x7f || strings.ContainsRune(`<>()[]\,;:"`, r) {
			return false
		}
	}
	return true
}

// mailto writes an address as RFC 6068 does.
func mailto(a workflow.Address) string { return "mailto:" + url.PathEscape(a.Addr()) }

// name writes the parameter CN. A quoted value may hold all but the quote and
// control characters (RFC 5545 section 3.1).
func name(a workflow.Address) string {
	n := strings.Join(strings.Fields(strings.ReplaceAll(clean(a.Name), `"`, "'")), " ")
	if r := []rune(n); len(r) > 200 {
		n = string(r[:200])
	}
	if n == "" || tells(n) {
		return ""
	}
	return `;CN="` + n + `"`
}

// text writes a value of type TEXT (RFC 5545 section 3.3.11).
func text(s string) string {
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`).Replace(clean(s))
}

// clean takes out control characters and marks of writing direction; line ends
// of any kind become \n.
func clean(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\r', r == '\u0085', r == '\u2028', r == '\u2029':
			return '\n'
		case r == '\t':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, s)
}

// lines are content lines, folded.
type lines struct{ b strings.Builder }

// mostOctets of a line, its end not counted (RFC 5545 section 3.1).
const mostOctets = 75

// add writes a line, folded so that no character is torn.
func (l *lines) add(line string) {
	for room := mostOctets; len(line) > room; room = mostOctets - 1 {
		n := room
		for !utf8.RuneStart(line[n]) {
			n--
		}
		l.b.WriteString(line[:n] + "\r\n ")
		line = line[n:]
	}
	l.b.WriteString(line + "\r\n")
}
