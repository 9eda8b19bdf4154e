package answer

import (
	"strings"
	"unicode"
)

// Details are what a complaint tells of its writer and the matter. A field that
// was not found with confidence is "": a wrong name in a letter is worse than a
// question.
type Details struct {
	Name        string
	Address     string // street, number, postcode and place in one line, as far as given
	Phone       string
	Email       string // as written in the text; may equal the sender's
	Employee    string // whom the complaint is about
	Description string
}

// Find takes the details from labelled lines ("Naam: …"), running text ("Mijn
// naam is …", "ik ben … en woon in …") and the signature, in this order.
func Find(in Input) Details { return Read(in).Find() }

// Find is Find of the mail that was read.
func (r *Reading) Find() Details {
	in, l := r.in, newLetter(r.subject.s, r.body.s)
	d := labelledDetails(l.raw)
	if d.Name == "" {
		d.Name = runningName(l.own)
	}
	if d.Name == "" || !strings.Contains(d.Name, " ") {
		if n := signatureName(l.block, in.FromName); len(n) > len(d.Name) && (d.Name == "" || strings.Contains(fold(n), fold(d.Name))) {
			d.Name = n
		}
	}
	if n := personName(in.FromName); n != "" && (d.Name == "" || !strings.Contains(d.Name, " ") && strings.HasPrefix(fold(n)+" ", fold(d.Name)+" ")) {
		d.Name = n
	}
	if d.Address == "" {
		d.Address = r.findAddress(l)
	}
	if d.Phone == "" {
		d.Phone = findPhone(l.own.low, l.block)
	}
	if d.Email == "" {
		d.Email = findEmail(l.own.low, l.block)
	}
	if d.Employee == "" {
		d.Employee = employeeIn(l.withSubject)
	}
	if sameName(d.Employee, d.Name) {
		d.Employee = ""
	}
	if d.Description == "" {
		d.Description = r.describe(l.own.low)
	}
	return d
}

func sameName(a, b string) bool { return a != "" && fold(a) == fold(b) }

// label kinds.
const (
	labelNone = iota
	labelName
	labelFirst
	labelLast
	labelAddress
	labelPostcode
	labelPlace
	labelPhone
	labelEmail
	labelEmployee
	labelDescription
	labelOther
)

var labelKinds = []struct {
	re   *pattern
	kind int
}{
	{mustBe(`^(?:(?:de )?naam (?:van )?(?:de |uw |onze |betrokken |betreffende )*(?:medewerk\w*|bemiddelaar\w*|mediator|werknemer|begeleid\w*|hulpverlener|contactpersoon|collega|persoon(?: over wie .*| waar.*)?|beklaagde)(?: .{0,30})?|(?:betrokken |betreffende |uw |welke |om welke )?(?:medewerk\w*|bemiddelaar|mediator|beklaagde|begeleider|contactpersoon)(?:\(s\))?(?: .{0,30})?|klacht (?:over|tegen|betreft)|over wie.{0,30}|(?:het )?betreft (?:medewerk\w*|bemiddelaar|de heer|mevrouw)|tegen wie.{0,20}|employee|name of employee|staff member|aangeklaagde)$`), labelEmployee},
	{mustBe(`^(?:(?:mijn |uw |de |volledige )*naam(?: (?:klager|klaagster|indiener|van de klager|van de indiener|melder|cliente?|afzender|en voornaam|en achternaam|voluit|\(.*\)))*|voor- ?(?:en|&) ?achternaam|voor- ?/ ?achternaam|voornaam (?:en|&) (?:achter)?naam|naam \+ voornaam|naam en voorletters|voorletters en (?:achter)?naam|name|full name|your name|klager|indiener|ingediend door|afzender|ondergetekende|van)$`), labelName},
	{mustBe(`^(?:uw |mijn )?(?:voornaam|voornamen|voorletters?|first name|roepnaam)$`), labelFirst},
	{mustBe(`^(?:uw |mijn )?(?:achternaam|familienaam|last name|surname|geslachtsnaam)$`), labelLast},
	{mustBe(`^(?:mijn |uw |post|woon|volledig )*\s*(?:adres|adresgegevens|straat(?:naam)?(?: (?:en|\+|&) (?:huis)?nummer| ?/ ?(?:huis)?n(?:umme)?r)?|straat en nr\.?|address|street|postadres|woonadres|adres klager)$`), labelAddress},
	{mustBe(`^(?:postcode|pc|zip|postal code|postcode ?(?:en|&|/|\+) ?(?:woon)?plaats|pc/wp|postcode woonplaats)$`), labelPostcode},
	{mustBe(`^(?:uw |mijn )?(?:woonplaats|plaats|stad|city|town)$`), labelPlace},
	{mustBe(`^(?:mijn |uw )?(?:tel|tel\.|telefoon|telefoonnr\.?|tel\.? ?nr\.?|telefoonnummer|telnr|mobiel(?: ?nummer)?|mobiele nummer|mob|mob\.|gsm|06|06-nummer|phone|phone number|mobile|bereikbaar op|t|m|telefoonnummer klager|telefoon overdag|telefoon prive|nummer|whatsapp)$`), labelPhone},
	{mustBe(`^(?:mijn |uw )?(?:e-?mail(?:adres)?|mail(?:adres)?|email ?adres|email address|e|e-mail adres)$`), labelEmail},
	{mustBe(`^(?:(?:korte |uw |mijn |de |nadere )*(?:omschrijving|beschrijving|toelichting|inhoud|klacht|klachtomschrijving|bericht|boodschap|verhaal|message|complaint|description|aard en inhoud|wat is er gebeurd|wat is uw klacht|waar gaat het over|situatie)(?: (?:van )?(?:de |uw |mijn |het )*(?:klacht|voorval|gebeurtenis|situatie|complaint))?)\??$`), labelDescription},
}

