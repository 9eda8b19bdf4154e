package reader

import (
	"sort"
	"strconv"
	"strings"
)

// maxParams bounds the parameters of one field; RFC 2231 continuations count.
const maxParams = 200

// mediaType reads a Content-Type or Content-Disposition value tolerantly
// (RFC 2045 section 5.1, RFC 2183): unquoted spaces, missing semicolons' names,
// doubled parameters (the first wins) and comments do no harm. The value is lower
// case, the keys are, the parameters' values are not.
func mediaType(v string) (value string, params map[string]string) {
	head, rest, _ := strings.Cut(v, ";")
	head = strings.ToLower(strings.Trim(stripComment(head), " \t\"'"))
	// "text/plain charset=utf-8": the semicolon is missing.
	if i := strings.IndexAny(head, " \t"); i >= 0 {
		if strings.IndexByte(head[i:], '=') >= 0 {
			rest = strings.TrimSpace(v)[i:] + ";" + rest
		}
		head = head[:i]
	}
	if eq := strings.IndexByte(head, '='); eq >= 0 && strings.IndexByte(head[:eq], '/') < 0 {
		rest, head = v, ""
	}
	return head, parameters(rest)
}

// parameters reads name=value pairs and joins RFC 2231 continuations.
func parameters(s string) map[string]string {
	var out map[string]string
	var parts []fragment
	for n := 0; s != "" && n < maxParams; n++ {
		s = strings.TrimLeft(s, " \t\r\n;,")
		eq := strings.IndexAny(s, "=;")
		if eq < 0 {
			break
		}
		if s[eq] == ';' {
			s = s[eq:]
			continue
		}
		name := strings.ToLower(strings.TrimSpace(s[:eq]))
		if i := strings.LastIndexAny(name, " \t"); i >= 0 {
			name = name[i+1:]
		}
		var value string
		value, s = paramValue(s[eq+1:], name)
		if name == "" {
			continue
		}
		if star := strings.IndexByte(name, '*'); star > 0 {
			parts = append(parts, newFragment(name[:star], name[star+1:], value))
			continue
		}
		if out == nil {
			out = make(map[string]string, 2)
		}
		if _, twice := out[name]; !twice {
			out[name] = value
		}
	}
	if len(parts) > 0 {
		if out == nil {
			out = make(map[string]string, 1)
		}
		// RFC 2231 section 3: the extended form is the better one; but the plain
		// one is what people saw when the extended one is broken.
		for name, value := range joinFragments(parts) {
			if value != "" {
				out[name] = value
			}
		}
	}
	return out
}

// paramValue reads one value. A quoted one ends at its quote, one without quotes
// at the semicolon; a file name may hold spaces and even unescaped quotes.
func paramValue(s, name string) (value, rest string) {
	s = strings.TrimLeft(s, " \t\r\n")
	if s == "" || s[0] != '"' {
		end := strings.IndexByte(s, ';')
		if end < 0 {
			end = len(s)
		}
		value = strings.TrimSpace(s[:end])
		// "charset=utf-8 format=flowed" without the semicolon. Names of files have
		// spaces of their own.
		if i := strings.IndexAny(value, " \t"); i > 0 && !strings.HasPrefix(name, "name") && !strings.HasPrefix(name, "filename") && name != "boundary" {
			if strings.IndexByte(value[i:], '=') > 0 {
				return strings.Trim(value[:i], `'"`), value[i:] + s[end:]
			}
			value = stripComment(value)
		}
		return strings.Trim(value, `'"`), s[end:]
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\\'):
			i++
			b.WriteByte(s[i])
		case c == '"':
			tail := strings.TrimLeft(s[i+1:], " \t\r\n")
			if tail == "" || tail[0] == ';' || strings.IndexByte(s[i+1:], '"') < 0 {
				return b.String(), s[i+1:]
			}
			if next := strings.IndexAny(tail, "=\";"); next > 0 && tail[next] == '=' {
				return b.String(), s[i+1:]
			}
			b.WriteByte(c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), ""
}

// fragment is one piece of an RFC 2231 parameter.
type fragment struct {
	name, value string
	n           int
	encoded     bool
}

func newFragment(name, tail, value string) fragment {
	f := fragment{name: name, value: value}
	if strings.HasSuffix(tail, "*") {
		f.encoded = true
		tail = tail[:len(tail)-1]
	}
	if tail == "" {
		// "filename*=utf-8''x": one piece, encoded.
		f.encoded = true
		return f
	}
	f.n, _ = strconv.Atoi(tail)
	return f
}

func joinFragments(parts []fragment) map[string]string {
	sort.SliceStable(parts, func(i, j int) bool {
		if parts[i].name != parts[j].name {
			return parts[i].name < parts[j].name
		}
		return parts[i].n < parts[j].n
	})
	out := make(map[string]string, 1)
	for i := 0; i < len(parts); {
		name, charset := parts[i].name, ""
		var raw []byte
		seen := -1
		for j := i; i < len(parts) && parts[i].name == name; i++ {
			p := parts[i]
			if p.n == seen {
				continue // given twice: the first counts
			}
			seen = p.n
			v := p.value
			if p.encoded {
				if i == j {
					if cs, rest, ok := strings.Cut(v, "'"); ok {
						if _, text, ok := strings.Cut(rest, "'"); ok {
							charset, v = cs, text
						}
					}
				}
				raw = append(raw, unpercent(v)...)
				continue
			}
			raw = append(raw, v...)
		}
		s, _ := decodeCharset(raw, charset)
		out[name] = s
	}
	return out
}

func unpercent(s string) []byte {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if hi, lo := unhex(s[i+1]), unhex(s[i+2]); hi >= 0 && lo >= 0 {
				out = append(out, byte(hi<<4|lo))
				i += 2
				continue
			}
		}
		out = append(out, s[i])
	}
	return out
}

func unhex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	}
	return -1
}

// stripComment removes RFC 5322 comments that stand outside quotes.
func stripComment(s string) string {
	if strings.IndexByte(s, '(') < 0 {
		return s
	}
	var b strings.Builder
	depth := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && depth > 0:
			i++
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
		case depth == 0:
			b.WriteByte(c)
		}
	}
	return strings.TrimSpace(b.String())
}
