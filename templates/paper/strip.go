package paper

import (
	"fmt"

	"klachtenpost/workflow/terms"
)

// Answer is the strip at the foot of a letter, to tear off and send back.
type Answer struct {
	Question string
	Options  []Option
	By       terms.Date // zero for no date
	Name     string     // of who answers, printed when known
	Return   []string   // where to send it; the letter's own when empty
	Code     string     // what proves that the person had this letter; "" for none
}

// Option is one numbered answer.
type Option struct {
	Digit int
	Text  string
}

const (
	stripHeight = pageHeight / 3.0 // at least: the fold is then where to cut
	sideColumn  = 64.0             // width of the column with the address
)

// strip writes the answer at the foot of the last page, or on a new one when the
// words leave no room. It gives the place where to cut.
func (l Letter) strip(s *sheet, t labels) float64 {
	a := l.Answer
	main := s.right - sideColumn - 6
	question, _ := printable(a.Question)
	ask := wrap(letters(look{bold, 11.5, false}, question), main-s.left)
	options := make([][][]letter, len(a.Options))
	lines := 0
	for i, o := range a.Options {
		text, _ := printable(o.Text)
		options[i] = wrap(letters(bodyLook, fmt.Sprintf("%d  %s", o.Digit, text)), main-s.left-10)
		lines += max(len(options[i]), 1)
	}
	body := bodyLook.line()
	height := max(stripHeight, 19+float64(len(ask))*body+8+float64(lines)*body+3*float64(len(options))+42)
	if s.y > pageHeight-height-4 {
		s.page()
	}
	top := pageHeight - height
	s.pdf.SetDashPattern([]float64{1.6, 1.2}, 0)
	s.rule(8, top, pageWidth-8, top, 0.3)
	s.pdf.SetDashPattern(nil, 0)
	s.write((pageWidth-smallLook.width(t.cut))/2, top-1.2, look{regular, 8, true}, t.cut)

	s.y = top + 9
	s.write(s.left, s.y, look{bold, 13, false}, t.strip)
	ref := t.ref + ": " + oneLine(l.Reference, 60)
	s.writeRight(s.right, s.y, fit(look{bold, 10.5, false}, ref, 110), ref)
	s.y += 4
	side := s.y
	for _, line := range ask {
		s.y += body
		s.letters(s.left, s.y-0.3*body, line)
	}
	s.y += 5
	s.write(s.left, s.y, smallLook, t.quote)
	s.y += 2.5
	for _, o := range options {
		s.box(s.left, s.y+0.4)
		for _, line := range o {
			s.y += body
			s.letters(s.left+8, s.y-0.28*body, line)
		}
		s.y += 3
	}
	a.side(s, t, l.Return, side)
	a.signature(s, t)
	return top
}

// box is where the cross goes.
func (s *sheet) box(x, y float64) {
	s.pdf.SetDrawColor(0, 0, 0)
	s.pdf.SetLineWidth(0.35)
	s.pdf.Rect(x, y, 5, 5, "D")
}

// side writes where the strip goes and by when.
func (a *Answer) side(s *sheet, t labels, to []string, y float64) {
	if len(a.Return) > 0 {
		to = a.Return
	}
	x := s.right - sideColumn
	s.rule(x-4, y, x-4, y+8+5*float64(len(to))+16, 0.2)
	y += 4.5
	s.write(x, y, smallLook, t.sendTo)
	for _, line := range to[:min(len(to), 6)] {
		y += 5
		line = oneLine(line, 60)
		s.write(x, y, fit(look{regular, 10.5, false}, line, sideColumn), line)
	}
	y += 8
	if !a.By.IsZero() {
		by := fmt.Sprintf(t.by, t.dated(a.By))
		for _, line := range wrap(letters(look{bold, 10.5, false}, by), sideColumn) {
			s.letters(x, y, line)
			y += 5
		}
	}
	if a.Code != "" {
		s.write(x, y+1, smallLook, oneLine(a.Code, 40))
	}
}

// signature writes the lines to fill in, at the foot of the page.
func (a *Answer) signature(s *sheet, t labels) {
	y := float64(pageHeight - 32)
	s.write(s.left, y, smallLook, t.say)
	s.rule(s.left+smallLook.width(t.say)+2, y+0.8, s.right, y+0.8, 0.2)
	y += 17
	width := (s.right - s.left - 12) / 3
	for i, label := range []string{t.name, t.day, t.sign} {
		x := s.left + float64(i)*(width+6)
		s.rule(x, y, x+width, y, 0.2)
		s.write(x, y+4, smallLook, label)
		if name := oneLine(a.Name, 60); i == 0 && name != "" {
			s.write(x, y-1.5, fit(look{regular, 11, false}, name, width), name)
		}
	}
}
