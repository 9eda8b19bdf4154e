package answer

import (
	"cmp"
	"regexp/syntax"
	"slices"
	"strings"
)

// A mail is held against some hundreds of patterns, and hardly any of them fits.
// A pass of every pattern over the whole text cost 10 ms for two pages, so the
// words decide first which patterns can fit at all, and where:
//
//   - From each pattern is derived what a match cannot do without: rules, of
//     which one must hold, each of one or two sets of words ("klacht" or
//     "klachten", and "ik" or "wij") of which one must occur.
//   - All these words stand in one tree. One walk over a text, from every word
//     start, finds those that occur.
//   - A match never runs over signs that its pattern cannot consume, mostly the
//     end of a sentence. Only the stretch between two such signs in which a rule
//     holds is looked at with the pattern itself.
//
// The outcome is the same as without; a pattern of which nothing can be derived
// is simply run. Words here are what \b sees: ASCII letters, digits and _; all
// else counts as one space, and capitals as small letters.

// edge stands in a derived word for \b; what it becomes depends on its neighbour.
const edge = "\x01"

// The bounds of what is worked out of a pattern; beyond them it is summarised.
const (
	maxProduct = 128 // phrases of which each word has some forms
	maxUnion   = 600 // words of one list
	maxRules   = 96  // rules of one pattern
	maxSets    = 2   // sets of one rule
	maxWord    = 12  // letters of a word or phrase to look for
)

// shape is what can be said of a part of a pattern: the exact strings it may
// consume, or, when those are not known, the rules of what it contains.
type shape struct {
	exact []string // nil when not known
	rules []rule   // when not known; an empty rule always holds
	tail  tailKind
}

// rule is a list of sets of words; one of each must occur.
type rule [][]string

// tailKind tells what a part leaves on the left of what comes after it.
type tailKind int

const (
	tailAny     tailKind = iota // anything
	tailSame                    // nothing was consumed, or what was ends as tailSpace
	tailSpace                   // no word character
	tailNoWidth                 // nothing was consumed
)

// shapeOf works out a part of a pattern. left is what can stand before it as far
// as that is known, right whether a word ends behind it: "" or edge.
func shapeOf(re *syntax.Regexp, left []string, right string) shape {
	switch re.Op {
	case syntax.OpEmptyMatch, syntax.OpNoWordBoundary:
		return shape{exact: []string{""}, tail: tailNoWidth}
	case syntax.OpWordBoundary, syntax.OpBeginLine, syntax.OpBeginText, syntax.OpEndLine, syntax.OpEndText:
		return shape{exact: []string{edge}, tail: tailNoWidth}
	case syntax.OpLiteral:
		var b strings.Builder
		for _, r := range re.Rune {
			b.WriteByte(wordByte(r))
		}
		s := squeeze(b.String())
		return shape{exact: []string{s}, tail: tailOf(s)}
	case syntax.OpCharClass:
		return classShape(re.Rune)
	case syntax.OpCapture:
		return shapeOf(re.Sub[0], left, right)
	case syntax.OpQuest:
		return repeated(re.Sub[0], left, 0, 1)
	case syntax.OpStar:
		return repeated(re.Sub[0], left, 0, -1)
	case syntax.OpPlus:
		return repeated(re.Sub[0], left, 1, -1)
	case syntax.OpRepeat:
		return repeated(re.Sub[0], left, re.Min, re.Max)
	case syntax.OpAlternate:
		return alternate(re.Sub, left, right)
	case syntax.OpConcat:
		return concat(re.Sub, left, right)
	}
	return shape{rules: []rule{{}}}
}

// classShape: a class without word characters is a space, a small one its
// characters.
func classShape(ranges []rune) shape {
	var chars []string
	for i := 0; i < len(ranges); i += 2 {
		lo, hi := ranges[i], ranges[i+1]
		if hi > 127 {
			if !slices.Contains(chars, " ") {
				chars = append(chars, " ")
			}
			hi = min(hi, 127)
		}
		for r := lo; r <= hi; r++ {
			if c := string(wordByte(r)); !slices.Contains(chars, c) {
				chars = append(chars, c)
			}
		}
	}
	switch {
	case len(chars) == 1:
		return shape{exact: chars, tail: tailOf(chars[0])}
	case len(chars) > 10:
		return shape{rules: []rule{{}}}
	}
	return shape{exact: chars}
}

