package paper

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// attachments prints what can be printed of the files of a document, and lists
// the others as to be added apart.
func (b *binder) attachments(e *Entry, d *Document) {
	for i := range d.Attachments[:min(len(d.Attachments), b.limits.Attachments)] {
		b.attachment(e, &d.Attachments[i], spot{e.Number, i + 1})
	}
	if more := len(d.Attachments) - b.limits.Attachments; more > 0 {
		b.notice(e, "Nog %d bijlagen van stuk %d zijn niet afgedrukt. Zij liggen in het postvak.", more, e.Number)
	}
}

var (
	errTooLarge = errors.New("too large")
	errNoRoom   = errors.New("no room left")
)

func (b *binder) attachment(e *Entry, a *Attachment, at spot) {
	name := oneLine(a.Name, 80)
	if name == "" {
		name = "zonder naam"
	}
	if b.sheet.full {
		b.apart(e, at, name)
		return
	}
	head, rest, err := b.open(a)
	if err != nil {
		b.caption(at, name)
		b.notice(e, "Bijlage %s kon niet worden gelezen.", at)
		b.apart(e, at, name)
		return
	}
	defer rest.Close()
	all := io.MultiReader(bytes.NewReader(head), rest)
	switch kindOf(head, name) {
	case filePicture:
		b.pictureFile(e, all, at, name)
	case fileText:
		b.caption(at, name)
		b.where[at] = strconv.Itoa(b.sheet.pdf.PageNo())
		b.print(e, utf8Reader(all), at)
	default:
		b.other(e, all, at, name)
	}
}

// open reads the beginning of a file, by which its kind is seen.
func (b *binder) open(a *Attachment) ([]byte, io.ReadCloser, error) {
	if a.Open == nil {
		return nil, nil, errors.New("no content")
	}
	r, err := a.Open()
	if err != nil {
		return nil, nil, fmt.Errorf("open attachment: %w", err)
	}
	head := make([]byte, 4096)
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		r.Close()
		return nil, nil, fmt.Errorf("read attachment: %w", err)
	}
	return head[:n], r, nil
}

type fileKind int

const (
	fileOther fileKind = iota
	filePicture
	fileText
)

// kindOf sees the kind of a file from how it begins. Text is what is named so and
// holds no control characters.
func kindOf(head []byte, name string) fileKind {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xd8\xff")), bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")):
		return filePicture
	case slices.Contains([]string{".txt", ".text", ".log", ".csv", ".md"}, strings.ToLower(path.Ext(name))) &&
		len(head) > 0 && !bytes.ContainsFunc(head, func(r rune) bool { return r < ' ' && r != '\n' && r != '\r' && r != '\t' && r != '\f' }):
		return fileText
	}
	return fileOther
}

// caption stands above an attachment.
func (b *binder) caption(at spot, name string) {
	s := b.sheet
	s.need(3 * bodyLook.line())
	if s.y > s.top+1 {
		s.y += 5
	}
	s.flow(s.left, s.right, letters(look{bold, 11, false}, "Bijlage "+at.String()+": "+name))
	s.y += 1.5
}

// apart lists a file as to be added to the prints by hand.
func (b *binder) apart(e *Entry, at spot, name string) {
	b.where[at] = "apart"
	e.Separate = append(e.Separate, at.String()+" "+name)
}

// same reports, and says on the page, that the same file was there before: most
// mails of one writer carry the same logo.
func (b *binder) same(content []byte, at spot, name string) bool {
	sum := sha256.Sum256(content)
	first, ok := b.seen[sum]
	if !ok {
		b.seen[sum] = at
		return false
	}
	b.caption(at, name)
	b.where[at] = "= " + first.String()
	b.sheet.flow(b.sheet.left, b.sheet.right, letters(textLook, "Dit bestand is gelijk aan bijlage "+first.String()+"."))
	return true
}

func (b *binder) pictureFile(e *Entry, r io.Reader, at spot, name string) {
	raw, err := readAtMost(r, b.limits.Picture)
	if err == nil && b.same(raw, at, name) {
		return
	}
	var p picture
	if err == nil {
		p, err = redraw(raw, b.limits.Decoded, b.used)
	}
	if err == nil && b.spent+int64(len(p.jpeg)) > b.limits.Bytes {
		err = errNoRoom
	}
	if err == nil {
		b.place(p, at, name)
		return
	}
	b.caption(at, name)
	switch {
	case errors.Is(err, errTooLarge):
		b.notice(e, "Deze afbeelding is te groot om hier af te drukken. Bijlage, apart bij te voegen.")
	case errors.Is(err, errNoRoom):
		b.notice(e, "Het dossier zou te groot worden om te mailen. Bijlage, apart bij te voegen.")
	default:
		b.notice(e, "Deze afbeelding is beschadigd en kan niet worden afgedrukt. Bijlage, apart bij te voegen.")
	}
	b.apart(e, at, name)
}

