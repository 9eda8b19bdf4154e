package answer

import (
	"cmp"
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
	maxProduct = 64  // phrases of which each word has some forms
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
	tailAny    tailKind = iota // anything
	tailSame                   // nothing was consumed, or what was ends as tailSpace
	tailSpace                  // no word character
	tailNoWidth                // nothing was consumed
)

// shapeOf works out a part of a pattern. left and right are what is known to
// stand around it: "" for nothing, edge or a space for the edge of a word.
func shapeOf(re *syntax.Regexp, left, right string) shape {
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
		return repeated(re.Sub[0], 0, 1)
	case syntax.OpStar:
		return repeated(re.Sub[0], 0, -1)
	case syntax.OpPlus:
		return repeated(re.Sub[0], 1, -1)
	case syntax.OpRepeat:
		return repeated(re.Sub[0], re.Min, re.Max)
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

func repeated(sub *syntax.Regexp, least, most int) shape {
	s := shapeOf(sub, "", "")
	space := len(s.exact) == 1 && s.exact[0] == " "
	switch {
	case space && least > 0:
		return s
	case space:
		return shape{exact: []string{"", " "}, tail: tailSame}
	case least == 0 && most == 1 && s.exact != nil:
		s.exact = union(append([]string{""}, s.exact...))
		s.tail = optionalTail(s.tail)
		return s
	case least == 1 && most == 1:
		return s
	case least == 0:
		return shape{rules: []rule{{}}, tail: optionalTail(s.tail)}
	}
	return shape{rules: s.asRules("", ""), tail: s.tail}
}

func optionalTail(k tailKind) tailKind {
	if k == tailSpace {
		return tailSame
	}
	return k
}

func alternate(subs []*syntax.Regexp, left, right string) shape {
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
		out.exact = union(out.exact)
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
func concat(subs []*syntax.Regexp, left, right string) shape {
	rules := []rule{{}}
	mark, cur, whole := left, []string{""}, true
	flush := func(right string) {
		if set := words(mark, cur, right); set != nil {
			for i := range rules {
				rules[i] = append(slices.Clone(rules[i]), set)
			}
		}
	}
	// leaves is what is known to stand on the left after cur.
	leaves := func() string {
		space := true
		for _, s := range cur {
			t := mark + s
			space = space && t != "" && t[len(t)-1] == ' '
		}
		if space {
			return " "
		}
		return ""
	}
	tail := tailNoWidth
	for i, sub := range subs {
		after := right
		if i+1 < len(subs) {
			after = opens(subs[i+1])
		}
		s := shapeOf(sub, leaves(), after)
		if len(cur) == 1 && cur[0] == edge && s.exact == nil {
			s = shapeOf(sub, edge, after)
		}
		if s.tail != tailNoWidth && !(s.tail == tailSame && tail == tailSpace) {
			if s.tail == tailSame && tail == tailNoWidth || s.tail != tailSame {
				tail = s.tail
			} else if tail != tailSame {
				tail = tailAny
			}
		}
		if s.exact != nil && (len(cur) == 1 || len(s.exact) == 1 || len(cur)*len(s.exact) <= maxProduct) {
			cur = cross(cur, s.exact)
			continue
		}
		whole = false
		before := leaves()
		flush(opens(sub))
		if s.exact != nil {
			mark, cur = before, s.exact
			continue
		}
		rules = product(rules, s.rules)
		cur = []string{""}
		switch {
		case s.tail == tailSpace, s.tail == tailSame && before == " ":
			mark = " "
		default:
			mark = ""
		}
	}
	if whole {
		return shape{exact: union(cur), tail: tail}
	}
	flush(right)
	return shape{rules: rules, tail: tail}
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
	return out
}

func tailOf(s string) tailKind {
	if strings.HasSuffix(s, " ") {
		return tailSpace
	}
	return tailAny
}

func union(s []string) []string {
	slices.Sort(s)
	return slices.Compact(s)
}

// asRules gives the rules of a shape between left and right.
func (s shape) asRules(left, right string) []rule {
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
	return []rule{{union(all)}}
}

// words makes strings into words that can be found from a word start, nil when
// one of them gives none.
func words(left string, list []string, right string) []string {
	var out []string
	for _, s := range list {
		s = squeeze(left + s + right)
		if strings.HasPrefix(s, edge) {
			s = " " + s[1:]
		}
		if strings.HasSuffix(s, edge) {
			s = s[:len(s)-1] + " "
		}
		s = squeeze(strings.ReplaceAll(s, edge, ""))
		i := strings.IndexByte(s, ' ')
		if i < 0 || i+1 >= len(s) {
			return nil
		}
		out = append(out, s[i+1:])
	}
	return union(out)
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
		bare, whole := strings.CutSuffix(w, " ")
		switch n := len(bare); {
		case whole && (dutchWords[bare] || englishWords[bare]):
			c += 1
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
// them.
const stops = ".!?;:()\"\n"

// stopsOf gives the stops of a pattern as bits. A pattern with an anchor needs
// the text as it was cut.
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
	case syntax.OpAnyChar, syntax.OpBeginLine, syntax.OpBeginText, syntax.OpEndLine, syntax.OpEndText:
		return 0
	case syntax.OpAnyCharNotNL:
		return 1 << strings.IndexByte(stops, '\n')
	}
	for _, sub := range re.Sub {
		all &= stopsOf(sub)
	}
	return all
}

// filter is the tree of all words of a set of patterns.
type filter struct {
	index map[*regexp.Regexp]int // place of a pattern in pats
	pats  []quickPattern
	rules []quickRule
	nodes []node
	uses  []use
	top   [classes * classes]int32 // node after two characters
	cuts  []uint16                 // the different stops, as bits
	cutAt [256]uint16              // bits of the cuts that end at a byte
	pool  sync.Pool
}

type quickPattern struct {
	cut    int  // of cuts
	always bool // nothing could be derived
}

type quickRule struct {
	pattern int32
	cut     int32
	full    uint8
}

// node of the tree: children in order, and the uses of the word that ends here.
type node struct {
	child, children int32 // in nodes
	use, useEnd     int32 // in uses
	class           byte
}

type use struct {
	rule int32
	bit  uint8
}

// newFilter derives the words of patterns. perLine are patterns that are only
// used on single lines.
func newFilter(lists [][]*regexp.Regexp, perLine []*regexp.Regexp) *filter {
	f := &filter{index: make(map[*regexp.Regexp]int)}
	root := &branch{}
	for _, list := range append(slices.Clone(lists), perLine) {
		for _, re := range list {
			if _, ok := f.index[re]; !ok {
				f.add(re, root, slices.Contains(perLine, re))
			}
		}
	}
	f.build(root)
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

func (f *filter) add(re *regexp.Regexp, root *branch, line bool) {
	tree, err := syntax.Parse(re.String(), syntax.Perl)
	if err != nil {
		panic(err) // it was compiled before
	}
	bits := stopsOf(tree)
	if line {
		bits |= 1 << strings.IndexByte(stops, '\n')
	}
	cut := slices.Index(f.cuts, bits)
	if cut < 0 {
		cut = len(f.cuts)
		f.cuts = append(f.cuts, bits)
	}
	p := len(f.pats)
	f.index[re] = p
	f.pats = append(f.pats, quickPattern{cut: cut})
	rules := shapeOf(tree, "", "").asRules("", "")
	if slices.ContainsFunc(rules, func(r rule) bool { return len(r) == 0 }) {
		f.pats[p].always = true
		return
	}
	for _, r := range rules {
		slices.SortStableFunc(r, byCost)
		r = r[:min(len(r), maxSets)]
		if len(r) == 2 && cost(r[0]) < 0.01 && cost(r[1]) > 0.5 {
			r = r[:1] // a set that always occurs tells nothing
		}
		n := int32(len(f.rules))
		f.rules = append(f.rules, quickRule{int32(p), int32(cut), 1<<len(r) - 1})
		for i, set := range r {
			for _, w := range set {
				root.put(w, use{n, 1 << i})
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

// build lays the tree out breadth first, the children of a node side by side.
func (f *filter) build(root *branch) {
	queue := []*branch{root}
	f.nodes = []node{{}}
	for i := 0; i < len(queue); i++ {
		b := queue[i]
		n := &f.nodes[i]
		n.use = int32(len(f.uses))
		f.uses = append(f.uses, b.uses...)
		n.useEnd = int32(len(f.uses))
		n.child, n.children = int32(len(queue)), int32(len(b.next))
		for c := range byte(classes) {
			if b.next[c] != nil {
				queue = append(queue, b.next[c])
				f.nodes = append(f.nodes, node{class: c})
			}
		}
	}
	for a := range byte(classes) {
		for b := range byte(classes) {
			if n := f.step(0, a); n != 0 {
				f.top[int(a)*classes+int(b)] = f.step(n, b)
			}
		}
	}
}

// step gives the child of a node, 0 when there is none.
func (f *filter) step(n int32, c byte) int32 {
	at := &f.nodes[n]
	for k := at.child; k < at.child+at.children; k++ {
		if f.nodes[k].class == c {
			return k
		}
	}
	return 0
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

// found is where the patterns of a filter can fit in a text.
type hits struct {
	f     *filter
	s     string
	first []int32 // per pattern the first of spots, 0 for none
	spots []spot
}

// spot is the beginning of a stretch in which a pattern can fit.
type spot struct {
	start, at int32 // at: where the last word of the rule stands
	next      int32
}

// scan walks over s once.
func (f *filter) scan(s string) *hits {
	h := &hits{f: f, s: s, first: make([]int32, 2*len(f.pats)), spots: make([]spot, 1, 64)}
	w := f.pool.Get().(*scratch)
	defer f.pool.Put(w)
	for i := range w.seg {
		w.seg[i] = -1
	}
	clear(w.start)
	for i := range w.done {
		w.done[i] = -1
	}
	last := h.first[len(f.pats):]
	word := false
	for i := 0; i < len(s); i++ {
		c := class[s[i]]
		if c == 0 {
			word = false
			if cuts := f.cutAt[s[i]]; cuts != 0 {
				for k := range w.start {
					if cuts>>k&1 == 1 {
						w.start[k] = int32(i + 1)
					}
				}
			}
			continue
		}
		if word {
			continue
		}
		word = true
		// The words that begin here.
		n, j := f.step(0, c), i+1
		if n != 0 && f.nodes[n].useEnd > f.nodes[n].use {
			h.note(w, last, n, i)
		}
		space := false
		for n != 0 {
			var c byte
			if j < len(s) {
				c = class[s[j]]
			}
			if c == 0 && space {
				if j >= len(s) {
					break
				}
				j++
				continue
			}
			space = c == 0
			if j == i+1 {
				n = f.top[int(class[s[i]])*classes+int(c)]
			} else {
				n = f.step(n, c)
			}
			j++
			if n != 0 && f.nodes[n].useEnd > f.nodes[n].use {
				h.note(w, last, n, i)
			}
		}
	}
	return h
}

// note marks the rules of which a word begins at i.
func (h *hits) note(w *scratch, last []int32, n int32, i int) {
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
		if l := last[r.pattern]; l > 0 {
			h.spots[l].next = k
		} else {
			h.first[r.pattern] = k
		}
		last[r.pattern] = k
	}
}

// stretches calls do for each stretch of s[i:j] in which re can fit, in order,
// until do says false.
func (h *hits) stretches(re *regexp.Regexp, i, j int, do func(i, j int) bool) {
	p, ok := h.f.index[re]
	if !ok || h.f.pats[p].always {
		do(i, j)
		return
	}
	for k := h.first[p]; k > 0; k = h.spots[k].next {
		sp := &h.spots[k]
		if int(sp.start) >= j {
			return
		}
		end := h.end(p, int(sp.at))
		if end > i && !do(max(i, int(sp.start)), min(j, end)) {
			return
		}
	}
}

// end gives where the stretch of pattern p around at ends.
func (h *hits) end(p, at int) int {
	cut := uint16(1) << h.f.pats[p].cut
	for at < len(h.s) && h.f.cutAt[h.s[at]]&cut == 0 {
		at++
	}
	return at
}
