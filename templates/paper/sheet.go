package paper

import (
	"fmt"
	"io"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// A4 in millimetres.
const (
	pageWidth  = 210
	pageHeight = 297
)

// sheet is a PDF being written from top to bottom.
type sheet struct {
	pdf                      *fpdf.Fpdf
	left, right, top, bottom float64 // the margins, as places on the page
	y                        float64
	most                     int    // pages that may be made; 0 is no bound
	full                     bool   // something was not printed because of it
	begun                    func() // a page was begun
}

// meta is what a PDF says of itself.
type meta struct {
	title, author, lang string
	made                time.Time
}

func newSheet(m meta) *sheet {
	pdf := fpdf.New("P", "mm", "A4", "")
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetMargins(0, 0, 0)
	// Sorted and dated, so that the same input gives the same bytes.
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(m.made)
	pdf.SetModificationDate(m.made)
	pdf.SetProducer("Klachtenpost", true)
	pdf.SetTitle(oneLine(m.title, 200), true)
	pdf.SetAuthor(oneLine(m.author, 200), true)
	pdf.SetLang(m.lang)
	for _, f := range []face{regular, bold} {
		pdf.AddUTF8FontFromBytes(family, string(f), files[f])
	}
	return &sheet{pdf: pdf, left: 25, right: pageWidth - 22, top: 25, bottom: pageHeight - 22}
}

// page begins a page. When there may be no more, it stays on the last and what
// follows is not printed.
func (s *sheet) page() bool {
	if s.most > 0 && s.pdf.PageCount() >= s.most {
		s.full = true
		return false
	}
	s.pdf.AddPage()
	s.y = s.top
	if s.begun != nil {
		s.begun()
	}
	return true
}

// need begins a page when less than h millimetres are left on this one.
func (s *sheet) need(h float64) bool {
	if s.y+h <= s.bottom {
		return true
	}
	return s.page()
}

// write puts one line of text with its baseline at y.
func (s *sheet) write(x, y float64, l look, text string) {
	if text == "" {
		return
	}
	s.pdf.SetFont(family, string(l.face), l.size)
	if l.grey {
		s.pdf.SetTextColor(85, 85, 85) // 7.5:1 on white
	} else {
		s.pdf.SetTextColor(0, 0, 0)
	}
	s.pdf.Text(x, y, strings.ReplaceAll(text, "\u00a0", " "))
}

// writeRight ends a line at x.
func (s *sheet) writeRight(x, y float64, l look, text string) {
	s.write(x-l.width(text), y, l, text)
}

// rule draws a thin line.
func (s *sheet) rule(x1, y1, x2, y2, thick float64) {
	s.pdf.SetDrawColor(85, 85, 85)
	s.pdf.SetLineWidth(thick)
	s.pdf.Line(x1, y1, x2, y2)
}

// flow writes characters as lines between two places, over pages when needed. It
// reports whether all of it is on paper.
func (s *sheet) flow(x, right float64, text []letter) bool {
	if len(text) == 0 {
		return true
	}
	for _, line := range wrap(text, right-x) {
		h := lineHeight(line, text[0].look)
		if !s.need(h) {
			return false
		}
		s.y += h
		s.letters(x, s.y-0.36*h, line)
	}
	return true
}

// letters writes one line of characters, stretch by stretch.
func (s *sheet) letters(x, y float64, line []letter) {
	for len(line) > 0 {
		l, n := line[0].look, 1
		for n < len(line) && line[n].look == l {
			n++
		}
		var b strings.Builder
		for _, c := range line[:n] {
			b.WriteRune(c.r)
		}
		s.write(x, y, l, b.String())
		x += l.width(b.String())
		line = line[n:]
	}
}

// footers writes the foot of every page, when it is known how many there are.
func (s *sheet) footers(foot func(page, of int)) {
	of := s.pdf.PageCount()
	for n := 1; n <= of; n++ {
		s.pdf.SetPage(n)
		foot(n, of)
	}
}

func (s *sheet) output(w io.Writer) error {
	if err := s.pdf.Output(w); err != nil {
		return fmt.Errorf("write PDF: %w", err)
	}
	return nil
}