func repeated(sub *syntax.Regexp, left []string, least, most int) shape {
	s := shapeOf(sub, left, "")
	space := len(s.exact) == 1 && s.exact[0] == " "
	switch {
	case space && least > 0:
		return s
	case space:
		return shape{exact: []string{"", " "}, tail: tailSame}
	case least == 0 && most == 1 && s.exact != nil:
		s.exact = distinct(append([]string{""}, s.exact...))
		s.tail = optionalTail(s.tail)
		return s
	case least == 1 && most == 1:
		return s
	case least == 0:
		return shape{rules: []rule{{}}, tail: optionalTail(s.tail)}
	}
	return shape{rules: s.asRules(left, ""), tail: s.tail}
}

func optionalTail(k tailKind) tailKind {
	if k == tailSpace {
		return tailSame
	}
	return k
}

func alternate(subs []*syntax.Regexp, left []string, right string) shape {
	out := shape{exact: []string{}, tail: -1}
	var parts []shape
	for _, sub := range subs {
		s := shapeOf(sub, left, right)
		parts = append(parts, s)
		switch {
		case out.tail == -1 || out.tail == s.tail:
			out.tail = s.tail
		case out.tail != tailAny && s.tail != tailAny:
			out.tail = tailSame
		default:
			out.tail = tailAny
		}
		if s.exact == nil || out.exact == nil || len(out.exact)+len(s.exact) > maxUnion {
			out.exact = nil
		} else {
			out.exact = append(out.exact, s.exact...)
		}
	}
	if out.exact != nil {
		out.exact = distinct(out.exact)
		return out
	}
	for _, s := range parts {
		out.rules = append(out.rules, s.asRules(left, right)...)
	}
	out.rules = summarise(out.rules)
	return out
}

// concat joins what is known exactly into phrases for as long as that stays
// small, and starts afresh behind what is not known.
func concat(subs []*syntax.Regexp, left []string, right string) shape {
	rules := []rule{{}}
	cur, whole, tail := []string{""}, true, tailNoWidth
	flush := func(right string) {
		if set := words(left, cur, right); set != nil {
			for i := range rules {
				rules[i] = append(slices.Clone(rules[i]), set)
			}
		}
	}
	for i, sub := range subs {
		after := right
		if i+1 < len(subs) {
			after = opens(subs[i+1])
		}
		before := cross(left, cur)
		if len(before) > maxProduct {
			before = []string{leaves(before)}
		}
		s := shapeOf(sub, before, after)
		tail = tail.then(s.tail)
		if s.exact != nil && (len(cur) == 1 || len(s.exact) == 1 || len(cur)*len(s.exact) <= maxProduct) {
			cur = cross(cur, s.exact)
			continue
		}
		whole = false
		flush(opens(sub))
		mark := leaves(before)
		if s.exact != nil {
			left, cur = []string{mark}, s.exact
			continue
		}
		rules = product(rules, s.rules)
		switch s.tail {
		case tailSpace:
			mark = " "
		case tailAny:
			mark = ""
		}
		left, cur = []string{mark}, []string{""}
	}
	if whole {
		return shape{exact: distinct(cur), tail: tail}
	}
	flush(right)
	return shape{rules: rules, tail: tail}
}

// then is what two parts together leave.
func (k tailKind) then(next tailKind) tailKind {
	switch {
	case next == tailNoWidth, next == tailSame && k == tailSpace:
		return k
	case next == tailSame && k == tailAny:
		return tailAny
	}
	return next
}

// leaves is what all of a list leave on the left of what follows: a space, an
// edge or nothing that is known.
func leaves(list []string) string {
	out := " "
	for _, s := range list {
		switch {
		case strings.HasSuffix(s, " "):
		case strings.HasSuffix(s, edge):
			out = edge
		default:
			return ""
		}
	}
	return out
}

