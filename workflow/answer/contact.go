package answer

import (
	"strings"
)

var (
	phoneShape    = mustBe(`(?:\+|00)\d{2}[\s.-]{0,2}(?:\(0\)[\s.-]?)?[1-9](?:[\s.-]{0,3}\d){7,9}|\(?0[1-9]\d{0,2}\)?[\s.-]{0,3}(?:\d[\s.-]{0,3}){6,8}\d`)
	emailShape    = mustBe(`[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}`)
	postcodeShape = mustBe(`\b[1-9]\d{3} ?[A-Za-z]{2}\b`)
	// streetShape is a street with a house number. Dutch street names end in a
	// few dozen words; others are taken only beside a postcode.
	streetShape = mustBe(`(?:'s-)?\p{Lu}[\p{L}.'’-]*(?: (?:[\p{L}.'’-]+)){0,4}? \d{1,4}(?: ?-? ?(?:[A-Za-z]|bis|hs|huis|[IVX]{1,3}|\d{1,3}))?\b`)
	streetWord  = mustBe(`(?i)(?:straat|laan|weg|plein|kade|gracht|dijk|hof|pad|singel|dreef|steeg|park|plantsoen|plantage|baan|wal|markt|ring|veld|akker|oord|kamp|brink|hoek|haven|dam|donk|erf|burg|poort|zoom|berg|meent|waard|es|wijk|tuin|boulevard|allee|eind|horst|heuvel|str\.?|ln\.?)(?:\s+\w+)? \d`)
	ourAddress  = mustBe(`postbus 14208|3508 ?sh|perspectief|t\.?a\.?v\.?|klachtencommissie`)
)

// normalPlace joins what stands on several lines to one.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// otherOwner are words before a number, an address or a street that say it is
// not the writer's.
var otherOwner = mustBe(`\b(?:haar|zijn|hun|diens|van (?:mijn|de|een|hem|haar|onze|uw|jullie|mevrouw|meneer|dhr|mevr|mw|het|die)|jullie|uw|medewerk\w+|bemiddel\w+|kantoor|buurman|buurvrouw|buren|dader|verdachte|slachtoffer|advocaat|rechtbank|politie|bureau|locatie|gemeente|mediator|ex|moeder|vader|zoon|dochter|broer|zus|vriend|vriendin|noodnummer|alarmnummer|belde (?:ik|mij|me)|gebeld (?:door|naar|met)|nummer van|werd ik gebeld|belde naar)\b[^.!?;]*$`)

// addressFrom puts street, postcode and place together at the place where a
// street or postcode stands in s.
var addressShape = mustBe(`(?s)((?:'s-)?\p{Lu}[\p{L}.'’-]*(?: [\p{L}.'’-]+){0,4}? \d{1,4}(?: ?-? ?(?:[A-Za-z]|bis|hs|huis|[IVX]{1,3}|\d{1,3}))?)\b[\s,;.]*(?:\(|te |in )?([1-9]\d{3} ?[A-Za-z]{2})\b[\s,;]*(?:te |in )?((?:'[st] ?-?)?\p{Lu}[\p{L}'’-]+(?:[ -](?:aan|den|der|de|op|bij|het|en|\p{Lu}[\p{L}-]+))*)?`)
var streetInPlace = mustBe(`((?:'s-)?\p{Lu}[\p{L}.'’-]*(?: [\p{L}.'’-]+){0,4}? \d{1,4}(?: ?-? ?(?:[A-Za-z]|bis|hs|huis|[IVX]{1,3}|\d{1,3}))?)\b(?:,? (?:te|in) |, ?)((?:'[st] ?-?)?\p{Lu}[\p{L}'’-]+(?:[ -](?:aan|den|der|de|op|bij|\p{Lu}[\p{L}-]+))*)`)
var livesAt = mustBe(`(?i)\b(?:ik|wij|we|ondergetekende)?\s*,?\s*(?:woonachtig|wonende|wonen|woon|mijn (?:post)?adres is|ons adres is|adres is)\s*(?:op|aan|in|te|is|:|aan de|op de|aan het)*\s*(?:(?:de|het) )?`)

