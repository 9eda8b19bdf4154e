package paper

import "fmt"

// headings by level.
var headings = []look{{bold, 14, false}, {bold, 12, false}, {bold, 11.5, false}}

// blocks writes the words of a letter.
func (s *sheet) blocks(list []Block) {
	small := false
	for i, b := range list {
		base := bodyLook
		small = small || b.Small
		if small {
			base = smallLook
		}
		switch b.Kind {
		case Rule:
			s.need(10)
			s.y += 4
			s.rule(s.left, s.y, s.right, s.y, 0.2)
			s.y += 2
			continue
		case Heading:
			l := headings[max(1, min(b.Level, 3))-1]
			if small {
				l = look{bold, base.size + 1, false}
			}
			if i > 0 {
				s.y += 2.5
			}
			// A heading does not end a page.
			s.need(l.line() + 3*base.line())
			s.flow(s.left, s.right, b.letters(l))
			s.y += 1
			continue
		}
		s.paragraph(b, base)
		if tight(list, i) {
			s.y += 0.12 * base.line()
			continue
		}
		s.y += 0.55 * base.line()
	}
}

// tight reports whether the next block stands close to block i: the next item of
// a list does.
func tight(list []Block, i int) bool {
	return list[i].Kind == Item && i+1 < len(list) && list[i+1].Kind == Item
}

func (s *sheet) paragraph(b Block, base look) {
	x := s.left
	if b.Quoted {
		x += 6
		base.grey = true
	}
	text := b.letters(base)
	if b.Kind != Item {
		s.flow(x, s.right, text)
		return
	}
	x += 6.5 * float64(max(b.Level, 1))
	s.need(base.line())
	// The mark is written on the line that flow will begin with.
	if b.Marker != "" {
		marker := oneLine(b.Marker, 6)
		s.write(x-5, s.y+0.64*base.line(), base, marker)
	}
	s.flow(x, s.right, text)
}

// letters gives the characters of b, in look l and bold where a run is.
func (b Block) letters(l look) []letter {
	var out []letter
	for _, r := range b.Runs {
		shown, _ := printable(r.Text)
		shape := l
		if r.Bold {
			shape.face = bold
		}
		out = append(out, letters(shape, shown)...)
	}
	return out
}

func pageOf(t labels, page, of int) string { return fmt.Sprintf(t.page, page, of) }