// opens is what a part says of the character before it: an edge when it begins
// with \b or with a sign, "" when nothing is known.
func opens(re *syntax.Regexp) string {
	switch re.Op {
	case syntax.OpWordBoundary, syntax.OpEndLine, syntax.OpEndText:
		return edge
	case syntax.OpCapture, syntax.OpPlus:
		return opens(re.Sub[0])
	case syntax.OpConcat:
		return opens(re.Sub[0])
	case syntax.OpLiteral:
		if wordByte(re.Rune[0]) == ' ' {
			return edge
		}
	case syntax.OpCharClass:
		if s := classShape(re.Rune); len(s.exact) == 1 && s.exact[0] == " " {
			return edge
		}
	}
	return ""
}

func cross(a, b []string) []string {
	out := make([]string, 0, len(a)*len(b))
	for _, x := range a {
		for _, y := range b {
			out = append(out, squeeze(x+y))
		}
	}
	return distinct(out)
}

func tailOf(s string) tailKind {
	if strings.HasSuffix(s, " ") {
		return tailSpace
	}
	return tailAny
}

// distinct sorts s and drops what stands twice.
func distinct(s []string) []string {
	slices.Sort(s)
	return slices.Compact(s)
}

// asRules gives the rules of a shape between left and right.
func (s shape) asRules(left []string, right string) []rule {
	if s.exact == nil {
		return s.rules
	}
	if set := words(left, s.exact, right); set != nil {
		return []rule{{set}}
	}
	return []rule{{}}
}

// product combines what comes before with what comes after.
func product(a, b []rule) []rule {
	if len(a)*len(b) > maxRules {
		if b = summarise(b); len(b) > 1 {
			b = oneRule(b)
		}
	}
	var out []rule
	for _, x := range a {
		for _, y := range b {
			out = append(out, append(slices.Clone(x), y...))
		}
	}
	return out
}

func summarise(rules []rule) []rule {
	if len(rules) > maxRules {
		return oneRule(rules)
	}
	return rules
}

// oneRule makes of many rules the one that holds when any of them does.
func oneRule(rules []rule) []rule {
	var all []string
	for _, r := range rules {
		if len(r) == 0 {
			return []rule{{}}
		}
		all = append(all, slices.MinFunc(r, byCost)...)
	}
	return []rule{{distinct(all)}}
}

// inner marks a word that may begin within another.
const inner = "\x02"

// words makes strings into words to look for, nil when one of them gives none.
func words(left, list []string, right string) []string {
	var out []string
	for _, s := range cross(left, list) {
		s = squeeze(s + right)
		if strings.HasPrefix(s, edge) {
			s = " " + s[1:]
		}
		if strings.HasSuffix(s, edge) {
			s = s[:len(s)-1] + " "
		}
		s = squeeze(strings.ReplaceAll(s, edge, ""))
		s = s[:min(len(s), maxWord+1)]
		switch i := strings.IndexByte(s, ' '); {
		case i == 0 && len(s) > 1:
			out = append(out, s[1:])
		case len(s) >= 4 && i != 0:
			out = append(out, inner+s)
		case i > 0 && i+1 < len(s):
			out = append(out, s[i+1:])
		default:
			return nil
		}
	}
	return distinct(out)
}