func (r *Reading) findAddress(l letter) (address string) {
	// 1. "ik woon aan de Dorpsstraat 3 in Zeist", "mijn adres is …".
	n := 0
	l.all.each(livesAt, func(loc []int) bool {
		n++
		t := l.all.low
		before := fold(t[max(0, loc[0]-40):loc[0]])
		if otherOwner.MatchString(before) || strings.HasSuffix(strings.TrimSpace(before), "die") || strings.HasSuffix(strings.TrimSpace(before), "dader") {
			return n < 4
		}
		address = leadingAddress(strings.ToValidUTF8(head(t[loc[1]:], 120), ""))
		return address == "" && n < 4
	})
	if address != "" {
		return address
	}
	// 2. in the signature.
	if a := blockAddress(l.block); a != "" {
		return a
	}
	// 3. a sender's block above the greeting.
	if top, _ := r.body.body(); len(top.low) > 0 {
		if a := blockAddress(strings.Split(top.s[:top.at[len(top.low)]], "\n")); a != "" {
			return a
		}
	}
	// 4. a letter without greeting that begins with name and address.
	var top []string
	for _, l := range l.raw {
		if l == "" {
			if len(top) > 0 {
				break
			}
			continue
		}
		top = append(top, l)
	}
	if len(top) >= 2 && len(top) <= 6 && len(top[0]) < 50 {
		return blockAddress(top)
	}
	return ""
}

// leadingAddress reads an address that stands at the start of s.
func leadingAddress(s string) string {
	for _, re := range []*pattern{addressShape, streetInPlace} {
		if m := re.FindStringSubmatchIndex(s); m != nil && m[0] == 0 {
			return joinAddress(s, m)
		}
	}
	if loc := streetShape.FindStringIndex(s); loc != nil && loc[0] == 0 && streetWord.MatchString(s[:loc[1]]) {
		return oneLine(s[:loc[1]])
	}
	return ""
}

func joinAddress(s string, m []int) string {
	var parts []string
	for i := 2; i+1 < len(m); i += 2 {
		if m[i] >= 0 {
			parts = append(parts, oneLine(s[m[i]:m[i+1]]))
		}
	}
	if len(parts) == 3 {
		return parts[0] + ", " + parts[1] + " " + parts[2]
	}
	return strings.Join(parts, ", ")
}

// blockAddress reads an address from the short lines of a signature or a letter
// head; a block that is ours or somebody's at an organisation gives none.
func blockAddress(block []string) string {
	var own []string
	skip := false
	for _, l := range block {
		low := fold(l)
		switch {
		case low == "":
			skip = false
			continue
		case ourAddress.MatchString(low) || strings.HasPrefix(low, "aan ") || strings.HasPrefix(low, "aan:"):
			skip = true
		}
		if !skip && len(l) < 90 {
			own = append(own, strings.TrimSpace(l))
		}
	}
	joined := strings.Join(own, "\n")
	if !strings.ContainsAny(joined, "0123456789") {
		return ""
	}
	if m := addressShape.FindStringSubmatchIndex(joined); m != nil {
		a := joinAddress(joined, m)
		if !ourAddress.MatchString(fold(a)) {
			return a
		}
	}
	for i, l := range own {
		if loc := streetShape.FindStringIndex(l); loc != nil && streetWord.MatchString(l[:loc[1]]) && loc[0] < 12 && !strings.Contains(strings.ToLower(l), "postbus") {
			a := oneLine(l[loc[0]:loc[1]])
			rest := strings.Trim(l[loc[1]:], " ,|•-")
			if rest == "" && i+1 < len(own) && nameWord(strings.ReplaceAll(own[i+1], " ", "")) && len(own[i+1]) < 30 && placeLine.MatchString(own[i+1]) {
				rest = own[i+1]
			}
			if placeLine.MatchString(rest) {
				a += ", " + rest
			}
			return a
		}
	}
	return ""
}

var placeLine = mustBe(`^(?:'[st] ?-?)?\p{Lu}[\p{L}'’-]+(?:[ -](?:aan|den|der|de|op|bij|\p{Lu}[\p{L}-]+))*$`)

// findPhone takes a number that the text calls the writer's own, else the only
// one of the signature.
func findPhone(own string, block []string) string {
	for _, loc := range phonesIn(own, 8) {
		if !standsAlone(own, loc) {
			continue
		}
		before := fold(own[max(0, loc[0]-90):loc[0]])
		if i := strings.LastIndexAny(before, ".!?;"); i >= 0 && i < len(before)-1 && !strings.HasSuffix(before[:i], "tel") && !strings.HasSuffix(before[:i], "nr") {
			before = before[i+1:]
		}
		if reachable.MatchString(before) && !otherOwner.MatchString(lastClause(before)) {
			return strings.TrimSpace(own[loc[0]:loc[1]])
		}
	}
	for _, l := range block {
		found := phonesIn(l, 1)
		if found == nil || !standsAlone(l, found[0]) || strings.Contains(fold(l), "iban") {
			continue
		}
		if otherOwner.MatchString(fold(l[:found[0][0]])) {
			continue
		}
		return strings.TrimSpace(l[found[0][0]:found[0][1]])
	}
	return ""
}

