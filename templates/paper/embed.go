package paper

import (
	"bytes"
	"compress/zlib"
	"crypto/md5"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
)

// file is a file to carry inside the PDF, packed.
type file struct {
	name   string
	packed []byte
	size   int
	sum    [md5.Size]byte // ISO 32000-1 table 46 asks for MD5; it guards nothing here
}

func newFile(name string, raw []byte) file {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	z.Write(raw) // a Buffer does not fail
	z.Close()
	return file{name: name, packed: b.Bytes(), size: len(raw), sum: md5.Sum(raw)}
}

// output writes the PDF, and after it the files as an incremental update (ISO
// 32000-1 section 7.5.6). fpdf's own way to embed files puts them before the
// pages, after which its bookmarks and links point at the wrong ones, and it
// holds each file three times.
func (b *binder) output(w io.Writer) error {
	if len(b.files) == 0 {
		return b.sheet.output(w)
	}
	u := &updater{w: w}
	if err := b.sheet.output(u); err != nil {
		return err
	}
	if err := u.embed(b.files); err != nil {
		return fmt.Errorf("embed files: %w", err)
	}
	return nil
}

// updater passes a PDF on and keeps what an update builds on. fpdf writes all of
// it in one call.
type updater struct {
	w       io.Writer
	n       int64 // bytes written
	catalog string
	root    int // object number of the catalog
	size    int // objects
	xref    int64
	info    string
	err     error
}

var errShape = errors.New("the PDF has not the shape that fpdf gives it")

func (u *updater) Write(p []byte) (int, error) {
	if u.n == 0 {
		u.parse(p)
	}
	n, err := u.w.Write(p)
	u.n += int64(n)
	return n, err
}

// parse finds the catalog and the trailer, which end the file.
func (u *updater) parse(p []byte) {
	tail := p[max(0, len(p)-256):]
	_, end, ok1 := strings.Cut(string(tail), "startxref\n")
	start, _, ok2 := strings.Cut(end, "\n")
	_, trailer, ok3 := strings.Cut(string(tail), "trailer\n<<\n")
	xref, err := strconv.ParseInt(start, 10, 64)
	if !ok1 || !ok2 || !ok3 || err != nil || xref <= 0 || xref > int64(len(p)) {
		u.err = errShape
		return
	}
	u.xref = xref
	if _, err := fmt.Sscanf(trailer, "/Size %d\n/Root %d 0 R\n", &u.size, &u.root); err != nil {
		u.err = errShape
		return
	}
	if _, info, ok := strings.Cut(trailer, "/Info "); ok {
		u.info, _, _ = strings.Cut(info, "\n")
	}
	at := bytes.LastIndex(p[:xref], fmt.Appendf(nil, "\n%d 0 obj\n", u.root))
	if at < 0 {
		u.err = errShape
		return
	}
	body := string(p[at+1 : xref])
	const names = "/EmbeddedFiles << /Names [\n  \n] >>"
	if !strings.Contains(body, "/Type /Catalog") || !strings.Contains(body, names) {
		u.err = errShape
		return
	}
	u.catalog = strings.Replace(body, names, "/EmbeddedFiles << /Names [%s] >>", 1)
}

// embed writes an object for each file and one that describes it, the catalog
// with their names, and where they stand.
func (u *updater) embed(files []file) error {
	if u.err != nil {
		return u.err
	}
	var (
		names   strings.Builder
		offsets []int64
	)
	put := func(format string, args ...any) {
		if u.err == nil {
			_, u.err = fmt.Fprintf(u, format, args...)
		}
	}
	next := u.size
	for i, f := range files {
		offsets = append(offsets, u.n)
		put("%d 0 obj\n<< /Type /EmbeddedFile /Filter /FlateDecode /Length %d /Params << /Size %d /CheckSum <%x> >> >>\nstream\n",
			next, len(f.packed), f.size, f.sum)
		put("%s", f.packed)
		put("\nendstream\nendobj\n")
		offsets = append(offsets, u.n)
		put("%d 0 obj\n<< /Type /Filespec /F (%s) /UF %s /EF << /F %d 0 R >> >>\nendobj\n", next+1, asciiName(f.name), wideString(f.name), next)
		fmt.Fprintf(&names, " (%06d) %d 0 R", i, next+1) // sorted, as a name tree is
		next += 2
	}
	at := u.n
	put("%s", strings.Replace(u.catalog, "%s", names.String(), 1))
	xref := u.n
	put("xref\n%d 1\n%010d 00000 n \n%d %d\n", u.root, at, u.size, len(offsets))
	for _, o := range offsets {
		put("%010d 00000 n \n", o)
	}
	put("trailer\n<<\n/Size %d\n/Root %d 0 R\n/Info %s\n/Prev %d\n>>\nstartxref\n%d\n%%%%EOF\n", next, u.root, u.info, u.xref, xref)
	return u.err
}

// asciiName is the name for programs that know no other.
func asciiName(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || strings.ContainsRune(`()\/:*?"<>|`, r) {
			return '_'
		}
		return r
	}, s)
}

// wideString writes a text string in UTF-16 (ISO 32000-1 section 7.9.2.2).
func wideString(s string) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`\/:*?"<>|`, r) {
			return '_'
		}
		return r
	}, s)
	var b strings.Builder
	b.WriteString("<FEFF")
	for _, c := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", c)
	}
	b.WriteString(">")
	return b.String()
}
