package workflow

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"klachtenpost/workflow/answer"
)

// Words gives what somebody wrote for another to read in a letter: the new text up
// to the signature, and of the secretary's mails to the program only what stands
// behind the digit, the word or in the field for it.
func (p Procedure) Words(m Message) string {
	text := m.NewText
	if m.Confidence < minConfidence || strings.TrimSpace(text) == "" {
		text = m.Text
	}
	text = WithoutProofs(text)
	if !m.From.Same(p.Committee) {
		return withoutSignature(withoutGreeting(text))
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
	text = strings.TrimSpace(text)
	line, below, _ := strings.Cut(text, "\n")
	name, ok := answer.Salutation(line)
	if !ok {
		return text
	}
	_, rest, _ := strings.Cut(line, name)
	return strings.TrimSpace(strings.TrimLeft(rest, " ,.!:;*-") + "\n" + below)
}

// Lines of a signature, at most, and how long each may be.
const (
	signatureLines = 8
	signatureWidth = 80
)

var (
	farewell   = regexp.MustCompile(`(?i)^[ \t]*(?:(?:met )?(?:vriendelijke|hartelijke|oprechte|beste|warme|bijzondere|de meeste) (?:groet(?:en|jes)?|hoogachting)|(?:veel |lieve )?groet(?:en|jes)?|mvg|mvrgr|m\.v\.g\.?|hoogachtend|(?:kind |best |warm )?regards|(?:yours )?sincerely)\b[^.?!\n]{0,40}[,.!]*[ \t]*$`)
	sentenceIn = regexp.MustCompile(`(?i)^\s*(?:ps|p\.s\.?|n\.?b\.?)\b|\pL+(?:[ ,]+\pL+){3,}[.?!]\s*$`)
)

// withoutSignature takes off how somebody signs: the last line that says goodbye,
// and what stands below it when no sentence is among it.
func withoutSignature(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	signed := 0
	for i := len(lines) - 1; i > 0; i-- {
		line := strings.TrimSpace(lines[i])
		if farewell.MatchString(line) {
			return strings.TrimSpace(strings.Join(lines[:i], "\n"))
		}
		if line == "" {
			continue
		}
		if signed++; signed > signatureLines || len(line) > signatureWidth || sentenceIn.MatchString(line) {
			break
		}
	}
	return strings.Join(lines, "\n")
}

var (
	codeIn      = regexp.MustCompile(`(?i)(?:antwoordcode|answer(?: |%20)code)(?:%3A|:)(?:%20|[ \t])*[0-9A-Z]{4}[-\x{2010}-\x{2013} ]?[0-9A-Z]{4}[-\x{2010}-\x{2013} ]?[0-9A-Z]{2}\b`)
	referenceIn = regexp.MustCompile(`(?i)(?:ons kenmerk\s*:\s*)?(?:K-\d{4}-\d{4,6}|I-\d{1,9}|KP)/[A-Z]\d{1,3}-[0-9A-HJKMNP-TV-Z]{10}\b`)
)

// WithoutProofs takes out of a text what proves that somebody had a mail of ours or
// a draft: an answer code and the secret of a letter, which an answer may quote. They
// are for him and for nobody who reads his words (trust section 1).
func WithoutProofs(text string) string {
	return referenceIn.ReplaceAllString(codeIn.ReplaceAllString(text, ""), "")
}

// Left is what stands in the place of contact data in a copy for somebody else.
const Left = "[weggelaten]"

var (
	anyMail   = regexp.MustCompile(`[^\s<>()",;:]+@[^\s<>()",;:@]+\.[^\s<>()",;:@]+`)
	saidMail  = regexp.MustCompile(`(?i)[\pL\d_-]+(?:(?:\.|\s+(?:punt|dot)\s+)[\pL\d_-]+)*\s*(?:\bapenstaart(?:je)?\b|[(\[{]\s*(?:at|apenstaart(?:je)?|@)\s*[)\]}])\s*[\pL\d-]+(?:(?:\.|\s+(?:punt|dot)\s+)[\pL\d-]+)*`)
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
		{"mailadres", anyMail}, {"mailadres", saidMail}, {"rekeningnummer", anyBank}, {"burgerservicenummer", anyBSN}, {"telefoonnummer", anyPhone},
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

// Invited are the keys under which the answers of those who are asked to a hearing
// are kept: whose answer is missing is seen against them.
func (p Procedure) Invited(c Case, now time.Time) []string {
	var list []string
	for _, i := range p.begin(&c, now).invited() {
		list = append(list, i.who)
	}
	return list
}