// phonesIn gives the first n places where phoneShape fits. It is only held
// against runs of its own signs with at least nine digits.
func phonesIn(s string, n int) (found [][]int) {
	digits, start := 0, -1
	look := func(end int) {
		if digits >= 9 && len(found) < n {
			for _, loc := range phoneShape.FindAllStringIndex(s[start:end], n-len(found)) {
				shift(loc, start)
				found = append(found, loc)
			}
		}
		digits, start = 0, -1
	}
	for i := range len(s) {
		switch c := s[i]; {
		case '0' <= c && c <= '9':
			digits++
			if start < 0 {
				start = i
			}
		case c == '+', c == '(':
			if start < 0 {
				start = i
			}
		case start < 0:
		case c != ' ' && c != '.' && c != ')' && c != '-' && c != '\n':
			look(i)
		}
	}
	if start >= 0 {
		look(len(s))
	}
	return found
}

// mailsIn gives the first n places where emailShape fits. It is only held
// against runs of its own signs around an @.
func mailsIn(s string, n int) (found [][]int) {
	for i := 0; len(found) < n; {
		k := strings.IndexByte(s[i:], '@')
		if k < 0 {
			break
		}
		start, end := i+k, i+k
		for start > i && mailSign(s[start-1]) {
			start--
		}
		for end < len(s) && mailSign(s[end]) {
			end++
		}
		for _, loc := range emailShape.FindAllStringIndex(s[start:end], n-len(found)) {
			shift(loc, start)
			found = append(found, loc)
		}
		i = end
	}
	return found
}

func mailSign(c byte) bool { return class[c] != 0 || strings.IndexByte("@.%+-", c) >= 0 }

// reachable are the ways to give one's own number.
var reachable = mustBe(`\b(?:mijn|m'n|ons|my|onze) (?:\w+ )?(?:(?:telefoon|mobiele?|gsm|06|tel|vaste|prive)[\s.-]*)*(?:nummer|telefoonnummer|mobiel|telefoon|nr\.?|tel\.?|phone|gsm|06|number)\b[^.!?]{0,25}$|\b(?:mij|me|ons)\b[^.!?]{0,60}\b(?:bereiken|bellen|bereikbaar|appen|contact|reach|call|terugbellen)?[^.!?]{0,40}$|\b(?:ik|wij|i) (?:ben|zijn|am)\b[^.!?]{0,50}\b(?:bereikbaar|te bereiken|telefonisch|reachable)\b[^.!?]{0,40}$|\b(?:bel|bellen|belt u|call|reach)\b[^.!?]{0,12} (?:mij|me|ons|us)\b[^.!?]{0,40}$|\bbereikbaar (?:op|via|onder)\b[^.!?]{0,20}$`)

// lastClause cuts at the last comma or "en": "haar naam is Sanne, mijn nummer is".
func lastClause(s string) string {
	if i := strings.LastIndexAny(s, ",;:("); i >= 0 && len(strings.TrimSpace(s[i:])) > 6 {
		return s[i+1:]
	}
	return s
}

func standsAlone(s string, loc []int) bool {
	if loc[0] > 0 && (isAlnum(s[loc[0]-1]) || s[loc[0]-1] == '/') {
		return false
	}
	return loc[1] >= len(s) || !isAlnum(s[loc[1]])
}

func findEmail(own string, block []string) string {
	for _, loc := range mailsIn(own, 8) {
		before := fold(own[max(0, loc[0]-90):loc[0]])
		if (reachable.MatchString(before) || ownMail.MatchString(before)) && !otherOwner.MatchString(lastClause(before)) {
			return strings.TrimRight(own[loc[0]:loc[1]], ".")
		}
	}
	for _, l := range block {
		if found := mailsIn(l, 1); found != nil && !otherOwner.MatchString(fold(l[:found[0][0]])) {
			return strings.TrimRight(l[found[0][0]:found[0][1]], ".")
		}
	}
	return ""
}

