package reader

import (
	"strings"
	"unicode/utf8"

	"klachtenpost/workflow"
)

// maxAddresses bounds one field (trust section 5), maxAddressField its bytes.
const (
	maxAddresses    = 200
	maxAddressField = 64 << 10
)

// identity gives the author only in the one shape that all programs read alike:
// one From field, spelled without a space before the colon, with one plain
// address, bare or in angle brackets behind a display name. Groups, routes,
// quoted local parts, comments inside, domain literals and letters outside ASCII
// in the address are legal or common, but not proof of who wrote (trust rule 6).
func identity(h header) workflow.Address {
	value, n := "", 0
	for i := range h {
		if strings.EqualFold(h[i].name, "From") {
			if h[i].gap {
				return workflow.Address{}
			}
			value = h[i].value
			n++
		}
	}
	if n != 1 {
		return workflow.Address{}
	}
	return plainAddress(value)
}

// plainAddress reads "name <a@b>" or "a@b", strictly.
func plainAddress(v string) workflow.Address {
	if len(v) > 1000 || !utf8.ValidString(v) {
		return workflow.Address{}
	}
	for i := 0; i < len(v); i++ {
		if v[i] < ' ' && v[i] != '\t' || v[i] == 0x7f {
			return workflow.Address{}
		}
	}
	v = strings.Trim(v, " \t")
	name, spec := "", v
	if strings.HasSuffix(v, ">") {
		open := strings.LastIndexByte(v, '<')
		if open < 0 {
			return workflow.Address{}
		}
		name, spec = v[:open], v[open+1:len(v)-1]
		if !plainName(name, spec) {
			return workflow.Address{}
		}
	}
	local, domain, ok := strings.Cut(spec, "@")
	if !ok || !plainLocal(local) || !plainDomain(domain) {
		return workflow.Address{}
	}
	return workflow.Address{Name: displayName(name), Local: local, Domain: lower(domain)}
}

// plainName accepts a display name: words, dots and quoted strings. An unquoted
// @, comma, bracket or semicolon makes a second address possible, and so does
// everything that opens and does not close.
func plainName(s, spec string) bool {
	// Some clients repeat the bare address as the name.
	if strings.EqualFold(strings.Trim(s, " \t"), spec) {
		return true
	}
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '"':
			for i++; ; i++ {
				if i >= len(s) {
					return false
				}
				if s[i] == '\\' {
					i++
					continue
				}
				if s[i] == '"' {
					break
				}
			}
		case '<', '>', '@', ',', ';', ':', '\\', '(', ')', '[', ']':
			return false
		}
	}
	return true
}

// plainLocal accepts an RFC 5322 dot-atom of at most 64 octets.
func plainLocal(s string) bool {
	if s == "" || len(s) > 64 || s[0] == '.' || s[len(s)-1] == '.' || strings.Contains(s, "..") || strings.Contains(s, "=?") {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte(".!#$%&'*+-/=?^_`{|}~", c) >= 0 {
			continue
		}
		return false
	}
	return true
}

// plainDomain accepts a host name with a dot, letters, digits and hyphens.
func plainDomain(s string) bool {
	if len(s) > 253 || strings.IndexByte(s, '.') < 0 {
		return false
	}
	for s != "" {
		var l string
		var more bool
		l, s, more = strings.Cut(s, ".")
		if l == "" || len(l) > 63 || l[0] == '-' || l[len(l)-1] == '-' || more && s == "" {
			return false
		}
		for i := 0; i < len(l); i++ {
			c := l[i] | 0x20
			if c >= 'a' && c <= 'z' || l[i] >= '0' && l[i] <= '9' || l[i] == '-' || l[i] == '_' {
				continue
			}
			return false
		}
	}
	return true
}

// shownFrom gives what people may read of a From that proves nothing.
func shownFrom(h header) workflow.Address {
	for _, v := range h.all("From") {
		if a := addressIn(v); !a.IsZero() {
			return a
		}
	}
	for _, v := range h.all("From") {
		if s := displayName(v); s != "" {
			return workflow.Address{Name: shorten(s, 200)}
		}
	}
	return workflow.Address{}
}

// addressIn recovers one address where it stands plainly: "a@b", "n <a@b>",
// "n (a@b)", "n [mailto:a@b]", "a@b<mailto:a@b>". Of several in angle brackets
// the last counts.
func addressIn(v string) workflow.Address {
	if len(v) > 4096 {
		v = v[:4096]
	}
	list := addressList(v)
	for _, a := range list {
		if !a.IsZero() {
			return a
		}
	}
	return workflow.Address{}
}

// addresses reads all fields of one name; one bad address costs no other.
func addresses(h header, name string, pr *problems) []workflow.Address {
	var out []workflow.Address
	for _, v := range h.all(name) {
		if len(v) > maxAddressField {
			v = v[:maxAddressField]
			pr.add("address field longer than 64 kB, cut")
		}
		for _, a := range addressList(v) {
			if len(out) == maxAddresses {
				pr.add("more than 200 addresses in a field, the rest left out")
				return out
			}
			out = append(out, a)
		}
	}
	return out
}

// addressList splits a list at commas and semicolons that stand outside quotes,
// brackets and comments. A piece without an address ("Groot, Renée de <r@b.nl>")
// belongs to the name of the next one.
func addressList(v string) []workflow.Address {
	var out []workflow.Address
	name := ""
	for v != "" && len(out) <= maxAddresses {
		n := listItem(v)
		item := strings.TrimSpace(v[:n])
		v = v[min(n+1, len(v)):]
		if item == "" {
			continue
		}
		a := oneAddress(item)
		if a.IsZero() {
			if strings.HasSuffix(item, ":") || strings.Contains(item, ":;") {
				name = "" // an empty group
				continue
			}
			if name != "" {
				name += ", "
			}
			if len(name) < 500 {
				name += item
			}
			continue
		}
		if name != "" {
			a.Name = strings.Trim(displayName(name)+", "+a.Name, ", ")
			name = ""
		}
		out = append(out, a)
	}
	return out
}

