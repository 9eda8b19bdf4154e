package paper

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

var (
	textLook   = look{regular, 10.5, false}
	quoteLook  = look{regular, 10, true}
	noticeLook = look{bold, 10, false}
)

// document prints one document, on a page of its own, so that it can be taken
// out.
func (b *binder) document(e *Entry, d *Document) {
	s := b.sheet
	b.now = "Stuk " + strconv.Itoa(e.Number)
	if !s.page() {
		e.Notices = append(e.Notices, "niet afgedrukt: het dossier is vol")
		b.where[spot{e.Number, 0}] = "–"
		return
	}
	e.Page = s.pdf.PageNo()
	b.where[spot{e.Number, 0}] = strconv.Itoa(e.Page)
	title := oneLine(what(d), 200)
	if e.Number <= len(b.links) {
		s.pdf.SetLink(b.links[e.Number-1], 0, e.Page)
	}
	s.pdf.Bookmark(fmt.Sprintf("%d. %s", e.Number, title), 0, 0)
	b.heading(e, d)
	b.text(e, d.Text, spot{e.Number, 0})
	b.attachments(e, d)
}

func (b *binder) heading(e *Entry, d *Document) {
	s := b.sheet
	s.y += 5
	s.write(s.left, s.y, look{bold, 16, false}, "Stuk "+strconv.Itoa(e.Number))
	s.y += 3
	for _, f := range [][2]string{{"Soort", upper(d.Kind)}, {"Datum", upper(stamp(d.Date))}, {"Van", d.From}, {"Aan", d.To}, {"Onderwerp", d.Subject}} {
		value := oneLine(f[1], 200)
		if value == "" {
			continue
		}
		y := s.y + 0.64*textLook.line()
		s.write(s.left, y, quoteLook, f[0])
		s.flow(s.left+26, s.right, letters(textLook, value))
	}
	if n := len(d.Attachments); n > 0 {
		s.write(s.left, s.y+0.64*textLook.line(), quoteLook, "Bijlagen")
		s.flow(s.left+26, s.right, letters(textLook, strconv.Itoa(n)))
	}
	s.y += 2.5
	s.rule(s.left, s.y, s.right, s.y, 0.3)
	s.y += 3
}

// notice says on the page, and in the contents, what is not there.
func (b *binder) notice(e *Entry, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	e.Notices = append(e.Notices, text)
	b.sheet.y += 2
	b.sheet.flow(b.sheet.left, b.sheet.right, letters(noticeLook, "▪ "+text))
	b.sheet.y += 1
}

// text prints what a reader gives, as far as it may go.
func (b *binder) text(e *Entry, open func() (io.ReadCloser, error), at spot) {
	if open == nil {
		return
	}
	r, err := open()
	if err != nil {
		b.notice(e, "De tekst van %s kon niet worden gelezen.", at)
		return
	}
	defer r.Close()
	b.print(e, r, at)
}

// print prints plain text line by line.
func (b *binder) print(e *Entry, r io.Reader, at spot) {
	s := b.sheet
	lines := newLineReader(r)
	last := s.pdf.PageCount() + b.limits.DocumentPages
	lost, cut, printed := false, false, false
	empty := 0
	for {
		line, err := lines.next()
		if err != nil {
			if !errors.Is(err, io.EOF) {
				b.notice(e, "De rest van %s kon niet worden gelezen.", at)
			}
			break
		}
		shown, missing := printable(line)
		lost = lost || missing
		shown = strings.TrimRight(shown, " \u00a0\n")
		if shown == "" { // one empty line says as much as a hundred
			empty++
			continue
		}
		if empty > 0 && printed {
			s.y += textLook.line() * 0.8
		}
		empty, printed = 0, true
		if cut = !b.printLine(shown, last); cut {
			break
		}
	}
	switch {
	case cut:
		b.notice(e, "%s is te lang om af te drukken. Alleen het begin staat hier. Het geheel ligt in het postvak.", upper(b.called(at)))
	case !printed:
		b.notice(e, "In %s staat geen tekst.", b.called(at))
	}
	if lost {
		b.notice(e, "Niet alle tekens van %s kunnen hier worden afgedrukt. Het origineel ligt in het postvak.", b.called(at))
	}
}

func (b *binder) called(at spot) string {
	if at.attachment == 0 {
		return "stuk " + at.String()
	}
	return "bijlage " + at.String()
}

// printLine writes one line; quoted words are grey. It reports whether there was
// room before the page last.
func (b *binder) printLine(line string, last int) bool {
	s := b.sheet
	l := textLook
	if strings.HasPrefix(line, ">") {
		l = quoteLook
	}
	indent := line[:len(line)-len(strings.TrimLeft(line, "> "))]
	hang := min(l.width(indent), 40)
	text := letters(l, line)
	first := true
	for len(text) > 0 {
		// A line of many megabytes is laid out piece by piece.
		n := min(len(text), 4096)
		x := s.left
		if !first {
			x += hang
		}
		lines := wrap(text[:n], s.right-x)
		if n < len(text) && len(lines) > 1 { // the last line goes with what follows
			n -= len(lines[len(lines)-1])
			lines = lines[:len(lines)-1]
		}
		for i, ln := range lines {
			if s.y+l.line() > s.bottom && (s.pdf.PageCount() >= last || !s.page()) {
				return false
			}
			s.y += l.line()
			x := s.left
			if !first || i > 0 {
				x += hang
			}
			s.letters(x, s.y-0.36*l.line(), ln)
		}
		text, first = text[n:], false
	}
	return true
}

// lineReader gives lines of bounded length: a longer one comes in pieces.
type lineReader struct {
	r    *bufio.Reader
	half string // the first bytes of a character that a piece would have torn
}

const longLine = 16 << 10

func newLineReader(r io.Reader) *lineReader {
	return &lineReader{r: bufio.NewReaderSize(r, 32<<10)}
}

func (l *lineReader) next() (string, error) {
	var b strings.Builder
	b.WriteString(l.half)
	l.half = ""
	for b.Len() < longLine {
		part, err := l.r.ReadSlice('\n')
		b.Write(part)
		switch {
		case err == nil, errors.Is(err, io.EOF) && b.Len() > 0:
			return strings.TrimRight(b.String(), "\r\n"), nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return "", err
		}
	}
	line := b.String()
	for n := 1; n < utf8.UTFMax; n++ {
		if tail := line[len(line)-n:]; utf8.RuneStart(tail[0]) {
			if !utf8.FullRuneInString(tail) {
				line, l.half = line[:len(line)-n], tail
			}
			break
		}
	}
	return line, nil
}
