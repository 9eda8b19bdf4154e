package reader

import (
	"encoding/base64"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
)

// decodeCharset makes valid UTF-8 of b. ok is false when the charset is unknown
// or does not fit the bytes. An undeclared or wrongly declared text is UTF-8
// where it is valid, and windows-1252 byte by byte where it is not.
func decodeCharset(b []byte, label string) (s string, ok bool) {
	label = charsetLabel(label)
	switch label {
	case "", "us-ascii", "ascii", "utf-8", "utf8", "unknown-8bit", "8bit", "7bit", "binary", "default", "x-unknown", "unknown", "x-user-defined":
		return decodeMixed(b), label != "unknown" && label != "x-unknown"
	case "utf-7", "unicode-1-1-utf-7", "x-unicode-2-0-utf-7":
		return decodeUTF7(b), true
	case "iso-8859-1", "iso8859-1", "latin1", "windows-1252", "cp1252", "iso-8859-15", "l1", "iso_8859-1":
		// Declared Latin, but written as UTF-8: such pairs of bytes do not happen
		// in a Latin text by chance.
		if !ascii(b) && utf8.Valid(b) {
			return string(b), true
		}
		if label == "iso-8859-15" {
			return decodeWith(charmap.ISO8859_15, b), true
		}
		return decodeWith(charmap.Windows1252, b), true
	}
	enc := lookupCharset(label)
	if enc == nil {
		return decodeMixed(b), false
	}
	return decodeWith(enc, b), true
}

func charsetLabel(s string) string {
	s = strings.ToLower(strings.Trim(s, " \t\"'<>;,"))
	s = strings.TrimPrefix(s, "charset=")
	s = strings.Trim(s, " \t\"'")
	if i := strings.IndexAny(s, " \t;*"); i >= 0 {
		s = s[:i]
	}
	return s
}

func lookupCharset(label string) encoding.Encoding {
	switch label {
	case "iso-8859-8-i", "iso-8859-8-e":
		label = "iso-8859-8"
	case "cp850", "ibm850":
		return charmap.CodePage850
	case "cp437", "ibm437":
		return charmap.CodePage437
	case "ks_c_5601-1987", "ks_c_5601", "cp949":
		label = "euc-kr"
	case "iso-8859-11", "tis-620", "tis620", "cp874":
		label = "windows-874"
	case "cp932", "windows-31j":
		label = "shift_jis"
	case "cp936":
		label = "gbk"
	}
	if strings.HasPrefix(label, "cp125") {
		label = "windows-" + label[2:]
	}
	if enc, err := htmlindex.Get(label); err == nil {
		if name, _ := htmlindex.Name(enc); name != "replacement" && name != "x-user-defined" {
			return enc
		}
	}
	if enc, err := ianaindex.MIME.Encoding(label); err == nil && enc != nil {
		return enc
	}
	return nil
}

func decodeWith(enc encoding.Encoding, b []byte) string {
	out, err := enc.NewDecoder().Bytes(b)
	if err != nil && len(out) == 0 {
		return decodeMixed(b)
	}
	return string(out)
}

func ascii(b []byte) bool {
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}

// decodeMixed keeps what is UTF-8 and reads every other byte as windows-1252, so
// that one broken byte does not turn a whole text into Ã«.
func decodeMixed(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	var out strings.Builder
	out.Grow(len(b) + len(b)/8)
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n <= 1 {
			r, n = charmap.Windows1252.DecodeByte(b[0]), 1
		}
		out.WriteRune(r)
		b = b[n:]
	}
	return out.String()
}

// decodeUTF7 reads RFC 2152. A shifted run that is no base64 stays as it is.
func decodeUTF7(b []byte) string {
	var out strings.Builder
	s := string(b)
	for {
		i := strings.IndexByte(s, '+')
		if i < 0 {
			out.WriteString(decodeMixed([]byte(s)))
			return out.String()
		}
		out.WriteString(decodeMixed([]byte(s[:i])))
		s = s[i+1:]
		end := 0
		for end < len(s) && (s[end] >= 'A' && s[end] <= 'Z' || s[end] >= 'a' && s[end] <= 'z' || s[end] >= '0' && s[end] <= '9' || s[end] == '+' || s[end] == '/') {
			end++
		}
		run, dash := s[:end], end < len(s) && s[end] == '-'
		if run == "" {
			out.WriteByte('+')
			if dash {
				s = s[1:]
			}
			continue
		}
		raw, err := base64.RawStdEncoding.DecodeString(run)
		if err != nil && len(raw) < 2 {
			out.WriteString("+" + run)
			s = s[end:]
			continue
		}
		units := make([]uint16, 0, len(raw)/2)
		for j := 0; j+1 < len(raw); j += 2 {
			units = append(units, uint16(raw[j])<<8|uint16(raw[j+1]))
		}
		out.WriteString(string(utf16.Decode(units)))
		s = s[end:]
		if dash {
			s = s[1:]
		}
	}
}
