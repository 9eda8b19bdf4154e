package reader

import (
	"strings"

	"klachtenpost/workflow"
)

// quoteHints is what the header says of a text.
type quoteHints struct {
	reply   bool // answers another mail
	forward bool // its subject says it is a forward
}

// quoted is the view of a text: the writer's own words and how sure that is.
type quoted struct {
	text       string
	confidence float64
	original   workflow.Address // the writer of a forwarded mail
	forward    bool
}

// quoteLine is one line with what is known of it.
type quoteLine struct {
	text  string // without > and without marks
	raw   string // without marks
	depth int
	cut   bool
	hint  bool
}

// markQuote finds the writer's own words: what stands above, below or between
// the quoted lines. Losing a word of the person's own is worse than keeping a
// quote, so every doubt keeps the whole text with a confidence below 0.5.
func markQuote(text string, h quoteHints) quoted {
	lines := splitLines(text)
	m := &marker{lines: lines, hints: h, own: make([]string, 0, len(lines))}
	m.run()
	q := quoted{confidence: m.confidence, forward: m.forward, original: m.original}
	all := unmark(text)
	own := text
	if len(m.own) != len(lines) || m.glued || len(all) != len(text) {
		own = strings.Join(m.own, "\n") // not every line just as it was
	}
	own = strings.TrimSpace(tidy(own))
	if m.forward && own != "" {
		// What the forwarder wrote above is certain; the rest is the original's.
		q.text = own
		return q
	}
	switch {
	case !m.found:
		q.text, q.confidence = own, 1
		if own == "" && m.signed {
			q.text = all
		}
	case own == "":
		q.text, q.confidence = all, min(q.confidence, 0.3)
	case !h.reply && !m.forward:
		// No answer to anything: what looks like a quote is part of the story.
		q.text, q.confidence = all, min(q.confidence, 0.45)
	case q.confidence < 0.5:
		q.text = all
	default:
		q.text = own
	}
	return q
}

// splitLines prepares the lines.
func splitLines(text string) []quoteLine {
	lines := make([]quoteLine, strings.Count(text, "\n")+1)
	marked := mayBeMarked(text)
	for i := range lines {
		l := &lines[i]
		s := text
		if k := strings.IndexByte(text, '\n'); k >= 0 {
			s, text = text[:k], text[k+1:]
		}
		if marked {
			l.cut, l.hint = strings.ContainsRune(s, markCut), strings.ContainsRune(s, markHint)
			if l.cut || l.hint {
				s = unmark(s)
			}
		}
		l.raw = s
		l.depth, l.text = depthOf(s)
	}
	return lines
}

// depthOf counts the > in front of a line.
func depthOf(s string) (int, string) {
	depth, i := 0, 0
	for i < len(s) {
		if s[i] == '>' {
			depth++
			i++
			continue
		}
		if s[i] == ' ' && i+1 < len(s) && (s[i+1] == '>' || depth == 0 && i == 0 && s[1] == '>') {
			i++
			continue
		}
		break
	}
	if depth == 0 {
		return 0, s
	}
	return depth, strings.TrimPrefix(s[i:], " ")
}

// mayBeMarked is the quick answer: both marks begin with one byte, which few texts
// have.
func mayBeMarked(s string) bool { return strings.IndexByte(s, string(markCut)[0]) >= 0 }

func unmark(s string) string {
	if !mayBeMarked(s) || !strings.ContainsRune(s, markCut) && !strings.ContainsRune(s, markHint) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r == markCut || r == markHint {
			return -1
		}
		return r
	}, s)
}

// marker walks over the lines once.
type marker struct {
	lines      []quoteLine
	hints      quoteHints
	own        []string
	found      bool // some quote was found
	signed     bool // a signature was left out
	glued      bool // a line was cut in two
	tries      int  // lines that could begin a signature
	forward    bool
	confidence float64
	original   workflow.Address
	quotedRun  bool // the last kept thing was followed by quoted lines
}

