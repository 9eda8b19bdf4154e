package answer

import (
	"cmp"
	"math/bits"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"sync"
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
	var b []byte
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

// filter is the tree of all words of a set of patterns.
type filter struct {
	index map[*regexp.Regexp]int // place of a pattern in pats
	pats  []quickPattern
	rules []quickRule
	nodes []node
	uses  []use
	inner int32                    // node of the words that may begin within another, 0 for none
	top   [classes * classes]int32 // node after two characters
	topIn [classes * classes]int32 // the same from inner
	cuts  []uint16                 // the different stops, as bits
	cutAt [256]uint64              // bits of the cuts that end at a byte
	pool  sync.Pool
}

type quickPattern struct {
	cut    int  // of cuts
	always bool // nothing could be derived
	script bool // nothing but letters of another script
	whole  bool // sees the text as it was cut
}

type quickRule struct {
	pattern int32
	cut     int32
	full    uint8
}

// node of the tree: the classes of its children as bits, where in nodes the
// first of them is, and the uses of the word that ends here.
type node struct {
	next        uint64
	child       int32
	use, useEnd int32 // in uses
}

type use struct {
	rule int32
	bit  uint8
}

// patterns are what a filter is made of.
type patterns struct {
	free []*regexp.Regexp
	// abbreviated are those that consume a point only behind an abbreviation, a
	// month or a digit; sentence and line those that are only held against
	// single sentences and lines.
	abbreviated, sentence, line []*regexp.Regexp
}

// newFilter derives the words of patterns.
func newFilter(ps patterns) *filter {
	f := &filter{index: make(map[*regexp.Regexp]int)}
	root, within := &branch{}, &branch{}
	for _, re := range ps.free {
		f.add(re, root, within, "")
	}
	for _, re := range ps.abbreviated {
		f.add(re, root, within, string(fullStop))
	}
	for _, re := range ps.sentence {
		f.add(re, root, within, string(sentenceEnd))
	}
	for _, re := range ps.line {
		f.add(re, root, within, "\n")
	}
	f.build(root, &f.top)
	if within.next != nil {
		f.inner = f.build(within, &f.topIn)
	}
	for i, cut := range f.cuts {
		for k := range stops {
			if cut>>k&1 == 1 {
				f.cutAt[stops[k]] |= 1 << i
			}
		}
	}
	f.pool.New = func() any {
		return &scratch{seg: make([]int32, len(f.rules)), mask: make([]uint8, len(f.rules)), start: make([]int32, len(f.cuts)), done: make([]int32, len(f.pats))}
	}
	return f
}

func (f *filter) add(re *regexp.Regexp, root, within *branch, stop string) {
	if _, ok := f.index[re]; ok {
		return
	}
	tree, err := syntax.Parse(re.String(), syntax.Perl)
	if err != nil {
		panic(err) // it was compiled before
	}
	signs := stopsOf(tree) &^ (1<<strings.IndexByte(stops, fullStop) | 1<<strings.IndexByte(stops, sentenceEnd))
	switch stop {
	case "":
	case "\n":
		signs = 1 << strings.Index(stops, stop)
	default:
		signs |= 1 << strings.Index(stops, stop)
	}
	cut := slices.Index(f.cuts, signs)
	if cut < 0 {
		cut = len(f.cuts)
		f.cuts = append(f.cuts, signs)
	}
	p := len(f.pats)
	f.index[re] = p
	f.pats = append(f.pats, quickPattern{cut: cut, whole: anchored(tree) && stop != "\n"})
	rules := shapeOf(tree, []string{""}, "").asRules([]string{""}, "")
	if slices.ContainsFunc(rules, func(r rule) bool { return len(r) == 0 }) {
		f.pats[p].script = otherScript(tree)
		f.pats[p].always = !f.pats[p].script
		return
	}
	for _, r := range rules {
		slices.SortStableFunc(r, byCost)
		r = r[:min(len(r), maxSets)]
		if len(r) == 2 && cost(r[0]) < 0.1 && cost(r[1]) >= 1 {
			r = r[:1] // a set that always occurs tells nothing
		}
		n := int32(len(f.rules))
		f.rules = append(f.rules, quickRule{int32(p), int32(cut), 1<<len(r) - 1})
		for i, set := range r {
			for _, w := range set {
				if w, ok := strings.CutPrefix(w, inner); ok {
					within.put(w, use{n, 1 << i})
				} else {
					root.put(w, use{n, 1 << i})
				}
			}
		}
	}
}

// branch is a node while the tree grows.
type branch struct {
	next map[byte]*branch
	uses []use
}

func (b *branch) put(w string, u use) {
	for i := range len(w) {
		c := class[w[i]]
		if b.next == nil {
			b.next = make(map[byte]*branch)
		}
		if b.next[c] == nil {
			b.next[c] = &branch{}
		}
		b = b.next[c]
	}
	b.uses = append(b.uses, u)
}

// otherScript tells that every match of a pattern has letters from the Greek
// ones on.
func otherScript(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpLiteral:
		return slices.ContainsFunc(re.Rune, func(r rune) bool { return r >= 0x370 })
	case syntax.OpCharClass:
		return re.Rune[0] >= 0x370
	case syntax.OpConcat, syntax.OpCapture:
		return slices.ContainsFunc(re.Sub, otherScript)
	case syntax.OpAlternate:
		return !slices.ContainsFunc(re.Sub, func(sub *syntax.Regexp) bool { return !otherScript(sub) })
	}
	return false
}

