package reader

import (
	"strings"

	"klachtenpost/workflow"
)

// calendarReplies reads the answers to an invitation (RFC 5546 section 3.2.3): a
// VCALENDAR whose METHOD is REPLY.
func calendarReplies(s string) []workflow.CalendarReply {
	var out []workflow.CalendarReply
	method, uid, stat := "", "", ""
	for _, line := range unfoldCalendar(s) {
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		prop, params, _ := strings.Cut(name, ";")
		switch strings.ToUpper(strings.TrimSpace(prop)) {
		case "METHOD":
			method = strings.ToUpper(strings.TrimSpace(value))
		case "BEGIN":
			if strings.EqualFold(strings.TrimSpace(value), "VEVENT") {
				uid, stat = "", ""
			}
		case "UID":
			uid = cleanLine(value)
		case "ATTENDEE":
			up := strings.ToUpper(params)
			if i := strings.Index(up, "PARTSTAT="); i >= 0 {
				stat, _, _ = strings.Cut(up[i+9:], ";")
				stat = strings.Trim(stat, "\" ")
			}
		case "END":
			if strings.EqualFold(strings.TrimSpace(value), "VEVENT") && method == "REPLY" && uid != "" && len(out) < 50 {
				switch stat {
				case "ACCEPTED", "DECLINED", "TENTATIVE":
					out = append(out, workflow.CalendarReply{UID: shorten(uid, maxID), PartStat: stat})
				}
			}
		}
	}
	return out
}

// unfoldCalendar joins the folded lines of RFC 5545 section 3.1.
func unfoldCalendar(s string) []string {
	var out []string
	for _, line := range strings.Split(s, "\n") {
		if line != "" && (line[0] == ' ' || line[0] == '\t') && len(out) > 0 {
			if len(out[len(out)-1]) < 4096 {
				out[len(out)-1] += line[1:]
			}
			continue
		}
		out = append(out, line)
	}
	return out
}
