package reader

import (
	"encoding/base64"
	"strings"
)

// maxWords bounds the encoded words of one field.
const maxWords = 1000

// decodeWords reads RFC 2047 encoded words wherever they stand, also in quoted
// strings and with spaces inside, and raw 8-bit text as UTF-8 or windows-1252.
// Neighbours of one charset are joined before decoding, for clients cut between
// the bytes of one letter.
func decodeWords(s string) string {
	if !strings.Contains(s, "=?") {
		return cleanLine(decodeMixed([]byte(s)))
	}
	var out strings.Builder
	var run []byte
	runCharset := ""
	flush := func() {
		if len(run) > 0 {
			t, _ := decodeCharset(run, runCharset)
			out.WriteString(t)
			run = run[:0]
		}
	}
	for n := 0; n < maxWords; n++ {
		i := strings.Index(s, "=?")
		if i < 0 {
			break
		}
		w, rest, ok := encodedWord(s[i:])
		if !ok {
			flush()
			out.WriteString(decodeMixed([]byte(s[:i+2])))
			s = s[i+2:]
			continue
		}
		between := s[:i]
		// RFC 2047 section 6.2: white space between two encoded words is no text.
		if strings.TrimLeft(between, " \t\r\n") != "" || len(run) == 0 {
			flush()
			out.WriteString(decodeMixed([]byte(between)))
		}
		if len(run) > 0 && !strings.EqualFold(runCharset, w.charset) {
			flush()
		}
		run, runCharset = append(run, w.data...), w.charset
		s = rest
	}
	flush()
	out.WriteString(decodeMixed([]byte(s)))
	return cleanLine(out.String())
}

type codedWord struct {
	charset string
	data    []byte
}

// encodedWord reads one encoded word at the start of s. A missing "?=" at the
// very end is forgiven.
func encodedWord(s string) (w codedWord, rest string, ok bool) {
	p := s[2:]
	q := strings.IndexByte(p, '?')
	if q <= 0 || q > 40 || q+2 >= len(p) || p[q+2] != '?' {
		return w, "", false
	}
	charset, kind, p := p[:q], p[q+1], p[q+3:]
	if strings.IndexByte(charset, ' ') >= 0 {
		return w, "", false
	}
	if i := strings.IndexByte(charset, '*'); i > 0 {
		charset = charset[:i] // RFC 2231 section 5: language
	}
	end := strings.Index(p, "?=")
	text, rest := "", ""
	switch {
	case end >= 0:
		text, rest = p[:end], p[end+2:]
	case strings.IndexByte(p, ' ') < 0:
		text = strings.TrimSuffix(p, "?")
	default:
		return w, "", false
	}
	w.charset = charset
	switch kind {
	case 'q', 'Q':
		w.data = decodeQ(text)
	case 'b', 'B':
		w.data = decodeB(text)
	default:
		return w, "", false
	}
	return w, rest, true
}

func decodeQ(s string) []byte {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '_':
			out = append(out, ' ')
		case c == '=' && i+2 < len(s):
			hi, lo := unhex(s[i+1]), unhex(s[i+2])
			if hi < 0 || lo < 0 {
				out = append(out, c)
				continue
			}
			out = append(out, byte(hi<<4|lo))
			i += 2
		default:
			out = append(out, c)
		}
	}
	return out
}

// decodeB reads base64 with whatever padding there is.
func decodeB(s string) []byte {
	clean := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if base64Value[s[i]] < 64 {
			clean = append(clean, s[i])
		}
	}
	if len(clean)%4 == 1 {
		clean = clean[:len(clean)-1]
	}
	out := make([]byte, base64.RawStdEncoding.DecodedLen(len(clean)))
	n, _ := base64.RawStdEncoding.Decode(out, clean)
	return out[:n]
}