// build lays a tree out breadth first, the children of a node side by side, and
// gives its root.
func (f *filter) build(root *branch, top *[classes * classes]int32) int32 {
	first := int32(len(f.nodes))
	queue := []*branch{root}
	f.nodes = append(f.nodes, node{})
	for i := 0; i < len(queue); i++ {
		b := queue[i]
		n := &f.nodes[int(first)+i]
		n.use = int32(len(f.uses))
		f.uses = append(f.uses, b.uses...)
		n.useEnd = int32(len(f.uses))
		n.child = first + int32(len(queue))
		for c := range b.next {
			n.next |= 1 << c
		}
		for c := range byte(classes) {
			if b.next[c] != nil {
				queue = append(queue, b.next[c])
			}
		}
		f.nodes = append(f.nodes, make([]node, len(b.next))...)
	}
	for a := range byte(classes) {
		for b := range byte(classes) {
			if n := f.step(first, a); n != 0 {
				top[int(a)*classes+int(b)] = f.step(n, b)
			}
		}
	}
	return first
}

// step gives the child of a node, 0 when there is none.
func (f *filter) step(n int32, c byte) int32 {
	at := &f.nodes[n]
	if at.next>>c&1 == 0 {
		return 0
	}
	return at.child + int32(bits.OnesCount64(at.next&(1<<c-1)))
}

// scratch is what one walk keeps: for each rule the stretch its mask is about,
// for each cut where the present stretch began, for each pattern the last
// stretch it was noted for.
type scratch struct {
	seg   []int32
	mask  []uint8
	start []int32
	done  []int32
}

// hits is where the patterns of a filter can fit in a text.
type hits struct {
	f      *filter
	s      string
	first  []int32 // per pattern the first of spots, 0 for none
	last   []int32
	spots  []spot
	script bool // there are letters from the Greek ones on
}

// spot is the beginning of a stretch in which a pattern can fit.
type spot struct {
	start, at int32 // at: where the last word of the rule stands
	next      int32
}

// scan walks over s once.
func (f *filter) scan(s string) *hits {
	n := len(f.pats)
	all := make([]int32, 2*n)
	h := &hits{f: f, s: s, first: all[:n], last: all[n:], spots: make([]spot, 1, 64)}
	w := f.pool.Get().(*scratch)
	defer f.pool.Put(w)
	clear(w.start)
	for i := range w.seg {
		w.seg[i] = -1
	}
	for i := range w.done {
		w.done[i] = -1
	}
	word := false
	for i := 0; i < len(s); i++ {
		c := class[s[i]]
		if c == 0 {
			word = false
			h.script = h.script || s[i] >= 0xcd
			if cuts := f.cutsAt(s, i); cuts != 0 {
				for k := range w.start {
					if cuts>>k&1 == 1 {
						w.start[k] = int32(i + 1)
					}
				}
			}
			continue
		}
		if !word {
			word = true
			if n := f.step(0, c); n != 0 {
				h.note(w, n, i) // a word of one letter
			}
			h.walk(w, &f.top, i)
		}
		if f.inner != 0 {
			h.walk(w, &f.topIn, i)
		}
	}
	return h
}

// cutsAt gives the cuts that end at s[i], as bits.
func (f *filter) cutsAt(s string, i int) uint64 {
	cuts := f.cutAt[s[i]]
	switch s[i] {
	case '.':
		if f.cutAt[fullStop]|f.cutAt[sentenceEnd] == 0 || endsShort(s[:i]) {
			return cuts
		}
		cuts |= f.cutAt[fullStop]
	case '!', '?':
	default:
		return cuts
	}
	if i+1 == len(s) || s[i+1] == ' ' || s[i+1] == '\n' {
		cuts |= f.cutAt[sentenceEnd]
	}
	return cuts
}

// endsShort tells that s ends in what may have a point without ending anything:
// an abbreviation, a month, a digit, a single letter.
func endsShort(s string) bool {
	j := len(s)
	for j > 0 && class[s[j-1]] != 0 {
		j--
	}
	w := s[j:]
	return len(w) < 2 || w[len(w)-1] <= '9' || abbreviations[w] || months[w] != 0
}

// walk finds the words of two characters and more that begin at i.
func (h *hits) walk(w *scratch, top *[classes * classes]int32, i int) {
	j := i + 1
	var c byte
	if j < len(h.s) {
		c = class[h.s[j]]
	}
	for n := top[int(class[h.s[i]])*classes+int(c)]; n != 0; n = h.f.step(n, c) {
		if at := &h.f.nodes[n]; at.use < at.useEnd {
			h.note(w, n, i)
		}
		space := c == 0
		for j++; j < len(h.s) && space && class[h.s[j]] == 0; j++ {
		}
		if c = 0; j < len(h.s) {
			c = class[h.s[j]]
		} else if space {
			return
		}
	}
}

