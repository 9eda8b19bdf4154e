package paper

import (
	"fmt"
	"strings"
	"time"

	"klachtenpost/workflow/terms"
)

// row is a line of the list whose last column is not known yet.
type row struct {
	page int
	y    float64
	spot spot
}

// spot names a document by its number, or one of its attachments; an attachment
// number of 0 is the document itself.
type spot struct{ document, attachment int }

func (p spot) String() string {
	if p.attachment == 0 {
		return fmt.Sprint(p.document)
	}
	return fmt.Sprintf("%d.%d", p.document, p.attachment)
}

// columns of the list: number, date, what and who, page.
var (
	listLook = look{regular, 10, false}
	numberX  = 25.0
	dateX    = 37.0
	whatX    = 66.0
)

func day(t time.Time) string { return terms.DutchDate(terms.Of(t, t.Location())) }

// list writes the first page and what documents there are. It goes on over as
// many pages as it takes.
func (b *binder) list() {
	s := b.sheet
	s.page()
	s.write(s.left, 30, look{regular, 11, true}, oneLine(b.Committee, 80))
	s.write(s.left, 42, look{bold, 22, false}, "Dossier "+oneLine(b.Number, 40))
	s.write(s.left, 50, look{regular, 11, false}, fmt.Sprintf("Gemaakt op %s. %s.", day(b.Made), b.count()))
	s.write(s.left, 56, look{regular, 11, false}, "Vertrouwelijk: alleen voor wie deze zaak behandelt.")
	s.y = 68
	s.write(s.left, s.y, look{bold, 14, false}, "Lijst van stukken")
	s.y += 4
	b.listHead()
	s.begun = func() {
		s.y = 20
		b.listHead()
	}
	for n, i := range b.order {
		if !b.listRow(n, &b.Documents[i]) {
			break
		}
	}
	s.begun = nil
}

func (b *binder) count() string {
	files := 0
	for i := range b.Documents {
		files += len(b.Documents[i].Attachments)
	}
	count := func(n int, one, many string) string {
		if n == 1 {
			return "1 " + one
		}
		return fmt.Sprintf("%d %s", n, many)
	}
	return count(len(b.Documents), "stuk", "stukken") + ", " + count(files, "bijlage", "bijlagen")
}

func (b *binder) listHead() {
	s := b.sheet
	s.y += 5
	for _, c := range []struct {
		x    float64
		name string
	}{{numberX, "Nr."}, {dateX, "Datum"}, {whatX, "Stuk"}} {
		s.write(c.x, s.y, smallLook, c.name)
	}
	s.writeRight(s.right, s.y, smallLook, "Pagina")
	s.y += 2
	s.rule(s.left, s.y, s.right, s.y, 0.3)
	s.y += 1
}

// listRow writes one document and its attachments.
func (b *binder) listRow(n int, d *Document) bool {
	s := b.sheet
	text := []rune(oneLine(what(d), 200))
	lines := wrap(letters(listLook, string(text)), s.right-whatX-16)
	h := listLook.line()
	if !s.need(float64(len(lines))*h + 3) {
		return false
	}
	s.y += 1.6
	y := s.y + 0.7*h
	s.write(numberX, y, listLook, fmt.Sprint(n+1))
	if !d.Date.IsZero() {
		s.write(dateX, y, listLook, d.Date.Format("02-01-2006"))
	}
	b.rows = append(b.rows, row{s.pdf.PageNo(), y, spot{n + 1, 0}})
	b.links = append(b.links, s.pdf.AddLink())
	s.pdf.Link(s.left, s.y, s.right-s.left, float64(len(lines))*h, b.links[n])
	for _, line := range lines {
		s.y += h
		s.letters(whatX, s.y-0.3*h, line)
	}
	small := look{regular, 9, true}
	for k, a := range d.Attachments[:min(len(d.Attachments), b.limits.Attachments)] {
		if !s.need(small.line()) {
			return false
		}
		s.y += small.line()
		y := s.y - 0.3*small.line()
		at := spot{n + 1, k + 1}
		name := at.String() + "  " + oneLine(a.Name, 60)
		s.write(whatX+4, y, fit(small, name, s.right-whatX-24), name)
		b.rows = append(b.rows, row{s.pdf.PageNo(), y, at})
	}
	if more := len(d.Attachments) - b.limits.Attachments; more > 0 && s.need(small.line()) {
		s.y += small.line()
		s.write(whatX+4, s.y-0.3*small.line(), small, fmt.Sprintf("en nog %d bijlagen", more))
	}
	s.y += 1
	s.rule(s.left, s.y, s.right, s.y, 0.1)
	return true
}

// what says in a line what a document is.
func what(d *Document) string {
	from := strings.TrimSpace(d.Kind)
	if d.From != "" {
		from += " van " + d.From
	}
	if d.To != "" {
		from += " aan " + d.To
	}
	if from = upper(from); d.Subject != "" {
		from += ": " + d.Subject
	}
	return from
}

// upper begins words as a sentence.
func upper(s string) string {
	r := []rune(s)
	if len(r) == 0 {
		return s
	}
	return strings.ToUpper(string(r[0])) + string(r[1:])
}

// fillList writes the pages into the list, now that they are known.
func (b *binder) fillList() {
	s := b.sheet
	for _, r := range b.rows {
		l := listLook
		if r.spot.attachment > 0 {
			l = look{regular, 9, true}
		}
		s.pdf.SetPage(r.page)
		s.writeRight(s.right, r.y, l, b.where[r.spot])
	}
}