// doubt lowers the confidence.
func (m *marker) doubt(c float64) {
	if !m.found || c < m.confidence {
		m.confidence = c
	}
	m.found = true
}

func (m *marker) run() {
	m.confidence = 1
	afterQuote := false
	for i := 0; i < len(m.lines); {
		l := m.lines[i]
		if l.depth > 0 {
			n, ok := m.quotedRunAt(i)
			if ok {
				i += n
				afterQuote = true
				continue
			}
			m.keep(l.raw)
			i++
			continue
		}
		if n := m.headerBlock(i); n > 0 {
			m.readOriginal(i, n)
			m.doubt(0.9)
			m.cut()
			return
		}
		if n, kind := m.attribution(i); n > 0 {
			if m.attributed(i, n, kind) {
				return
			}
			if kind == attributionKept {
				for _, k := range m.lines[i : i+n] {
					m.keep(k.raw)
				}
			}
			i += n
			continue
		}
		if l.cut {
			m.doubt(0.85)
			m.cut()
			return
		}
		if strings.HasPrefix(l.raw, "--") && len(l.raw) <= 3 {
			if m.tries++; m.tries > maxTries {
				m.keep(l.raw)
				i++
				continue
			}
		}
		if l.raw == "-- " && m.signature(i) {
			m.signed = true
			i = m.afterSignature(i)
			continue
		}
		if strings.TrimSpace(l.raw) == "--" && m.shortTail(i) {
			i = m.afterSignature(i)
			continue
		}
		if rest, ok := footer(l.text); ok {
			if rest == "" {
				i++
				continue
			}
			m.glued = true
			m.lines[i].raw, m.lines[i].text = rest, rest
			continue
		}
		if afterQuote && strings.TrimSpace(l.text) != "" {
			// Answers below or between the quotes.
			m.doubt(0.8)
		}
		m.keep(l.raw)
		i++
	}
	m.own = dropDisclaimer(m.own)
}

// keep takes a line over; where a quote was left out one blank line remains.
func (m *marker) keep(s string) {
	if m.found && strings.TrimSpace(s) == "" && len(m.own) > 0 && strings.TrimSpace(m.own[len(m.own)-1]) == "" {
		return
	}
	m.own = append(m.own, s)
}

// empty tells whether nothing of the writer's own was found yet.
func (m *marker) empty() bool {
	for _, s := range m.own {
		if strings.TrimSpace(s) != "" {
			return false
		}
	}
	return true
}

// quotedRunAt measures the lines with > from i on. One line alone is a person's
// arrow or "> 50 %", unless it stands below an attribution.
func (m *marker) quotedRunAt(i int) (n int, ok bool) {
	full := 0
	for j := i; j < len(m.lines) && m.lines[j].depth > 0; j++ {
		n++
		if strings.TrimSpace(m.lines[j].text) != "" {
			full++
		}
	}
	lone := full == 1 && m.lonely(i, n)
	if lone {
		if m.hints.reply {
			m.doubt(0.45) // an arrow, or a quote of one line: nothing may act on it
		}
		return 0, false
	}
	if !m.found || m.confidence > 0.9 {
		// No attribution stands above.
		c := 0.7
		if m.quotedRun {
			c = 0.9
		} else if n, _ := m.attribution(i); n > 0 {
			c = 0.95 // Apple Mail puts the attribution inside the quote
		}
		m.doubt(c)
	}
	// A forward wrapped in a quote (Apple Mail).
	m.forwardInside(i, n)
	return n, true
}

// lonely tells whether a quoted line stands without an attribution above it and
// without other quotes.
func (m *marker) lonely(i, n int) bool {
	if m.quotedRun {
		return false
	}
	if m.lines[i].hint || m.lines[i].cut {
		return false
	}
	for j := range m.lines {
		if (j < i || j >= i+n) && m.lines[j].depth > 0 {
			return false
		}
	}
	return true
}