var ownMail = mustBe(`\b(?:mijn|m'n|my|ons) (?:\w+ )?(?:e-?mail|mail|email)[\s-]?(?:adres|address)?\b[^.!?]{0,20}$|\b(?:mij|me|ons)\b[^.!?]{0,30}\b(?:mailen|mail|e-mailen|via|op)\b[^.!?]{0,15}$`)

// announced are the words behind which people say how they are called.
const announced = `mijn (?:volledige |hele )?naam is|ik heet|ik ben genaamd|my name is|ondergetekende\s*[,:(]|mijn naam luidt|mijn naam:|mijn naam,|ick ben|ik stel me(?:zelf)? (?:even )?voor[:,]?`

// runningName finds "mijn naam is …", "ik heet …", "ik ben … en woon in …",
// "ondergetekende, …,".
var (
	nameIs = mustBe(`(?i)\b(?:` + announced + `)\s*`)
	// nameIsI also has "ik, …", which is tried where that stands only.
	nameIsI  = mustBe(`(?i)\b(?:` + announced + `|ik, (?:ondergetekende,? )?)\s*`)
	iAm      = mustBe(`\b(?:Ik ben|ik ben|Met wie heeft u te maken\? Ik ben|I am|I'm)\s+`)
	iAmAfter = mustBe(`^[\s,(]*(?:en (?:ik )?(?:woon|wil|schrijf|heb|ben|neem)|woon|wonende|woonachtig|uit|geboren|geb|\d{2} jaar|,|\(|\.|van \d|de (?:moeder|vader|partner|zus|broer)|moeder|vader|and)`)
)

func runningName(own text) (name string) {
	t, n := own.low, 0
	re := nameIs
	if strings.Contains(t, "ik, ") || strings.Contains(t, "Ik, ") || strings.Contains(t, "IK, ") || strings.Contains(t, "iK, ") {
		re = nameIsI
	}
	own.each(re, func(loc []int) bool {
		n++
		name = nameAt(t[loc[1]:], looseAfter(t[loc[0]:loc[1]]))
		return name == "" && n < 3
	})
	if name != "" {
		return name
	}
	n = 0
	own.each(iAm, func(loc []int) bool {
		n++
		rest := t[loc[1]:]
		name = nameAt(rest, false)
		i := strings.Index(rest, name)
		if !strings.Contains(name, " ") || i < 0 || i >= 12 || !iAmAfter.MatchString(rest[i+len(name):]) {
			name = ""
		}
		return name == "" && n < 6
	})
	return name
}

// Names in small letters are taken only behind words that announce a name.
func looseAfter(intro string) bool { return !strings.HasPrefix(fold(intro), "ik,") }

// signatureName reads the name below the closing. It must look like one: a line
// of its own with two words or more, or one first name.
func signatureName(block []string, from string) string {
	for i, l := range block {
		if l == "" {
			continue
		}
		if i > 5 {
			break
		}
		l = strings.Trim(l, " *_-~,")
		if c, _, ok := strings.Cut(l, ","); ok {
			l = c
		}
		if c, _, ok := strings.Cut(l, "|"); ok {
			l = strings.TrimSpace(c)
		}
		if strings.HasPrefix(l, "(") {
			l = strings.Trim(l, "()")
		}
		n := nameAt(l, false)
		if n != "" && fold(strings.TrimRight(stripTitles(l), ".")) == fold(strings.TrimRight(n, ".")) {
			return n
		}
		if low := fold(l); low != "" && nameWord(strings.ReplaceAll(low, " ", "")) && len(strings.Fields(low)) <= 4 {
			// All in small letters: only when the sender's name says the same.
			if f := fold(from); f != "" && strings.Contains(f, low) {
				return capitals(strings.Fields(l))
			}
			if len(strings.Fields(low)) == 1 && i <= 1 && len(low) > 2 && !notName[low] && !dutchWords[low] && !notSigned[low] {
				return capitals(strings.Fields(l))
			}
		}
	}
	return ""
}

var notSigned = set(`verzonden sent klager klaagster moeder vader ouders namens deelnemer client cliente bijlage groet groeten bedankt dank thanks allemaal anoniem iemand een`)

func stripTitles(l string) string {
	f := strings.Fields(l)
	for len(f) > 1 && titles[strings.Trim(fold(f[0]), ".")] {
		f = f[1:]
	}
	return strings.Join(f, " ")
}
