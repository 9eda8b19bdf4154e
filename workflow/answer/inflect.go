package answer

import "strings"

// separable are the prefixes that Dutch verbs leave behind: "voorleggen", "leg
// … voor", "voorgelegd".
var separable = []string{"voor", "door", "neer", "terug", "over", "toe", "mee", "weg", "aan", "op", "uit", "af", "in", "bij", "na"}

// verbs makes a set of the forms of weak and of common regular verbs: from
// "voorleggen" also voorleg, voorlegt, voorgelegd, leg, legt, gelegd. Forms that
// do not exist do no harm, since nobody writes them.
func verbs(infinitives string) map[string]bool {
	m := make(map[string]bool)
	for inf := range strings.FieldsSeq(infinitives) {
		m[inf] = true
		addForms(m, "", inf)
		for _, p := range separable {
			if rest, ok := strings.CutPrefix(inf, p); ok && len(rest) > 4 && strings.HasSuffix(rest, "en") {
				m[p], m[rest] = true, true
				addForms(m, p, rest)
				addForms(m, "", rest)
			}
		}
	}
	return m
}

func addForms(m map[string]bool, prefix, inf string) {
	stem := strings.TrimSuffix(inf, "en")
	if stem == inf || len(stem) < 2 {
		return
	}
	for _, s := range stems(stem) {
		for _, end := range []string{"", "t", "te", "de", "d"} {
			m[prefix+s+end] = true
		}
		m[prefix+"ge"+s+"d"], m[prefix+"ge"+s+"t"], m[prefix+"ge"+s] = true, true, true
		m[prefix+"te"+inf] = true
	}
	m[prefix+"ge"+inf] = true
}

// stems gives what the stem of an infinitive may be written as: legg- is leg,
// vrag- is vraag, gev- is geef, lez- is lees.
func stems(s string) []string {
	n := len(s)
	last := s[n-1]
	switch last {
	case 'v':
		s = s[:n-1] + "f"
	case 'z':
		s = s[:n-1] + "s"
	}
	if n > 2 && s[n-1] == s[n-2] {
		return []string{s[:n-1]}
	}
	if n > 1 && strings.IndexByte("aeou", s[n-2]) >= 0 && (n < 3 || strings.IndexByte("aeiou", s[n-3]) < 0) {
		return []string{s[:n-1] + s[n-2:n-1] + s[n-1:], s} // vrag: vraag; behandel stays
	}
	return []string{s}
}

// union joins sets into one.
func union(sets ...map[string]bool) map[string]bool {
	m := make(map[string]bool)
	for _, s := range sets {
		for w := range s {
			m[w] = true
		}
	}
	return m
}
