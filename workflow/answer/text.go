package answer

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What is read of one mail at most: whoever complains says so in the first six
// pages, and signs on the last one. A longer mail is a doubt itself.
const (
	maxText  = 64 << 10
	maxStory = 16 << 10
	maxEnd   = 4 << 10
)

// excerpt gives the beginning and the end of a long text, cut between words, and
// whether anything was left out.
func excerpt(s string) (string, bool) {
	if len(s) <= maxStory+maxEnd {
		return s, false
	}
	start, end := s[:maxStory], s[len(s)-maxEnd:]
	if i := strings.LastIndexAny(start, " \n"); i > 0 {
		start = start[:i]
	}
	if i := strings.IndexAny(end, " \n"); i >= 0 {
		end = end[i:]
	}
	return start + "\n\n" + end, true
}

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
	at  []int32
	// h says which patterns can fit in the text that low is cut from, at off.
	h   *hits
	off int
}

func newText(s string) text {
	s = clean(s)
	low, at := folded(make([]byte, 0, len(s)+16), s)
	return text{s: s, low: string(low), at: at}
}

// folded appends the folded twin of s to b, and gives the place in s of each of its
// bytes and of its end.
func folded(b []byte, s string) ([]byte, []int32) {
	i := plainLength(s)
	b = slices.Grow(b, i)
	twin := b[len(b) : len(b)+i]
	for k := range twin {
		twin[k] = foldASCII[s[k]]
	}
	if b = b[:len(b)+i]; i == len(s) {
		return b, identity(i)
	}
	at := make([]int32, i, len(s)+17)
	copy(at, identity(i))
	for i < len(s) {
		if s[i] < utf8.RuneSelf {
			b, at = append(b, foldASCII[s[i]]), append(at, int32(i))
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		f := foldRune(r)
		b = append(b, f...)
		for range len(f) {
			at = append(at, int32(i))
		}
		i += n
	}
	return b, append(at, int32(len(s)))
}

// plainLength is how many bytes of s come before the first that is not ASCII.
func plainLength(s string) int {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return i
		}
	}
	return len(s)
}

// identity gives the places in a text of n bytes that is folded byte by byte, as
// most are. Nobody writes to them.
func identity(n int) []int32 {
	if n < len(places) {
		return places[: n+1 : n+1]
	}
	return counted(n + 1)
}

var places = counted(maxStory + maxEnd + 8)

func counted(n int) []int32 {
	at := make([]int32, n)
	for i := range at {
		at[i] = int32(i)
	}
	return at
}

// foldASCII folds what needs no table of letters.
var foldASCII = func() (c [256]byte) {
	for i := range c {
		c[i] = byte(i)
		if 'A' <= i && i <= 'Z' {
			c[i] += 'a' - 'A'
		}
	}
	c['`'] = '\''
	return c
}()

// sub is the part low[i:j] with its own twin, if there is one.
func (t text) sub(i, j int) text {
	if t.at != nil {
		t.at = t.at[i : j+1]
	}
	t.low, t.off = t.low[i:j], t.off+i
	return t
}

// words gives what was written where low[i:j] stands.
func (t text) words(i, j int) string {
	return strings.Join(strings.Fields(t.s[t.at[i]:t.at[j]]), " ")
}

// clean makes line ends and spaces even and drops what cannot be seen.
func clean(s string) string {
	if len(s) > maxText {
		s = s[:maxText]
	}
	if plainASCII(s) {
		return s
	}
	s = strings.ToValidUTF8(s, "")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r' || r == '\u2028' || r == '\u2029':
			return '\n'
		case r == '\n' || ' ' <= r && r < 0x7f:
			return r
		case unicode.IsSpace(r) || r == '\u00a0' || r == '\u202f':
			return ' '
		case r < ' ' || r == '\u00ad' || r >= 0x600 && unicode.Is(unicode.Cf, r) && r != '\u200d':
			return -1
		}
		return r
	}, s)
}

// plainASCII tells that there is nothing to clean.
func plainASCII(s string) bool {
	for i := range len(s) {
		if c := s[i]; c != '\n' && (c < ' ' || c >= 0x7f) {
			return false
		}
	}
	return true
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
	if r >= 0x0300 && r < 0x0370 {
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
	if isFolded(s) {
		return s
	}
	return strings.Join(strings.Fields(newText(s).low), " ")
}

// isFolded tells that fold leaves s as it is: small letters and single spaces.
func isFolded(s string) bool {
	space := true // before s, and behind its last
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c >= 0x7f || foldASCII[c] != c || c == ' ' && space {
			return false
		}
		space = c == ' '
	}
	return (!space || s == "") && len(s) <= maxText
}

