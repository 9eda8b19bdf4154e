package reader

import (
	"net/mail"
	"strings"
	"time"

	"klachtenpost/workflow"
)

const (
	maxReceived = 100 // Received lines, then no automatic mail (trust section 5)
	maxIDs      = 200
	maxID       = 998
)

// readFields fills what stands in the header.
func readFields(m *workflow.Message, h header, o Options, pr *problems) {
	m.From = identity(h)
	m.FromShown = m.From
	if m.From.IsZero() {
		m.FromShown = shownFrom(h)
		switch n := len(h.all("From")); {
		case n == 0:
			pr.add("no From")
		case n > 1:
			pr.add("more than one From")
		default:
			pr.add("From of a shape that proves nothing")
		}
	}
	m.To = addresses(h, "To", pr)
	m.Cc = addresses(h, "Cc", pr)
	m.ReplyTo = addresses(h, "Reply-To", pr)
	m.Subject = shorten(decodeWords(shorten(h.get("Subject"), 8<<10)), 2000)
	m.Date = readDate(h.get("Date"))
	m.MessageID = messageID(h.get("Message-ID"))
	m.References = references(h)
	for _, v := range h.all("X-Microsoft-Original-Message-ID") {
		m.OriginalIDs = append(m.OriginalIDs, ids(v)...)
	}
	m.Ours = shorten(cleanLine(h.get("X-Klachtenpost")), 500)
	m.SpamMarked = spamMarked(h, m.Subject)
	hops := readHops(h, o)
	m.OutsideHop = hops.outside
	m.NoAutoReply = suppresses(h.get("X-Auto-Response-Suppress")) || hops.count >= maxReceived || nullPath(h)
	if hops.count >= maxReceived {
		pr.add("100 Received lines or more")
	}
	m.DMARC = readDMARC(h, m.From, o, hops.entry)
}

// ids extracts every <...> of a field; what stands between is passed over.
func ids(v string) []string {
	var out []string
	for len(out) < maxIDs {
		i := strings.IndexByte(v, '<')
		if i < 0 {
			break
		}
		v = v[i+1:]
		j := strings.IndexAny(v, "<> \t\r\n")
		if j < 0 {
			break
		}
		if v[j] == '>' && j > 0 && j <= maxID {
			if id := cleanLine(v[:j]); id != "" {
				out = append(out, id)
			}
		} else if v[j] == ' ' || v[j] == '\t' {
			// Folded inside: some programs break a long id over two lines.
			if k := strings.IndexByte(v, '>'); k > 0 && k <= maxID && strings.IndexByte(v[:k], '<') < 0 && strings.Count(v[:k], "@") == 1 {
				out = append(out, cleanLine(strings.Join(strings.Fields(v[:k]), "")))
				v = v[k+1:]
			}
			continue
		}
		v = v[j:]
	}
	return out
}

// messageID gives the one id of a Message-ID field; without <> a single word
// will do.
func messageID(v string) string {
	if found := ids(v); len(found) > 0 {
		return found[0]
	}
	v = strings.Trim(cleanLine(v), "<> ")
	if v == "" || len(v) > maxID || strings.ContainsAny(v, " \t") {
		return ""
	}
	return v
}

// references gives all ids this mail answers, the mail answered first, then
// References from its newest end.
func references(h header) []string {
	var out []string
	seen := map[string]bool{}
	add := func(id string) {
		if !seen[id] && len(out) < maxIDs {
			seen[id] = true
			out = append(out, id)
		}
	}
	for _, v := range h.all("In-Reply-To") {
		list := ids(v)
		if len(list) == 0 && strings.Contains(v, "@") && !strings.ContainsAny(v, " \t\"<>") {
			list = []string{cleanLine(v)}
		}
		for _, id := range list {
			add(id)
		}
	}
	for _, v := range h.all("References") {
		list := ids(v)
		for i := len(list) - 1; i >= 0; i-- {
			add(list[i])
		}
	}
	return out
}

// zones are the names of zones that Go does not know without their offset;
// RFC 5322 section 4.3 wants unknown ones read as -0000, which would be an hour
// off for a Dutch mail.
var zones = map[string]string{"CET": "+0100", "MET": "+0100", "CEST": "+0200", "MEST": "+0200", "MESZ": "+0200", "MEZ": "+0100", "WET": "+0000", "WEST": "+0100", "EET": "+0200", "EEST": "+0300", "BST": "+0100"}