// note marks the rules of which the word of node n begins at i.
func (h *hits) note(w *scratch, n int32, i int) {
	f := h.f
	for _, u := range f.uses[f.nodes[n].use:f.nodes[n].useEnd] {
		r := &f.rules[u.rule]
		seg := w.start[r.cut]
		if w.done[r.pattern] == seg {
			continue
		}
		mask := u.bit
		if w.seg[u.rule] == seg {
			mask |= w.mask[u.rule]
		}
		w.seg[u.rule], w.mask[u.rule] = seg, mask
		if mask != r.full {
			continue
		}
		w.done[r.pattern] = seg
		k := int32(len(h.spots))
		h.spots = append(h.spots, spot{start: seg, at: int32(i)})
		if l := h.last[r.pattern]; l > 0 {
			h.spots[l].next = k
		} else {
			h.first[r.pattern] = k
		}
		h.last[r.pattern] = k
	}
}

// stretches calls do for each stretch of s[i:j] in which re can fit, in order,
// until do says false.
func (h *hits) stretches(re *regexp.Regexp, i, j int, do func(i, j int) bool) {
	p, ok := h.f.index[re]
	if !ok || h.f.pats[p].always || h.f.pats[p].script && h.script {
		do(i, j)
		return
	}
	for k := h.first[p]; k > 0; k = h.spots[k].next {
		sp := &h.spots[k]
		if int(sp.start) >= j {
			return
		}
		end := h.end(p, int(sp.at), j)
		switch {
		case end <= i:
		case h.f.pats[p].whole:
			do(i, j)
			return
		case !do(max(i, int(sp.start)), end):
			return
		}
	}
}

// end gives where the stretch of pattern p around at ends, or j when that comes
// first.
func (h *hits) end(p, at, j int) int {
	cut := uint64(1) << h.f.pats[p].cut
	for ; at < j; at++ {
		if c := h.s[at]; class[c] == 0 && h.f.cutsAt(h.s, at)&cut != 0 {
			return at
		}
	}
	return max(at, j)
}

// match tells whether re fits in t.
func (t text) match(re *regexp.Regexp) bool {
	if t.h == nil {
		return re.MatchString(t.low)
	}
	hit := false
	t.h.stretches(re, t.off, t.off+len(t.low), func(i, j int) bool {
		hit = re.MatchString(t.h.s[i:j])
		return !hit
	})
	return hit
}

// matchAny tells whether one of a list fits in t.
func (t text) matchAny(list []*regexp.Regexp) bool {
	return slices.ContainsFunc(list, t.match)
}

// may tells whether re can fit in t.
func (t text) may(re *regexp.Regexp) bool {
	if t.h == nil {
		return true
	}
	can := false
	t.h.stretches(re, t.off, t.off+len(t.low), func(i, j int) bool {
		can = true
		return false
	})
	return can
}

// stretches calls do for each stretch of t in which re can fit.
func (t text) stretches(re *regexp.Regexp, do func(i, j int)) {
	if t.h == nil {
		t = t.indexed()
	}
	t.h.stretches(re, t.off, t.off+len(t.low), func(i, j int) bool {
		do(i-t.off, j-t.off)
		return true
	})
}

// find gives the groups of the first place where re fits in t, nil for none.
func (t text) find(re *regexp.Regexp) (loc []int) {
	if t.h == nil {
		return re.FindStringSubmatchIndex(t.low)
	}
	t.h.stretches(re, t.off, t.off+len(t.low), func(i, j int) bool {
		loc = re.FindStringSubmatchIndex(t.h.s[i:j])
		shift(loc, i-t.off)
		return loc == nil
	})
	return loc
}

// shift moves the places of a match by n.
func shift(loc []int, n int) {
	for k := range loc {
		if loc[k] >= 0 {
			loc[k] += n
		}
	}
}

// each calls do with the groups of every place where re fits in t, in order,
// until do says false.
func (t text) each(re *regexp.Regexp, do func(loc []int) bool) {
	if t.h == nil {
		for _, m := range re.FindAllStringSubmatchIndex(t.low, -1) {
			if !do(m) {
				return
			}
		}
		return
	}
	t.h.stretches(re, t.off, t.off+len(t.low), func(i, j int) bool {
		for _, m := range re.FindAllStringSubmatchIndex(t.h.s[i:j], -1) {
			shift(m, i-t.off)
			if !do(m) {
				return false
			}
		}
		return true
	})
}

// without gives t with blanks for what re finds. Its places are lost.
func (t text) without(re *regexp.Regexp) text {
	if !t.match(re) {
		return t
	}
	return text{low: re.ReplaceAllString(t.low, " ~ ")}.indexed()
}

// indexed gives t with the places where the patterns of the recognisers can fit.
func (t text) indexed() text {
	t.h, t.off = recognisers().scan(t.low), 0
	return t
}
