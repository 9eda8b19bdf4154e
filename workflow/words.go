package workflow

import (
	"regexp"
	"slices"
	"strings"

	"klachtenpost/workflow/answer"
)

// Words gives what somebody wrote for another to read in a letter: the new text,
// and of the secretary's mails to the program only what stands behind the digit,
// the word or in the field for it.
func (p Procedure) Words(m Message) string {
	text := m.NewText
	if m.Confidence < minConfidence || strings.TrimSpace(text) == "" {
		text = m.Text
	}
	if !m.From.Same(p.Committee) {
		return strings.TrimSpace(text)
	}
	if _, ok := answer.Salutation(firstLineOf(text)); ok {
		return withoutGreeting(text)
	}
	if f, fields, ok := formIn(text); ok {
		if slices.Contains(f.Fields, "tekst") {
			return strings.TrimSpace(fields.value("tekst"))
		}
		return ""
	}
	line, below := answer.FirstLine(text)
	if n := numberLine.FindString(line); n != "" {
		rest := strings.TrimSpace(strings.TrimPrefix(line, n))
		for _, f := range Forms {
			if low := strings.ToLower(rest); f.Word == strings.Trim(low, " :") {
				rest = ""
			}
		}
		fields := readFields(rest+"\n"+below, []string{"aan", "tekst"})
		return strings.TrimSpace(fields.value("tekst"))
	}
	return strings.TrimSpace(text)
}

// withoutGreeting takes the salutation off: the letter brings its own.
func withoutGreeting(text string) string {
	_, rest, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return strings.TrimSpace(rest)
}

// Left is what stands in the place of contact data in a copy for somebody else.
const Left = "[weggelaten]"

var (
	anyMail   = regexp.MustCompile(`[^\s<>()",;:]+@[^\s<>()",;:@]+\.[^\s<>()",;:@]+`)
	anyPhone  = regexp.MustCompile(`(?:\+|00)\d[\d\s().-]{7,16}\d|\b0\d(?:[\s.-]?\d){8}\b`)
	anyPostal = regexp.MustCompile(`(?:\b\pL[\pL.' -]{2,40}\s\d{1,5}\s?[a-zA-Z]{0,2}\s*,?\s*)?\b[1-9]\d{3}(?:\s?[A-Z]{2}|[a-z]{2})\b(?:\s+\p{Lu}[\pL'-]{2,30})?`)
	anyStreet = regexp.MustCompile(`\b\pL[\pL.'-]*(?:straat|laan|weg|plein|kade|gracht|dijk|hof|singel|steeg|pad|plantsoen|park|dreef|dorpsstraat)\s\d{1,5}\s?[a-zA-Z]{0,2}\b`)
	anyBank   = regexp.MustCompile(`(?i)\bNL\d{2}\s?[A-Z]{4}(?:\s?\d){10}\b`)
	anyBSN    = regexp.MustCompile(`(?i)\bbsn\D{0,5}\d{8,9}\b`)
)

// Redact replaces the contact data of people in a text that goes to somebody else:
// what looks like an address, a number or an account, and what is on file of the
// people of the case. It names the kinds it found.
func Redact(text string, people []Person) (redacted string, found []string) {
	add := func(kind string) {
		if !slices.Contains(found, kind) {
			found = append(found, kind)
		}
	}
	for _, who := range people {
		for kind, known := range map[string]string{"mailadres": who.Address.Addr(), "telefoonnummer": who.Phone, "postadres": who.Postal} {
			if len(known) < 5 {
				continue
			}
			re := regexp.MustCompile(`(?i)` + strings.Join(strings.Fields(regexp.QuoteMeta(known)), `\s+`))
			if re.MatchString(text) {
				text = re.ReplaceAllString(text, Left)
				add(kind)
			}
		}
	}
	for _, p := range []struct {
		kind string
		re   *regexp.Regexp
	}{
		{"mailadres", anyMail}, {"rekeningnummer", anyBank}, {"burgerservicenummer", anyBSN}, {"telefoonnummer", anyPhone},
		{"postadres", anyPostal}, {"postadres", anyStreet},
	} {
		if p.re.MatchString(text) {
			text = p.re.ReplaceAllString(text, Left)
			add(p.kind)
		}
	}
	slices.Sort(found)
	return text, found
}
