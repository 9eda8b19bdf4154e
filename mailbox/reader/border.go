package reader

import (
	"strings"

	"klachtenpost/workflow"
)

// headerBlock measures a divider or a block of "Van: / Verzonden: / Aan:" lines
// that begins at line i; 0 when there is none.
func (m *marker) headerBlock(i int) int {
	l := m.lines[i]
	if l.text == "" {
		return 0
	}
	if _, rest, ok := divider(l.text); ok {
		if rest != "" {
			return 1
		}
		j := m.skipBlank(i + 1)
		if n := m.labels(j, 1); n > 0 {
			return j - i + n
		}
		return 1
	}
	if rule(l.text) {
		j := m.skipBlank(i + 1)
		if j <= i+3 {
			if n := m.labels(j, 2); n > 0 {
				return j - i + n
			}
		}
		return 0
	}
	need := 3
	if l.cut || l.hint {
		need = 2
	}
	return m.labels(i, need)
}

func (m *marker) skipBlank(i int) int {
	for i < len(m.lines) && strings.TrimSpace(m.lines[i].text) == "" {
		i++
	}
	return i
}

// rule tells a line of underscores or dashes.
func rule(s string) bool {
	s = strings.TrimSpace(s)
	return len(s) >= 10 && strings.IndexByte("_-=", s[0]) >= 0 && strings.Trim(s, "_-=") == ""
}

// labels measures a block of header lines at i that holds a From and need
// different labels in all.
func (m *marker) labels(i, need int) int {
	if i >= len(m.lines) {
		return 0
	}
	depth := m.lines[i].depth
	if l, _ := labelOf(m.lines[i].text); l == labelNone {
		return 0
	}
	var seen [labelOther + 1]bool
	kinds, end, gap := 0, 0, 0
	for j := i; j < len(m.lines) && j < i+25 && m.lines[j].depth == depth; j++ {
		s := strings.TrimSpace(m.lines[j].text)
		if s == "" {
			gap++
			// Outlook's paragraphs may leave a blank line between the labels.
			if gap > 1 || kinds >= 4 {
				break
			}
			continue
		}
		l, _ := labelOf(s)
		if l == labelNone {
			// A list of addressees or a long subject goes on.
			if gap > 0 || j == i || kinds == 0 || !strings.ContainsAny(s, "@;<>") && len(s) < 60 {
				break
			}
			continue
		}
		gap = 0
		if !seen[l] {
			seen[l] = true
			if l != labelOther {
				kinds++
			}
		} else if l == labelFrom || l == labelDate {
			break // the next mail's block
		}
		end = j + 1
	}
	if !seen[labelFrom] || kinds < need {
		return 0
	}
	if need >= 3 && !seen[labelDate] && !seen[labelTo] {
		return 0
	}
	return end - i
}

// readOriginal takes the writer out of a block of n lines at i and decides
// whether it is a forward.
func (m *marker) readOriginal(i, n int) {
	forward := m.hints.forward
	if f, rest, ok := divider(m.lines[i].text); ok {
		forward = forward || f
		if rest != "" {
			if forward {
				m.forward = true
				m.setOriginal(gluedFrom(rest))
			}
			return
		}
	}
	if !forward {
		// A block with nothing above it and no sign of an answer is a forward, too.
		if m.hints.reply || !m.empty() {
			return
		}
		forward = true
	}
	m.forward = true
	m.setOriginal(m.fromOf(i, n))
}

// fromOf reads the From line of a block.
func (m *marker) fromOf(i, n int) workflow.Address {
	for j := i; j < i+n && j < len(m.lines); j++ {
		if l, v := labelOf(m.lines[j].text); l == labelFrom {
			if v == "" && j+1 < len(m.lines) {
				v = strings.TrimSpace(m.lines[j+1].text)
			}
			a := addressIn(beforeBehalf(v))
			if a.IsZero() && j+1 < i+n {
				// The address stands folded on the next line.
				if l, _ := labelOf(m.lines[j+1].text); l == labelNone {
					a = addressIn(v + " " + strings.TrimSpace(m.lines[j+1].text))
				}
			}
			return a
		}
	}
	return workflow.Address{}
}

// beforeBehalf leaves who really wrote: "Van: x [mailto:x@y] Namens z".
func beforeBehalf(v string) string {
	low := lower(v)
	for _, w := range [...]string{" namens ", " on behalf of ", " im auftrag von ", " de la part de "} {
		if i := strings.Index(low, w); i > 0 && len(low) == len(v) {
			return v[:i]
		}
	}
	return v
}