var labelLine = mustBe(`^[\s*_•>-]{0,6}([\pL0-9][\pL0-9 ./()&+\x{2019}'?-]{0,48}?)[ *_]*[:=][ *_\t]*(.*)$`)

func labelOf(line string) (kind int, value string) {
	if strings.IndexByte(line, ':') < 0 && strings.IndexByte(line, '=') < 0 {
		return labelNone, ""
	}
	m := labelLine.FindStringSubmatch(line)
	if m == nil {
		return labelNone, ""
	}
	name := strings.TrimSpace(fold(m[1]))
	if strings.HasPrefix(strings.TrimSpace(m[2]), "//") {
		return labelNone, "" // http://
	}
	for _, k := range labelKinds {
		if k.re.MatchString(name) {
			return k.kind, strings.Trim(m[2], " *_\t")
		}
	}
	if len(strings.Fields(name)) <= 5 {
		return labelOther, strings.Trim(m[2], " *_\t")
	}
	return labelNone, ""
}

// empty are the ways to leave a field of a form open.
var empty = mustBe(`^(?:-+|\.+|x|nvt|n\.?v\.?t\.?|onbekend|weet ik niet|geen|niet bekend|niet van toepassing|anoniem|zie (?:onder|boven|bijlage|mail).*|\?+|_+|n/a|none|nee)$`)

