package mailtest

import (
	"bytes"
	"strings"
)

// headerLines cuts the header block into fields, each with its folded lines and
// line ends, and gives the rest of the mail from the blank line on.
func headerLines(raw []byte) (fields [][]byte, rest []byte) {
	rest = raw
	for len(rest) > 0 && rest[0] != '\n' && !bytes.HasPrefix(rest, []byte("\r\n")) {
		n := 0
		for {
			i := bytes.IndexByte(rest[n:], '\n')
			if i < 0 {
				n = len(rest)
				break
			}
			n += i + 1
			if n == len(rest) || rest[n] != ' ' && rest[n] != '\t' {
				break
			}
		}
		fields = append(fields, rest[:n])
		rest = rest[n:]
	}
	return fields, rest
}

func fieldName(field []byte) string {
	name, _, _ := bytes.Cut(field, []byte(":"))
	return strings.ToLower(strings.TrimSpace(string(name)))
}

// headerValue gives the first field of that name, unfolded.
func headerValue(raw []byte, name string) string {
	fields, _ := headerLines(raw)
	for _, f := range fields {
		if fieldName(f) == strings.ToLower(name) {
			_, v, _ := bytes.Cut(f, []byte(":"))
			return strings.TrimSpace(strings.NewReplacer("\r", "", "\n", "").Replace(string(v)))
		}
	}
	return ""
}

func dropHeaders(raw []byte, drop func(name string) bool) []byte {
	var b []byte
	fields, rest := headerLines(raw)
	for _, f := range fields {
		if !drop(fieldName(f)) {
			b = append(b, f...)
		}
	}
	return append(b, rest...)
}
