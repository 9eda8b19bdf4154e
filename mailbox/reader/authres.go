package reader

import (
	"strings"

	"klachtenpost/workflow"
)

// microsoftStyle is the value of Options.AuthservID for a provider that writes
// no authserv-id.
const microsoftStyle = "-"

// readDMARC gives the provider's verdict on the From domain, or none.
//
// Only fields above the provider's entry line count, for whatever stands below
// was in the mail when it came. Of those only the ones with the configured
// authserv-id count; all of them must be well-formed, and they must hold exactly
// one dmarc result in all, whose header.from is the From domain.
func readDMARC(h header, from workflow.Address, o Options, entry int) workflow.DMARC {
	if o.AuthservID == "" || from.IsZero() || entry < 0 {
		return workflow.DMARCNone
	}
	verdict, n := workflow.DMARCNone, 0
	for i := 0; i < entry; i++ {
		if !strings.EqualFold(h[i].name, "Authentication-Results") {
			continue
		}
		r, ok := parseAuthRes(h[i].value, o.AuthservID == microsoftStyle)
		if r.id != o.AuthservID && (o.AuthservID != microsoftStyle || r.id != "") {
			if ok || r.id != "" {
				continue // somebody else's
			}
		}
		if !ok || h[i].gap {
			return workflow.DMARCNone
		}
		for _, m := range r.methods {
			if m.name != "dmarc" {
				continue
			}
			n++
			verdict = m.verdict(from.Domain)
		}
	}
	if n != 1 {
		return workflow.DMARCNone
	}
	return verdict
}

// authRes is one Authentication-Results field.
type authRes struct {
	id      string
	methods []authMethod
}

// authMethod is one result of it (RFC 8601 section 2.2, resinfo).
type authMethod struct {
	name, result string
	props        []authProp
}

type authProp struct{ typ, name, value string }

func (m authMethod) verdict(domain string) workflow.DMARC {
	n, match := 0, false
	for _, p := range m.props {
		if p.typ == "header" && p.name == "from" {
			n++
			match = strings.EqualFold(p.value, domain)
		}
	}
	if n != 1 || !match {
		return workflow.DMARCNone
	}
	switch m.result {
	case "pass":
		return workflow.DMARCPass
	case "fail":
		return workflow.DMARCFail
	}
	return workflow.DMARCNone
}

// parseAuthRes is a strict reader of RFC 8601 section 2.2. bare allows a field
// that begins with a result instead of an authserv-id, and the property "action"
// without a type, as Microsoft 365 writes them. When ok is false, id may still
// tell whose field it claims to be.
func parseAuthRes(v string, bare bool) (r authRes, ok bool) {
	s := authScanner{s: v}
	if !s.space() {
		return r, false
	}
	start := s.i
	id, isValue := s.value()
	if !isValue {
		return r, false
	}
	if !s.space() {
		return authRes{id: id}, false
	}
	if bare && s.peek() == '=' {
		s.i = start
	} else {
		r.id = id
		for c := s.peek(); c >= '0' && c <= '9'; c = s.peek() {
			s.i++ // authres-version
		}
		if !s.space() {
			return r, false
		}
		if s.end() {
			return r, false
		}
		if !s.eat(';') || !s.space() {
			return r, false
		}
	}
	begin := s.i
	if word, isToken := s.token(); isToken && lower(word) == "none" && s.space() && s.end() {
		return r, true
	}
	s.i = begin
	for {
		m, good := s.resinfo(bare)
		if !good {
			return r, false
		}
		r.methods = append(r.methods, m)
		if len(r.methods) > 100 {
			return r, false
		}
		if s.end() {
			return r, true
		}
		if !s.eat(';') || !s.space() {
			return r, false
		}
		if s.end() {
			return r, true // a semicolon at the end is common and harmless
		}
	}
}

// authScanner reads tokens of one field.
type authScanner struct {
	s string
	i int
}

func (s *authScanner) end() bool { return s.i >= len(s.s) }

func (s *authScanner) peek() byte {
	if s.end() {
		return 0
	}
	return s.s[s.i]
}

func (s *authScanner) eat(c byte) bool {
	if s.peek() != c || s.end() {
		return false
	}
	s.i++
	return true
}