// cut ends the own words: below is another mail. A writer who points below ("zie
// hieronder", "in rood") wrote there too.
func (m *marker) cut() {
	if !m.forward && pointsBelow(m.own) {
		m.doubt(0.4)
	}
	m.own = dropDisclaimer(trimRule(m.own))
}

// attributed handles an attribution of n lines at i. It is true when the rest of
// the mail is the quote.
func (m *marker) attributed(i, n int, kind attributionKind) bool {
	next := i + n
	for next < len(m.lines) && strings.TrimSpace(m.lines[next].raw) == "" {
		next++
	}
	prefixed := next < len(m.lines) && m.lines[next].depth > 0
	if m.hints.forward && kind != attributionKept {
		m.forward = true
		m.setOriginal(addressIn(m.joined(i, n)))
	}
	if prefixed {
		m.quotedRun = true
		m.doubt(0.95)
		return false
	}
	switch {
	case kind == attributionKept:
		return false
	case next >= len(m.lines):
		m.doubt(0.9)
		return false
	case kind == attributionStrong || m.lines[i].hint:
		m.doubt(0.85)
		m.cut()
		return true
	}
	// A date, a name and a verb, but no address and no quote marks: it may be the
	// person's own sentence.
	m.doubt(0.45)
	m.cut()
	return true
}

func (m *marker) joined(i, n int) string {
	var b strings.Builder
	for _, l := range m.lines[i : i+n] {
		b.WriteString(strings.TrimSpace(l.text))
		b.WriteByte(' ')
	}
	return strings.TrimSpace(b.String())
}

// maxSignature is how many lines a signature may have. A longer one is text that
// happens to stand below "-- ".
const maxSignature = 25

// maxTries is how many lines may be looked at as the start of one; a mail with
// more of them uses dashes for something else.
const maxTries = 200

// signature tells whether what follows "-- " (RFC 3676 section 4.3) is one.
func (m *marker) signature(i int) bool {
	return m.afterSignature(i)-i <= maxSignature
}

// afterSignature gives the line after a signature: the next quote or the end.
func (m *marker) afterSignature(i int) int {
	for j := i + 1; j < len(m.lines); j++ {
		if j-i > maxSignature {
			return j
		}
		if m.lines[j].depth > 0 || m.lines[j].cut || m.lines[j].hint {
			return j
		}
		if m.headerBlock(j) > 0 {
			return j
		}
		if n, _ := m.attribution(j); n > 0 {
			return j
		}
	}
	return len(m.lines)
}

// shortTail tells whether "--" without its space is followed by a few short
// lines that read as a signature.
func (m *marker) shortTail(i int) bool {
	end := m.afterSignature(i)
	if end-i > 9 || m.empty() {
		return false
	}
	contact := false
	for _, l := range m.lines[i+1 : end] {
		s := strings.TrimSpace(l.raw)
		if len(s) > 72 || strings.HasSuffix(s, "?") {
			return false
		}
		_, device := footer(s)
		contact = contact || device || contactLine(lower(s))
	}
	return contact
}

// contactLine tells a line of a signature: an address, a site, a number to call,
// a greeting.
func contactLine(low string) bool {
	digits := 0
	for i := 0; i < len(low); i++ {
		if digit(low[i]) {
			digits++
		}
	}
	return digits >= 8 || strings.Contains(low, "@") || strings.Contains(low, "www.") || strings.Contains(low, "://") || containsAny(low, []string{"groet", "regards", "grüße", "gruß", "cordialement", "hoogachtend", "tel.", "telefoon"})
}

// footer tells whether a line is a phone's or app's own, and what was glued
// behind it.
func footer(line string) (rest string, ok bool) {
	s := strings.TrimLeft(line, " \t*[_")
	if len(s) < 8 || len(s) > 300 || !footerStarts.begin(s) || !deviceWord(lower(s)) {
		return "", false
	}
	for _, glue := range [...]string{"iPhone", "iPad", "Mac", "telefoon", "smartphone", "tablet"} {
		if i := strings.Index(s, glue); i > 0 {
			after := s[i+len(glue):]
			if after != "" && after[0] >= 'A' && after[0] <= 'Z' {
				return after, true // "iPhoneOp 3 mei schreef ..."
			}
			break
		}
	}
	if len(s) > 140 || strings.Count(s, ". ") > 1 {
		return "", false // a person's sentence
	}
	return "", true
}