// readDate reads a Date field, zero when it cannot.
func readDate(v string) time.Time {
	v = strings.TrimSpace(stripComment(v))
	if len(v) > 100 || len(v) < 8 {
		return time.Time{}
	}
	// The day of the week may be Dutch or wrong; it says nothing.
	if i := strings.IndexByte(v, ','); i >= 0 && i < 14 {
		v = strings.TrimSpace(v[i+1:])
	}
	if i := strings.LastIndexByte(v, ' '); i > 0 {
		if off, ok := zones[strings.ToUpper(v[i+1:])]; ok {
			v = v[:i+1] + off
		}
	}
	for _, try := range [...]string{v, dutchMonth(v)} {
		if t, err := mail.ParseDate(try); err == nil && plausible(t) {
			return t
		}
	}
	for _, layout := range [...]string{time.RFC3339, "2 Jan 2006 15:04:05 MST", "2 Jan 2006 15:04:05", "2 Jan 2006 15:04", "Mon Jan 2 15:04:05 2006", "Mon Jan 2 15:04:05 MST 2006", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05", "2-1-2006 15:04:05", "2-1-2006 15:04"} {
		if t, err := time.Parse(layout, v); err == nil && plausible(t) {
			return t
		}
	}
	return time.Time{}
}

// plausible keeps a Date that could be stored and shown.
func plausible(t time.Time) bool { return t.Year() >= 1970 && t.Year() < 2200 }

// dutchMonth turns "3 mrt 2026" and "3 okt. 2026" into what Go reads.
func dutchMonth(v string) string {
	f := strings.Fields(v)
	if len(f) < 3 || len(f[1]) < 3 {
		return v
	}
	switch low := lower(strings.TrimRight(f[1], ".")); {
	case strings.HasPrefix(low, "mrt"), strings.HasPrefix(low, "maa"), strings.HasPrefix(low, "mär"):
		f[1] = "Mar"
	case strings.HasPrefix(low, "mei"), strings.HasPrefix(low, "mai"):
		f[1] = "May"
	case strings.HasPrefix(low, "okt"):
		f[1] = "Oct"
	case strings.HasPrefix(low, "dez"):
		f[1] = "Dec"
	case len(low) > 2:
		f[1] = strings.ToUpper(low[:1]) + low[1:3]
	}
	return strings.Join(f, " ")
}

// suppresses tells whether X-Auto-Response-Suppress forbids an answer. It is no
// sign of a machine: Exchange sets it on ordinary mail (trust section 2).
func suppresses(v string) bool {
	for _, w := range strings.FieldsFunc(lower(v), func(r rune) bool { return r == ',' || r == ';' || r == ' ' }) {
		if w == "all" || w == "autoreply" {
			return true
		}
	}
	return false
}

// nullPath tells whether the envelope sender was empty (RFC 5321 section 4.5.5).
func nullPath(h header) bool {
	for _, v := range h.all("Return-Path") {
		return strings.ReplaceAll(v, " ", "") == "<>"
	}
	return false
}

// spamMarked reads the marks that filters leave.
func spamMarked(h header, subject string) bool {
	for _, n := range [...]string{"X-Spam-Flag", "X-Spam", "X-Spam-Status", "X-Spam-Detected", "X-Bogosity", "X-DSPAM-Result", "X-Barracuda-Spam-Flag", "X-Ham-Report-Spam"} {
		v := lower(h.get(n))
		if strings.HasPrefix(v, "yes") || strings.HasPrefix(v, "true") || strings.HasPrefix(v, "spam") {
			return true
		}
	}
	for _, n := range [...]string{"X-MS-Exchange-Organization-SCL", "X-SCL"} {
		if v := strings.TrimSpace(h.get(n)); len(v) > 0 && v[0] >= '5' && v[0] <= '9' {
			return true
		}
	}
	if v := h.get("X-Forefront-Antispam-Report"); strings.Contains(v, "SFV:SPM") || strings.Contains(v, "CAT:PHSH") || strings.Contains(v, "CAT:HPHISH") {
		return true
	}
	s := strings.ToUpper(subject)
	return strings.HasPrefix(s, "[SPAM]") || strings.HasPrefix(s, "***SPAM***") || strings.HasPrefix(s, "*****SPAM*****") || strings.HasPrefix(s, "{SPAM?}") || strings.HasPrefix(s, "[SPAM?]")
}