// rx compiles a pattern over folded text: bounded by word ends, and a space in
// it stands for any run of spaces and commas.
func rx(pattern string) *pattern {
	return mustBe(`\b(?:` + strings.ReplaceAll(pattern, " ", `[\s,]+`) + `)\b`)
}

// abbreviations end in a point that ends no sentence; so does a single letter.
var abbreviations = set(`dhr mevr mw mr drs dr ir ing prof fam nr tel st bijv bv oa o.a dd d.d tav ta.v t.av t.a.v ivm iv.m i.vm i.v.m mbt mb.t m.bt m.b.t aub au.b a.ub a.u.b svp sv.p s.vp s.v.p
 nav na.v n.av n.a.v ed e.d enz ca blz art jl incl excl evt resp mrs ms jan feb mrt apr jun jul aug sep sept okt nov dec`)

// abbreviated tells that low ends in an abbreviation.
func abbreviated(low string) bool {
	i := len(low)
	for i > 0 && !beforeWord[low[i-1]] {
		i--
	}
	w := low[i:]
	return len(w) == 1 && w[0] >= 'a' && w[0] <= 'z' || len(w) < 6 && abbreviations[w]
}

// beforeWord are the bytes behind which an abbreviation may begin, thoughtEnds
// those at which a sentence may end.
var beforeWord, thoughtEnds = bytesOf(" \t\n\f\r("), bytesOf(".!?\n")

func bytesOf(s string) (is [256]bool) {
	for i := range len(s) {
		is[s[i]] = true
	}
	return is
}

// sentences cuts a text where people end a thought: at . ! ? and at ends of
// lines that were not broken by the mail client.
func (t text) sentences() []text {
	out := make([]text, 0, len(t.low)/64)
	start := 0
	cut := func(end int) {
		if strings.TrimSpace(t.low[start:end]) != "" {
			out = append(out, t.sub(start, end))
		}
		start = end
	}
	for i := 0; i < len(t.low); i++ {
		c := t.low[i]
		switch {
		case !thoughtEnds[c]:
		case c == '\n':
			if hardBreak(t.low, i) {
				cut(i + 1)
			}
		default:
			j := i + 1
			for j < len(t.low) && strings.IndexByte(`.!?")'`, t.low[j]) >= 0 {
				j++
			}
			if j < len(t.low) && !unicode.IsSpace(rune(t.low[j])) {
				continue
			}
			if c == '.' && j == i+1 && abbreviated(t.low[max(0, i-12):i]) {
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
	next := s[i+1:]
	if j := strings.IndexByte(next, '\n'); j >= 0 {
		next = next[:j]
	}
	next = strings.TrimSpace(next)
	if line = strings.TrimSpace(line); next == "" || len(line) < 50 || utf8.RuneCountInString(line) < 50 {
		return true
	}
	return strings.HasSuffix(line, ":") || strings.IndexByte("-*>0123456789", next[0]) >= 0 || isLabelled(next)
}

// isLabelled tells that a line begins with a label.
func isLabelled(s string) bool { return strings.IndexByte(s, ':') >= 0 && labelled.MatchString(s) }

var labelled = mustBe(`^[\pL][\pL .()/-]{1,34}:`)

// lines gives the lines of s without outer space.
func lines(s string) []string { return linesOf(clean(s)) }

// linesOf does so for what is clean.
func linesOf(s string) []string {
	all := strings.Split(s, "\n")
	for i := range all {
		all[i] = strings.TrimSpace(all[i])
	}
	return all
}

// letterBytes are the bytes of a word: letters, and whatever is not ASCII and so
// needs a closer look.
var letterBytes = func() (is [256]bool) {
	for c := range is {
		is[c] = c|0x20 >= 'a' && c|0x20 <= 'z' || c >= utf8.RuneSelf
	}
	return is
}()

// nameBytes are letters, hyphens and apostrophes; spokenBytes letters and
// apostrophes.
var nameBytes, spokenBytes = func() (name, spoken [256]bool) {
	name, spoken = letterBytes, letterBytes
	name['-'], name['\''], spoken['\''] = true, true, true
	return
}()

// eachWord calls do with the bounds of each run of the bytes in s.
func eachWord(s string, bytes *[256]bool, do func(i, j int)) {
	for i := 0; i < len(s); i++ {
		if !bytes[s[i]] {
			continue
		}
		j := i
		for j < len(s) && bytes[s[j]] {
			if s[j] >= utf8.RuneSelf {
				r, n := utf8.DecodeRuneInString(s[j:])
				if !unicode.IsLetter(r) {
					if j > i {
						do(i, j)
					}
					j += n
					i = j
					continue
				}
				j += n
				continue
			}
			j++
		}
		if j > i {
			do(i, j)
		}
		i = j
	}
}
