package reader

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"klachtenpost/workflow"
)

// Answers shaped as the calendars of the time give them; people and appointments
// are invented.
const outlookReply = `BEGIN:VCALENDAR
METHOD:REPLY
PRODID:Microsoft Exchange Server 2010
VERSION:2.0
BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
ATTENDEE;PARTSTAT=ACCEPTED;CN="Ebbinge, Joris: vrij;PARTSTAT=DECLINED":mailto:joris@voorb
 eeld.nl
COMMENT;LANGUAGE=nl-NL:\n
UID:afspraak-K-2026-0001-1-klager@perspectief.
 example
SUMMARY;LANGUAGE=nl-NL:Geaccepteerd: Gesprek
DTSTART;TZID=W. Europe Standard Time:20260512T140000
DTEND;TZID=W. Europe Standard Time:20260512T153000
CLASS:PRIVATE
PRIORITY:5
DTSTAMP:20260414T101500Z
TRANSP:OPAQUE
STATUS:CONFIRMED
SEQUENCE:0
LOCATION;LANGUAGE=nl-NL:Zaal 2
X-MICROSOFT-CDO-APPT-SEQUENCE:0
X-MICROSOFT-CDO-BUSYSTATUS:BUSY
END:VEVENT
END:VCALENDAR`

const googleReply = `BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:REPLY
BEGIN:VEVENT
DTSTART:20260512T120000Z
DTEND:20260512T133000Z
DTSTAMP:20260414T101500Z
ORGANIZER;CN=Perspectief:mailto:commissie@perspectief.example
UID:afspraak-K-2026-0001-1-klager@perspectief.example
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=DECLINED;CN=Joris E
 bbinge;X-NUM-GUESTS=0:mailto:joris@voorbeeld.nl
X-MICROSOFT-CDO-OWNERAPPTID:-1234567890
CREATED:20260414T093000Z
DESCRIPTION:UID:niet-deze@example.org\nATTENDEE\;PARTSTAT=ACCEPTED:x
LAST-MODIFIED:20260414T101459Z
SEQUENCE:0
STATUS:CONFIRMED
SUMMARY:Gesprek
TRANSP:OPAQUE
END:VEVENT
END:VCALENDAR`

const appleReply = `BEGIN:VCALENDAR
CALSCALE:GREGORIAN
VERSION:2.0
METHOD:REPLY
PRODID:-//Apple Inc.//macOS 15.1//EN
BEGIN:VEVENT
UID:afspraak-K-2026-0001-1-klager@perspectief.example
DTSTART:20260512T120000Z
ATTENDEE;CN="Joris Ebbinge";CUTYPE=INDIVIDUAL;EMAIL="joris@voorbeeld.nl";PARTS
 TAT=TENTATIVE;ROLE=REQ-PARTICIPANT:mailto:joris@voorbeeld.nl
BEGIN:VALARM
X-WR-ALARMUID:0F5A
UID:0F5A
TRIGGER:-PT30M
ATTENDEE;PARTSTAT=ACCEPTED:mailto:x@voorbeeld.nl
ACTION:DISPLAY
END:VALARM
SEQUENCE:1
DTSTAMP:20260414T101500Z
END:VEVENT
END:VCALENDAR`

const appointment = "afspraak-K-2026-0001-1-klager@perspectief.example"

// mixed builds the mail that carries an answer: an alternative, and perhaps the
// same as a file.
func calendarMail(ics, inner, file string) string {
	b64 := base64.StdEncoding.EncodeToString([]byte(mustCRLF(ics)))
	s := "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: multipart/alternative; boundary=a\n\n" +
		"--a\nContent-Type: text/plain; charset=utf-8\n\nJoris Ebbinge heeft geantwoord.\n" +
		"--a\nContent-Type: " + inner + "\nContent-Transfer-Encoding: base64\n\n" + b64 + "\n--a--\n"
	if file != "" {
		s += "--m\nContent-Type: " + file + "; name=\"invite.ics\"\nContent-Disposition: attachment; filename=\"invite.ics\"\nContent-Transfer-Encoding: base64\n\n" + b64 + "\n"
	}
	return s + "--m--\n"
}