func labelledDetails(all []string) Details {
	var d Details
	var first, last, street, postcode, place string
	put := func(to *string, v string) {
		if *to == "" && v != "" && !empty.MatchString(fold(v)) {
			*to = strings.TrimSpace(v)
		}
	}
	count := 0
	for i := 0; i < len(all); i++ {
		kind, v := labelOf(all[i])
		if kind == labelNone || kind == labelOther {
			continue
		}
		if v == "" && kind != labelDescription {
			// A form may put the value on the next line, or one further.
			for j := i + 1; j < len(all) && j <= i+2; j++ {
				if all[j] == "" {
					continue
				}
				if k, _ := labelOf(all[j]); k == labelNone && len(all[j]) < 100 {
					v = all[j]
				}
				break
			}
		}
		count++
		switch kind {
		case labelName:
			if n := labelledName(v); n != "" {
				put(&d.Name, n)
			}
		case labelFirst:
			put(&first, v)
		case labelLast:
			put(&last, v)
		case labelAddress:
			put(&street, v)
			if i+1 < len(all) && postcodeShape.MatchString(all[i+1]) {
				if k, _ := labelOf(all[i+1]); k == labelNone {
					put(&postcode, all[i+1])
				}
			}
		case labelPostcode:
			put(&postcode, v)
		case labelPlace:
			put(&place, v)
		case labelPhone:
			if p := phoneShape.FindString(v); p != "" {
				put(&d.Phone, p)
			}
		case labelEmail:
			put(&d.Email, strings.TrimRight(emailShape.FindString(v), "."))
		case labelEmployee:
			put(&d.Employee, labelledEmployee(v))
		case labelDescription:
			if d.Description == "" && (v != "" || count > 1 || i == 0) {
				d.Description = restOfField(v, all[i+1:])
			}
		}
	}
	if d.Name == "" && last != "" {
		d.Name = strings.TrimSpace(first + " " + last)
	} else if d.Name != "" && !strings.Contains(d.Name, " ") && first != "" && fold(first) != fold(d.Name) {
		d.Name = first + " " + d.Name
	}
	if street != "" {
		d.Address = street
		if postcode != "" && !strings.Contains(fold(street), fold(postcode)) {
			d.Address += ", " + postcode
		}
		if place != "" && !strings.Contains(fold(d.Address), fold(place)) {
			if postcodeShape.MatchString(d.Address) {
				d.Address += " " + place
			} else {
				d.Address += ", " + place
			}
		}
	}
	if ourAddress.MatchString(fold(d.Address)) {
		d.Address = ""
	}
	return d
}

func labelledName(v string) string {
	if strings.ContainsAny(v, "@0123456789") {
		v = strings.TrimSpace(v[:strings.IndexAny(v, "@0123456789")])
		v = strings.TrimRight(v, " ,;-(")
	}
	if n := nameAt(v, true); n != "" && len(strings.Fields(v)) <= 9 {
		return n
	}
	return ""
}

func labelledEmployee(v string) string {
	v, _, _ = strings.Cut(v, "(")
	fields := strings.Fields(v)
	if len(fields) == 0 || len(fields) > 8 {
		return findEmployee(v)
	}
	i := 0
	for i < len(fields)-1 && (titles[strings.Trim(fold(fields[i]), ".")] || roleWord.MatchString(fold(fields[i]))) && !(i > 0 && particles[fold(fields[i])] && unicode.IsUpper(firstRune(fields[i]))) {
		i++
	}
	v = strings.Trim(strings.Join(fields[i:], " "), " ,.;-")
	if n := nameAt(v, true); n != "" {
		if rest := strings.TrimSpace(strings.TrimPrefix(v, n)); strings.HasPrefix(rest, "en ") {
			if second := nameAt(rest[3:], false); second != "" {
				return n + " en " + second
			}
		}
		return n
	}
	return ""
}

// restOfField is the value of a field that runs over lines, up to the next label
// or the closing of the letter.
func restOfField(first string, below []string) string {
	out := []string{first}
	for _, l := range below {
		if k, _ := labelOf(l); k != labelNone && k != labelOther || closing.MatchString(newText(l).low) {
			break
		}
		out = append(out, l)
	}
	return strings.TrimSpace(strings.Join(out, "\n"))
}

// describe gives the body without greeting, labels and signature.
func (r *Reading) describe(own string) string {
	_, rest := r.body.body()
	start := int(rest.at[0])
	if start > len(own) || !strings.HasPrefix(r.body.s, own) {
		_, rest = newText(own).body() // lines were trimmed
		start = int(rest.at[0])
	}
	var out []string
	for l := range strings.SplitSeq(own[start:], "\n") {
		if k, _ := labelOf(l); k != labelNone && k != labelOther {
			continue
		}
		out = append(out, strings.TrimSpace(l))
	}
	return strings.TrimSpace(strings.TrimLeft(strings.Join(out, "\n"), " ,\n"))
}