// deviceWord keeps "Verzonden via de post kreeg ik een brief" a sentence.
func deviceWord(low string) bool {
	for _, w := range [...]string{"iphone", "ipad", "android", "samsung", "galaxy", "outlook", "mail voor", "mail for", "k-9", "telefoon", "smartphone", "tablet", "mobiel", "mobile", "gmail", "yahoo", "proton", "blackberry", "windows", "huawei", "xiaomi", "oneplus", "nokia", "sony", "htc", "handy", "mobiltelefon", "portable", "ziggo", "kpn", "webmail", "bluemail", "aquamail", "mac", "apparaat", "device", "wearable", "mail-app", "e-mailapp", "mail app", "fairphone", "motorola", "pixel", "oppo", "edison", "spark", "airmail", "thunderbird"} {
		if strings.Contains(low, w) {
			return len(low) < 140 || strings.Contains(low[:60], w)
		}
	}
	return false
}

// trimRule takes away the rule and blank lines that stand above a cut.
func trimRule(own []string) []string {
	for len(own) > 0 {
		s := strings.TrimSpace(own[len(own)-1])
		if strings.Trim(s, "_-=* ") != "" {
			break
		}
		own = own[:len(own)-1]
	}
	return own
}

// pointsBelow tells whether a writer says that the answers stand below.
func pointsBelow(own []string) bool {
	low := lower(strings.Join(own, " "))
	if len(low) > 4000 {
		low = low[len(low)-4000:]
	}
	for _, w := range [...]string{"hieronder", "zie onder", "in rood", "in het rood", "in blauw", "in het blauw", "in groen", "tussen de regels", "in de tekst", "in uw mail", "in je mail", "in uw tekst", "zie mijn antwoord", "mijn antwoorden", "mijn reactie staat", "onderstaand", "see below", "in red", "in blue", "inline", "my answers", "siehe unten", "ci-dessous", "door jouw", "in de onderstaande"} {
		if strings.Contains(low, w) {
			return true
		}
	}
	return false
}

// dropDisclaimer takes away a legal notice at the end, never the only text.
func dropDisclaimer(own []string) []string {
	end := len(own)
	for end > 0 && strings.TrimSpace(own[end-1]) == "" {
		end--
	}
	start := end
	for start > 0 && strings.TrimSpace(own[start-1]) != "" {
		start--
	}
	if start == 0 {
		return own
	}
	for _, s := range own[start:end] {
		if strings.Contains(s, " ik ") || strings.Contains(s, " mijn ") {
			return own // as below, without a copy
		}
	}
	low := lower(strings.Join(own[start:end], " "))
	if strings.Contains(low, " ik ") || strings.Contains(low, " mijn ") {
		return own // somebody's own words, as the end of most mails is
	}
	n := 0
	for _, w := range [...]string{"disclaimer", "vertrouwelijk", "uitsluitend bestemd", "geadresseerde", "niet de bedoelde", "niet voor u bestemd", "abusievelijk", "verwijder", "aansprakelijk", "openbaarmaking", "verspreiding", "confidential", "intended recipient", "intended only", "unauthorised", "unauthorized", "please notify", "privileged", "vertraulich", "confidentiel", "denk aan het milieu", "please consider the environment", "alvorens te printen"} {
		if strings.Contains(low, w) {
			n++
		}
	}
	if n >= 2 && (strings.Contains(low, "mail") || strings.Contains(low, "bericht") || strings.Contains(low, "message")) {
		return dropDisclaimer(own[:start])
	}
	return own
}
