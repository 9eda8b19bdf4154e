package answer

import (
	"math/bits"
	"regexp/syntax"
	"slices"
	"strings"
	"sync"
)

// filter is the tree of all words of a set of patterns.
type filter struct {
	index map[*pattern]int // place of a pattern in pats
	place []int32          // the same by the number of the pattern, -1 for none
	pats  []quickPattern
	rules []quickRule
	nodes []node
	uses  []use
	inner int32                    // node of the words that may begin within another, 0 for none
	one   [classes]int32           // node after one character
	top   [classes * classes]int32 // node after two characters
	topIn [classes * classes]int32 // the same from inner
	cuts  []uint16                 // the different stops, as bits
	cutAt [256]uint64              // bits of the cuts that end at a byte
	stops [256]bool                // bytes at which some cut may end
	pool  sync.Pool
}

type quickPattern struct {
	cut    int  // of cuts
	always bool // nothing could be derived
	script bool // nothing but letters of another script
	whole  bool // sees the text as it was cut
	span   int  // words that a match can touch
}

type quickRule struct {
	pattern int32
	cut     int32
	span    int32
	two     bool // sets
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
	set  uint8
}

// patterns are what a filter is made of.
type patterns struct {
	free []*pattern
	// abbreviated are those that consume a point only behind an abbreviation, a
	// month or a digit; sentence and line those that are only held against
	// single sentences and lines.
	abbreviated, sentence, line []*pattern
}

// newFilter derives the words of patterns.
func newFilter(ps patterns) *filter {
	f := &filter{index: make(map[*pattern]int)}
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
	f.place = make([]int32, len(written))
	for i, re := range written {
		f.place[i] = -1
		if p, ok := f.index[re]; ok {
			f.place[i] = int32(p)
		}
	}
	f.build(root, &f.top)
	if within.next != 0 {
		f.inner = f.build(within, &f.topIn)
	}
	for i, cut := range f.cuts {
		for k := range stops {
			if cut>>k&1 == 1 {
				f.cutAt[stops[k]] |= 1 << i
				f.stops[stops[k]] = true
			}
		}
	}
	f.stops['.'], f.stops['!'], f.stops['?'] = true, true, true
	f.pool.New = func() any {
		return &scratch{at: make([][2]int32, len(f.rules)), cut: make([]cutStart, len(f.cuts)), last: make([]int32, len(f.pats))}
	}
	return f
}

func (f *filter) add(re *pattern, root, within *branch, stop string) {
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
	f.pats = append(f.pats, quickPattern{cut: cut, whole: anchored(tree) && stop != "\n", span: spanOf(tree)})
	if stop == "\n" {
		f.pats[p].span = manyWords // the whole line
	}
	rules := shapeOf(tree, []string{""}, "").asRules([]string{""}, "")
	if slices.ContainsFunc(rules, func(r rule) bool { return len(r) == 0 }) {
		f.pats[p].script = otherScript(tree)
		f.pats[p].always = !f.pats[p].script
		return
	}
	for _, r := range rules {
		slices.SortStableFunc(r, byCost)
		r = r[:min(len(r), maxSets)]
		if len(r) == 2 && cost(r[0]) < 0.1 && cost(r[1]) >= 2 {
			r = r[:1] // a set that always occurs tells nothing
		}
		n := int32(len(f.rules))
		f.rules = append(f.rules, quickRule{int32(p), int32(cut), int32(f.pats[p].span), len(r) == 2})
		for i, set := range r {
			for _, w := range set {
				if w, ok := strings.CutPrefix(w, inner); ok {
					within.put(w, use{n, uint8(i)})
				} else {
					root.put(w, use{n, uint8(i)})
				}
			}
		}
	}
}

// branch is a node while the tree grows.
type branch struct {
	next uint64    // a bit for each class that leads on
	to   []*branch // in the order of the classes
	uses []use
}

