package answer

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What is read of one mail at most. Whoever complains says so in the first ten
// pages; doubts are looked for in twenty, and a longer mail is one itself.
const (
	maxText  = 64 << 10
	maxStory = 32 << 10
)

// head gives the first n bytes of s.
func head(s string, n int) string {
	if len(s) > n {
		return s[:n]
	}
	return s
}

// text is a piece of a mail with its folded twin: lower case, no diacritics,
// straight quotes. at maps each byte of low to its place in s, so that the words
// that raised something can be shown as they were written.
type text struct {
	s   string
	low string
	at  []int
}

func newText(s string) text {
	s = clean(s)
	var b strings.Builder
	at := make([]int, 0, len(s)+1)
	for i, r := range s {
		f := foldRune(r)
		if f == "" {
			continue
		}
		b.WriteString(f)
		for range len(f) {
			at = append(at, i)
		}
	}
	return text{s: s, low: b.String(), at: append(at, len(s))}
}

// sub is the part low[i:j] with its own twin.
func (t text) sub(i, j int) text { return text{s: t.s, low: t.low[i:j], at: t.at[i : j+1]} }

// words gives what was written where low[i:j] stands.
func (t text) words(i, j int) string {
	return strings.Join(strings.Fields(t.s[t.at[i]:t.at[j]]), " ")
}

// clean makes line ends and spaces even and drops what cannot be seen.
func clean(s string) string {
	if len(s) > maxText {
		s = s[:maxText]
	}
	s = strings.ToValidUTF8(s, "")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r' || r == '\u2028' || r == '\u2029':
			return '\n'
		case r == '\n':
			return r
		case unicode.IsSpace(r) || r == '\u00a0' || r == '\u202f':
			return ' '
		case unicode.Is(unicode.Cf, r) && r != '\u200d' || r == '\u00ad' || r < ' ':
			return -1
		}
		return r
	}, s)
}

// folds pairs letters with what they count as. Only letters that occur in
// European names and languages; the rest stays as it is.
var folds = func() map[rune]string {
	m := map[rune]string{
		'’': "'", '‘': "'", '`': "'", '´': "'", '‛': "'", '“': `"`, '”': `"`, '„': `"`, '«': `"`, '»': `"`,
		'–': "-", '—': "-", '‑': "-", '‒': "-", '―': "-", '−': "-", '…': "...", 'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ł': "l",
		'ı': "i", '\u0133': "ij", 'þ': "th", 'ð': "d",
	}
	for base, set := range map[string]string{
		"a": "àáâãäåāăą", "c": "çćĉċč", "d": "ď", "e": "èéêëēĕėęě", "g": "ĝğġģ", "h": "ĥ", "i": "ìíîïĩīĭį", "k": "ķ",
		"l": "ĺļľ", "n": "ñńņň", "o": "òóôõöōŏő", "r": "ŕŗř", "s": "śŝşšș", "t": "ţťț", "u": "ùúûüũūŭůűų", "w": "ŵ", "y": "ýÿŷ", "z": "źżž",
	} {
		for _, r := range set {
			m[r] = base
		}
	}
	return m
}()

func foldRune(r rune) string {
	if unicode.Is(unicode.Mn, r) && r < 0x0370 {
		return "" // combining accents of decomposed letters
	}
	r = unicode.ToLower(r)
	if f, ok := folds[r]; ok {
		return f
	}
	return string(r)
}

// fold gives s in lower case without diacritics, on one line.
func fold(s string) string {
	return strings.Join(strings.Fields(newText(s).low), " ")
}

// rx compiles a pattern over folded text: bounded by word ends, and a space in
// it stands for any run of spaces and commas.
func rx(pattern string) *regexp.Regexp {
	return regexp.MustCompile(`\b(?:` + strings.ReplaceAll(pattern, " ", `[\s,]+`) + `)\b`)
}

// abbreviations end in a point that ends no sentence.
var abbreviation = regexp.MustCompile(`(?:^|[\s(])(?:dhr|mevr|mw|mr|drs|dr|ir|ing|prof|fam|nr|tel|st|bijv|bv|o\.?a|d\.?d|t\.?a\.?v|i\.?v\.?m|m\.?b\.?t|a\.?u\.?b|s\.?v\.?p|n\.?a\.?v|e\.?d|enz|ca|blz|art|jl|incl|excl|evt|resp|ivm|mbt|tav|aub|mrs|ms|jan|feb|mrt|apr|jun|jul|aug|sept?|okt|nov|dec|[a-z])$`)

// sentences cuts a text where people end a thought: at . ! ? and at ends of
// lines that were not broken by the mail client.
func (t text) sentences() []text {
	var out []text
	start := 0
	cut := func(end int) {
		if strings.TrimSpace(t.low[start:end]) != "" {
			out = append(out, t.sub(start, end))
		}
		start = end
	}
	for i := 0; i < len(t.low); i++ {
		switch c := t.low[i]; {
		case c == '\n':
			if hardBreak(t.low, i) {
				cut(i + 1)
			}
		case c == '!' || c == '?' || c == '.':
			j := i + 1
			for j < len(t.low) && strings.IndexByte(`.!?")'`, t.low[j]) >= 0 {
				j++
			}
			if j < len(t.low) && !unicode.IsSpace(rune(t.low[j])) {
				continue
			}
			if c == '.' && j == i+1 && abbreviation.MatchString(t.low[max(start, i-12):i]) {
				continue
			}
			cut(j)
			i = j - 1
		}
	}
	cut(len(t.low))
	return out
}

// hardBreak tells a line end that was typed from one a mail client put in:
// wrapped lines are long and go on in lower case.
func hardBreak(s string, i int) bool {
	line := s[strings.LastIndexByte(s[:i], '\n')+1 : i]
	rest := s[i+1:]
	next, _, _ := strings.Cut(rest, "\n")
	next = strings.TrimSpace(next)
	if next == "" || utf8.RuneCountInString(strings.TrimSpace(line)) < 50 {
		return true
	}
	return strings.HasSuffix(strings.TrimSpace(line), ":") || strings.ContainsAny(next[:1], "-*•>0123456789") || labelled.MatchString(next)
}

var labelled = regexp.MustCompile(`^[\pL][\pL .()/-]{1,34}:`)

// lines gives the lines of s without outer space.
func lines(s string) []string {
	all := strings.Split(clean(s), "\n")
	for i := range all {
		all[i] = strings.TrimSpace(all[i])
	}
	return all
}