// closing begins the signature.
var closing = mustBe(`^\s*(?:(?:(?:met|in|hele|veel|alvast bedankt en|bedankt en|dank en|en|m)[\s.]+)?(?:vriendelijke|vriend\.?|hartelijke|beleefde|warme|lieve|nette|de meeste|gepaste|verschuldigde|v\.?)?\s*(?:groetjes|groeten|groet|gr|hoogachting|hoogachtend)\b|mvg|m\.v\.g\.?|mvrgr|vr\.? ?gr\.?|hoogachtend|hgr|grtz?\b|groetjes|gr\b\.?|met (?:alle |de nodige |gepaste )?(?:hoogachting|respect|eerbied)|afz\.?|afzender|was getekend|w\.g\.|getekend|ondertekend|kind regards|best regards|regards|sincerely|yours (?:sincerely|faithfully|truly)|warm regards|thanks|mit freundlichen grussen|cordialement|in afwachting van .{0,60}|ik (?:zie|hoor|wacht).{0,60}(?:reactie|antwoord|bericht).{0,20})[\s,.!:-]*`)

// closingInline is a closing behind the last sentence on a line: "… niet. Groet,
// Bea Kok".
var closingInline = mustBe(`[.!?]\s+((?:(?:met|hele|veel|alvast bedankt en)\s+)?(?:vriendelijke|hartelijke|lieve)?\s*(?:groetjes|groeten|groet|gr|mvg|hoogachtend)\b[\s,.!:-]*[^.!?]{0,60})$`)

// unfolded puts such a closing on a line of its own.
func unfolded(all []string) []string {
	for i := len(all) - 1; i >= 0 && i > len(all)-8; i-- {
		t := newText(all[i])
		end := t.sub(max(0, len(t.low)-400), len(t.low))
		if !strings.Contains(end.low, "gr") && !strings.Contains(end.low, "mvg") && !strings.Contains(end.low, "hoogachtend") || !strings.ContainsAny(end.low, ".!?") {
			continue
		}
		if m := closingInline.FindStringSubmatchIndex(end.low); m != nil {
			at := end.at[m[2]]
			return append(append(append([]string{}, all[:i]...), strings.TrimSpace(t.s[:at]), t.s[at:]), all[i+1:]...)
		}
	}
	return all
}

// signatureStart gives the line where the signature begins, len(all) when there
// is no closing line. The last one counts, unless much text follows.
func signatureStart(all []string) int {
	below := 0
	for i := len(all) - 1; i >= 0 && below < 600; i-- {
		if len(all[i]) <= 90 && all[i] != "" && closing.MatchString(newText(all[i]).low) {
			return i
		}
		below += len(all[i])
	}
	return len(all)
}

// letter is a mail in lines.
type letter struct {
	raw []string // the lines as they are
	all text     // the lines, a closing behind the last sentence on one of its own
	own text     // those above the signature
	// withSubject is own below the subject.
	withSubject text
	block       []string // the signature
}

func newLetter(subject, body string) letter {
	raw := linesOf(body)
	all := unfolded(raw)
	sig := signatureStart(all)
	var b strings.Builder
	b.Grow(len(subject) + len(body) + 8)
	b.WriteString(subject)
	b.WriteString(".\n")
	before, above := b.Len(), b.Len()
	for i, l := range all {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(l)
		if i+1 == sig {
			above = b.Len()
		}
	}
	whole := text{low: b.String()}
	whole.h = phrases().scan(whole.low)
	return letter{
		raw: raw, block: signature(all, sig),
		all:         whole.sub(before, len(whole.low)),
		own:         whole.sub(before, above),
		withSubject: whole.sub(0, above),
	}
}

// signature gives the lines from the closing on, and without one the last short
// lines of the mail.
func signature(all []string, sig int) []string {
	if sig < len(all) {
		low := newText(all[sig])
		end := closing.FindStringIndex(low.low)[1]
		first := strings.TrimSpace(low.s[low.at[end]:])
		return append([]string{first}, all[sig+1:]...)
	}
	end := len(all)
	for end > 0 && all[end-1] == "" {
		end--
	}
	i := end
	for i > 0 && end-i < 7 && all[i-1] != "" && len(all[i-1]) < 48 && !strings.HasSuffix(all[i-1], ".") && !strings.HasSuffix(all[i-1], "?") {
		i--
	}
	if i == 0 || end-i > 6 {
		return nil
	}
	return all[i:end]
}