func (b *branch) put(w string, u use) {
	for i := range len(w) {
		c := class[w[i]]
		k := bits.OnesCount64(b.next & (1<<c - 1))
		if b.next>>c&1 == 0 {
			b.next |= 1 << c
			b.to = slices.Insert(b.to, k, &branch{})
		}
		b = b.to[k]
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
		n.next = b.next
		queue = append(queue, b.to...)
		f.nodes = append(f.nodes, make([]node, len(b.to))...)
	}
	for a := range byte(classes) {
		for b := range byte(classes) {
			if n := f.step(first, a); n != 0 {
				if first == 0 {
					f.one[a] = n
				}
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

// scratch is what one walk keeps: for each rule the last word of either set,
// counted from 1 and from before, for each cut where the present stretch began, for
// each pattern the last of its spots.
type scratch struct {
	at     [][2]int32
	before int32 // words of earlier texts, so that at need not be cleared
	cut    []cutStart
	last   []int32
}

// manyBefore is where the counting of words begins anew.
const manyBefore = 1 << 30

// cutStart is a place in the text and the number of the first word from there.
type cutStart struct{ at, word int32 }

// hits is where the patterns of a filter can fit in a text.
type hits struct {
	f      *filter
	s      string
	words  []int32 // where the words begin
	first  []int32 // per pattern the first of spots, 0 for none
	spots  []spot
	script bool // there are letters from the Greek ones on
}

// spot is where a pattern can fit: around the words from lo to hi of the stretch
// that begins at start.
type spot struct {
	start, end int32 // end: 0 when it was not looked for yet
	lo, hi     int32
	next       int32
}

// scan walks over s once.
func (f *filter) scan(s string) *hits {
	h := &hits{f: f, s: s, words: make([]int32, 0, len(s)/5+8), first: make([]int32, len(f.pats)), spots: make([]spot, 1, 64)}
	w := f.pool.Get().(*scratch)
	if w.before > manyBefore {
		w.before = 0
		clear(w.at)
	}
	clear(w.cut)
	clear(w.last)
	before, inner := byte(0), f.inner != 0 // the class of the byte before
	for i := 0; i < len(s); i++ {
		c := class[s[i]]
		if c == 0 {
			before = 0
			h.script = h.script || s[i] >= 0xcd
			if f.stops[s[i]] {
				for cuts := f.cutsAt(s, i); cuts != 0; cuts &= cuts - 1 {
					w.cut[bits.TrailingZeros64(cuts)] = cutStart{int32(i + 1), int32(len(h.words))}
				}
			}
			continue
		}
		two := int(c) * classes
		if i+1 < len(s) {
			two += int(class[s[i+1]])
		}
		if before == 0 {
			h.words = append(h.words, int32(i))
			if n := f.one[c]; n != 0 {
				h.note(w, n) // a word of one letter
			}
			if n := f.top[two]; n != 0 {
				h.walk(w, n, i)
			}
		}
		before = c
		if inner {
			if n := f.topIn[two]; n != 0 {
				h.walk(w, n, i)
			}
		}
	}
	w.before += int32(len(h.words)) + 1
	f.pool.Put(w)
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
	return len(w) < 2 || w[len(w)-1] <= '9' || len(w) <= len("september") && (abbreviations[w] || months[w] != 0)
}

// walk finds the words of two characters and more that begin at i, from the node n
// that the two lead to.
func (h *hits) walk(w *scratch, n int32, i int) {
	s, nodes := h.s, h.f.nodes
	j := i + 1
	space := j == len(s) || class[s[j]] == 0
	for {
		at := &nodes[n]
		if at.use < at.useEnd {
			h.note(w, n)
		}
		if at.next == 0 {
			return // most words end here
		}
		if j++; space {
			for j < len(s) && class[s[j]] == 0 {
				j++
			}
		}
		c := byte(0)
		if j < len(s) {
			c = class[s[j]]
		} else if space {
			return
		}
		if at.next>>c&1 == 0 {
			return
		}
		n = at.child + int32(bits.OnesCount64(at.next&(1<<c-1)))
		space = c == 0
	}
}

// note marks the rules to which the word of node n belongs, which begins in the
// last word of h.words.
func (h *hits) note(w *scratch, n int32) {
	f, k := h.f, int32(len(h.words)-1)
	for _, u := range f.uses[f.nodes[n].use:f.nodes[n].useEnd] {
		r := &f.rules[u.rule]
		cut := &w.cut[r.cut]
		if r.two {
			at := &w.at[u.rule]
			at[u.set] = w.before + k + 1
			if other := at[1-u.set] - w.before - 1; other < cut.word || k-other >= r.span {
				continue
			}
		}
		l := w.last[r.pattern]
		if l > 0 && h.spots[l].start == cut.at && k-h.spots[l].hi <= 2*r.span {
			h.spots[l].hi = k
			continue
		}
		next := int32(len(h.spots))
		h.spots = append(h.spots, spot{start: cut.at, lo: k, hi: k})
		if l > 0 {
			h.spots[l].next = next
		} else {
			h.first[r.pattern] = next
		}
		w.last[r.pattern] = next
	}
}

// stretches calls do for each stretch of s[i:j] in which re can fit, in order,
// until do says false.
func (h *hits) stretches(re *pattern, i, j int, do func(i, j int) bool) {
	k := h.f.place[re.number]
	if k < 0 || h.f.pats[k].always || h.f.pats[k].script && h.script {
		do(i, j)
		return
	}
	p := &h.f.pats[k]
	for n := h.first[k]; n > 0; n = h.spots[n].next {
		sp := &h.spots[n]
		if int(sp.start) >= j {
			return
		}
		start, end := h.bounds(p, sp, i, j)
		switch {
		case start >= end:
		case p.whole:
			do(i, j)
			return
		case !do(start, end):
			return
		}
	}
}

// nowhere tells at a glance that re can fit in no part of the text.
func (h *hits) nowhere(re *pattern) bool {
	k := h.f.place[re.number]
	return k >= 0 && h.first[k] == 0 && !h.f.pats[k].always && !(h.f.pats[k].script && h.script)
}

// bounds gives the stretch of a spot within s[i:j]: from as many words before it
// as a match can have to as many behind it, and no further than a stop. One word
// more on either side is for a \b there.
func (h *hits) bounds(p *quickPattern, sp *spot, i, j int) (start, end int) {
	if sp.end == 0 {
		sp.end = h.stopFrom(p, h.words[sp.hi])
	}
	start, end = max(i, int(sp.start)), min(j, int(sp.end))
	if k := int(sp.lo) - p.span; k > 0 {
		start = max(start, int(h.words[k]))
	}
	if k := int(sp.hi) + p.span + 1; k < len(h.words) {
		end = min(end, int(h.words[k]))
	}
	return start, end
}

// stopFrom gives where the first stop of a pattern stands from at.
func (h *hits) stopFrom(p *quickPattern, at int32) int32 {
	cut := uint64(1) << p.cut
	for int(at) < len(h.s) && !(h.f.stops[h.s[at]] && h.f.cutsAt(h.s, int(at))&cut != 0) {
		at++
	}
	return at
}

// match tells whether re fits in t.
func (t text) match(re *pattern) bool {
	if t.h == nil {
		return re.MatchString(t.low)
	}
	if t.h.nowhere(re) {
		return false
	}
	hit := false
	t.h.stretches(re, t.off, t.off+len(t.low), func(i, j int) bool {
		hit = re.MatchString(t.h.s[i:j])
		return !hit
	})
	return hit
}

// matchAny tells whether one of a list fits in t.
func (t text) matchAny(list []*pattern) bool {
	return slices.ContainsFunc(list, t.match)
}

// may tells whether re can fit in t.
func (t text) may(re *pattern) bool {
	if t.h == nil {
		return true
	}
	if t.h.nowhere(re) {
		return false
	}
	can := false
	t.h.stretches(re, t.off, t.off+len(t.low), func(i, j int) bool {
		can = true
		return false
	})
	return can
}

// stretches calls do for each stretch of t in which re can fit.
func (t text) stretches(re *pattern, do func(i, j int)) {
	if t.h == nil {
		t = t.indexed()
	}
	t.h.stretches(re, t.off, t.off+len(t.low), func(i, j int) bool {
		do(i-t.off, j-t.off)
		return true
	})
}

// find gives the first place where re fits in t, nil for none.
func (t text) find(re *pattern) (loc []int) {
	if t.h == nil {
		return re.FindStringIndex(t.low)
	}
	t.h.stretches(re, t.off, t.off+len(t.low), func(i, j int) bool {
		loc = re.FindStringIndex(t.h.s[i:j])
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
func (t text) each(re *pattern, do func(loc []int) bool) {
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
func (t text) without(re *pattern) text {
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
