package answer

import (
	"strings"
	"unicode"
)

// The words behind which people name whom their complaint is about.
var (
	roleWord = mustBe(`^(?:uw|jullie|de|een|mijn|onze|medewerk\w*|bemiddelaar\w*|bemiddelingsmedewerk\w*|mediator|begeleid\w*|contactpersoon|collega|werknemer|gespreksleid\w*|casemanager|coordinator|hulpverlen\w*|zaakbehandelaar|behandelaar|consulent|stagiair\w*|vrijwillig\w*)$`)
	// complainedOf names the person straight after the complaint.
	complainedOf = mustBe(`(?i)\b(?:klacht|klachten|beklag|klagen|klaag|klaagt|aanklagen|beklaag|ontevreden|complaint|complain|teleurgesteld|onvrede|ongenoegen|niet tevreden|beklagen|boos|verontwaardigd)\b`)
	// preposition leads from the complaint to the person.
	preposition = mustBe(`(?i)\b(?:over|tegen|betreffende|inzake|betreft|aangaande|jegens|about|against|met|in|op|aan)\s+(?:het (?:optreden|gedrag|handelen|functioneren|werk|gesprek) van\s+|de (?:houding|handelwijze|manier van werken|aanpak|bejegening) (?:van|door)\s+)?`)
	// byRole names a person with a role of ours.
	byRole    = mustBe(`(?i)\b(?:uw|jullie|de|een|door|mijn|van|bij|met|onze|your|the)?\s*(?:(?:vaste|eerste|tweede|nieuwe|betrokken|vorige) )?(?:medewerk(?:er|ster)|bemiddelaars?|bemiddelaarster|bemiddelingsmedewerk(?:er|ster)|mediator|begeleid(?:er|ster)|contactpersoon|gespreksleid(?:er|ster)|casemanager|co[oö]rdinator|zaakbehandelaar|consulent|collega|employee|facilitator)\s*[,:(]?\s*`)
	otherRole = mustBe(`\b(?:mijn|onze|zijn|haar) (?:eigen )?(?:vriend|vriendin|advocaat|zoon|dochter|moeder|vader|broer|zus|man|vrouw|partner|buurman|buurvrouw|ex|collega|begeleider|begeleidster|mentor|bewindvoerder|maatschappelijk werker|reclasseringswerker)\b|\b(?:dader|verdachte|slachtoffer|aangeklaagde|rechter|politieagent|wijkagent|agent|directeur|secretaris|voorzitter)\b`)
	leadIn    = mustBe(`^(?i)(?:(?:de|het|een|uw|jullie|onze|mijn|genaamd|genaamde|namelijk|te weten|met de naam|die|heet|heette|is|was|,|:|\(|medewerk(?:er|ster)|bemiddelaar|bemiddelaarster|bemiddelingsmedewerk(?:er|ster)|mediator|begeleid(?:er|ster)|contactpersoon|collega|gespreksleid(?:er|ster)|casemanager|co[oö]rdinator|zaakbehandelaar|your|employee|the)\s*)+`)
)

// findEmployee looks for the person complained about. Somebody of another role
// (a friend, the lawyer, the offender) is passed over.
func findEmployee(s string) string {
	t := text{low: clean(s)}
	t.h = phrases().scan(t.low)
	return employeeIn(t)
}

func employeeIn(whole text) (name string) {
	t, n := whole.low, 0
	whole.each(complainedOf, func(loc []int) bool {
		n++
		// The person stands behind one of the prepositions of the same sentence.
		end := min(len(t), loc[1]+90)
		if i := strings.IndexAny(t[loc[1]:end], "!?\n"); i >= 0 {
			end = loc[1] + i
		}
		for _, p := range preposition.FindAllStringIndex(t[loc[1]:end], 6) {
			if strings.Contains(t[loc[1]:loc[1]+p[0]], ". ") {
				break
			}
			if name = employeeBehind(t, loc[0], loc[1]+p[1]); name != "" {
				return false
			}
		}
		return n < 10
	})
	if name != "" {
		return name
	}
	n = 0
	whole.each(byRole, func(loc []int) bool {
		n++
		name = employeeBehind(t, loc[0], loc[1])
		return name == "" && n < 10
	})
	return name
}

// employeeBehind reads the name at i, over words like "uw bemiddelaar"; from is
// where the words that lead to it begin.
func employeeBehind(t string, from, i int) string {
	lead := leadIn.FindString(t[i:])
	if otherRole.MatchString(fold(t[from:i] + lead)) {
		return ""
	}
	return employeeAt(t[i+len(lead):])
}

func employeeAt(s string) string {
	// A particle in small letters after a title belongs to the name: "mevrouw van
	// Dijk", but "de heer" does not.
	s = strings.TrimSpace(s)
	titled := false
	for {
		w, rest, ok := strings.Cut(s, " ")
		low := strings.Trim(fold(w), ".,")
		if !ok || !titles[low] || low == "de" && (titled || !nextIsTitle(rest)) {
			break
		}
		titled = titled || low != "de"
		s = strings.TrimSpace(rest)
	}
	first := firstRune(s)
	if !unicode.IsUpper(first) {
		w, _, _ := strings.Cut(s, " ")
		if !titled || !particles[fold(w)] {
			return ""
		}
	}
	n := nameAt(s, false)
	if n == "" {
		return ""
	}
	head := fold(strings.Fields(n)[0])
	if notName[head] || institution[head] || head == "perspectief" {
		return ""
	}
	rest := strings.TrimSpace(strings.TrimPrefix(s, n))
	if r, ok := strings.CutPrefix(rest, "en "); ok {
		r = strings.TrimSpace(r)
		for titles[strings.Trim(fold(firstWord(r)), ".")] && len(firstWord(r)) < len(r) {
			r = strings.TrimSpace(r[len(firstWord(r)):])
		}
		if second := nameAt(r, false); second != "" && unicode.IsUpper(firstRune(r)) && !strings.HasPrefix(rest, "en ik") {
			return n + " en " + second
		}
	}
	return n
}

func firstWord(s string) string {
	w, _, _ := strings.Cut(s, " ")
	return w
}
