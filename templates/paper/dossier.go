package paper

import (
	"fmt"
	"io"
	"slices"
	"time"
)

// Dossier is all documents of a case, for the committee to read and to print.
type Dossier struct {
	Number       string // K-2026-0001
	Organisation string
	Committee    string
	Made         time.Time // in the place whose days are to be shown
	Documents    []Document
	Limits       Limits // zero fields have defaults
}

// Document is one piece of the case. What it holds is read in its turn and not
// kept, so a dossier is as large as what is printed of it.
type Document struct {
	Date time.Time
	Kind string // "mail", "brief", "telefoonnotitie"
	From string // the role: "klager"
	To   string // role, "" when it does not matter
	// Subject is what the writer put above it, "" for nothing.
	Subject     string
	Text        func() (io.ReadCloser, error) // plain text in UTF-8; nil for none
	Attachments []Attachment
}

// Attachment is a file that came with a document. Its type is seen from what is
// in it, never from what it says of itself.
type Attachment struct {
	Name string
	Size int64 // as shown; it is not relied on
	Open func() (io.ReadCloser, error)
}

// Limits bound what a dossier can grow to, whatever is in the documents.
type Limits struct {
	Pages         int   // of the whole; 2000
	DocumentPages int   // of the text of one document or file; 60
	Attachments   int   // of one document, 40; the others are counted
	Picture       int64 // bytes of one picture as it came; 12 MB
	Decoded       int64 // bytes of one picture in memory; 48 MB
	Bytes         int64 // of pictures and embedded files together; 18 MB, for the dossier goes by mail
}

func (l Limits) withDefaults() Limits {
	def := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	def64 := func(v *int64, d int64) {
		if *v <= 0 {
			*v = d
		}
	}
	def(&l.Pages, 2000)
	def(&l.DocumentPages, 60)
	def(&l.Attachments, 40)
	def64(&l.Picture, 12<<20)
	def64(&l.Decoded, 48<<20)
	def64(&l.Bytes, 18<<20)
	return l
}

// Contents tells what became of a dossier.
type Contents struct {
	Pages     int
	Documents []Entry // in the order printed
}

// Entry is one line of the list of documents.
type Entry struct {
	Number   int
	Document int      // index in Dossier.Documents
	Page     int      // on which it begins; 0 when there was no room
	Separate []string // names of files that are to be added apart
	Notices  []string // what the page says could not be printed
}

// WriteDossier writes d as a PDF: first the list of documents, then each of them
// in order of date. A document that cannot be read or printed has a notice in its
// place; an error means that w failed.
func WriteDossier(w io.Writer, d Dossier) (Contents, error) {
	b := &binder{
		Dossier: d,
		limits:  d.Limits.withDefaults(),
		sheet:   newSheet(meta{title: "Dossier " + d.Number, author: d.Committee, lang: "nl", made: d.Made}),
		seen:    map[[32]byte]spot{},
		used:    map[int]bool{},
		where:   map[spot]string{},
	}
	b.sheet.most = b.limits.Pages
	b.order = make([]int, len(d.Documents))
	for i := range b.order {
		b.order[i] = i
	}
	slices.SortStableFunc(b.order, func(i, j int) int { return d.Documents[i].Date.Compare(d.Documents[j].Date) })
	b.list()
	b.sheet.begun = b.header
	for n, i := range b.order {
		b.entries = append(b.entries, Entry{Number: n + 1, Document: i})
		b.document(&b.entries[n], &d.Documents[i])
	}
	b.fillList()
	b.sheet.footers(b.foot)
	c := Contents{Pages: b.sheet.pdf.PageCount(), Documents: b.entries}
	return c, b.output(w)
}

// binder puts a dossier together.
type binder struct {
	Dossier
	limits  Limits
	sheet   *sheet
	order   []int // indexes of documents by date
	entries []Entry
	rows    []row           // of the list, to be filled in
	links   []int           // from the list, by document
	where   map[spot]string // the last column of the list
	now     string          // what the header says is on this page

	spent int64 // of limits.Bytes
	seen  map[[32]byte]spot
	used  map[int]bool // widths of pictures
	files []file       // to embed
}

// header stands on each page but those of the list.
func (b *binder) header() {
	s := b.sheet
	s.write(s.left, 15, smallLook, "Dossier "+oneLine(b.Number, 40))
	s.writeRight(s.right, 15, smallLook, b.now)
	s.rule(s.left, 17.5, s.right, 17.5, 0.2)
}

func (b *binder) foot(page, of int) {
	s := b.sheet
	s.write(s.left, pageHeight-12, smallLook, "Vertrouwelijk")
	s.writeRight(s.right, pageHeight-12, smallLook, fmt.Sprintf("pagina %d van %d", page, of))
}

// stamp writes a date and an hour as people say them.
func stamp(t time.Time) string {
	if t.IsZero() {
		return "datum onbekend"
	}
	return day(t) + ", " + t.Format("15:04") + " uur"
}