// listItem gives the length of the first item.
func listItem(v string) int {
	angle, comment := 0, 0
	quote := false
	for i := 0; i < len(v); i++ {
		switch c := v[i]; {
		case c == '\\':
			i++
		case c == '"':
			// A quote that never closes is just a letter.
			if quote || strings.IndexByte(v[i+1:min(len(v), i+400)], '"') >= 0 {
				quote = !quote
			}
		case quote:
		case c == '(':
			if strings.IndexByte(v[i+1:min(len(v), i+400)], ')') >= 0 {
				comment++
			}
		case c == ')' && comment > 0:
			comment--
		case comment > 0:
		case c == '<':
			if strings.IndexByte(v[i+1:min(len(v), i+1000)], '>') >= 0 {
				angle = 1
			}
		case c == '>':
			angle = 0
		case angle > 0:
		case c == ',' || c == ';':
			return i
		}
	}
	return len(v)
}

// oneAddress reads one item.
func oneAddress(s string) workflow.Address {
	// The last pair of brackets that holds an @.
	for end := len(s); end > 0; {
		gt := strings.LastIndexByte(s[:end], '>')
		if gt < 0 {
			break
		}
		lt := strings.LastIndexByte(s[:gt], '<')
		if lt < 0 {
			break
		}
		if a := spec(s[lt+1 : gt]); !a.IsZero() {
			a.Name = displayName(strings.TrimSpace(groupless(s[:lt])))
			if strings.HasPrefix(lower(s[lt+1:gt]), "mailto:") || a.Name == "" {
				// "a@b<mailto:a@b>": the name is the address again.
				if b := spec(strings.Trim(s[:lt], " <")); b.Same(a) {
					a.Name = ""
				}
			}
			return a
		}
		end = lt
	}
	for _, pair := range [...]string{"[]", "()"} {
		if lt := strings.LastIndexByte(s, pair[0]); lt >= 0 {
			if gt := strings.IndexByte(s[lt:], pair[1]); gt > 0 {
				if a := spec(s[lt+1 : lt+gt]); !a.IsZero() {
					a.Name = displayName(strings.TrimSpace(s[:lt]))
					return a
				}
			}
		}
	}
	bare := stripComment(groupless(s))
	if a := spec(bare); !a.IsZero() {
		if i := strings.IndexByte(s, '('); i > 0 {
			if j := strings.IndexByte(s[i:], ')'); j > 0 {
				a.Name = displayName(s[i+1 : i+j])
			}
		}
		return a
	}
	for _, w := range strings.FieldsFunc(bare, func(r rune) bool { return r == ' ' || r == '\t' || r == '<' || r == '>' || r == '"' || r == '\'' }) {
		if a := spec(strings.Trim(w, ".,;:")); !a.IsZero() {
			before, _, _ := strings.Cut(bare, w)
			a.Name = displayName(strings.Trim(before, " <"))
			return a
		}
	}
	return workflow.Address{}
}

// groupless takes the name of a group away: "undisclosed: a@b".
func groupless(s string) string {
	if i := strings.IndexByte(s, ':'); i >= 0 && !strings.ContainsAny(s[:i], "\"<@(") && !strings.EqualFold(strings.TrimSpace(s[:i]), "mailto") {
		return s[i+1:]
	}
	return s
}

// spec reads local@domain with little mercy but no grammar.
func spec(s string) workflow.Address {
	s = strings.Trim(s, " \t<>'")
	if len(s) > 7 && strings.EqualFold(s[:7], "mailto:") {
		s = s[7:]
	}
	s = strings.Trim(s, " \t<>'")
	if strings.HasPrefix(s, "@") {
		// A source route (RFC 5322 section 4.4).
		if i := strings.IndexByte(s, ':'); i > 0 {
			s = s[i+1:]
		}
	}
	i := strings.LastIndexByte(s, '@')
	if i <= 0 || i == len(s)-1 || len(s) > 320 {
		return workflow.Address{}
	}
	local, domain := s[:i], strings.TrimRight(s[i+1:], ".")
	if strings.ContainsAny(domain, " \t\"(),:;<>\\") || strings.IndexByte(domain, '.') < 0 && len(domain) < 3 || !utf8.ValidString(s) {
		return workflow.Address{}
	}
	if local[0] != '"' && strings.ContainsAny(local, " \t(),:;<>\"[]") {
		return workflow.Address{}
	}
	if c := cleanLine(s); c != s {
		return workflow.Address{}
	}
	return workflow.Address{Local: local, Domain: lower(domain)}
}

// displayName reads a name for people.
func displayName(s string) string {
	s = strings.TrimSpace(s)
	if strings.IndexByte(s, '"') >= 0 {
		s = unquote(s)
	}
	s = decodeWords(s)
	for len(s) > 1 && (s[0] == '\'' && s[len(s)-1] == '\'' || s[0] == '"' && s[len(s)-1] == '"') {
		s = strings.TrimSpace(s[1 : len(s)-1])
	}
	return shorten(strings.Trim(s, "\" \t<>"), 200)
}

// unquote takes away the quotes of a quoted string and its escapes.
func unquote(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
			b.WriteByte(s[i])
			continue
		}
		if s[i] != '"' {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}
