package reader

import (
	"slices"
	"strconv"
	"strings"

	"klachtenpost/workflow"
)

const (
	maxReplies      = 50
	maxCalendarLine = 4096
)

// calendarReplies reads the answers to an invitation (RFC 5546 section 3.2.3): a
// VCALENDAR whose METHOD is REPLY, or COUNTER, with which Outlook answers "maybe,
// and I propose another time" (section 3.2.7). An answer speaks for one attendee;
// one that does not say one thing says nothing.
func calendarReplies(s string) []workflow.CalendarReply {
	var (
		out    []workflow.CalendarReply
		inside []string // the components that are open
		method string
		e      calendarEvent
	)
	for _, line := range unfoldCalendar(s) {
		name, params, value, ok := contentLine(line)
		if !ok {
			continue
		}
		in := ""
		if len(inside) > 0 {
			in = inside[len(inside)-1]
		}
		switch {
		case name == "BEGIN":
			if len(inside) < 20 {
				inside = append(inside, strings.ToUpper(value))
			}
			if strings.EqualFold(value, "VEVENT") {
				e = calendarEvent{sequence: -1}
			}
		case name == "END":
			if in == "VEVENT" && len(out) < maxReplies {
				out = append(out, e.reply(method)...)
			}
			if len(inside) > 0 && strings.EqualFold(in, value) {
				inside = inside[:len(inside)-1]
			}
		case name == "METHOD" && in == "VCALENDAR":
			method = strings.ToUpper(value)
		// An alarm inside the event has a UID and attendees of its own (RFC 9074).
		case name == "UID" && in == "VEVENT":
			e.uid = cleanLine(value)
		case name == "SEQUENCE" && in == "VEVENT":
			if n, err := strconv.Atoi(value); err == nil && n >= 0 {
				e.sequence = n
			}
		case name == "ATTENDEE" && in == "VEVENT":
			e.answer(params)
		}
	}
	return out
}

// calendarEvent is what an answer says of one appointment.
type calendarEvent struct {
	uid      string
	stat     string
	unclear  bool
	sequence int
}

// answer notes what an attendee says. Answers that say nothing yet are those of
// others, whom some calendars list too.
func (e *calendarEvent) answer(params map[string]string) {
	switch stat := strings.ToUpper(params["PARTSTAT"]); stat {
	case "ACCEPTED", "DECLINED", "TENTATIVE":
		e.unclear = e.unclear || e.stat != "" && e.stat != stat
		e.stat = stat
	}
}

func (e *calendarEvent) reply(method string) []workflow.CalendarReply {
	if e.uid == "" || e.stat == "" || e.unclear {
		return nil
	}
	switch method {
	case "REPLY":
	case "COUNTER":
		// Who asks for another time does not accept this one.
		if e.stat == "ACCEPTED" {
			e.stat = "TENTATIVE"
		}
	default:
		return nil
	}
	return []workflow.CalendarReply{{UID: shorten(e.uid, maxID), PartStat: e.stat, Sequence: e.sequence}}
}

// isCalendar tells of the types that calendars are sent as; the second is how
// Google names the file beside the alternative.
func isCalendar(typ string) bool { return typ == "text/calendar" || typ == "application/ics" }

// addReplies adds answers that are not there yet: Google sends the same calendar
// as an alternative and as a file. Answers that contradict each other are none.
func addReplies(have, more []workflow.CalendarReply) []workflow.CalendarReply {
	for _, r := range more {
		i := slices.IndexFunc(have, func(h workflow.CalendarReply) bool { return h.UID == r.UID })
		switch {
		case i < 0 && len(have) < maxReplies:
			have = append(have, r)
		case i >= 0 && have[i].PartStat != r.PartStat:
			have[i].PartStat = "" // taken out by settled, when all parts were read
		}
	}
	return have
}

// settled leaves out the answers that contradict each other.
func settled(list []workflow.CalendarReply) []workflow.CalendarReply {
	return slices.DeleteFunc(list, func(r workflow.CalendarReply) bool { return r.PartStat == "" })
}

// contentLine splits a line into name, parameters and value (RFC 5545 section
// 3.1). A quoted parameter may hold a colon or a semicolon.
func contentLine(line string) (name string, params map[string]string, value string, ok bool) {
	quoted, start := false, 0
	var pieces []string
	for i := range len(line) {
		switch c := line[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == ';':
			pieces = append(pieces, line[start:i])
			start = i + 1
		case c == ':':
			pieces = append(pieces, line[start:i])
			params = map[string]string{}
			for _, p := range pieces[1:] {
				k, v, _ := strings.Cut(p, "=")
				params[strings.ToUpper(strings.TrimSpace(k))] = strings.Trim(strings.TrimSpace(v), `"`)
			}
			return strings.ToUpper(strings.TrimSpace(pieces[0])), params, strings.TrimSpace(line[i+1:]), true
		}
	}
	return "", nil, "", false
}

// unfoldCalendar joins the folded lines of RFC 5545 section 3.1.
func unfoldCalendar(s string) []string {
	var out []string
	for _, line := range strings.Split(s, "\n") {
		line = strings.TrimRight(line, "\r")
		if line != "" && (line[0] == ' ' || line[0] == '\t') && len(out) > 0 {
			if last := &out[len(out)-1]; len(*last) < maxCalendarLine {
				*last += line[1:]
			}
			continue
		}
		out = append(out, line)
	}
	return out
}