// squeeze makes spaces single, and drops an edge beside a space.
func squeeze(s string) string {
	if !strings.Contains(s, "  ") && !strings.Contains(s, edge) {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := range len(s) {
		switch n := len(b); {
		case n > 0 && s[i] == ' ' && b[n-1] == edge[0]:
			b[n-1] = ' '
			if n > 1 && b[n-2] == ' ' {
				b = b[:n-1]
			}
		case n > 0 && (s[i] == ' ' || s[i] == edge[0]) && (b[n-1] == ' ' || b[n-1] == s[i]):
		default:
			b = append(b, s[i])
		}
	}
	return string(b)
}

// wordByte is a rune as the words know it.
func wordByte(r rune) byte {
	if r > 127 || class[byte(r)] == 0 {
		return ' '
	}
	if r >= 'A' && r <= 'Z' {
		return byte(r) + 'a' - 'A'
	}
	return byte(r)
}

// class numbers the word characters, 0 for all others.
var class = func() (c [256]byte) {
	for i := range byte(26) {
		c['a'+i], c['A'+i] = i+1, i+1
	}
	for i := range byte(10) {
		c['0'+i] = i + 27
	}
	c['_'] = 37
	return c
}()

const classes = 38

// cost guesses how often one of a set occurs, to keep the rarest of a rule.
func cost(set []string) (c float64) {
	for _, w := range set {
		bare, whole := strings.CutSuffix(strings.TrimPrefix(w, inner), " ")
		switch n := len(bare); {
		case n > 0 && bare[0] <= '9':
			c += 0.02
		case whole && n < 6 && (dutchWords[bare] || englishWords[bare]):
			c++
		case whole && n < 4:
			c += 0.05
		case whole:
			c += 0.003
		case n < 3:
			c += 1
		case n == 3:
			c += 0.2
		case n == 4:
			c += 0.05
		default:
			c += 0.005
		}
	}
	return c
}

func byCost(a, b []string) int { return cmp.Compare(cost(a), cost(b)) }

// stops are the signs at which a text is cut for a pattern that cannot consume
// them. Of their own are a point that ends no abbreviation, and a sign that
// surely ends a sentence.
const (
	stops       = ".!?;:()\"\n" + string(fullStop) + string(sentenceEnd)
	fullStop    = '\x00'
	sentenceEnd = '\x01'
)

// stopsOf gives the stops of a pattern as bits.
func stopsOf(re *syntax.Regexp) uint16 {
	all := uint16(1)<<len(stops) - 1
	switch re.Op {
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			if i := strings.IndexRune(stops, r); i >= 0 {
				all &^= 1 << i
			}
		}
	case syntax.OpCharClass:
		for i := range stops {
			for k := 0; k < len(re.Rune); k += 2 {
				if r := rune(stops[i]); r >= re.Rune[k] && r <= re.Rune[k+1] {
					all &^= 1 << i
				}
			}
		}
	case syntax.OpAnyChar:
		return 0
	case syntax.OpAnyCharNotNL:
		return 1 << strings.IndexByte(stops, '\n')
	}
	for _, sub := range re.Sub {
		all &= stopsOf(sub)
	}
	return all
}

// anchored tells that a pattern looks at where the text begins or ends, so that
// it must see the text as it was cut and not a stretch of it.
func anchored(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpBeginLine, syntax.OpBeginText, syntax.OpEndLine, syntax.OpEndText:
		return true
	}
	return slices.ContainsFunc(re.Sub, anchored)
}

// manyWords stands for no bound on the words of a match.
const manyWords = 1 << 20

// spanOf gives how many words a match of a pattern can touch at most.
func spanOf(re *syntax.Regexp) int {
	n := 0
	switch re.Op {
	case syntax.OpLiteral:
		last := byte(' ')
		for _, r := range re.Rune {
			c := wordByte(r)
			if c != ' ' && last == ' ' {
				n++
			}
			last = c
		}
		return n
	case syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		if word, _ := mayConsume(re); word {
			return 1
		}
		return 0
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			n = max(n, spanOf(sub))
		}
		return n
	case syntax.OpStar, syntax.OpPlus, syntax.OpRepeat:
		sub := re.Sub[0]
		word, other := mayConsume(sub)
		switch {
		case !word, !other && sub.Op == syntax.OpCharClass:
			return spanOf(sub)
		case re.Op == syntax.OpRepeat && re.Max >= 0:
			return min(manyWords, re.Max*spanOf(sub))
		}
		return manyWords
	}
	for _, sub := range re.Sub {
		n = min(manyWords, n+spanOf(sub))
	}
	return n
}

// mayConsume tells whether a pattern can consume word characters, and others.
func mayConsume(re *syntax.Regexp) (word, other bool) {
	switch re.Op {
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return true, true
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			word, other = word || wordByte(r) != ' ', other || wordByte(r) == ' '
		}
	case syntax.OpCharClass:
		for i := 0; i < len(re.Rune); i += 2 {
			lo, hi := re.Rune[i], re.Rune[i+1]
			other = other || hi > 127
			for r := lo; r <= min(hi, 127); r++ {
				word, other = word || wordByte(r) != ' ', other || wordByte(r) == ' '
			}
		}
	}
	for _, sub := range re.Sub {
		w, o := mayConsume(sub)
		word, other = word || w, other || o
	}
	return word, other
}