// place puts a picture on the page: as large as it is on a screen, never larger
// than the page.
func (b *binder) place(p picture, at spot, name string) {
	const onScreen = 25.4 / 96
	s := b.sheet
	head := 2*bodyLook.line() + 8
	w, h := float64(p.width)*onScreen, float64(p.height)*onScreen
	room := s.bottom - s.top - head
	scale := min(1, (s.right-s.left)/w, room/h)
	w, h = max(w*scale, 0.3), max(h*scale, 0.3)
	if s.y+h+head > s.bottom && !s.page() {
		b.where[at] = "–"
		return
	}
	b.caption(at, name)
	b.where[at] = strconv.Itoa(s.pdf.PageNo())
	id := "p" + at.String()
	s.pdf.RegisterImageReader(id, "jpg", bytes.NewReader(p.jpeg))
	// The picture may be wider than what is to be seen of it.
	s.pdf.ImageOptions(id, s.left, s.y, w*float64(p.padded)/float64(p.width), h, false, imageOptions, 0, "")
	s.y += h + 2
	b.spent += int64(len(p.jpeg))
}

// safe are the files that may go inside the dossier: no programs, no documents
// with macros.
var safe = []string{".pdf", ".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic", ".heif", ".tif", ".tiff", ".bmp",
	".docx", ".odt", ".xlsx", ".ods", ".rtf", ".txt", ".csv", ".eml", ".msg", ".mp3", ".m4a", ".ogg", ".opus", ".wav", ".amr", ".mp4", ".mov"}

// other lists a file that cannot be printed, and puts it inside the PDF when it
// may be and there is room.
func (b *binder) other(e *Entry, r io.Reader, at spot, name string) {
	ext := strings.ToLower(path.Ext(name))
	var raw []byte
	err := errors.New("not to be embedded")
	if slices.Contains(safe, ext) {
		raw, err = readAtMost(r, b.limits.Bytes-b.spent)
	}
	if err == nil && b.same(raw, at, name) {
		return
	}
	b.caption(at, name)
	b.apart(e, at, name)
	s := b.sheet
	if err != nil || len(raw) == 0 {
		s.flow(s.left, s.right, letters(textLook, "Bijlage, apart bij te voegen. Het bestand ligt in het postvak."))
		return
	}
	f := newFile(at.String()+" "+name, raw)
	b.files = append(b.files, f)
	b.spent += int64(len(f.packed))
	s.flow(s.left, s.right, letters(textLook, "Bijlage, apart bij te voegen. Het bestand zit ook in deze PDF, onder Bijlagen."))
}

// readAtMost reads all of r, if that is no more than most bytes.
func readAtMost(r io.Reader, most int64) ([]byte, error) {
	var b bytes.Buffer
	n, err := io.Copy(&b, io.LimitReader(r, max(most, 0)+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("read attachment: %w", err)
	case n > most:
		return nil, errTooLarge
	}
	return b.Bytes(), nil
}

// utf8Reader reads text that may be windows-1252, as much of what people keep is.
func utf8Reader(r io.Reader) io.Reader {
	return &latinReader{r: r}
}

// latinReader turns bytes that are no UTF-8 into the characters of ISO 8859-1,
// with the printable ones of windows-1252.
type latinReader struct {
	r    io.Reader
	raw  []byte // read and not yet turned
	out  []byte
	err  error
	read [4096]byte
}

func (l *latinReader) Read(p []byte) (int, error) {
	for len(l.out) == 0 {
		if l.err != nil && len(l.raw) == 0 {
			return 0, l.err
		}
		if l.err == nil {
			var n int
			n, l.err = l.r.Read(l.read[:])
			l.raw = append(l.raw, l.read[:n]...)
		}
		l.turn()
	}
	n := copy(p, l.out)
	l.out = l.out[n:]
	return n, nil
}

// turn turns what can be told: the last bytes may be half a character.
func (l *latinReader) turn() {
	l.out = l.out[:0]
	for len(l.raw) > 0 && (l.err != nil || utf8.FullRune(l.raw)) {
		r, n := utf8.DecodeRune(l.raw)
		if r == utf8.RuneError && n == 1 {
			r = latin(l.raw[0])
		}
		l.out = utf8.AppendRune(l.out, r)
		l.raw = l.raw[n:]
	}
}