// space passes over CFWS (RFC 5322 section 3.2.2); false for a comment that does
// not close.
func (s *authScanner) space() bool {
	depth := 0
	for !s.end() {
		switch c := s.s[s.i]; {
		case c == '(':
			depth++
		case depth == 0 && c != ' ' && c != '\t' && c != '\r' && c != '\n':
			return true
		case depth > 0 && c == ')':
			depth--
		case depth > 0 && c == '\\':
			s.i++
			if s.end() {
				return false
			}
		}
		if depth > 20 {
			return false
		}
		s.i++
	}
	return depth == 0
}

// token reads an RFC 2045 token.
func (s *authScanner) token() (string, bool) {
	from := s.i
	for !s.end() && tokenByte(s.s[s.i]) {
		s.i++
	}
	return s.s[from:s.i], s.i > from
}

func tokenByte(c byte) bool {
	return c > ' ' && c < 0x7f && strings.IndexByte(`()<>@,;:\"/[]?=`, c) < 0
}

// keyword reads a method, result, ptype or property name: RFC 5321's Keyword.
func (s *authScanner) keyword() (string, bool) {
	from := s.i
	for !s.end() {
		c := s.s[s.i]
		if !(c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || s.i > from && (c == '-' || c == '_')) {
			break
		}
		s.i++
	}
	return lower(s.s[from:s.i]), s.i > from
}

// value reads a token or a quoted string.
func (s *authScanner) value() (string, bool) {
	if s.peek() == '"' {
		return s.quoted()
	}
	return s.token()
}

func (s *authScanner) quoted() (string, bool) {
	var b strings.Builder
	for s.i++; !s.end(); s.i++ {
		switch c := s.s[s.i]; {
		case c == '"':
			s.i++
			return b.String(), true
		case c == '\\':
			s.i++
			if s.end() {
				return "", false
			}
			b.WriteByte(s.s[s.i])
		case c < ' ' && c != '\t' || c == 0x7f:
			return "", false
		default:
			b.WriteByte(c)
		}
	}
	return "", false
}

// resinfo reads "method=result [reason=value] *(ptype.property=value)".
func (s *authScanner) resinfo(bare bool) (m authMethod, ok bool) {
	if m.name, ok = s.keyword(); !ok || !s.space() {
		return m, false
	}
	if s.eat('/') {
		if !s.space() {
			return m, false
		}
		if _, ok = s.keyword(); !ok || !s.space() {
			return m, false
		}
	}
	if !s.eat('=') || !s.space() {
		return m, false
	}
	if m.result, ok = s.keyword(); !ok {
		return m, false
	}
	for {
		before := s.i
		if !s.space() {
			return m, false
		}
		if s.end() || s.peek() == ';' {
			return m, true
		}
		if s.i == before {
			return m, false // something glued to the value before it
		}
		p, good := s.prop(bare)
		if !good || len(m.props) > 100 {
			return m, false
		}
		m.props = append(m.props, p)
	}
}

// prop reads a reason or a property.
func (s *authScanner) prop(bare bool) (p authProp, ok bool) {
	if p.typ, ok = s.keyword(); !ok || !s.space() {
		return p, false
	}
	if s.eat('.') {
		if !s.space() {
			return p, false
		}
		if p.name, ok = s.keyword(); !ok || !s.space() {
			return p, false
		}
	} else if p.typ == "reason" || bare && p.typ == "action" {
		p.name, p.typ = p.typ, ""
	} else {
		return p, false
	}
	if !s.eat('=') || !s.space() {
		return p, false
	}
	p.value, ok = s.pvalue(p.typ == "")
	return p, ok
}

// pvalue reads a value, or an address as in smtp.mailfrom=a@b and header.i=@b.
// Real signatures and selectors hold / = and +, so a bare value goes on to white
// space, a semicolon or a comment.
func (s *authScanner) pvalue(plain bool) (string, bool) {
	from := s.i
	if s.peek() == '"' {
		v, ok := s.quoted()
		if !ok {
			return "", false
		}
		if plain || s.peek() != '@' {
			return v, true
		}
		s.i++
		if d, ok := s.token(); !ok || d == "" {
			return "", false
		}
		return s.s[from:s.i], true
	}
	for !s.end() {
		c := s.s[s.i]
		if c <= ' ' || c == 0x7f || c == ';' || c == '(' || c == ')' || c == '"' || c == '\\' || c == ',' {
			break
		}
		s.i++
	}
	if c := s.peek(); c == '"' || c == '\\' || c == ')' || c == ',' {
		return "", false
	}
	return s.s[from:s.i], s.i > from
}