func readCalendar(t *testing.T, mail string) []workflow.CalendarReply {
	t.Helper()
	head := "From: Joris Ebbinge <joris@voorbeeld.nl>\nTo: commissie@perspectief.example\nSubject: Geaccepteerd: Gesprek\nDate: Tue, 14 Apr 2026 12:15:00 +0200\n"
	return Read(strings.NewReader(mustCRLF(head+mail)), Options{}).Calendar
}

func TestCalendarReplies(t *testing.T) {
	counter := strings.Replace(outlookReply, "METHOD:REPLY", "METHOD:COUNTER", 1)
	two := strings.Replace(googleReply, "SEQUENCE:0", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:x@voorbeeld.nl", 1)
	others := strings.Replace(googleReply, "SEQUENCE:0", "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:x@voorbeeld.nl", 1)
	for _, c := range []struct {
		name, mail, want string
		sequence         int
	}{
		{"Outlook", calendarMail(outlookReply, "text/calendar; charset=\"utf-8\"; method=REPLY", ""), "ACCEPTED", 0},
		{"Google", calendarMail(googleReply, "text/calendar; charset=\"UTF-8\"; method=REPLY", "application/ics"), "DECLINED", 0},
		{"Google, file only", calendarMail(googleReply, "text/html", "application/ics"), "DECLINED", 0},
		{"Apple", calendarMail(appleReply, "text/calendar; charset=utf-8; method=REPLY", "text/calendar"), "TENTATIVE", 1},
		{"whole mail", "Content-Type: text/calendar; method=REPLY\n\n" + appleReply, "TENTATIVE", 1},
		{"Outlook proposes another time", calendarMail(counter, "text/calendar; method=COUNTER", ""), "TENTATIVE", 0},
		{"others have not answered", calendarMail(others, "text/calendar; method=REPLY", ""), "DECLINED", -1},
		{"two answers in one", calendarMail(two, "text/calendar; method=REPLY", ""), "", 0},
		{"an invitation", calendarMail(strings.Replace(outlookReply, "REPLY", "REQUEST", 1), "text/calendar; method=REQUEST", ""), "", 0},
		{"no method", calendarMail(strings.Replace(outlookReply, "METHOD:REPLY\n", "", 1), "text/calendar; method=REPLY", ""), "", 0},
		{"passed on", "Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nZie onder.\n--x\nContent-Type: message/rfc822\n\nFrom: a@voorbeeld.nl\n" +
			calendarMail(outlookReply, "text/calendar; method=REPLY", "") + "--x--\n", "", 0},
	} {
		got := readCalendar(t, c.mail)
		var want []workflow.CalendarReply
		if c.want != "" {
			want = []workflow.CalendarReply{{UID: appointment, PartStat: c.want, Sequence: c.sequence}}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %+v, want %q", c.name, got, c.want)
		}
	}
}

// TestCalendarContradicts: the alternative says yes and the file says no.
func TestCalendarContradicts(t *testing.T) {
	yes := calendarReplies(outlookReply)
	no := calendarReplies(googleReply)
	if got := settled(addReplies(addReplies(nil, yes), no)); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	if got := settled(addReplies(addReplies(addReplies(nil, yes), no), yes)); len(got) != 0 {
		t.Errorf("said again: %+v", got)
	}
}

func FuzzCalendarReplies(f *testing.F) {
	for _, s := range []string{outlookReply, googleReply, appleReply, "BEGIN:VEVENT\n \n;:", "A;B=\"", strings.Repeat("BEGIN:VEVENT\n", 100)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := calendarReplies(s)
		if len(got) > maxReplies {
			t.Fatalf("%d answers", len(got))
		}
		for _, r := range got {
			if r.UID == "" || len(r.UID) > 4*maxID || !slices.Contains([]string{"ACCEPTED", "DECLINED", "TENTATIVE"}, r.PartStat) {
				t.Fatalf("%+v", r)
			}
			if !strings.Contains(strings.ToUpper(s), "METHOD") {
				t.Fatal("an answer without a method")
			}
		}
	})
}