// forwardInside looks for a forward that stands in quoted lines, as Apple Mail
// writes it.
func (m *marker) forwardInside(i, n int) {
	if m.forward {
		return
	}
	top := m.lines[i].depth
	for j := i; j < i+n && j < i+12; j++ {
		l := m.lines[j]
		if l.depth != top || strings.TrimSpace(l.text) == "" {
			continue
		}
		forward, _, ok := divider(l.text)
		k := j
		if ok {
			k = j + 1
			for k < i+n && strings.TrimSpace(m.lines[k].text) == "" {
				k++
			}
		}
		blk := 0
		if k < i+n {
			blk = m.labels(k, 2)
		}
		switch {
		case ok && (forward || m.hints.forward) && blk > 0, !ok && blk > 0 && (m.hints.forward || m.empty() && !m.hints.reply):
			m.forward = true
			m.setOriginal(m.fromOf(k, blk))
		case ok && m.empty() && !m.hints.reply && blk > 0:
			m.forward = true
			m.setOriginal(m.fromOf(k, blk))
		}
		if !ok && !m.hints.forward {
			return
		}
		if ok {
			return
		}
	}
}

func (m *marker) setOriginal(a workflow.Address) {
	if m.original.IsZero() {
		m.original = a
	}
}

// gluedFrom reads "Van: Jan <jan@voorbeeld.nl>Aan: ...", as Yahoo writes it.
func gluedFrom(s string) workflow.Address {
	i := strings.IndexAny(s, ":")
	if i < 0 || i > 40 {
		return workflow.Address{}
	}
	v := s[i+1:]
	if j := strings.IndexByte(v, '>'); j > 0 {
		v = v[:j+1]
	}
	return addressIn(v)
}

type attributionKind int

const (
	attributionNone   attributionKind = iota
	attributionStrong                 // date or quote, verb, address
	attributionMedium                 // date, time and verb, no address
	attributionKept                   // reads like it, but may be a sentence: kept
)

// attribution measures a "Op ... schreef ...:" line that begins at i and may be
// folded over several lines.
func (m *marker) attribution(i int) (n int, kind attributionKind) {
	first := strings.TrimSpace(m.lines[i].text)
	if first == "" || !mayAttribute(first) {
		return 0, attributionNone
	}
	depth := m.lines[i].depth
	joined := ""
	most := 6
	if !opens(first) {
		most = 3
	}
	if !m.endsSoon(i, most) {
		return 0, attributionNone
	}
	for n = 1; n <= most && i+n <= len(m.lines); n++ {
		l := m.lines[i+n-1]
		s := strings.TrimSpace(l.text)
		if l.depth != depth {
			// The > that closes a folded address stands at the start of a line.
			s = strings.TrimSpace(l.raw)
			if l.depth != depth+1 || strings.Count(joined, "<") <= strings.Count(joined, ">") || !strings.HasSuffix(s, ":") || len(s) > 60 {
				break
			}
		}
		if _, ours := footer(l.text); n > 1 && !opens(first) && (ours || opens(s)) {
			break // "1" on a line of its own is an answer, and this begins the quote
		}
		if s == "" {
			// Outlook for phones folds with blank lines, but only inside an address.
			if n > 4 || !strings.HasSuffix(joined, "<") && !(i+n < len(m.lines) && strings.HasPrefix(strings.TrimSpace(m.lines[i+n].text), "<")) {
				break
			}
			continue
		}
		if n > 1 {
			joined += " "
		}
		joined += s
		if len(joined) > 500 {
			break
		}
		if k := judge(joined, m.nextQuoted(i+n, depth) || m.lines[i].hint); k != attributionNone {
			return n, k
		}
	}
	return 0, attributionNone
}

// endsSoon tells whether one of the next lines can end an attribution.
func (m *marker) endsSoon(i, most int) bool {
	for _, l := range m.lines[i:min(i+most, len(m.lines))] {
		if s := strings.TrimRight(l.raw, " \u00a0"); strings.HasSuffix(s, ":") || strings.HasSuffix(s, "----") || strings.HasSuffix(s, "：") {
			return true
		}
	}
	return false
}

// nextQuoted tells whether the first full line from i on is quoted deeper.
func (m *marker) nextQuoted(i, depth int) bool {
	i = m.skipBlankRaw(i)
	return i < len(m.lines) && m.lines[i].depth > depth
}

func (m *marker) skipBlankRaw(i int) int {
	for i < len(m.lines) && strings.TrimSpace(m.lines[i].raw) == "" {
		i++
	}
	return i
}

// mayAttribute is the quick look at a first line.
func mayAttribute(s string) bool {
	if opens(s) {
		return true
	}
	if s[0] >= '0' && s[0] <= '9' || s[0] == '-' && strings.HasPrefix(s, "----") {
		return true
	}
	// "NAME <address> schreef op ...:" and what K-9 and others make of it.
	if strings.HasSuffix(s, ":") && len(s) < 200 {
		return true
	}
	if i := strings.IndexByte(s, '<'); i > 0 && i < 60 && strings.IndexByte(s, '@') > i {
		return true
	}
	return false
}

// opens tells whether a line begins as attributions do: "Op ", "On ", "Am ".
func opens(s string) bool { return openerStarts.begin(head(s, 24)) }

// judge weighs a joined attribution.
func judge(s string, quoted bool) attributionKind {
	body := strings.TrimRight(s, " \u00a0")
	dashes := strings.HasSuffix(body, "----")
	ends := dashes || strings.HasSuffix(body, ":") || strings.HasSuffix(body, "：")
	low := lower(body)
	if !ends {
		// "2016-03-03 17:21 GMT+01:00 Some One <a@b>:" always ends so.
		return attributionNone
	}
	if len(low) > 400 {
		return attributionNone
	}
	verb := -1
	for _, v := range verbs {
		if j := strings.Index(low, v); j >= 0 {
			verb = j + len(v)
			break
		}
	}
	addr := strings.IndexByte(low, '@') > 0
	date := hasDate(low)
	clock := hasClock(low)
	opener := false
	for _, o := range openers {
		opener = opener || strings.HasPrefix(low, o)
	}
	opener = opener || low[0] >= '0' && low[0] <= '9' || strings.HasPrefix(low, "--")
	if verb < 0 {
		// Gmail in languages without a verb here: "wo 3 mrt 2016 17:21 NAME <a@b>:".
		if addr && clock && (date || opener) && strings.HasSuffix(low, ">:") {
			return attributionStrong
		}
		return attributionNone
	}
	prose := false
	if !addr {
		tail := low[min(verb, len(low)):] + " "
		for _, w := range proseWords {
			prose = prose || strings.Contains(tail, w)
		}
		// "heeft ... het volgende geschreven" has its name before the verb.
		if strings.HasPrefix(tail, ":") && !strings.Contains(low, "geschreven") {
			prose = false
		}
	}
	switch {
	case addr && (date || clock || quoted):
		return attributionStrong
	case addr && strings.Contains(low, "<"):
		return attributionStrong
	case prose:
		return attributionKept
	case date && clock && opener:
		return attributionMedium
	case (date || clock) && quoted && opener:
		return attributionMedium
	case quoted && len(low) < 120 && !opener:
		return attributionMedium
	case date && opener:
		return attributionKept
	}
	return attributionNone
}

// hasDate finds a year, a numeric date or a month with a day.
func hasDate(low string) bool {
	for i := 0; i < len(low); i++ {
		c := low[i]
		if c < '0' || c > '9' {
			continue
		}
		j := i
		for j < len(low) && low[j] >= '0' && low[j] <= '9' {
			j++
		}
		switch n := j - i; {
		case n == 4 && (low[i] == '1' && low[i+1] == '9' || low[i] == '2' && low[i+1] == '0'):
			return true
		case n <= 2:
			if j < len(low) && (low[j] == '-' || low[j] == '/' || low[j] == '.') && j+1 < len(low) && low[j+1] >= '0' && low[j+1] <= '9' {
				return true
			}
			rest := strings.TrimLeft(low[j:], ". e")
			for _, mo := range months {
				if strings.HasPrefix(rest, mo) {
					return true
				}
			}
		}
		i = j
	}
	// "On July 19, 2022" has its year; "Mon, Feb 1" has its month before the day.
	return false
}

// hasClock finds 10:12, 10.12 or 10h12.
func hasClock(low string) bool {
	for i := 1; i+2 < len(low); i++ {
		if (low[i] == ':' || low[i] == '.' || low[i] == 'h') && digit(low[i-1]) && digit(low[i+1]) && digit(low[i+2]) && (i+3 >= len(low) || !digit(low[i+3])) {
			return true
		}
	}
	return false
}

func digit(c byte) bool { return c >= '0' && c <= '9' }
